"""Activations as the graph sees them: nearly all leave shapes alone; two do not stop there."""

from dataclasses import dataclass
from typing import ClassVar

from glassnet.errors import ShapeError
from glassnet.graph.op import Op, Weight
from glassnet.graph.shape import Shape
from glassnet.graph.term import LINEAR, ZEROS, Term


def activated(activation: Term, shape: Shape) -> Shape:
    """The shape behind an activation: `crelu` keeps both signs, side by side in twice the channels.

    >>> print(activated(Term("crelu"), Shape((4, 4, 3))))
    4x4x6
    """
    if activation.name == "crelu" and not activation.is_own_code:
        if shape.rank == 0:
            raise ShapeError("crelu puts both signs side by side, and a single number has no axis to do so along.")
        return Shape((*shape.sides[:-1], 2 * shape.channels))
    return shape


def activation_weights(activation: Term, shape: Shape) -> tuple[Weight, ...]:
    """The arrays an activation owns: `prelu` learns one slope a channel, `alphas`, which start at 0."""
    if activation.name != "prelu" or activation.is_own_code:
        return ()
    shared = activation.setting("channel_shared", False)
    init = Term(activation.setting("weights_init", ZEROS.name))
    trainable = bool(activation.setting("trainable", True))
    return (Weight("alphas", (1,) if shared else shape.sides[-1:], init, trainable),)


@dataclass(frozen=True)
class Activation(Op):
    """An activation as a layer of its own."""

    kind: ClassVar[str] = "activation"
    asked_name: ClassVar[str] = "activation"
    activation: Term = LINEAR

    def output_shape(self, *inputs: Shape) -> Shape:
        return activated(self.activation, inputs[0])

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        return activation_weights(self.activation, inputs[0])
