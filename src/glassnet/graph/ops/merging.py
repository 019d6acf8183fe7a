"""Several layers joined into one."""

from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from glassnet.errors import ShapeError
from glassnet.graph.op import Op
from glassnet.graph.shape import Shape

Mode = Literal["concat", "elemwise_sum", "elemwise_mul", "sum", "mean", "prod", "max", "min", "and", "or"]
MODES: tuple[str, ...] = get_args(Mode)


@dataclass(frozen=True)
class Merge(Op):
    """Layers joined along `axis` (the batch is 0, so images have channels at 3), or cell by cell ("elemwise_").

    "sum", "mean", "prod", "max", "min", "and", "or" join along `axis` first and then reduce that same axis away, as
    TFLearn does.
    """

    kind: ClassVar[str] = "merge"
    asked_name: ClassVar[str] = "Merge"
    mode: Mode = "concat"
    axis: int = 1

    def output_shape(self, *inputs: Shape) -> Shape:
        if len(inputs) < 2:
            raise ShapeError("merging takes two layers or more.")
        if self.mode.startswith("elemwise"):
            return _the_same(inputs)
        joined = _joined(inputs, self.axis)
        if self.mode == "concat":
            return joined
        at = self._place(joined.rank)
        return Shape(joined.sides[:at] + joined.sides[at + 1 :])

    def joins(self, side: int, rank: int) -> bool:
        """Whether layers stand one behind the other along that side of a sample of so many sides (0: rows, 1: columns).

        >>> Merge(axis=1).joins(0, rank=3), Merge(axis=-1).joins(0, rank=3)
        (True, False)
        """
        return self.mode == "concat" and _side(self.axis, rank) == side

    def _place(self, rank: int) -> int:
        return _side(self.axis, rank)


def _side(axis: int, rank: int) -> int:
    """Which side of a sample an axis means that counts the batch as 0."""
    side = axis - 1 if axis > 0 else rank + axis
    if axis == 0 or not 0 <= side < rank:
        raise ShapeError(
            f"axis {axis} is none of a [batch, ...] of {rank + 1} axes; samples are joined along 1 to {rank}."
        )
    return side


def _the_same(shapes: tuple[Shape, ...]) -> Shape:
    if len(set(shapes)) > 1:
        raise ShapeError(f"cell by cell needs equal shapes, these are {', '.join(map(str, shapes))}.")
    return shapes[0]


def _joined(shapes: tuple[Shape, ...], axis: int) -> Shape:
    if len({shape.rank for shape in shapes}) > 1:
        raise ShapeError(f"these have different numbers of axes: {', '.join(map(str, shapes))}.")
    at = _side(axis, shapes[0].rank)
    others = {shape.sides[:at] + shape.sides[at + 1 :] for shape in shapes}
    if len(others) > 1:
        raise ShapeError(
            f"joined along axis {axis} all other sides must agree, these are {', '.join(map(str, shapes))}. "
            "Channels of images are axis 3."
        )
    total = sum(shape.sides[at] for shape in shapes)
    return Shape((*shapes[0].sides[:at], total, *shapes[0].sides[at + 1 :]))
