"""What people misread in a network, said in plain sentences with exact numbers. Each remark is one small function."""

from collections.abc import Callable, Iterator
from math import prod
from types import UnionType
from typing import Any

from glassnet.graph.amounts import percent
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.op import Op, Window
from glassnet.graph.ops.convolution import Conv2D
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.pooling import AvgPool2D, MaxPool2D
from glassnet.graph.ops.regression import Regression
from glassnet.graph.ops.reshaping import Reshape
from glassnet.graph.receptive_field import extent, fields
from glassnet.graph.shape import taps_on_data, window_padding, window_stops

Remark = Callable[[Network], Iterator[str]]


def slices_and_maps(network: Network) -> Iterator[str]:
    """A filter is as deep as what comes in, and makes one map."""
    for name, node, op in _layers(network, Conv2D):
        depth, (height, width) = node.inputs[0].shape.channels, op.size
        if depth > 1:
            yield (
                f"{name}: {op.filters:,} filters of {depth}x{height}x{width} = {op.filters * depth:,} slices, "
                f"{op.filters:,} maps"
            )


def same_padding(network: Network) -> Iterator[str]:
    """Padding "same" keeps the size by letting the window hang over the edge."""
    for name, node, op in _layers(network, Conv2D):
        share = _taps(node, op.window, _mean) / prod(op.size)
        if op.padding == "same" and share < _NEARLY_ALL:
            yield (
                f"{name}: 'same' padding: {_sides(node.inputs[0])} in, {_sides(node)} out; on average "
                f"{percent(share)} of the taps lie on {_what_it_sees(node)}, "
                f"in a corner as few as {_taps(node, op.window, min):,} of {prod(op.size):,}"
            )


def even_windows(network: Network) -> Iterator[str]:
    """An even window has no middle, so it leans to one side."""
    for name, node, op in _layers(network, Conv2D):
        before, after = _padding(node, op.window, 0)
        if before == after or op.padding == "valid":
            continue
        unit = node.shape.height // 2
        first, last = op.window.sees(unit, unit, node.inputs[0].shape.height, 0)
        yield (
            f"{name}: a window of {op.size[0]} rows on {node.inputs[0].shape.height} pads {before} before and {after} "
            f"after: unit {unit} sees rows {first}..{last}"
        )


def dead_taps(network: Network) -> Iterator[str]:
    """Weights that lie on padding at every stop of the window get no gradient, ever."""
    for name, node, op in _layers(network, Conv2D):
        rows, columns = (live_taps(node, op.window, axis) for axis in (0, 1))
        dead = 1 - rows * columns / prod(op.size)
        if dead:
            yield (
                f"{name}: on a {_sides(node.inputs[0])} map only {rows}x{columns} of the {op.size[0]}x{op.size[1]} "
                f"taps can ever see data: {percent(dead)} of these weights can never learn"
            )


def rounded_up_pools(network: Network) -> Iterator[str]:
    """Pooling with "same" padding rounds up where others round down."""
    for name, node, op in _layers(network, MaxPool2D | AvgPool2D):
        image = node.inputs[0].shape
        uneven = any(image.sides[axis] % op.strides[axis] for axis in (0, 1))
        if op.padding == "same" and uneven:
            yield f"{name}: 'same' pooling rounds up: {_sides(node.inputs[0])} in, {_sides(node)} out"


def seen_of_the_photo(network: Network) -> Iterator[str]:
    """Behind a pool a small window looks at a larger piece of the photo."""
    known = fields(network)
    told = []
    for name, _, _op in _layers(network, Conv2D | MaxPool2D | AvgPool2D):
        field = known[name]
        if field is not None and None not in (field[0].size, field[1].size):
            told.append(f"{name} {extent(*field)}")
    if len(told) > 1:
        yield f"what one unit sees of the photo, in pixels: {', '.join(told)}"


def heaviest_layer(network: Network) -> Iterator[str]:
    """The weights are seldom where people look for them."""
    counts = {name: _parameters(node) for name, node in zip(network.names, network.nodes, strict=True)}
    name = max(counts, key=lambda name: counts[name])
    total = sum(counts.values())
    if total and counts[name] / total >= 0.5 and sum(count > 0 for count in counts.values()) > 1:
        yield f"{name} holds {percent(counts[name] / total)} of all parameters: {counts[name]:,} of {total:,}"


def loss_against_output(network: Network) -> Iterator[str]:
    """Some losses take probabilities and some make them, and the wrong one trains badly without a word."""
    for name, node, op in _layers(network, Regression):
        wanted = _WANTED.get(op.loss.name)
        last = _last_activation(node)
        if wanted is not None and last is not None and (last in _PROBABILITIES) != (wanted == "probabilities"):
            yield f"{name}: {op.loss.name} takes {wanted}, but the layer before it ends in {last}{_instead(wanted)}"


REMARKS: tuple[Remark, ...] = (
    slices_and_maps,
    same_padding,
    even_windows,
    dead_taps,
    rounded_up_pools,
    seen_of_the_photo,
    heaviest_layer,
    loss_against_output,
)


def remarks(network: Network) -> tuple[str, ...]:
    """All there is to say about `network`.

    >>> from glassnet.graph.notation import from_text
    >>> remarks(from_text("91x91x1 > pool 2"))
    ("MaxPool2D: 'same' pooling rounds up: 91x91 in, 46x46 out",)
    """
    return tuple(sentence for remark in REMARKS for sentence in remark(network))


def live_taps(node: Node, window: Window, axis: int) -> int:
    """How many rows (axis 0) or columns (axis 1) of a window ever lie on data.

    >>> from glassnet.graph.notation import from_text
    >>> third = from_text("23x23x3 > conv 3@91").output
    >>> live_taps(third, third.op.window, axis=0)
    45
    """
    length, size, stride = node.inputs[0].shape.sides[axis], window.size[axis], window.stride[axis]
    before, _ = _padding(node, window, axis)
    stops = window_stops(length, size, stride, window.padding)
    # At the last stop the window hangs furthest over the end, at the first furthest over the beginning.
    first, last = max(0, before - (stops - 1) * stride), min(size - 1, before + length - 1)
    return last - first + 1


_NEARLY_ALL = 0.95  # of a window's taps: small windows hang over the edge too little to mislead anybody
_PROBABILITIES = ("softmax", "sigmoid")
_WANTED = {
    "categorical_crossentropy": "probabilities",
    "softmax_categorical_crossentropy": "numbers before any softmax",
    "binary_crossentropy": "numbers before any sigmoid",
    "weighted_crossentropy": "numbers before any sigmoid",
}


def _instead(wanted: str) -> str:
    return "; end it in softmax" if wanted == "probabilities" else "; end it in linear"


def _last_activation(node: Node) -> str | None:
    """The activation behind which the numbers stand that a loss is given."""
    activation = getattr(node.inputs[0].op, "activation", None)
    return None if activation is None or activation.is_own_code else str(activation.name)


def _layers(network: Network, kind: type[Op] | UnionType) -> Iterator[tuple[str, Node, Any]]:
    """The layers of a kind, each with its name and its op."""
    for name, node in zip(network.names, network.nodes, strict=True):
        if isinstance(node.op, kind):
            yield name, node, node.op


def _padding(node: Node, window: Window, axis: int) -> tuple[int, int]:
    length = node.inputs[0].shape.sides[axis]
    return window_padding(length, window.size[axis], window.stride[axis], window.padding)


def _taps(node: Node, window: Window, choose: Callable[[list[int]], float]) -> float:
    """How many taps lie on data, at a stop chosen in both directions (or on average over both)."""
    sides = node.inputs[0].shape.sides
    return prod(
        choose(taps_on_data(sides[axis], window.size[axis], window.stride[axis], window.padding)) for axis in (0, 1)
    )


def _mean(taps: list[int]) -> float:
    return sum(taps) / len(taps)


def _sides(node: Node) -> str:
    return f"{node.shape.height}x{node.shape.width}"


def _what_it_sees(node: Node) -> str:
    return "the photo" if isinstance(node.inputs[0].op, Input | Reshape) else "the map"


def _parameters(node: Node) -> int:
    return sum(prod(weight.shape) for weight in node.weights)
