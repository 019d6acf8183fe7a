"""Shapes, weights and work of fully connected layers."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.ops import Dense, SingleUnit
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term


def test_an_image_is_flattened() -> None:
    op = Dense(units=1024)
    assert op.output_shape(Shape((7, 7, 64))) == Shape((1024,))
    assert [weight.shape for weight in op.weights(Shape((7, 7, 64)))] == [(3136, 1024), (1024,)]
    assert op.multiply_adds(Shape((7, 7, 64))) == 3136 * 1024


def test_weights_start_as_a_cut_normal_distribution() -> None:
    assert Dense().weights_init == Term("truncated_normal")


def test_crelu_doubles_what_comes_out() -> None:
    assert Dense(units=5, activation=Term("crelu")).output_shape(Shape((4,))) == Shape((10,))


def test_single_numbers_are_refused() -> None:
    with pytest.raises(ShapeError, match="at least one number a sample"):
        Dense().output_shape(Shape(()))


def test_a_single_unit_has_one_weight_and_one_bias_for_each_number() -> None:
    assert [(weight.name, weight.shape) for weight in SingleUnit().weights(Shape(()))] == [("W", (1,)), ("b", (1,))]
    assert (SingleUnit().output_shape(Shape(())), SingleUnit().multiply_adds(Shape(()))) == (Shape(()), 1)
    assert [weight.name for weight in SingleUnit(bias=False).weights(Shape(()))] == ["W"]


def test_a_single_unit_with_prelu_owns_its_slope() -> None:
    assert [weight.name for weight in SingleUnit(activation=Term("prelu")).weights(Shape((3,)))] == ["W", "b", "alphas"]
