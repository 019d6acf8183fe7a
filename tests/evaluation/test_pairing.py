"""The paired test, against scipy's binomial test, and against trying every choice of signs."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from glassnet.evaluation.pairing import luck


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 20))
def test_without_groups_it_is_mcnemars_exact_test(only_a, only_b, neither):
    ahead = np.array([1] * only_a + [-1] * only_b + [0] * neither)
    expected = stats.binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert luck(ahead) == pytest.approx(expected)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 1), st.integers(0, 4)), min_size=1, max_size=30))
def test_with_groups_it_is_the_share_of_all_signs_that_go_as_far(pictures):
    ahead, groups = (np.array(column) for column in zip(*pictures, strict=True))
    leads = [int(ahead[groups == group].sum()) for group in np.unique(groups)]
    sums = [abs(sum(np.multiply(leads, signs))) for signs in product((1, -1), repeat=len(leads))]
    assert luck(ahead, groups) == pytest.approx(np.mean([each >= abs(ahead.sum()) for each in sums]))


def test_groups_of_one_change_nothing():
    ahead = np.array([1, 1, 1, -1, 0, 1])
    assert luck(ahead, np.arange(6)) == luck(ahead)


def test_a_burst_counts_once():
    # Twelve pictures ahead are certain; the same twelve as frames of two bursts are nothing.
    ahead = np.ones(12, np.int64)
    assert luck(ahead) < 0.001
    assert luck(ahead, np.repeat([0, 1], 6)) == pytest.approx(0.5)


def test_where_nobody_is_ahead_it_is_all_luck():
    assert luck(np.zeros(5, np.int64)) == 1.0
    assert luck(np.array([1, -1])) == 1.0


def test_ten_thousand_pictures_are_tested_at_once():
    ahead = np.random.default_rng(0).choice([-1, 0, 1], 10_000, p=[0.2, 0.5, 0.3])
    assert luck(ahead, np.arange(10_000) // 7) < 1e-6
