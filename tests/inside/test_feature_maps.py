"""Maps are those of a convolution worked out in loops, and their sums come apart without a rest."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image
from tests.contracts.ops import NETWORKS

import glassnet as gn
from glassnet.data.images import Images
from glassnet.engine.to_torch import build
from glassnet.errors import DataError, ShapeError, UnknownName
from glassnet.graph.network import Network
from glassnet.graph.shape import window_padding
from glassnet.inside.feature_maps import maps
from glassnet.inside.sight import region_seen
from glassnet.runs.run import Run

CASES = [
    (size, stride, padding, channels)
    for size in ((3, 3), (2, 2), (4, 3), (10, 10))
    for stride in ((1, 1), (2, 2), (2, 3))
    for padding in ("same", "valid")
    for channels in (1, 3)
]


def untrained(net: gn.Network | object, seed: int = 0) -> Run:
    network = net if isinstance(net, Network) else Network(net)  # type: ignore[arg-type]
    return Run(network, build(network, seed).weights())


def by_hand(
    image: NDArray[np.float32], W: NDArray[np.float32], b: NDArray[np.float32], stride: tuple[int, int], padding: str
) -> NDArray[np.float64]:
    """A convolution as one would write it down: for each place and filter, the sum over the window."""
    height, width, _, filters = W.shape
    pads = [window_padding(image.shape[axis], W.shape[axis], stride[axis], padding) for axis in (0, 1)]  # type: ignore[arg-type]
    padded = np.pad(image.astype(np.float64), (*pads, (0, 0)))
    rows = (padded.shape[0] - height) // stride[0] + 1
    columns = (padded.shape[1] - width) // stride[1] + 1
    out = np.zeros((rows, columns, filters))
    for row in range(rows):
        for column in range(columns):
            patch = padded[row * stride[0] :, column * stride[1] :][:height, :width]
            for one in range(filters):
                out[row, column, one] = (patch * W[..., one]).sum() + b[one]
    return out


@pytest.mark.parametrize(("size", "stride", "padding", "channels"), CASES)
def test_maps_equal_a_convolution_by_hand_and_their_parts_sum_to_them(
    size: tuple[int, int], stride: tuple[int, int], padding: str, channels: int
) -> None:
    net = gn.input_data([None, 13, 11, channels])
    net = gn.conv_2d(net, 3, list(size), strides=list(stride), padding=padding, name="conv", bias_init="uniform")
    run = untrained(net)
    image = np.random.default_rng(0).standard_normal((13, 11, channels)).astype(np.float32)
    found = maps(run, image, "conv")
    wanted = by_hand(image, run.weights["conv/W"], run.weights["conv/b"], stride, padding)
    np.testing.assert_allclose(found.values, wanted, atol=1e-4)
    for out in range(3):
        assert found.partial(out).shape == (*found.values.shape[:2], channels)
        np.testing.assert_allclose(found.total(out), wanted[..., out], atol=1e-4)
        summed = found.partial(out).sum(axis=-1) + found.bias(out)
        np.testing.assert_allclose(summed, found.values[..., out], atol=1e-4)
    for row, column in ((0, 0), (found.values.shape[0] - 1, found.values.shape[1] - 1)):
        pixel = found.pixel(row, column, 1)
        assert pixel.total == pytest.approx(wanted[row, column, 1], abs=1e-4)
        assert pixel.products.sum() + pixel.bias == pytest.approx(pixel.value, abs=1e-4)


def test_a_layer_has_as_many_maps_as_channels_and_not_as_rows(run: Run, digits: Images) -> None:
    image = digits.inputs()[0]
    assert maps(run, image, "conv_1").values.shape == (8, 8, 3)
    assert maps(run, image, "pool_1").values.shape == (4, 4, 3)
    assert maps(run, image, "conv_2").values.shape == (4, 4, 4)
    assert maps(run, image, "answer").values.shape == (10,)


def test_the_maps_are_what_the_network_answers_from(run: Run, digits: Images) -> None:
    image = digits.inputs()[3]
    np.testing.assert_array_equal(maps(run, image, "answer").values, run.predict(image)[0])
    relu = maps(run, image, "conv_2")
    np.testing.assert_allclose(np.maximum(relu.total(2), 0), relu.values[..., 2], atol=1e-5)


def test_a_photo_on_disk_goes_the_way_it_goes_in_predict(tmp_path: Path, run: Run, digits: Images) -> None:
    rng = np.random.default_rng(0)
    folder = tmp_path / "photos"
    for name in ("cat", "dog"):
        (folder / name).mkdir(parents=True)
        for number in range(4):
            pixels = rng.integers(0, 256, (30, 40, 3), np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    photos = gn.data.folder(folder, size=12, color="rgb")
    net = gn.conv_2d(gn.input_data([None, 12, 12, 3]), 2, 3, activation="relu", name="conv_1")
    net = gn.regression(gn.fully_connected(net, 2, activation="softmax", name="answer"))
    trained = gn.fit(net, photos, n_epoch=1, show=False)
    path = folder / "dog" / "2.png"
    found = maps(trained, path, "answer")
    np.testing.assert_array_equal(found.values, trained.predict(os.fspath(path))[0])
    row = next(at for at, name in enumerate(photos.names) if name.endswith("dog/2.png"))
    np.testing.assert_allclose(maps(trained, path, "conv_1").photo, photos.inputs()[row], atol=1e-6)
    np.testing.assert_array_equal(found.values, maps(trained, photos.pixels[row], "answer").values)
    with pytest.raises(DataError):
        maps(trained, folder / "nothing.png", "conv_1")


def test_the_taps_that_hang_over_the_border_are_told(digits: Images) -> None:
    run = untrained(gn.conv_2d(gn.input_data([None, 8, 8, 1]), 1, 6, name="conv"))
    corner = maps(run, digits.inputs()[0], "conv").pixel(0, 0, 0)
    assert int(corner.on_image.sum()) == 16  # 2 of 6 rows and 2 of 6 columns hang over: 4 x 4 are left
    assert (corner.patch[:2] == 0).all()
    assert "16 of 36 taps lie on the image" in str(corner)
    assert max(map(len, str(corner).splitlines())) <= 80


def test_what_a_pixel_saw_of_the_photo_is_exact_for_even_windows_and_at_borders(run: Run, digits: Images) -> None:
    found = maps(run, digits.inputs()[0], "conv_1")
    assert found.seen(4, 4) == (2, 2, 7, 7)  # a window of 6 has 2 before and 3 after
    assert found.seen(0, 7) == (0, 5, 3, 7)
    assert maps(run, digits.inputs()[0], "answer").seen() == (0, 0, 7, 7)


FIELD = (
    "91x91x1 > conv 2@10 linear as conv_1 > avg-pool 2 as pool_1 > conv 2@10 linear as conv_2 > avg-pool 2 as pool_2"
)
SEEN = {"conv_1": 10, "pool_1": 11, "conv_2": 29, "pool_2": 31}
ODD = "23x19x1 > conv 1@4x3 stride=2 as conv_1 > avg-pool 3 stride=2 as pool_1 > conv 1@2 valid as conv_2"


@pytest.mark.parametrize("text", [FIELD, ODD])
def test_the_field_of_a_unit_is_where_its_gradient_reaches(text: str) -> None:
    network = gn.from_text(text)
    net = build(network, 0)
    for array in net.arrays.values():
        array.detach().abs_().add_(0.1)  # positive weights, so that no two paths cancel
    for layer in (name for name in network.names if name != "InputData"):
        height, width, _ = network[layer].shape.sides
        for row, column in ((0, 0), (height // 2, width // 2), (height - 1, width - 1), (0, width - 1)):
            photo = torch.ones(1, *network.nodes[0].shape.sides, requires_grad=True)
            net.value({"InputData": photo}, layer)[0, row, column, 0].backward()
            assert photo.grad is not None
            rows, columns = (photo.grad[0, ..., 0] != 0).nonzero().T
            reached = tuple(int(each) for each in (rows.min(), columns.min(), rows.max(), columns.max()))
            assert region_seen(network, layer, row, column) == reached
        if text == FIELD:
            assert region_seen(network, layer, height // 2, width // 2).sides == (SEEN[layer],) * 2


@pytest.mark.parametrize("name", [name for name in NETWORKS if "custom" not in name])
def test_every_kind_of_layer_can_be_looked_at(name: str) -> None:
    network = Network(NETWORKS[name]())
    run = untrained(network)
    chance = np.random.default_rng(0)
    feeds = [chance.standard_normal((1, *given.shape.sides)).astype(np.float32) for given in network.inputs]
    image = feeds[0] if len(feeds) == 1 else feeds
    for layer in network.names:
        found = maps(run, image, layer)
        assert found.values.shape == (network[layer].shape.sides or (1,))
        assert str(found)


def test_nothing_is_left_changed_behind_a_look(run: Run, digits: Images) -> None:
    torch.manual_seed(5)
    state, numpy_state = torch.get_rng_state(), np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    weights = {name: array.tobytes() for name, array in run.weights.items()}
    found = maps(run, digits.inputs()[0], "conv_2")
    found.partial(0), found.pixel(0, 0, 0)
    gn.inside.excites(run, "conv_2", 0, digits)
    gn.inside.filters(run, "conv_2").grain("learned")
    assert torch.equal(state, torch.get_rng_state())
    assert np.random.get_state()[1].tolist() == numpy_state  # type: ignore[index, union-attr]
    assert {name: array.tobytes() for name, array in run.weights.items()} == weights
    assert not run._net.training
    assert all(array.grad is None for array in run._net.arrays.values())


def test_letters_for_what_cannot_be_shown(run: Run, digits: Images, no_photo: Run) -> None:
    image = digits.inputs()[0]
    with pytest.raises(UnknownName, match=r"Invalid layer: 'conv1'\. Did you mean 'conv_1'"):
        maps(run, image, "conv1")
    with pytest.raises(DataError, match="one photo at a time, and these are 2"):
        maps(run, digits.inputs()[:2], "conv_1")
    with pytest.raises(DataError, match="'pool_1' is max_pool_2d and has no filters"):
        maps(run, image, "pool_1").partial(0)
    with pytest.raises(ShapeError, match="'conv_1' has filters 0 to 2, not 3"):
        maps(run, image, "conv_1").partial(3)
    with pytest.raises(ShapeError, match="rows 0 to 7 and columns 0 to 7, not row 8, column 0"):
        maps(run, image, "conv_1").pixel(8, 0, 0)
    found = maps(no_photo, np.ones(4, np.float32), "answer")
    assert (found.photo, found.seen()) == (None, None)


def test_a_map_that_says_nothing_is_called_silent(digits: Images) -> None:
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 2, 3, weights_init="zeros", activation="relu", name="conv")
    assert maps(untrained(net), digits.inputs()[0], "conv").silent == (0, 1)
