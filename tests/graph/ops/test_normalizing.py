"""Layers that rescale."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.ops import BatchNormalization, L2Normalize, LocalResponseNormalization
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term

PHOTO = Shape((7, 5, 3))


def test_batch_normalization_learns_two_arrays_and_watches_two() -> None:
    weights = BatchNormalization(gamma=2.0, beta=0.5).weights(PHOTO)
    assert [(weight.name, weight.shape, weight.trainable) for weight in weights] == [
        ("beta", (3,), True),
        ("gamma", (3,), True),
        ("moving_mean", (3,), False),
        ("moving_variance", (3,), False),
    ]
    assert [weight.init for weight in weights] == [
        term("constant", value=0.5),
        term("normal", mean=2.0, stddev=0.002),
        Term("zeros"),
        term("constant", value=1.0),
    ]


def test_neighbouring_channels_are_those_of_an_image() -> None:
    assert LocalResponseNormalization().output_shape(PHOTO) == PHOTO
    with pytest.raises(ShapeError, match="must be 4-D, not 2-D"):
        LocalResponseNormalization().output_shape(Shape((9,)))


def test_lengths_are_taken_along_axes_there_are() -> None:
    assert L2Normalize((0, 3, -1)).output_shape(PHOTO) == PHOTO
    with pytest.raises(ShapeError, match=r"has the axes 0 to 3, and dims are \[4\]"):
        L2Normalize((4,)).output_shape(PHOTO)
