"""Where the mean over seeds and pictures lies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.evaluation.groups import share_of
from glassnet.shares import wilson
from glassnet.sweeping.judging.averaging import mean_interval

BURSTS = np.repeat([0, 1, 2, 3, 4, 5], [11, 8, 8, 6, 4, 3])


def test_seeds_that_agree_are_worth_no_more_than_one():
    right = np.ones((20, 40), np.bool_)
    right[:, 0] = False
    assert mean_interval(right, np.arange(40)) == pytest.approx(wilson(39 / 40, 40))
    right[:] = True
    assert mean_interval(right, BURSTS) == pytest.approx(share_of(right[0], BURSTS).interval)


def test_seeds_that_differ_widen_it_as_the_sides_of_a_triangle():
    right = np.zeros((2, 4), np.bool_)
    right[0], right[1, 0] = True, True  # 4 and 1 of 4: mean 5/8, spread 3/4 / sqrt 2, of which t 12.7062 / sqrt 2
    low, _ = wilson(5 / 8, 4)
    reach = 12.7062 * 0.75 / 2
    assert mean_interval(right, np.arange(4)).low == pytest.approx(
        max(0, 5 / 8 - np.hypot(5 / 8 - low, reach)), abs=1e-4
    )


@pytest.mark.parametrize("wrong", [1, 4, 16, 40])
def test_a_seed_of_twenty_that_errs_moves_its_beginning_little(wrong):
    right = np.ones((20, 40), np.bool_)
    whole = mean_interval(right, BURSTS)
    right[0, :wrong] = False
    # It may begin a little higher: that one picture of a burst is wrong says that bursts do not stand or fall as one.
    assert mean_interval(right, BURSTS).low == pytest.approx(whole.low, abs=0.06)


@given(st.data())
def test_it_holds_the_mean_and_lies_in_0_to_1(data):
    seeds, pictures = data.draw(st.integers(1, 5)), data.draw(st.integers(2, 12))
    bits = data.draw(st.lists(st.booleans(), min_size=seeds * pictures, max_size=seeds * pictures))
    groups = np.array(data.draw(st.lists(st.integers(0, 3), min_size=pictures, max_size=pictures)))
    right = np.array(bits).reshape(seeds, pictures)
    low, high = mean_interval(right, groups)
    assert 0 <= low <= right.mean() + 1e-9
    assert right.mean() - 1e-9 <= high <= 1
