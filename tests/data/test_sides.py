"""Sides of a split by hash: independent of what else is there, mended where a class would go without."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.sides import TEST, TRAIN, VALIDATION, sides_of


def contents(count):
    return [row.to_bytes(4, "big") for row in range(count)]


@given(st.integers(0, 10**6), st.integers(1, 300), st.floats(0, 0.4), st.floats(0, 0.4))
@settings(max_examples=60, deadline=None)
def test_groups_that_were_not_moved_have_the_side_of_their_hash(seed, count, validation, test):
    one = sides_of(contents(count), np.ones((count, 1), np.int64), seed, validation, test)
    many = sides_of(contents(4000), np.ones((4000, 1), np.int64), seed, validation, test)
    stay = ~one.moved & ~many.moved[:count]
    assert (one.sides[stay] == many.sides[:count][stay]).all()


@given(
    st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=40),
    st.integers(0, 1000),
)
@settings(max_examples=60, deadline=None)
def test_every_class_is_trained_on_and_tested_where_it_has_two_groups_of_its_own(counts, seed):
    counts = np.array(counts)
    own = [np.flatnonzero((counts[:, n] > 0) & (counts.sum(axis=1) == counts[:, n])) for n in range(3)]
    sides = sides_of(contents(len(counts)), counts, seed, 0.15, 0.15).sides
    for label in range(3):
        if len(own[label]) >= 3 and len(own[label]) == (counts[:, label] > 0).sum():
            assert {TRAIN, TEST, VALIDATION} == set(sides[own[label]])


def test_shares_are_met_within_chance():
    sides = sides_of(contents(10_000), np.ones((10_000, 1), np.int64), 0, 0.15, 0.15).sides
    # 0.0036 is the standard error of a share of 0.15 of 10,000.
    assert abs((sides == TEST).mean() - 0.15) < 4 * 0.0036
    assert abs((sides == VALIDATION).mean() - 0.15) < 4 * 0.0036
