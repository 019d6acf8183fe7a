"""Shapes, and TensorFlow's SAME and VALID, against a window slid by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.graph.shape import Padding, Shape, taps_on_data, window_padding, window_stops

lengths, windows, strides = st.integers(1, 40), st.integers(1, 20), st.integers(1, 6)
paddings = st.sampled_from(["same", "valid"])


@pytest.mark.parametrize(
    ("length", "window", "stride", "stops", "padding"),
    [
        (28, 10, 1, 28, (4, 5)),
        (28, 2, 1, 28, (0, 1)),
        (91, 2, 2, 46, (0, 1)),
        (224, 3, 2, 112, (0, 1)),
        (8, 3, 2, 4, (0, 1)),
        (227, 11, 4, 57, (4, 4)),
        (7, 3, 2, 4, (1, 1)),
        (2, 5, 5, 1, (1, 2)),
        (1, 5, 5, 1, (2, 2)),
    ],
)
def test_same_rounds_up_and_pads_more_at_the_end(
    length: int, window: int, stride: int, stops: int, padding: tuple[int, int]
) -> None:
    assert window_stops(length, window, stride, "same") == stops
    assert window_padding(length, window, stride, "same") == padding


def test_valid_counts_windows_that_lie_inside() -> None:
    assert [window_stops(length, 3, 2, "valid") for length in (2, 3, 4, 5)] == [0, 1, 1, 2]
    assert window_padding(5, 3, 2, "valid") == (0, 0)


@given(lengths, windows, strides, paddings)
def test_every_stop_touches_data_and_the_last_one_reaches_the_end(
    length: int, window: int, stride: int, padding: Padding
) -> None:
    taps = taps_on_data(length, window, stride, padding)
    assert len(taps) == window_stops(length, window, stride, padding)
    assert all(1 <= tap <= min(window, length) for tap in taps)
    if padding == "valid":
        assert set(taps) <= {window}


@given(lengths, windows, strides)
def test_with_same_padding_the_windows_together_are_as_long_as_the_padded_side(
    length: int, window: int, stride: int
) -> None:
    before, after = window_padding(length, window, stride, "same")
    stops = window_stops(length, window, stride, "same")
    assert 0 <= after - before <= 1
    assert (stops - 1) * stride + window <= length + before + after + max(0, stride - window)


def test_a_shape_knows_its_sides() -> None:
    photo = Shape((91, 80, 3))
    assert (photo.height, photo.width, photo.channels, photo.rank, photo.size) == (91, 80, 3, 3, 21840)
    assert (str(photo), str(Shape(())), Shape(()).size) == ("91x80x3", "scalar", 1)
    assert photo.is_image
    assert not Shape((91, 80)).is_image
