import numpy as np
import pytest
from PIL import Image

from glassnet.errors import EnvironmentProblem
from glassnet.report.colours import weight_colours
from glassnet.report.drawing.filters import tiles
from glassnet.report.drawing.sheet import EDGE, MARGIN
from glassnet.report.figures import save_filters
from glassnet.report.mosaic import Mosaic


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def tile(page, mosaic, number):
    """The pixels of one tile of a page of one layer, whose tiles are what stands lowest on it."""
    place, below = mosaic.tiles[number], tiles(mosaic, np.zeros((mosaic.height, mosaic.width, 1000, 1000)), 1)
    top, left = len(page) - MARGIN - len(below.pixels) + EDGE + place.top, MARGIN + EDGE + place.left
    return page[top : top + mosaic.height * mosaic.zoom, left : left + mosaic.width * mosaic.zoom]


def test_every_weight_is_a_block_of_its_colour_and_nothing_is_invented_between(tmp_path):
    W = np.random.default_rng(0).normal(size=(3, 2, 2, 5)).astype(np.float32)
    page = pixels(save_filters({"conv_1/W": W, "conv_1/b": np.ones(5)}, tmp_path / "filters.png"))
    mosaic, reach = Mosaic("conv_1", 3, 2, 2, 5), np.abs(W).max()
    for number, place in enumerate(mosaic.tiles):
        wanted = weight_colours(W[:, :, place.input, place.output], reach)
        blocks = wanted.repeat(mosaic.zoom, axis=0).repeat(mosaic.zoom, axis=1)
        assert (tile(page, mosaic, number) == blocks).all()


def test_the_scale_is_that_of_the_whole_layer_also_where_only_a_part_is_shown(tmp_path):
    W = np.full((2, 2, 32, 64), 0.5)
    W[0, 0, 31, 63] = -2  # a slice that is not among the 64 shown
    page = pixels(save_filters({"conv_2/W": W}, tmp_path / "filters.png"))
    shown = tile(page, Mosaic("conv_2", 2, 2, 32, 64), 0)
    assert (shown == weight_colours(np.array(0.5), reach=2)).all()


def test_a_silent_layer_is_drawn_white_and_not_stretched(tmp_path):
    W = np.random.default_rng(0).normal(size=(3, 3, 1, 2)) * 1e-9
    page = pixels(save_filters({"conv_1/W": W}, tmp_path / "filters.png"))
    assert (tile(page, Mosaic("conv_1", 3, 3, 1, 2), 0) == 255).all()


def test_a_weight_that_is_not_a_number_is_striped_and_spoils_no_other(tmp_path):
    W = np.array([1.0, np.nan, -1.0, 0.5]).reshape(2, 2, 1, 1)
    page = pixels(save_filters({"conv_1/W": W}, tmp_path / "filters.png"))
    first = tile(page, Mosaic("conv_1", 2, 2, 1, 1), 0)
    assert first[0, 0].tolist() == [0, 0x3C, 0x30]
    zoom = Mosaic("conv_1", 2, 2, 1, 1).zoom
    stripes = np.where(np.indices((2 * zoom, 2 * zoom)).sum(axis=0) % 4 < 2, 0x99, 0xFF)[:zoom, zoom:]
    assert (first[:zoom, zoom:] == stripes[..., None]).all()


def test_a_network_without_convolutions_leaves_no_picture(tmp_path):
    path = tmp_path / "filters.png"
    assert save_filters({"fully_connected_1/W": np.ones((4, 2))}, path) is None
    assert not path.exists()


def test_layers_stand_below_each_other_and_a_name_may_hold_what_it_likes(tmp_path):
    one, both = (
        {"$conv_{1}$/W": np.ones((3, 3, 1, 2))},
        {"$conv_{1}$/W": np.ones((3, 3, 1, 2)), "a/b/W": np.ones((91, 91, 3, 3))},
    )
    heights = [len(pixels(save_filters(weights, tmp_path / "filters.png"))) for weights in (one, both)]
    assert heights[1] > heights[0] + 3 * 182


def test_the_same_weights_give_the_same_bytes(tmp_path):
    weights = {"conv_1/W": np.random.default_rng(0).normal(size=(3, 3, 1, 2))}
    one, other = (save_filters(weights, tmp_path / name).read_bytes() for name in ("a.png", "b.png"))
    assert one == other


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EnvironmentProblem, match="there is no folder"):
        save_filters({"conv_1/W": np.ones((3, 3, 1, 2))}, tmp_path / "nowhere" / "filters.png")
