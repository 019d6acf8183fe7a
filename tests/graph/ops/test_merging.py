"""Shapes of joined layers."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.ops import Merge
from glassnet.graph.shape import Shape

SMALL, LARGE = Shape((7, 5, 8)), Shape((7, 5, 16))


def test_channels_are_joined_along_axis_3() -> None:
    assert Merge("concat", 3).output_shape(SMALL, LARGE, SMALL) == Shape((7, 5, 32))
    assert Merge("concat", -1).output_shape(SMALL, LARGE) == Shape((7, 5, 24))


def test_the_default_axis_is_the_height() -> None:
    assert Merge("concat").output_shape(SMALL, SMALL) == Shape((14, 5, 8))


@pytest.mark.parametrize("mode", ["elemwise_sum", "elemwise_mul"])
def test_cell_by_cell_takes_equal_shapes(mode) -> None:
    assert Merge(mode).output_shape(SMALL, SMALL) == SMALL
    with pytest.raises(ShapeError, match="equal shapes, these are 7x5x8, 7x5x16"):
        Merge(mode).output_shape(SMALL, LARGE)


@pytest.mark.parametrize("mode", ["sum", "mean", "prod", "max", "min", "and", "or"])
def test_other_modes_join_and_reduce_that_same_axis_away(mode) -> None:
    assert Merge(mode, 3).output_shape(SMALL, LARGE) == Shape((7, 5))
    assert Merge(mode, 1).output_shape(Shape((4,)), Shape((9,))) == Shape(())


@pytest.mark.parametrize(
    ("op", "shapes", "told"),
    [
        (Merge("concat"), (SMALL,), "merging takes two layers or more"),
        (Merge("concat", 2), (SMALL, LARGE), "joined along axis 2 all other sides must agree"),
        (Merge("concat", 4), (SMALL, SMALL), "axis 4 is none of"),
        (Merge("concat", 0), (SMALL, SMALL), "axis 0 is none of"),
        (Merge("concat", 1), (SMALL, Shape((4,))), "different numbers of axes: 7x5x8, 4"),
    ],
)
def test_what_cannot_be_joined_is_told_why(op: Merge, shapes: tuple[Shape, ...], told: str) -> None:
    with pytest.raises(ShapeError, match=told):
        op.output_shape(*shapes)
