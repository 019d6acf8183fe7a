"""The same numbers laid out anew."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.ops import Dropout, Flatten, Reshape
from glassnet.graph.shape import Shape


def test_an_image_becomes_a_row_and_a_row_an_image() -> None:
    assert Flatten().output_shape(Shape((7, 5, 2))) == Shape((70,))
    assert Flatten().output_shape(Shape(())) == Shape((1,))
    assert Reshape((7, -1, 2)).output_shape(Shape((70,))) == Shape((7, 5, 2))
    assert Reshape(()).output_shape(Shape((1,))) == Shape(())


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        ((7, 7), "70 holds 70 numbers a sample, 7x7 would hold 49"),
        ((-1, -1), "only one side of"),
        ((3, -1), "3x23 would hold 69"),
        ((0, -1), "would hold 0"),
    ],
)
def test_no_number_is_lost_or_made(sides: tuple[int, ...], told: str) -> None:
    with pytest.raises(ShapeError, match=told):
        Reshape(sides).output_shape(Shape((70,)))


def test_what_is_dropped_together_is_1_or_whole() -> None:
    photo = Shape((7, 5, 3))
    assert Dropout(0.5, (1, 1, 3)).output_shape(photo) == Dropout(0.5).output_shape(photo) == photo
    for noise in [(1, 1), (2, 1, 3), ()]:
        with pytest.raises(ShapeError, match="along each side of 7x5x3 it must be 1 or whole"):
            Dropout(0.5, noise).output_shape(photo)
