"""Shapes, weights and work of a convolution."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.ops import Conv2D
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term

PHOTO = Shape((91, 80, 3))


def test_same_keeps_the_size_and_strides_divide_it_rounding_up() -> None:
    assert Conv2D(filters=8, size=(10, 10)).output_shape(PHOTO) == Shape((91, 80, 8))
    assert Conv2D(filters=8, size=(3, 3), strides=(2, 3)).output_shape(PHOTO) == Shape((46, 27, 8))


def test_valid_takes_the_window_off() -> None:
    assert Conv2D(filters=8, size=(10, 1), padding="valid").output_shape(PHOTO) == Shape((82, 80, 8))


def test_filters_are_as_deep_as_what_comes_in() -> None:
    W, b = Conv2D(filters=8, size=(10, 4)).weights(PHOTO)
    assert (W.shape, b.shape, W.init, b.init) == ((10, 4, 3, 8), (8,), Term("uniform_scaling"), Term("zeros"))


def test_each_number_of_a_map_costs_one_filter() -> None:
    assert Conv2D(filters=8, size=(10, 4)).multiply_adds(PHOTO) == 91 * 80 * 8 * 10 * 4 * 3


def test_crelu_doubles_the_maps_and_not_the_filters() -> None:
    op = Conv2D(filters=8, activation=Term("crelu"))
    assert op.output_shape(PHOTO) == Shape((91, 80, 16))
    assert op.weights(PHOTO)[0].shape == (3, 3, 3, 8)
    assert op.multiply_adds(PHOTO) == 91 * 80 * 8 * 27


def test_a_window_that_does_not_fit_once_is_refused() -> None:
    with pytest.raises(ShapeError, match="a 100x3 window does not fit once into an image of only 91x80x3"):
        Conv2D(size=(100, 3), padding="valid").output_shape(PHOTO)


def test_rows_of_numbers_are_refused_with_tflearns_sentence() -> None:
    with pytest.raises(ShapeError, match="Incoming Tensor shape must be 4-D, not 2-D"):
        Conv2D().output_shape(Shape((784,)))
