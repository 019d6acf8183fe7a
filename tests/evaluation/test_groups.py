"""The interval over groups, against what it must become where groups say nothing, or everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from glassnet.evaluation.doubt import Share
from glassnet.evaluation.groups import GroupedShare, counted_groups, grouped_interval, share_of

GROUPS = st.lists(st.integers(1, 12).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size))), min_size=1)


def jeffreys(hits: float, n: float) -> tuple[float, float]:
    low, high = stats.beta.ppf([0.025, 0.975], hits + 0.5, n - hits + 0.5)
    return float(low), float(high)


def either(hits, n):
    """As far as the farther of Jeffreys' and Wilson's intervals reaches."""
    (low, high), (wide_low, wide_high) = jeffreys(hits, n), Share(hits, n).interval
    return min(low, wide_low), max(high, wide_high)


def test_groups_of_one_picture_count_as_they_are():
    assert grouped_interval(((1, 0, 12), (1, 1, 28))) == pytest.approx(either(28, 40), abs=1e-3)


def test_groups_that_fall_as_one_count_as_one_picture_each():
    # 40 groups of 20 pictures, 28 all right and 12 all wrong: nobody would hold their pictures for strangers.
    assert grouped_interval(((20, 0, 12), (20, 20, 28))) == pytest.approx(either(28, 40), abs=0.01)


def test_groups_of_strangers_count_by_the_picture():
    # In each of 100 groups of 4 exactly as many are right as the share says: less alike than chance would have it.
    low, high = grouped_interval(((4, 3, 100),))
    alone = either(300, 400)
    assert low == pytest.approx(alone[0], abs=0.01)
    assert high == pytest.approx(alone[1], abs=0.01)


def test_where_all_are_right_the_interval_stays_honest():
    low, high = grouped_interval(((5, 5, 8),))
    assert high == 1.0
    # Between what 8 and what 40 single pictures would leave.
    assert jeffreys(8, 8)[0] < low < Share(40, 40).interval.low


def test_one_more_mistake_never_raises_the_lower_end():
    ends = [grouped_interval(((5, 5, 7), (5, right, 1))).low for right in (5, 4, 3, 2, 1, 0)]
    assert ends == sorted(ends, reverse=True)


@settings(max_examples=50, deadline=None)
@given(GROUPS)
def test_the_interval_holds_the_share_and_stays_within_0_and_1(groups):
    counted = tuple((size, hits, 1) for size, hits in groups)
    share = sum(hits for _, hits in groups) / sum(size for size, _ in groups)
    low, high = grouped_interval(counted)
    assert 0 <= low <= share <= high <= 1
    assert low < high


@settings(max_examples=50, deadline=None)
@given(GROUPS)
def test_right_and_wrong_are_judged_alike(groups):
    low, high = grouped_interval(tuple((size, hits, 1) for size, hits in groups))
    turned = grouped_interval(tuple((size, size - hits, 1) for size, hits in groups))
    assert turned == pytest.approx((1 - high, 1 - low), abs=1e-6)


def test_a_large_group_weighs_by_its_pictures_as_in_the_share():
    low, high = grouped_interval(((1, 1, 10), (100, 0, 1)))  # 10 of 110 are right
    assert low < 10 / 110 < high
    assert low < 0.01


def test_many_pictures_in_many_groups_are_as_sharp_as_single_ones():
    draw = np.random.default_rng(0)
    known = share_of(draw.random(10_000) < 0.9, draw.integers(0, 3_000, 10_000))
    alone = Share(known.hits, known.n)
    assert known.interval == pytest.approx(alone.interval, abs=0.002)


def test_pictures_are_counted_by_group_whatever_the_groups_are_called():
    right = np.array([True, False, True, True, True])
    assert counted_groups(right, np.array([9, 9, -3, 70, 70])) == ((1, 1, 1), (2, 1, 1), (2, 2, 1))


def test_groups_of_one_are_no_groups():
    right = np.array([True, False, True])
    assert share_of(right, np.array([5, 6, 7])) == Share(2, 3)
    assert share_of(right, None) == Share(2, 3)


def test_a_grouped_share_says_so():
    share = share_of(np.array([True] * 19 + [False]), np.repeat(np.arange(4), 5))
    assert isinstance(share, GroupedShare)
    assert str(share) == "95 % of 20 in 4 groups (95 %: 58-99)"
    assert "made over the 4 groups" in share.method
    assert share.to_plain()["groups"] == 4


def test_a_single_group_says_next_to_nothing():
    share = share_of(np.array([True] * 30), np.zeros(30, int))
    assert "in 1 group (" in str(share)
    assert share.interval.low < 0.3
