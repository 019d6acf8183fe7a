"""Activations that do more than their arithmetic."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.ops import Activation
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term


def test_crelu_keeps_both_signs_side_by_side() -> None:
    assert Activation(Term("crelu")).output_shape(Shape((4, 4, 3))) == Shape((4, 4, 6))
    with pytest.raises(ShapeError, match="crelu puts both signs side by side"):
        Activation(Term("crelu")).output_shape(Shape(()))


def test_others_leave_shapes_alone() -> None:
    assert Activation(Term("softmax")).output_shape(Shape((4, 4, 3))) == Shape((4, 4, 3))


def test_prelu_owns_a_slope_for_each_channel() -> None:
    (slope,) = Activation(term("prelu", weights_init="normal")).weights(Shape((4, 4, 3)))
    assert (slope.name, slope.shape, slope.init) == ("alphas", (3,), Term("normal"))


def test_a_users_own_function_called_crelu_is_not_ours() -> None:
    own = Activation(Term("crelu", code=abs))
    assert own.output_shape(Shape((3,))) == Shape((3,))
