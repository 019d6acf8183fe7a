"""What a window looks at."""

from hypothesis import given
from hypothesis import strategies as st

from glassnet.graph.op import Window
from glassnet.graph.shape import window_padding, window_stops


def test_a_10x10_window_looks_at_4_rows_before_its_unit_and_5_after() -> None:
    window = Window((10, 10), (1, 1), "same")
    assert [window.sees(row, row, 91, axis=0) for row in (0, 4, 45, 90)] == [(0, 5), (0, 9), (41, 50), (86, 90)]


def test_rows_and_columns_have_their_own_size_and_stride() -> None:
    window = Window((3, 5), (1, 2), "valid")
    assert window.sees(2, 3, 20, axis=0) == (2, 5)
    assert window.sees(2, 3, 20, axis=1) == (4, 10)


@given(st.integers(1, 30), st.integers(1, 12), st.integers(1, 5), st.sampled_from(["same", "valid"]), st.data())
def test_what_is_seen_are_the_cells_under_the_window(length, size, stride, padding, data) -> None:
    stops = window_stops(length, size, stride, padding)
    if not stops:
        return
    stop = data.draw(st.integers(0, stops - 1))
    before, _ = window_padding(length, size, stride, padding)
    under = [cell for cell in range(length) if 0 <= cell + before - stop * stride < size]
    assert Window((size, size), (stride, stride), padding).sees(stop, stop, length, 0) == (under[0], under[-1])
