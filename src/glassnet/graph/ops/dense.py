"""Fully connected layers and the single unit."""

from dataclasses import dataclass
from typing import ClassVar

from glassnet.errors import ShapeError
from glassnet.graph.op import Op, Reach, Weight
from glassnet.graph.ops.activation import activated, activation_weights
from glassnet.graph.ops.weighted import Weighted
from glassnet.graph.shape import Shape
from glassnet.graph.term import LINEAR, TRUNCATED_NORMAL, Term


@dataclass(frozen=True)
class Dense(Weighted):
    """Every input joined to every unit. Images are flattened row by row, channels last. `W` is [in, out]."""

    kind: ClassVar[str] = "fully_connected"
    asked_name: ClassVar[str] = "FullyConnected"
    reach: ClassVar[Reach] = "everything"
    units: int = 1
    weights_init: Term = TRUNCATED_NORMAL

    def output_shape(self, *inputs: Shape) -> Shape:
        if inputs[0].rank == 0:
            raise ShapeError("it needs at least one number a sample along an axis of its own, [batch, n].")
        return activated(self.activation, Shape((self.units,)))

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        return self._arrays((inputs[0].size, self.units), (self.units,), Shape((self.units,)))

    def multiply_adds(self, *inputs: Shape) -> int:
        return inputs[0].size * self.units


@dataclass(frozen=True)
class SingleUnit(Op):
    """One weight and one bias for a sample that is a single number: linear regression. Starts at one random number."""

    kind: ClassVar[str] = "single_unit"
    asked_name: ClassVar[str] = "Linear"
    activation: Term = LINEAR
    bias: bool = True
    trainable: bool = True
    restore: bool = True

    def output_shape(self, *inputs: Shape) -> Shape:
        return activated(self.activation, inputs[0])

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        count = (inputs[0].size,)
        start = Term("normal", (("mean", 0.0), ("stddev", 1.0)))
        names = ("W", "b") if self.bias else ("W",)
        arrays = (Weight(name, count, start, self.trainable) for name in names)
        return (*arrays, *activation_weights(self.activation, inputs[0]))

    def multiply_adds(self, *inputs: Shape) -> int:
        return inputs[0].size
