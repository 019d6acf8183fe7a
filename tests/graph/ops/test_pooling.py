"""Shapes of layers that make images smaller or larger."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.op import Op
from glassnet.graph.ops import AvgPool2D, GlobalAvgPool, GlobalMaxPool, MaxPool2D, UpSample2D
from glassnet.graph.shape import Shape

PHOTO = Shape((91, 80, 3))


@pytest.mark.parametrize("kind", [MaxPool2D, AvgPool2D])
def test_pools_round_up_unless_valid(kind: type[MaxPool2D] | type[AvgPool2D]) -> None:
    assert kind().output_shape(PHOTO) == Shape((46, 40, 3))
    assert kind(padding="valid").output_shape(PHOTO) == Shape((45, 40, 3))
    assert kind(size=(3, 3), strides=(1, 2)).output_shape(PHOTO) == Shape((91, 40, 3))


def test_a_5x5_pool_of_a_single_pixel_is_that_pixel() -> None:
    assert MaxPool2D(size=(5, 5), strides=(5, 5)).output_shape(Shape((1, 1, 64))) == Shape((1, 1, 64))


@pytest.mark.parametrize("op", [GlobalAvgPool(), GlobalMaxPool()], ids=str)
def test_a_global_pool_leaves_the_channels(op: Op) -> None:
    assert op.output_shape(PHOTO) == Shape((3,))


def test_upsampling_repeats_rows_and_columns() -> None:
    assert UpSample2D((2, 3)).output_shape(PHOTO) == Shape((182, 240, 3))


@pytest.mark.parametrize("op", [MaxPool2D(), AvgPool2D(), GlobalAvgPool(), GlobalMaxPool(), UpSample2D()], ids=str)
def test_only_images_are_pooled(op: Op) -> None:
    assert (op.weights(PHOTO), op.multiply_adds(PHOTO)) == ((), 0)
    with pytest.raises(ShapeError, match="must be 4-D, not 2-D"):
        op.output_shape(Shape((9,)))
