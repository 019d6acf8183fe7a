"""Stairs are functions told by a period; each operation is checked against the function it stands for."""

from hypothesis import given
from hypothesis import strategies as st

from glassnet.graph.stairs import EVEN, Stairs

stairs = st.builds(Stairs, st.lists(st.integers(-9, 9), min_size=1, max_size=6).map(tuple), st.integers(0, 9))
units = st.integers(-50, 50)


@given(units)
def test_even_stairs_are_the_unit_itself(unit: int) -> None:
    assert EVEN(unit) == unit


@given(stairs, st.integers(1, 7), st.integers(-9, 9), units)
def test_a_window_looks_at_a_stride_and_a_shift(one: Stairs, stride: int, shift: int, unit: int) -> None:
    assert one.at(stride, shift)(unit) == one(unit * stride + shift)


@given(stairs, st.integers(1, 5), units)
def test_repeated_stairs_stay_on_each_step(one: Stairs, times: int, unit: int) -> None:
    assert one.repeated(times)(unit) == one(unit // times)


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=3), st.integers(-9, 9), st.integers(0, 5), units)
def test_merged_stairs_are_the_larger_of_two_of_one_slope(steps: list[int], step: int, rise: int, unit: int) -> None:
    one, other = Stairs(tuple(steps), 3 * rise), Stairs((step,), rise)
    assert one.merged(other, 3, max)(unit) == max(one(unit), other(unit))
