"""What a unit sees, borders aside."""

import pytest

from glassnet.graph.notation import from_text
from glassnet.graph.receptive_field import fields


def rows(text: str) -> list[int | None]:
    return [field and field[0].size for field in fields(from_text(text)).values()]


def test_two_10x10_filters_with_pools_see_10_11_29_and_31_pixels() -> None:
    assert rows("91x91x1 > conv 3@10 > pool 2 > conv 3@10 > pool 2") == [1, 10, 11, 29, 31]


def test_neighbours_look_as_far_apart_as_all_strides_together() -> None:
    known = fields(from_text("91x91x1 > conv 3@3 stride=3 > pool 2 > conv 3@3x5 as last"))["last"]
    assert known is not None
    assert (known[0].stride, known[1].size) == (6, 3 + 3 + 4 * 6)


def test_a_dense_layer_sees_all_and_what_stands_behind_it_too() -> None:
    assert rows("28x28x1 > conv 8@3 > dense 9 relu > dense 2 softmax") == [1, 3, None, None]


def test_rows_of_numbers_see_no_photo() -> None:
    assert fields(from_text("4 > dense 3")) == {"InputData": None, "FullyConnected": None}


@pytest.mark.parametrize(("window", "pixels"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3)])
def test_behind_an_upsampling_a_window_spans_the_pixels_of_its_worst_unit(window: int, pixels: int) -> None:
    assert rows(f"28x28x1 > upsample 2 > conv 8@{window}")[-1] == pixels


def test_pooled_and_upsampled_a_unit_sees_its_whole_pool() -> None:
    assert rows("28x28x1 > pool 2 > upsample 2 > conv 1@3") == [1, 2, 2, 4]


def test_branches_that_lean_to_different_sides_see_more_than_the_larger_of_them() -> None:
    # Two even windows look at 0..2, an odd one at -1..1: together at four rows.
    assert rows("a: 9x9x1 ; b: a > conv 1@2 > conv 1@2 ; c: a > conv 1@3 ; merge b c concat axis=3")[-1] == 4


def test_branches_of_different_strides_have_no_one_size() -> None:
    assert rows("a: 4x4x1 ; b: a > pool 4 ; c: a > conv 1@4 valid ; merge b c concat axis=3")[-1] is None


def test_a_window_over_the_seam_of_maps_joined_by_rows_has_no_one_size() -> None:
    assert rows("a: 7x1x1 ; merge a a concat > pool 2")[-1] is None
    assert rows("a: 7x7x1 ; merge a a concat axis=3 > pool 2")[-1] == 2


def test_a_reshape_into_an_image_starts_a_photo_and_another_one_scrambles_it() -> None:
    assert rows("784 > reshape 28x28x1 > conv 1@3 > reshape 14x56x1 > conv 1@3") == [None, 1, 3, None, None]


def test_upsamplings_beyond_all_use_end_in_everything_and_not_in_hours() -> None:
    assert rows("1x1x1 > " + " > ".join(["upsample 64"] * 4))[-1] is None
