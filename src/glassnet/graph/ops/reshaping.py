"""Layers that only lay the same numbers out anew, or hide some of them."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

from glassnet.errors import ShapeError
from glassnet.graph.op import Op
from glassnet.graph.shape import Shape


@dataclass(frozen=True)
class Flatten(Op):
    """One row of numbers a sample: row by row, channels last."""

    kind: ClassVar[str] = "flatten"
    asked_name: ClassVar[str] = "Flatten"

    def output_shape(self, *inputs: Shape) -> Shape:
        return Shape((inputs[0].size,))


@dataclass(frozen=True)
class Reshape(Op):
    """The same numbers in another shape. `sides` leaves the batch out; one side may be -1: what remains."""

    kind: ClassVar[str] = "reshape"
    asked_name: ClassVar[str] = "Reshape"
    sides: tuple[int, ...] = ()

    def output_shape(self, *inputs: Shape) -> Shape:
        if self.sides.count(-1) > 1:
            raise ShapeError(f"only one side of {list(self.sides)} may be -1.")
        known = prod(side for side in self.sides if side != -1)
        rest = inputs[0].size // known if known else 0
        shape = Shape(tuple(rest if side == -1 else side for side in self.sides))
        if shape.size != inputs[0].size:
            raise ShapeError(f"{inputs[0]} holds {inputs[0].size} numbers a sample, {shape} would hold {shape.size}.")
        return shape


@dataclass(frozen=True)
class Dropout(Op):
    """In training each number is kept with probability `keep` and divided by it; else all pass unchanged.

    `noise_shape` leaves the batch out; a side of 1 drops that whole axis together.
    """

    kind: ClassVar[str] = "dropout"
    asked_name: ClassVar[str] = "Dropout"
    keep: float = 0.5
    noise_shape: tuple[int, ...] | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        if self.noise_shape is not None and not _spreads(self.noise_shape, inputs[0].sides):
            noise = "x".join(map(str, self.noise_shape)) or "scalar"
            raise ShapeError(
                f"noise_shape, the batch left out, is {noise}: along each side of {inputs[0]} it must be 1 or whole."
            )
        return inputs[0]


def _spreads(noise: tuple[int, ...], sides: tuple[int, ...]) -> bool:
    """Whether noise of these sides can be laid over a sample: each is 1, which counts for all, or as long."""
    return len(noise) == len(sides) and all(own in (1, side) for own, side in zip(noise, sides, strict=True))
