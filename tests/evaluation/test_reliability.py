"""Calibration against numbers worked by hand and against scikit-learn's own sums."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, log_loss

from glassnet.evaluation.reliability import BINS, bin_numbers, reliability


def two(*sure):
    """Shares of two classes, the first of which is given these."""
    return np.array([[share, 1 - share] for share in sure])


def drawn(n, classes, seed=0):
    draw = np.random.default_rng(seed)
    shares = draw.dirichlet(np.ones(classes), n)
    return shares, np.array([draw.choice(classes, p=row) for row in shares])


def test_the_expected_calibration_error_is_the_one_worked_by_hand():
    # Sure 0.95, 0.95, 0.95 (last bin; right 2 of 3) and 0.6 (bin 9 of 15; right): 3/4 |2/3 - .95| + 1/4 |1 - .6|.
    known = reliability(two(0.95, 0.95, 0.95, 0.6), np.array([0, 0, 1, 0]))
    assert known.ece == pytest.approx(0.75 * (0.95 - 2 / 3) + 0.25 * 0.4)
    assert (known.sure, known.right) == pytest.approx((0.8625, 0.75))
    assert [(each.n, round(each.sure, 4), round(each.right, 4)) for each in known.bins] == [
        (1, 0.6, 1.0),
        (3, 0.95, 0.6667),
    ]
    assert (known.bins[1].low, known.bins[1].high) == pytest.approx((14 / 15, 1))


def test_a_bin_holds_its_upper_edge():
    edges = np.arange(BINS + 1) / BINS
    assert bin_numbers(edges).tolist() == [0, *range(BINS)]


@pytest.mark.parametrize("classes", [2, 5])
def test_brier_score_and_log_loss_are_scikit_learns(classes):
    shares, truth = drawn(200, classes)
    known = reliability(shares, truth)
    assert known.log_loss == pytest.approx(log_loss(truth, shares, labels=range(classes)))
    rows = np.eye(classes)[truth]
    assert known.brier == pytest.approx(((shares - rows) ** 2).sum(axis=1).mean())
    if classes == 2:  # scikit-learn halves the score of two classes
        assert known.brier == pytest.approx(2 * brier_score_loss(truth, shares[:, 1]))


def test_a_network_that_is_right_as_often_as_it_says_is_within_chance():
    inside = [not reliability(*drawn(300, 3, seed)).is_beyond_chance for seed in range(40)]
    assert sum(inside) >= 34  # 95 of 100 are expected; fewer than 34 of 40 would come up in 2 of 1,000 cases


def test_one_that_is_too_sure_is_beyond_it_and_said_to_be():
    known = reliability(np.array([[0.99, 0.01]] * 100), np.array([0] * 80 + [1] * 20))
    assert known.is_beyond_chance
    assert str(known).startswith("is 99 % sure on average and right 80 %: too sure (ECE 0.190, by chance up to 0.0")


def test_sureness_is_never_rounded_to_a_certainty():
    assert "is over 99.9 % sure on average and right 99 %" in str(
        reliability(two(*[0.9999] * 100), np.array([0] * 99 + [1]))
    )


def test_on_few_pictures_even_a_large_error_may_be_chance():
    known = reliability(two(0.7, 0.7, 0.7), np.array([0, 0, 0]))
    assert known.ece == pytest.approx(0.3)
    assert not known.is_beyond_chance
    assert "as far as so few can tell" in str(known)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_every_measure_stays_in_its_range_and_bins_hold_all_pictures(pictures):
    known = reliability(two(*[share for share, _ in pictures]), np.array([int(which) for _, which in pictures]))
    assert 0 <= known.ece <= 1
    assert 0 <= known.brier <= 2
    assert 0 <= known.log_loss <= 23.03
    assert sum(each.n for each in known.bins) == known.n
    gap = sum(each.n * abs(each.sure - each.right) for each in known.bins) / known.n
    assert known.ece == pytest.approx(gap)


def test_the_same_pictures_give_the_same_figures():
    assert reliability(*drawn(50, 3)) == reliability(*drawn(50, 3))
    assert reliability(*drawn(50, 3)).to_plain()["bins"][0].keys() == {"low", "high", "n", "sure", "right"}
