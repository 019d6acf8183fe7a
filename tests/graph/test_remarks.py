"""Each remark ends a misreading; its numbers are worked by hand."""

import pytest

from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.graph.ops import Conv2D
from glassnet.graph.remarks import (
    REMARKS,
    Remark,
    dead_taps,
    even_windows,
    heaviest_layer,
    live_taps,
    loss_against_output,
    remarks,
    rounded_up_pools,
    same_padding,
    seen_of_the_photo,
    slices_and_maps,
)

# The posts' networks: MNIST, and the fourth of the photo series.
MNIST = "28x28x1 > conv 32@2 relu as conv_1 > pool 2 > conv 64@2 relu as conv_2 > pool 2 > dense 1024 relu > dense 10"
FOUR = "91x91x1 > conv 3@91 as c1 > pool 2 as p1 > conv 3@91 as c2 > pool 2 as p2 > conv 3@91 as c3 > pool 2 > dense 2"


def said(remark: Remark, text: str) -> list[str]:
    return list(remark(from_text(text)))


def test_64_filters_behind_32_maps_make_64_maps() -> None:
    assert said(slices_and_maps, MNIST) == ["conv_2: 64 filters of 32x2x2 = 2,048 slices, 64 maps"]


def test_3_filters_behind_3_maps_are_9_slices_and_3_maps_every_time() -> None:
    assert [line.split(": ")[1] for line in said(slices_and_maps, FOUR)] == [
        "3 filters of 3x91x91 = 9 slices, 3 maps"
    ] * 2


def test_a_filter_as_large_as_the_photo_leaves_91x91_and_lies_on_it_with_56_percent() -> None:
    # Each way 46..91..46 taps: 6,211 of 8,281 or three quarters; three quarters of three quarters are 56 %.
    assert said(same_padding, FOUR)[0] == (
        "c1: 'same' padding: 91x91 in, 91x91 out; on average 56 % of the taps lie on the photo, "
        "in a corner as few as 2,116 of 8,281"
    )


def test_small_windows_and_valid_ones_are_not_spoken_of() -> None:
    assert said(same_padding, "28x28x1 > conv 8@2 > conv 8@9 valid") == []


def test_behind_the_photo_it_is_a_map() -> None:
    assert "lie on the map" in said(same_padding, FOUR)[1]


def test_an_even_window_leans_to_the_end() -> None:
    assert said(even_windows, "91x91x1 > conv 3@10 as c1") == [
        "c1: a window of 10 rows on 91 pads 4 before and 5 after: unit 45 sees rows 41..50"
    ]
    assert said(even_windows, "91x91x1 > conv 3@9 > conv 3@10 valid") == []


def test_on_a_23x23_map_76_percent_of_a_91x91_filter_never_learn() -> None:
    # The window starts 45 before the map and moves 22 on: rows 23 to 67 of it are ever on data.
    assert said(dead_taps, FOUR) == [
        "c3: on a 23x23 map only 45x45 of the 91x91 taps can ever see data: 76 % of these weights can never learn"
    ]


@pytest.mark.parametrize(
    ("layer", "rows"),
    [
        ("23x23x1 > conv 1@91", 45),
        ("23x23x1 > conv 1@45", 45),
        ("5x5x1 > conv 1@10", 9),  # 4 before: rows 0 to 8 of it; the last never
        ("1x1x1 > conv 1@5", 1),
        ("8x8x1 > conv 1@3 valid", 3),
        ("9x9x1 > conv 1@20 stride=3", 15),  # starts at -8, -5, -2: taps 2..10, 5..13 and 8..16
    ],
)
def test_live_taps_are_those_that_lie_on_data_at_some_stop(layer: str, rows: int) -> None:
    node = from_text(layer).output
    assert isinstance(node.op, Conv2D)
    window, length = node.op.window, node.inputs[0].shape.height
    before = (max((node.shape.height - 1) * window.stride[0] + window.size[0] - length, 0)) // 2
    starts = [
        stop * window.stride[0] - (before if window.padding == "same" else 0) for stop in range(node.shape.height)
    ]
    seen = {tap for tap in range(window.size[0]) if any(0 <= start + tap < length for start in starts)}
    assert live_taps(node, window, 0) == len(seen) == rows


def test_pools_round_up() -> None:
    assert said(rounded_up_pools, "91x91x1 > pool 2 as p1 > pool 2 as p2 > pool 2 as p3") == [
        "p1: 'same' pooling rounds up: 91x91 in, 46x46 out",
        "p3: 'same' pooling rounds up: 23x23 in, 12x12 out",
    ]
    assert said(rounded_up_pools, "91x91x1 > pool 2 valid") == []


def test_10_pixel_filters_look_at_29_pixels_behind_a_pool() -> None:
    net = "91x91x1 > conv 32@10 as conv_1 > pool 2 as pool_1 > conv 64@10 as conv_2 > pool 2 as pool_2 > dense 2"
    assert said(seen_of_the_photo, net) == [
        "what one unit sees of the photo, in pixels: conv_1 10, pool_1 11, conv_2 29, pool_2 31"
    ]


def test_the_weights_are_in_the_dense_layer() -> None:
    # 23 * 23 * 64 * 1024 weights and 1024 biases, of 34.88 million in all.
    net = "91x91x1 > conv 32@10 > pool 2 > conv 64@10 > pool 2 > dense 1024 as fully_connected_1 > dense 2"
    assert said(heaviest_layer, net) == ["fully_connected_1 holds 99.4 % of all parameters: 34,669,568 of 34,879,714"]
    assert said(heaviest_layer, "4 > dense 2") == []


@pytest.mark.parametrize(
    ("last", "loss", "speaks"),
    [
        ("softmax", "categorical_crossentropy", False),
        ("linear", "categorical_crossentropy", True),
        ("softmax", "softmax_categorical_crossentropy", True),
        ("linear", "softmax_categorical_crossentropy", False),
        ("sigmoid", "binary_crossentropy", True),
        ("linear", "mean_square", False),
    ],
)
def test_a_loss_that_does_not_fit_the_last_layer_is_spoken_of(last: str, loss: str, speaks: bool) -> None:
    assert bool(said(loss_against_output, f"4 > dense 2 {last} > regression sgd {loss}")) == speaks


def test_the_sentence_about_a_loss_says_what_to_do() -> None:
    (told,) = said(loss_against_output, "4 > dense 2 as out > regression as targets")
    assert told.startswith(
        "targets: categorical_crossentropy takes probabilities, but the layer before it ends in linear"
    )
    assert told.endswith("; end it in softmax")


def test_all_remarks_are_made_in_their_order() -> None:
    network: Network = from_text(FOUR)
    assert remarks(network) == tuple(sentence for remark in REMARKS for sentence in remark(network))
    assert len(remarks(network)) == 9
