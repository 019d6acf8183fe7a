"""How much of the photo a unit sees, borders aside: the size every layer's table row tells.

The photo is where images enter: an input of [height, width, channels], or the reshape that makes an image of rows of
numbers. What a unit sees is what its value can depend on when the network predicts; that batch normalization looks at a
whole batch while it trains is left out. `rows_seen` tells it exactly, for one unit, borders and all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import lcm
from typing import Literal

from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.op import Window
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.merging import Merge
from glassnet.graph.ops.normalizing import L2Normalize
from glassnet.graph.ops.pooling import UpSample2D
from glassnet.graph.ops.reshaping import Flatten, Reshape
from glassnet.graph.shape import window_padding
from glassnet.graph.stairs import EVEN, Stairs

Axis = Literal[0, 1]
ROWS: Axis = 0
COLUMNS: Axis = 1
_LONGEST_PERIOD = 256  # far beyond what upsamplings are used for


@dataclass(frozen=True)
class Field:
    """What a unit sees along one side, borders aside: `size` pixels; its neighbour looks `stride` pixels further on.

    `size` is None where each unit sees everything.
    """

    size: int | None = None
    stride: float = 0.0

    def __str__(self) -> str:
        return "all" if self.size is None else f"{self.size:,}"


@dataclass(frozen=True)
class _Sight:
    """The first and the last pixel that unit i would see in a photo without borders."""

    first: Stairs = EVEN
    last: Stairs = EVEN

    def field(self) -> Field:
        sizes = (self.last(unit) - self.first(unit) + 1 for unit in range(len(self.first.steps)))
        return Field(max(sizes), self.first.slope)

    def through(self, window: Window, length: int, axis: Axis) -> "_Sight":
        size, stride = window.size[axis], window.stride[axis]
        before, _ = window_padding(length, size, stride, window.padding)
        return _Sight(self.first.at(stride, -before), self.last.at(stride, size - 1 - before))

    def upsampled(self, times: int) -> "_Sight | None":
        if len(self.first.steps) * times > _LONGEST_PERIOD:
            return None
        return _Sight(self.first.repeated(times), self.last.repeated(times))

    def joined(self, other: "_Sight") -> "_Sight | None":
        """What either sees; None where the two climb differently, so that no one size tells it."""
        period = lcm(len(self.first.steps), len(other.first.steps))
        if not self.first.climbs_like(other.first) or period > _LONGEST_PERIOD:
            return None
        return _Sight(
            self.first.merged(other.first, period, min),
            self.last.merged(other.last, period, max),
        )


# None: each unit sees everything. A layer with no image behind it has no sight at all.
Sights = dict[Node, _Sight | None]


def fields(network: Network) -> dict[str, tuple[Field, Field] | None]:
    """For each layer what a unit sees of the photo, in rows and in columns; None where no image stands behind it.

    >>> from glassnet.graph.notation import from_text
    >>> net = from_text("28x28x1 > conv 32@10 > pool 2 > conv 64@10 > pool 2 > dense 10")
    >>> [str(rows) for rows, _ in fields(net).values()]
    ['1', '10', '11', '29', '31', 'all']
    """
    rows, columns = _sights(network, ROWS), _sights(network, COLUMNS)
    return {
        name: (_field(rows[node]), _field(columns[node])) if node in rows else None
        for name, node in zip(network.names, network.nodes, strict=True)
    }


def extent(rows: Field, columns: Field) -> str:
    """A piece of the photo in few letters: 31 where it is square, 3x10, or all.

    >>> extent(Field(31), Field(31)), extent(Field(3), Field(10)), extent(Field(), Field())
    ('31', '3x10', 'all')
    """
    return str(rows) if str(rows) == str(columns) else f"{rows}x{columns}"


def _field(sight: _Sight | None) -> Field:
    return Field() if sight is None else sight.field()


def is_photo(node: Node, seen: Iterable[Node]) -> bool:
    """Whether images enter here: nothing of an image is behind it (`seen` are the layers that have one)."""
    makes_image = isinstance(node.op, Input | Reshape) and node.shape.is_image
    return makes_image and not any(before in seen for before in node.inputs)


def _sights(network: Network, axis: Axis) -> Sights:
    sights: Sights = {}
    for node in network.nodes:
        behind = [before for before in node.inputs if before in sights]
        if is_photo(node, sights):
            sights[node] = _Sight()
        elif behind:
            sights[node] = _sight(node, [sights[before] for before in behind], axis)
    return sights


def _sight(node: Node, behind: list[_Sight | None], axis: Axis) -> _Sight | None:
    sight, window = behind[0], node.op.window
    if sees_everything(node, axis) or any(each is None for each in behind):
        return None
    if isinstance(node.op, Merge):
        # Joined along this very axis, a window over the seam sees the end of one and the start of the other: any size.
        return None if node.op.joins(axis, node.shape.rank) else reduce(_either, behind)
    if sight is not None and window is not None:
        return sight.through(window, node.inputs[0].shape.sides[axis], axis)
    if sight is not None and isinstance(node.op, UpSample2D):
        return sight.upsampled(node.op.size[axis])
    return sight


def _either(one: _Sight | None, other: _Sight | None) -> _Sight | None:
    return None if one is None or other is None else one.joined(other)


def sees_everything(node: Node, axis: Axis) -> bool:
    """Whether each unit of a layer looks at all rows (or columns) of what comes in."""
    match node.op:
        case Flatten() | Reshape():
            return node.shape != node.inputs[0].shape
        case L2Normalize(dims=dims):
            return axis + 1 in (dim % (node.shape.rank + 1) for dim in dims)
        case Merge(mode=mode, axis=along):
            reduces = mode != "concat" and not mode.startswith("elemwise")
            return reduces and along % (node.inputs[0].shape.rank + 1) <= axis + 1
    return node.op.reach == "everything"
