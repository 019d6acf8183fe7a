import pytest

from glassnet.report import terminal
from glassnet.runs.prediction import Prediction


def test_a_prediction_names_the_class_its_share_and_the_next():
    answers = [
        Prediction("photos/a.png", "lars", 0.7, {"chi": 0.25, "lars": 0.7, "none": 0.05}),
        Prediction("b.png", "chi", 1.0, {"chi": 1.0, "lars": 0.0, "none": 0.0}),
    ]
    lines = terminal.of_predictions(answers).splitlines()
    assert lines[0].split() == ["photo", "class", "probability", "next"]
    assert lines[1].split() == ["photos/a.png", "lars", "70.0", "%", "chi", "25.0", "%"]
    assert lines[2].split() == ["b.png", "chi", "100.0", "%", "none", "0.0", "%"]


def test_a_single_output_has_no_next():
    line = terminal.of_predictions([Prediction("a.png", "1", 0.8, {"0": 0.8})]).splitlines()[1]
    assert line.split() == ["a.png", "1", "80.0", "%"]


def test_no_line_is_wider_than_80_columns_whatever_files_and_classes_are_called():
    long = Prediction(
        "a/very/long/way/to/a/photo/of/somebody/in/the/summer.jpg", "x" * 60, 0.5, {"x" * 60: 0.5, "y" * 60: 0.5}
    )
    assert max(map(len, terminal.of_predictions([long]).splitlines())) <= 80


def test_a_name_with_a_new_line_stays_on_its_line():
    answer = Prediction("two\nlines\x1b[31m.png", "chi", 0.9, {"chi": 0.9, "lars": 0.1})
    assert r"two\nlines\u001b[31m.png" in terminal.of_predictions([answer]).splitlines()[1]


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.97504, "97.5 %"), (1.0, "100.0 %"), (0.9999, "> 99.9 %"), (0.0, "0.0 %"), (0.0001, "< 0.1 %")],
)
def test_a_share_is_never_rounded_to_a_certainty(share, told):
    assert terminal.percent(share) == told


def test_a_long_name_loses_its_middle():
    assert terminal.cut("photos/summer/lars_0031.jpg", 20).endswith("_0031.jpg")
    assert len(terminal.cut("a" * 50, 20)) == 20
