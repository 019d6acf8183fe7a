from hypothesis import given
from hypothesis import strategies as st

from glassnet.report.mosaic import MOST, PAGE, Mosaic

layers = st.builds(
    Mosaic,
    st.just("conv"),
    height=st.integers(1, 200),
    width=st.integers(1, 200),
    inputs=st.integers(1, 600),
    outputs=st.integers(1, 600),
)


def test_the_two_layers_of_the_post_are_told_as_they_are():
    first, second = Mosaic("conv_1", 2, 2, inputs=1, outputs=32), Mosaic("conv_2", 2, 2, inputs=32, outputs=64)
    assert (first.heading, first.showing) == ("conv_1: 32 filters of 1x2x2 = 32 slices, 32 maps", "all 32 shown")
    assert second.heading == "conv_2: 64 filters of 32x2x2 = 2,048 slices, 64 maps"
    assert second.showing == "showing 64 of 2,048: out 0-7, in 0-7"


def test_thin_filters_stand_side_by_side_and_deep_ones_in_rows_of_their_own():
    thin, deep = Mosaic("a", 2, 2, inputs=1, outputs=32), Mosaic("b", 2, 2, inputs=32, outputs=64)
    assert [(tile.output, tile.input) for tile in thin.tiles if tile.top == 0] == [(out, 0) for out in range(8)]
    assert [(tile.output, tile.input) for tile in deep.tiles if tile.top == 0] == [(0, into) for into in range(8)]


def test_a_tile_says_where_it_is_in_the_layer():
    assert Mosaic("conv_2", 3, 3, inputs=8, outputs=2).tiles[11].address == "out 1 ← in 3"


def test_a_weight_of_a_10x10_filter_takes_10_pixels_and_of_a_91x91_filter_2():
    assert Mosaic("a", 10, 10, 1, 3).zoom == 10
    assert Mosaic("a", 91, 91, 1, 3).zoom == 2


@given(layers)
def test_tiles_never_overlap_never_pass_the_limit_and_are_each_shown_once(layer):
    tiles = layer.tiles
    height, width = layer.height * layer.zoom, layer.width * layer.zoom
    assert 1 <= len(tiles) <= max(MOST, layer.inputs_shown)
    assert len({tile.address for tile in tiles}) == len({(tile.top, tile.left) for tile in tiles}) == len(tiles)
    assert all(
        abs(one.top - other.top) >= height or abs(one.left - other.left) >= width
        for number, one in enumerate(tiles)
        for other in tiles[:number]
    )
    assert max(tile.left for tile in tiles) < 1.2 * PAGE


@given(layers)
def test_everything_is_shown_when_it_is_little_enough(layer):
    if layer.slices <= MOST:
        assert len(layer.tiles) == layer.slices
        assert layer.showing == f"all {layer.slices} shown"
