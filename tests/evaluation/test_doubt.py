"""Shares and their intervals, against Wilson's formula worked by hand."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.evaluation.doubt import Share, percent


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    p, scale = hits / n, 1 + z * z / n
    middle, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + (z / (2 * n)) ** 2)
    return (middle - spread) / scale, (middle + spread) / scale


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons_and_holds_the_share(counted: tuple[int, int]) -> None:
    share = Share(*counted)
    assert share.interval == pytest.approx(wilson(*counted), abs=1e-9)
    assert 0 <= share.interval.low <= share.value <= share.interval.high <= 1


@pytest.mark.parametrize(
    ("hits", "n", "told"),
    [
        (39, 40, "97.5 % of 40 (95 %: 87-100)"),
        (40, 40, "100 % of 40 (95 %: 91-100)"),
        (0, 3, "0 % of 3 (95 %: 0-56)"),
        (2, 3, "66.7 % of 3 (95 %: 21-94)"),
        (9031, 10_000, "90.3 % of 10,000 (95 %: 89.7-90.9)"),
        (9_999, 10_000, "99.99 % of 10,000 (95 %: 99.9-100)"),
    ],
)
def test_a_share_says_its_n_and_its_interval(hits: int, n: int, told: str) -> None:
    assert str(Share(hits, n)) == told


@given(st.integers(2, 10**7).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))))
def test_some_are_never_told_as_all_or_none(counted: tuple[int, int]) -> None:
    assert percent(*counted) not in ("100", "0")


def test_a_share_is_plain_for_json() -> None:
    plain = Share(1, 2).to_plain()
    assert (plain["hits"], plain["n"], plain["value"], plain["level"]) == (1, 2, 0.5, 0.95)
    assert plain["interval"] == pytest.approx([0.0945, 0.9055], abs=1e-4)
    assert float(Share(1, 2)) == 0.5
