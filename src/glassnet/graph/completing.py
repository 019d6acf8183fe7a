"""What a line of text may leave out once the data are known: the shape it begins with, and the last layer."""

import re

from glassnet.errors import ShapeError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.graph.ops.dense import Dense
from glassnet.graph.ops.regression import Regression
from glassnet.graph.shape import Shape

PICTURES = "conv 32@3 relu > pool 2 > conv 64@3 relu > pool 2 > dense 128 relu > keep 0.8"  # where nobody says a net
_BEGINS_WITH_A_SHAPE = re.compile(r"\s*(\d|input\b)")


def completed(text: str, shape: Shape, classes: int) -> Network:
    """The network of `text` for pictures of `shape` in so many `classes`.

    A text without a shape gets the pictures'; one that does not end in a softmax (or in a regression of its own) gets
    `dense <classes> softmax`. Raises `ShapeError` when what the text does say is another shape or number of classes.

    >>> completed("conv 3@2 relu > dense 9 relu", Shape((8, 8, 1)), 10).output.shape
    Shape(sides=(10,))
    """
    if not _BEGINS_WITH_A_SHAPE.match(text):
        text = f"{shape} > {text}" if text.strip() else str(shape)
    network = from_text(text)
    given = network.inputs[0].shape
    if given != shape:
        raise ShapeError(
            f"The network begins with {given}, but the pictures are {shape}. Leave the shape out, or fit it."
        )
    if not _is_judge(network):
        network = from_text(f"{text} > dense {classes} softmax")
    if network.output.shape.sides != (classes,):
        raise ShapeError(
            f"The network ends with {network.output.shape} outputs, but there are {classes} classes. "
            f"End it with 'dense {classes} softmax', or leave the last layer out."
        )
    return network


def _is_judge(network: Network) -> bool:
    """Whether the last layer already gives each class its share."""
    op = network.output.op
    return isinstance(op, Regression) or (isinstance(op, Dense) and op.activation.name == "softmax")
