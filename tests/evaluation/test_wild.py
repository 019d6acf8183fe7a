"""Wild photos: each gets the verdict it deserves, and the figures follow from the verdicts."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import glassnet as gn
from glassnet.data.images import Images
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError
from glassnet.evaluation.calibrating import calibrate
from glassnet.evaluation.confusion import Confusion
from glassnet.evaluation.evaluation import Evaluation
from glassnet.evaluation.wild import Wild, WildPhoto, wild


@pytest.mark.parametrize(
    ("truth", "answer", "familiar", "verdict"),
    [
        ("chi", "chi", True, "right"),
        ("chi", "lars", True, "wrong"),
        ("chi", "chi", None, "right"),
        ("chi", "chi", False, "refused"),
        ("chi", "lars", False, "refused"),
        ("none", "lars", False, "rightly refused"),
        ("none", "lars", True, "answered though none"),
        ("none", "lars", None, "answered though none"),
        ("none", "none", True, "right"),
        (None, "lars", True, "answered"),
        (None, "lars", False, "refused"),
    ],
)
def test_each_photo_gets_its_verdict(truth, answer, familiar, verdict):
    assert WildPhoto("a.png", truth, answer, 0.9, familiar).verdict == verdict


def photos() -> tuple[WildPhoto, ...]:
    return (
        WildPhoto("1.png", "chi", "chi", 0.9, True),
        WildPhoto("2.png", "chi", "lars", 0.8, True),
        WildPhoto("3.png", "lars", "lars", 0.7, False),
        WildPhoto("4.png", "lars", "chi", 0.6, False),
        WildPhoto("5.png", "none", "chi", 1.0, False),
        WildPhoto("6.png", "none", "chi", 1.0, True),
        WildPhoto("7.png", None, "chi", 1.0, True, seen=True),
    )


TEST = Evaluation(n=40, loss=None, confusion=Confusion(("chi", "lars"), ((20, 0), (1, 19))))


def test_the_figures_follow_from_the_verdicts():
    found = Wild(photos(), TEST)
    assert (found.share.hits, found.share.n) == (2, 4)  # the first and, had it to answer, the third
    assert (found.answered.hits, found.answered.n) == (1, 2)
    assert (found.refused.hits, found.refused.n) == (1, 2)
    assert found.fall.value == pytest.approx(39 / 40 - 2 / 4)
    assert found.counts == {
        "right": 1,
        "wrong": 1,
        "refused": 2,
        "rightly refused": 1,
        "answered though none": 1,
        "answered": 1,
    }
    assert found.trained_on == ("7.png",)


def test_it_is_told_in_lines_that_fit():
    """Newcombe: 0.475 less hypot(0.975 - 0.8712, 0.85 - 0.5), more hypot(0.9956 - 0.975, 0.5 - 0.15)."""
    assert str(Wild(photos(), TEST)).splitlines() == [
        "7 wild photos: 4 of the classes, 2 of none of them, 1 not labelled",
        "Right, had it to answer all: 50 % of 4 (95 %: 15-85)",
        "Against the test, 97.5 % of 40 (95 %: 87-100): falls by 47.5 points (95 %: 11.0",
        "  to 82.6)",
        "Refused: 2 of 4 of the classes, 1 of 2 of none of them, 0 of 1 not labelled",
    ]


def test_caveats_name_what_was_trained_on_and_how_little_four_photos_tell():
    first, second = Wild(photos(), TEST).caveats
    assert first == "1 of these 7 photos was trained on, so it is not wild."
    assert second.startswith("4 labelled photos tell little")


def test_json_holds_every_photo():
    plain = Wild(photos(), TEST).to_plain()
    assert plain["n"] == len(plain["photos"]) == 7
    assert plain["photos"][4]["verdict"] == "rightly refused"
    assert plain["fall"]["interval"][0] == pytest.approx(0.110, abs=1e-3)


@pytest.fixture(scope="module")
def trained():
    """Dark and bright grainy squares, told apart by their light: a known cause, hence a known answer."""
    rng = np.random.default_rng(0)
    labels = np.arange(400) % 2
    pixels = rng.normal(80 + 90 * labels[:, None, None, None], 10, (400, 8, 8, 1)).clip(0, 255).astype(np.uint8)
    images = Images(pixels, labels, ("dark", "bright"), preparation=Preparation(8, 8, 1))
    splits = gn.data.split(images, seed=0)
    net = gn.from_text("8x8x1 > dense 8 tanh > dense 2 softmax > regression adam(learning_rate=0.02)")
    return calibrate(gn.fit(net, splits, n_epoch=20, seed=0, show=False), splits), splits


def save(path, pixels):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels[..., 0]).save(path)


def test_a_folder_of_wild_photos_is_judged(trained, tmp_path):
    run, splits = trained
    save(tmp_path / "dark" / "trained_on.png", splits.train.pixels[splits.train.labels == 0][0])
    save(tmp_path / "none" / "black.png", np.zeros((8, 8, 1), np.uint8))
    save(tmp_path / "loose.png", np.full((8, 8, 1), 255, np.uint8))
    found = wild(run, tmp_path, test=gn.evaluate(run, splits.test))
    told = {photo.name: photo.verdict for photo in found.photos}
    assert told == {"dark/trained_on.png": "right", "none/black.png": "rightly refused", "loose.png": "refused"}
    assert found.trained_on == ("dark/trained_on.png",)
    assert found.photos[2].reason.startswith("it is flatter") or found.photos[2].reason
    assert found.fall is not None


def test_images_with_a_class_none_and_arrays_are_taken_too(trained):
    run, splits = trained
    images = Images(splits.test.pixels[:3], np.array([0, 1, 0]), ("none", "bright"))
    assert [photo.truth for photo in wild(run, images).photos] == ["none", "bright", "none"]
    assert [photo.truth for photo in wild(run, splits.test.pixels[:2]).photos] == [None, None]
    with pytest.raises(DataError, match="does not know the class 'dog'"):
        wild(run, Images(splits.test.pixels[:1], np.array([0]), ("dog",)))


def test_a_run_that_was_not_calibrated_answers_everything_and_says_so(trained):
    run, splits = trained
    found = wild(replace(run, calibration=None), splits.test.pixels[:2])
    assert {photo.familiar for photo in found.photos} == {None}
    assert "not calibrated" in found.caveats[-1]
    assert "Refused" not in str(found)


def test_a_run_trained_on_arrays_cannot_read_a_folder(trained, tmp_path):
    run, _ = trained
    with pytest.raises(DataError, match="trained on arrays"):
        wild(replace(run, card=replace(run.card, preparation=None)), tmp_path)
