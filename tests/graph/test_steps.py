"""Steps of preprocessing and augmentation as text and JSON, both ways, and what is refused of them."""

import pytest

import glassnet as gn
from glassnet.errors import NotationError, ShapeError

LINE = (
    "24x24x3 preprocessing=[image_normalization, crop_center(shape=[24, 24]), "
    "featurewise_zero_center(per_channel=yes), featurewise_stdnorm(value=2.0)] "
    "augmentation=[random_flip_leftright, random_crop(padding=4, shape=[30, 30]), "
    "random_90degrees_rotation(rotations=[0, 2]), random_rotation(max_angle=25.0)] > dense 2"
)


def test_a_line_of_text_and_json_tell_the_same_network_both_ways():
    network = gn.from_text(LINE)
    assert gn.to_text(network) == LINE
    assert gn.to_text(gn.from_json(gn.to_json(network))) == LINE


def test_what_was_built_by_calls_is_told_like_what_was_read():
    steps, chance = gn.ImagePreprocessing(), gn.ImageAugmentation()
    steps.add_featurewise_stdnorm(per_channel=True)
    chance.add_random_blur()
    net = gn.input_data([None, 8, 8, 3], data_preprocessing=steps, data_augmentation=chance)
    told = "8x8x3 preprocessing=[featurewise_stdnorm(per_channel=yes)] augmentation=[random_blur]"
    assert gn.to_text(gn.Network(net)) == told
    assert gn.from_text(told).output.op == net.op


def test_what_an_input_knows_of_the_data_are_arrays_of_its_own():
    op = gn.from_text(
        "4x4x3 preprocessing=[featurewise_zero_center, featurewise_stdnorm(per_channel=yes), featurewise_zero_center, "
        "zca_whitening] as photo > dense 2"
    )
    shapes = {name: weight.shape for name, weight in op.weights.items() if name.startswith("photo")}
    assert shapes == {
        "photo/mean": (),
        "photo/std": (3,),
        "photo/mean_1": (),
        "photo/pc": (48, 48),
        "photo/pictures": (),
    }
    assert not any(weight.trainable for name, weight in op.weights.items() if name.startswith("photo"))


def test_an_array_of_ones_own_goes_into_json_without_its_numbers_and_into_no_text():
    steps = gn.ImagePreprocessing()
    steps.add_featurewise_zero_center([1, 2, 3])
    network = gn.Network(gn.input_data([None, 4, 4, 3], data_preprocessing=steps))
    settings = gn.to_json(network)["layers"][0]["settings"]
    assert settings["preprocessing"] == [{"name": "featurewise_zero_center", "settings": {"sides": [3]}}]
    assert gn.from_json(gn.to_json(network)).weights.keys() == network.weights.keys()
    with pytest.raises(NotationError, match="its featurewise_zero_center has an array of your own"):
        gn.to_text(network)


@pytest.mark.parametrize("add", ["preprocessing", "augmentation"])
def test_a_function_of_ones_own_is_in_no_text_or_file(add):
    steps, chance = gn.ImagePreprocessing(), gn.ImageAugmentation()
    if add == "preprocessing":
        steps.add_custom_preprocessing(sorted)
    else:
        chance.methods.append(sorted)
        chance.args.append(None)
    network = gn.Network(gn.input_data([None, 4, 4, 3], data_preprocessing=steps, data_augmentation=chance))
    for write in (gn.to_text, gn.to_json):
        with pytest.raises(NotationError, match="it uses your own function sorted, and no file or text of ours"):
            write(network)


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ("blur", "a list of at most 64 steps among image_normalization"),
        (["blur"], "steps among image_normalization, crop_center"),
        (["crop_center"], "crop_center with its shape"),
        (
            [{"name": "crop_center", "settings": {"shape": [0, 1]}}],
            "crop_center whose shape is one or two whole numbers",
        ),
        ([{"name": "crop_center", "settings": {"shape": 4, "code": "x"}}], "crop_center with settings among: shape"),
        (
            [{"name": "featurewise_stdnorm", "settings": {"value": "1"}}],
            "featurewise_stdnorm whose value is none or a n",
        ),
        ([{"name": "custom"}], "steps among image_normalization"),
        ([["image_normalization"]], "steps: a name each, or a name and settings"),
        (["image_normalization"] * 65, "a list of at most 64"),
    ],
)
def test_steps_a_file_may_not_hold_are_refused(steps, why):
    layer = {"name": "a", "kind": "input", "inputs": [], "settings": {"shape": [4, 4, 1], "preprocessing": steps}}
    with pytest.raises(NotationError) as told:
        gn.from_json({"format": 1, "layers": [layer]})
    assert why in str(told.value)


def test_a_file_may_not_ask_for_a_crop_of_another_size():
    with pytest.raises(ShapeError, match="random_crop leaves 5x5 pixels, but the input takes 4x4x1"):
        gn.from_text("4x4x1 augmentation=[random_crop(shape=5)]")
