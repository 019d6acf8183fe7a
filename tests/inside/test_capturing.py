"""The photos a page carries: typical, worst, least sure and wild, each once, chosen by numbers worked by hand."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.data.wild_folder import WildPhotos
from glassnet.errors import DataError
from glassnet.graph.notation import from_text
from glassnet.inside.captured import Captured
from glassnet.inside.capturing import capture, fits
from glassnet.runs.card import DataCard
from glassnet.runs.run import Run


def sure_of(*levels: float, truth: str) -> tuple[Run, Images]:
    """A network that calls a photo of one pixel "b" with log odds of its level, and photos of those levels."""
    weights = {"FullyConnected/W": np.array([[0.0, 1.0]]), "FullyConnected/b": np.zeros(2)}
    run = Run(from_text("1x1x1 > dense 2 softmax"), weights, card=DataCard(classes=("a", "b")))
    pixels = np.array(levels, np.float32).reshape(-1, 1, 1, 1)
    return run, Images(pixels, np.array(["ab".index(each) for each in truth]), ("a", "b"))


def test_typical_is_the_right_answer_of_median_sureness_and_worst_the_costliest_error() -> None:
    # Photos 0-2 and 8 are rightly b, 3-5 rightly a, 6 and 7 wrongly b. Of four, the surer of the middle two is typical.
    run, images = sure_of(1, 5, 3, -2, -4, -6, 2, 4, 0.1, truth="bbbaaaaab")
    found = capture(run, images, most=5)
    told = dict(zip(found.rows, found.why, strict=True))
    assert told == {4: "typical a", 2: "typical b", 7: "worst", 6: "worst", 8: "least sure"}
    assert found.why == ("typical a", "typical b", "worst", "worst", "least sure")
    assert found.truth == ("a", "b", "a", "a", "b")
    assert found.one(2)["InputData"].tolist() == [[[[4.0]]]]


def test_no_photo_comes_twice_and_never_more_than_there_are() -> None:
    run, images = sure_of(1, -1, 2, truth="bab")
    found = capture(run, images, most=12)
    assert sorted(found.rows) == [0, 1, 2]


def test_pictures_without_labels_are_typical_of_what_they_are_called() -> None:
    run, images = sure_of(1, 3, 5, -2, truth="bbba")
    found = capture(run, images.pixels, most=4)
    assert set(found.truth) == {None}
    assert dict(zip(found.rows, found.why, strict=True)) == {
        3: "typical a",
        1: "typical b",
        0: "least sure",
        2: "photo",
    }


def test_wild_photos_come_last_with_what_is_known_of_them() -> None:
    run, images = sure_of(1, 3, 5, -2, truth="bbba")
    levels = np.array([7, 8, 9], np.float32).reshape(3, 1, 1, 1)
    found = capture(run, images, WildPhotos(levels, ("x.png", "y.png", "z.png"), ("none", None, "b")), most=12)
    assert (found.why[-2:], found.names[-2:], found.truth[-2:]) == (("wild", "wild"), ("x.png", "z.png"), ("none", "b"))
    assert found.rows[-2:] == (None, None)
    assert found.one(len(found) - 1)["InputData"].item() == 9


def test_answers_that_are_no_numbers_are_the_worst_of_all() -> None:
    run, images = sure_of(1, np.nan, 3, truth="bbb")
    weights = {"FullyConnected/W": np.array([[0.0, 1.0]]), "FullyConnected/b": np.array([0.0, np.inf])}
    broken = capture(Run(run.network, weights, card=run.card), images[[0, 2]], most=4)
    assert set(broken.why) <= {"typical b", "worst"}


def test_big_networks_carry_few_photos_and_small_ones_more() -> None:
    assert fits(from_text("91x91x1 > conv 32@10 > pool 2 > conv 64@10 > pool 2 > dense 1024 > dense 2")) == 6
    assert fits(from_text("28x28x1 > conv 32@5 > pool 2 > conv 64@5 > pool 2 > dense 10")) == 16
    assert fits(from_text("224x224x3 > conv 64@3 > conv 64@3 > dense 2")) == 4


def test_ten_classes_have_one_typical_photo_each(run: Run, digits: Images) -> None:
    found = capture(run, digits, most=16)
    assert list(found.why[:10]) == [f"typical {digit}" for digit in range(10)]
    assert len(set(found.rows)) == len(found) == 16


def test_a_network_without_classes_shows_photos_all_the_same() -> None:
    run = Run(from_text("2x2x1 > conv 1@1"), {"Conv2D/W": np.ones((1, 1, 1, 1)), "Conv2D/b": np.zeros(1)})
    assert capture(run, np.ones((9, 2, 2, 1), np.float32), most=4).why == ("photo",) * 4


def test_of_very_many_pictures_it_chooses_among_some_and_knows_their_rows() -> None:
    run, images = sure_of(*range(1, 5002), truth="b" * 5001)
    found = capture(run, images, most=4)
    assert len(found) == 4
    for row, name, level in zip(found.rows, found.names, found.fed["InputData"].reshape(-1), strict=True):
        assert (name, level) == (str(row), row + 1)  # photo 0 has level 1


def test_captured_parts_must_fit() -> None:
    with pytest.raises(DataError, match="has a name, a reason and a truth"):
        Captured({"photo": np.zeros((2, 1, 1, 1))}, ("a",), ("worst",), ("b",))


def test_public_names_are_there() -> None:
    assert gn.inside.capture is capture
    assert gn.inside.Captured is Captured
