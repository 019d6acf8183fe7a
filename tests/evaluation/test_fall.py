import numpy as np
import pytest

from glassnet.evaluation.doubt import Share
from glassnet.evaluation.fall import Fall


def between(before: Share, after: Share) -> Fall:
    return Fall(before.value, before.interval, after.value, after.interval)


@pytest.mark.parametrize(
    ("before", "after", "low", "high"),
    [  # Newcombe 1998, table II, method 10
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_is_newcombes(before, after, low, high):
    found = between(Share(*before), Share(*after)).interval
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


def test_a_fall_within_chance_is_not_certain():
    assert not between(Share(9, 10), Share(7, 10)).is_certain
    assert between(Share(40, 40), Share(3, 10)).is_certain


def test_a_rise_is_told_as_one():
    """From 0.5 (0.0945 to 0.9055) to 1 (0.342 to 1): 0.5 less hypot(0.4055, 0.658), more hypot(0.4055, 0)."""
    assert str(between(Share(1, 2), Share(2, 2))) == "rises by 50.0 points (95 %: -27.3 to 90.5)"


def test_no_change_is_told_as_none():
    assert str(between(Share(5, 10), Share(5, 10))).startswith("stays the same (95 %: a fall of -37.")


def test_the_interval_holds_the_true_difference_19_times_in_20():
    rng = np.random.default_rng(0)
    held = 0
    for one, other in zip(rng.binomial(40, 0.95, 500), rng.binomial(20, 0.6, 500), strict=True):
        low, high = between(Share(int(one), 40), Share(int(other), 20)).interval
        held += low <= 0.35 <= high
    assert 0.93 <= held / 500 <= 0.98
