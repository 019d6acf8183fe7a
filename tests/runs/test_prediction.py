import numpy as np
import pytest
from PIL import Image

from glassnet.data.preparation import Preparation
from glassnet.errors import DataError
from glassnet.graph.notation import from_text
from glassnet.runs.card import DataCard
from glassnet.runs.prediction import Prediction, Refusal, predictions
from glassnet.runs.run import Run
from glassnet.runs.saving import load, save


def brightness(text, preparation):
    """A network that says "bright" for pictures lighter than middle gray: its weights count light in two classes."""
    network = from_text(text)
    weights = {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()}
    weights["FullyConnected/W"][:, -1] = 4.0
    weights["FullyConnected/b"][-1] = -8.0
    card = DataCard(samples=2, shape=(2, 2, 1), maximum=1.0, classes=("dark", "bright"), preparation=preparation)
    return Run(network, weights, card=card)


PREPARATION = Preparation(2, 2, 1).to_plain()


@pytest.fixture
def photos(tmp_path):
    paths = []
    for name, level in (("dark", 51), ("bright", 204)):
        paths.append(str(tmp_path / f"{name}.png"))
        Image.fromarray(np.full((4, 4), level, np.uint8)).save(paths[-1])
    return paths


def test_each_photo_gets_its_class_and_all_shares(photos):
    run = brightness("2x2x1 > dense 2 softmax", PREPARATION)
    dark, bright = predictions(run, photos)
    assert isinstance(dark, Prediction)
    assert (dark.label, bright.label) == ("dark", "bright")
    # Four cells of 0.8, each times 4, less 8: 4.8 against 0.
    assert bright.share == pytest.approx(1 / (1 + np.exp(-4.8)), rel=1e-6)
    assert sum(bright.shares.values()) == pytest.approx(1)


def test_a_model_file_of_before_there_was_a_choice_of_fit_is_read_and_crops(photos, tmp_path):
    before = {"height": 2, "width": 2, "channels": 1, "scale": 255.0, "resize": "centre crop, lanczos"}
    save(brightness("2x2x1 > dense 2 softmax", before), tmp_path / "old.glassnet")
    old = load(tmp_path / "old.glassnet")
    new = brightness("2x2x1 > dense 2 softmax", PREPARATION)
    assert [*predictions(old, photos)] == [*predictions(new, photos)]


def test_the_fit_travels_with_the_model(tmp_path):
    wide = np.zeros((4, 12), np.uint8)
    wide[:, 4:8] = 255  # bright in the middle, which is all that a crop sees, and two thirds dark
    Image.fromarray(wide).save(tmp_path / "wide.png")
    labels = {}
    for fit in ("crop", "pad", "stretch"):
        run = brightness("2x2x1 > dense 2 softmax", Preparation(2, 2, 1, fit=fit).to_plain())
        save(run, tmp_path / f"{fit}.glassnet")
        (told,) = predictions(load(tmp_path / f"{fit}.glassnet"), [str(tmp_path / "wide.png")])
        labels[fit] = told.label
    assert labels == {"crop": "bright", "pad": "dark", "stretch": "dark"}


def test_a_single_output_names_one_of_two_classes(photos):
    dark, bright = predictions(brightness("2x2x1 > dense 1 sigmoid", PREPARATION), photos)
    assert (dark.label, bright.label) == ("dark", "bright")
    assert bright.share == pytest.approx(1 / (1 + np.exp(-4.8)), rel=1e-6)


def test_a_file_that_is_no_picture_is_refused_by_itself(photos, tmp_path):
    (tmp_path / "no.png").write_text("no")
    first, second = predictions(
        brightness("2x2x1 > dense 2 softmax", PREPARATION), [str(tmp_path / "no.png"), photos[0]]
    )
    assert isinstance(first, Refusal)
    assert "no.png" in first.why
    assert isinstance(second, Prediction)


def test_a_network_trained_on_arrays_cannot_take_photos(photos):
    with pytest.raises(DataError, match="trained on arrays"):
        list(predictions(brightness("2x2x1 > dense 2 softmax", None), photos))
