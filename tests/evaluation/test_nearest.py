"""Nearest neighbour: exact, whatever the block, the tie or the broken number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.evaluation import nearest as room
from glassnet.evaluation.nearest import NOWHERE, nearest


def images(pixels):
    pixels = np.asarray(pixels)
    return Images(pixels, np.zeros(len(pixels), np.int64), ("any",))


def drawn(count, seed, high=256, side=4):
    return images(np.random.default_rng(seed).integers(0, high, (count, side, side, 1), np.uint8))


def by_brute_force(asked, known):
    ours, theirs = (each.pixels.reshape(len(each), -1).astype(np.int64) for each in (asked, known))
    squares = ((ours[:, None] - theirs[None]) ** 2).sum(axis=2)
    return squares.argmin(axis=1), np.sqrt(squares.min(axis=1))


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.sampled_from([2, 3, 256]), st.integers(0, 1000))
def test_it_is_what_comparing_all_with_all_gives_and_the_first_of_ties(asked, known, high, seed):
    ours, theirs = drawn(asked, seed, high), drawn(known, seed + 1, high)
    found = nearest(ours, theirs)
    row, distance = by_brute_force(ours, theirs)
    assert found.row.tolist() == row.tolist()
    assert found.distance.tolist() == distance.tolist()


def test_blocks_change_nothing(monkeypatch):
    ours, theirs = drawn(40, 0, high=3), drawn(70, 1, high=3)
    whole = nearest(ours, theirs)
    monkeypatch.setattr(room, "_INPUT_BYTES", 1000)
    monkeypatch.setattr(room, "_PRODUCT_BYTES", 100)
    parts = nearest(ours, theirs)
    assert parts.row.tolist() == whole.row.tolist()
    assert parts.distance.tolist() == whole.distance.tolist()


def test_of_bright_and_much_alike_pictures_the_right_one_is_found():
    # Single precision alone loses a difference of one level in one of 8,281 bright pixels.
    theirs = np.full((3, 91, 91, 1), 250, np.uint8)
    theirs[0, 0, 0], theirs[1, 0, 0], theirs[2, 0, 0] = 248, 251, 247
    found = nearest(images(np.full((1, 91, 91, 1), 250, np.uint8)), images(theirs))
    assert (found.row.tolist(), found.distance.tolist()) == ([1], [1.0])


def test_a_copy_is_at_distance_0():
    theirs = drawn(20, 0)
    found = nearest(theirs[[7]], theirs)
    assert (found.row.tolist(), found.distance.tolist()) == ([7], [0.0])


def test_levels_and_floats_meet_on_one_scale():
    theirs = images(np.array([0.0, 1.0], np.float32).reshape(2, 1, 1, 1))
    found = nearest(images(np.array([[[[250]]]], np.uint8)), theirs)
    assert found.row.tolist() == [1]
    assert found.distance == pytest.approx([5 / 255])


def test_what_is_no_number_is_nobodys_neighbour():
    theirs = images(np.array([np.nan, 0.9, np.inf], np.float32).reshape(3, 1, 1, 1))
    ours = images(np.array([0.1, np.nan], np.float32).reshape(2, 1, 1, 1))
    found = nearest(ours, theirs)
    assert found.row.tolist() == [1, NOWHERE]
    assert found.distance.tolist() == [pytest.approx(0.8), np.inf]
    assert nearest(ours, theirs[[0, 2]]).row.tolist() == [NOWHERE, NOWHERE]


def test_where_there_is_nothing_to_search_there_is_no_neighbour():
    assert nearest(drawn(2, 0), drawn(1, 0)[:0]).row.tolist() == [NOWHERE, NOWHERE]
    assert nearest(drawn(1, 0)[:0], drawn(2, 0)).row.tolist() == []


def test_a_search_too_long_takes_evenly_spaced_pictures_and_says_how_many():
    theirs = images(np.arange(100, dtype=np.uint8).reshape(100, 1, 1, 1))
    found = nearest(theirs[[57]], theirs, most_products=10)
    assert found.searched == 10
    assert found.row.tolist() == [60]


def test_pictures_of_other_sizes_are_refused():
    with pytest.raises(DataError, match="to judge are 4x4x1 and those trained on 5x5x1"):
        nearest(drawn(1, 0), drawn(1, 0, side=5))
