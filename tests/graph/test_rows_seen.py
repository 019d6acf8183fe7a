"""Exact rows, worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.graph.networks import networks

from glassnet.errors import ShapeError, UnknownName
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.graph.receptive_field import fields
from glassnet.graph.rows_seen import columns_seen, rows_seen


def test_unit_45_of_a_10x10_filter_sees_rows_41_to_50() -> None:
    net = from_text("91x91x1 > conv 3@10 as conv_1")
    assert rows_seen(net, "conv_1", 45) == columns_seen(net, "conv_1", 45) == (41, 50)


def test_at_a_border_the_window_is_cut() -> None:
    net = from_text("91x91x1 > conv 3@10 as conv_1")
    assert rows_seen(net, "conv_1", 0) == (0, 5)  # 4 of its 10 rows hang over the top
    assert rows_seen(net, "conv_1", 90) == (86, 90)  # 5 hang over the bottom


def test_a_corner_of_the_91x91_filter_sees_46x46_taps() -> None:
    net = from_text("91x91x1 > conv 3@91 as conv_1")
    (top, bottom), (left, right) = rows_seen(net, "conv_1", 0), columns_seen(net, "conv_1", 0)
    assert (bottom - top + 1) * (right - left + 1) == 2116
    assert rows_seen(net, "conv_1", 45) == (0, 90)


def test_valid_windows_start_where_the_unit_is() -> None:
    assert rows_seen(from_text("28x28x1 > conv 3@5 stride=2 valid"), "Conv2D", 3) == (6, 10)


def test_behind_a_pool_a_row_covers_both_its_rows() -> None:
    net = from_text("91x91x1 > conv 3@10 as c1 > pool 2 as p1 > conv 3@10 as c2")
    assert rows_seen(net, "p1", 20) == (36, 46)  # rows 40 and 41 of c1: 36..45 and 37..46
    assert rows_seen(net, "c2", 20) == (28, 56)  # rows 16..25 of p1, so 32..51 of c1, so 28..56
    assert rows_seen(net, "p1", 45) == (86, 90)  # the last pool holds row 90 of c1 alone


def test_rows_and_columns_are_told_apart() -> None:
    net = from_text("20x30x1 > conv 1@3x5")
    assert (rows_seen(net, "Conv2D", 10), columns_seen(net, "Conv2D", 10)) == ((9, 11), (8, 12))


def test_upsampled_rows_see_the_row_they_repeat() -> None:
    net = from_text("10x10x1 > upsample 2 as up > conv 1@3")
    assert rows_seen(net, "up", 7) == (3, 3)
    assert rows_seen(net, "Conv2D", 7) == (3, 4)  # upsampled rows 6, 7 and 8


def test_branches_see_what_either_sees() -> None:
    net = from_text("a: 28x28x1 ; b: a > conv 8@3 ; c: a > conv 8@6 ; merge b c concat axis=3")
    assert rows_seen(net, "Merge", 10) == (8, 13)  # 9..11 and 8..13


def test_maps_joined_one_under_the_other_keep_their_rows_apart() -> None:
    stacked = from_text("a: 10x10x1 ; b: a > conv 1@3 ; merge a b concat axis=1")
    assert stacked.output.shape.sides == (20, 10, 1)
    assert rows_seen(stacked, "Merge", 3) == (3, 3)  # the photo itself
    assert rows_seen(stacked, "Merge", 13) == (2, 4)  # row 3 of the convolution
    assert columns_seen(stacked, "Merge", 3) == (2, 4)


@pytest.mark.parametrize("layer", ["dense 3", "flatten", "global-avg-pool", "global-max-pool", "reshape 14x56x1"])
def test_what_looks_everywhere_sees_all_rows(layer: str) -> None:
    net = from_text(f"28x28x1 > {layer} as last")
    assert rows_seen(net, "last", 0) == (0, 27)


def test_l2_normalize_over_rows_sees_all_rows_and_one_column() -> None:
    net = from_text("28x20x1 > l2-normalize dims=1 as last")
    assert (rows_seen(net, "last", 4), columns_seen(net, "last", 4)) == ((0, 27), (4, 4))


def test_maps_merged_by_their_mean_over_channels_keep_their_rows() -> None:
    net = from_text("a: 9x9x1 ; b: a > conv 1@3 ; merge a b mean axis=3 as m")
    assert net.output.shape.sides == (9, 9)
    assert (rows_seen(net, "m", 4), columns_seen(net, "m", 4)) == ((3, 5), (3, 5))


def test_a_photo_that_comes_as_a_row_of_numbers_starts_at_the_reshape() -> None:
    net = from_text("784 > reshape 28x28x1 as photo > conv 8@3")
    assert rows_seen(net, "Conv2D", 0, photo="photo") == (0, 1)


def test_of_several_photos_one_is_named() -> None:
    net = from_text("a: 8x8x1 as left ; b: 8x8x1 as right > conv 1@3 ; merge a b elemwise_sum as both")
    assert rows_seen(net, "both", 4, photo="left") == (4, 4)
    assert rows_seen(net, "both", 4, photo="right") == (3, 5)
    with pytest.raises(UnknownName, match=r"Invalid photo: 'rigth'\. Did you mean 'right'"):
        rows_seen(net, "both", 4, photo="rigth")


def test_a_row_that_is_not_there_is_refused() -> None:
    net = from_text("91x91x1 > pool 2")
    with pytest.raises(ShapeError, match=r"'MaxPool2D' is 46x46x1: it has rows 0 to 45, not 46\."):
        rows_seen(net, "MaxPool2D", 46)


def test_where_no_image_is_there_is_nothing_to_see() -> None:
    with pytest.raises(ShapeError, match="behind 'FullyConnected' stands no image"):
        rows_seen(from_text("4 > dense 3"), "FullyConnected", 0)


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_no_unit_sees_more_than_the_size_its_layer_is_told_to_have(network: Network, data: st.DataObject) -> None:
    rows, _ = fields(network)[network.names[-1]] or (None, None)
    if rows is None:
        return
    last = max(0, network.output.shape.sides[0] - 1) if network.output.shape.rank else 0
    first, last = rows_seen(network, network.names[-1], data.draw(st.integers(0, last)))
    assert first <= last or last == -1
    if rows.size is not None:
        assert last - first + 1 <= rows.size
