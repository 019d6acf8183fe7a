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


def test_a_photo_unlike_the_training_is_none_of_these_and_the_reason_is_given():
    odd = Prediction("black.png", "chi", 1.0, {"chi": 1.0, "lars": 0.0}, False, 32.1, "it is darker than the rest")
    fine = Prediction("hat.png", "chi", 0.75, {"chi": 0.75, "lars": 0.25}, True, 0.5)
    lines = terminal.of_predictions([odd, fine]).splitlines()
    assert lines[1].split() == ["black.png", "none", "of", "these", "(chi", "100.0", "%)"]
    assert lines[2].split() == ["hat.png", "chi", "75.0", "%", "lars", "25.0", "%"]
    assert "black.png: it is darker than the rest (32 times as far off as is familiar)." in lines
    assert "In brackets: what the network would have to say, had it to choose." in lines


def test_of_many_odd_photos_three_are_explained():
    odd = [Prediction(f"{at}.png", "x" * 30, 1.0, {"x" * 30: 1.0}, False, 1e6, "it is flatter") for at in range(5)]
    lines = terminal.of_predictions(odd).splitlines()
    assert sum("it is flatter (over 99 times" in line for line in lines) == 3
    assert "2 more are none of these." in lines
    assert max(map(len, lines)) <= 80


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
