"""A network and its layers as a view hears of them: shapes, windows, what of the photo each row sees, a sentence."""

from math import prod
from typing import Any

from glassnet.errors import ShapeError
from glassnet.graph import ops
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.receptive_field import fields
from glassnet.graph.rows_seen import columns_seen, photo_of, rows_seen
from glassnet.graph.shape import window_padding
from glassnet.graph.term import LINEAR, Term
from glassnet.graph.text_writing import layer_text
from glassnet.inside.evidence import behind_regression

Plain = dict[str, Any]


def shown_layers(network: Network) -> dict[str, Node]:
    """The layers there is something to see of, by name; a `regression` hands on what stands before it.

    >>> from glassnet.graph.notation import from_text
    >>> list(shown_layers(from_text("4 > dense 2 softmax > regression adam")))
    ['InputData', 'FullyConnected']
    """
    named = zip(network.names, network.nodes, strict=True)
    return {name: node for name, node in named if not isinstance(node.op, ops.Regression)}


def drawn_shape(sides: tuple[int, ...]) -> tuple[int, ...]:
    """The shape a view draws a sample of a layer in: [h, w, c] or [n], whatever number of sides it has.

    >>> drawn_shape((4, 4, 3)), drawn_shape((7,)), drawn_shape(()), drawn_shape((5, 2))
    ((4, 4, 3), (7,), (1,), (5, 1, 2))
    """
    if len(sides) == 3:
        return sides
    return (*(sides or (1,)),) if len(sides) < 2 else (prod(sides[:-1]), 1, sides[-1])


def photo_shape(network: Network) -> tuple[str, tuple[int, int, int]]:
    """The layer where the photo enters, and its height, width and channels. Numbers in a row are a photo of one row.

    >>> from glassnet.graph.notation import from_text
    >>> photo_shape(from_text("784 > dense 10")), photo_shape(from_text("784 > reshape 28x28x1 as photo > conv 2@3"))
    (('InputData', (1, 784, 1)), ('photo', (28, 28, 1)))
    """
    name = entrance(network)
    sides = network[name].shape.sides
    if len(sides) == 3:
        height, width, channels = sides
        return name, (height, width, channels)
    return name, (1, prod(sides), 1)


def entrance(network: Network) -> str:
    """The layer where the photo enters; the first input where no image does."""
    try:
        return photo_of(network, network.name(network.output))
    except ShapeError:
        return network.name(network.inputs[0])


def layers_said(network: Network) -> list[Plain]:
    """Every layer but regressions, as the message `network` tells of it."""
    total = sum(prod(weight.shape) for weight in network.weights.values())
    seen = fields(network)
    _, photo = photo_shape(network)
    return [
        _layer_said(network, name, node, total, _sees(seen[name], photo))
        for name, node in shown_layers(network).items()
    ]


def _layer_said(network: Network, name: str, node: Node, total: int, sees: list[int] | None) -> Plain:
    parameters = sum(prod(weight.shape) for weight in node.weights)
    activation: Term | None = getattr(node.op, "activation", None)
    return {
        "name": name,
        "kind": node.op.kind,
        "text": layer_text(network, node),
        "inputs": [network.name(behind_regression(before)) for before in node.inputs],
        "shape": list(drawn_shape(node.shape.sides)),
        "parameters": parameters,
        "share": parameters / total if total else 0.0,
        "filters": isinstance(node.op, ops.Conv2D),
        "window": _window(node),
        "pool": _POOLS.get(type(node.op)),
        "activation": None if activation is None or activation == LINEAR else activation.name,
        "sees": sees,
        "rows": None if sees is None else _spans(network, name, node, 0),
        "columns": None if sees is None else _spans(network, name, node, 1),
        "counts": _counts(node),
        "says": says(node),
    }


_POOLS: dict[type[Any], str] = {ops.MaxPool2D: "max", ops.AvgPool2D: "mean"}


def _window(node: Node) -> Plain | None:
    window = node.op.window
    if window is None:
        return None
    sides = node.inputs[0].shape.sides
    padding = [window_padding(sides[axis], window.size[axis], window.stride[axis], window.padding) for axis in (0, 1)]
    before, after = zip(*padding, strict=True)
    return {"size": [*window.size], "stride": [*window.stride], "before": [*before], "after": [*after]}


def _sees(seen: Any, photo: tuple[int, int, int]) -> list[int] | None:
    """What a unit sees, in pixels of the photo, never more than there are; None where no photo stands behind it."""
    if seen is None:
        return None
    return [side if field.size is None else min(side, field.size) for field, side in zip(seen, photo[:2], strict=True)]


def _spans(network: Network, name: str, node: Node, axis: int) -> list[list[int]] | None:
    """The first and the last pixel that each row (axis 0) or column (axis 1) of a map sees."""
    if node.shape.rank != 3:
        return None
    span = (rows_seen, columns_seen)[axis]
    return [list(span(network, name, unit)) for unit in range(node.shape.sides[axis])]


def _counts(node: Node) -> str:
    if not isinstance(node.op, ops.Conv2D):
        return ""
    height, width = node.op.size
    into, filters, maps = node.inputs[0].shape.channels, node.op.filters, node.shape.channels
    slices = into * filters
    made = f"{slices:,} slice{_s(slices)}, {maps:,} map{_s(maps)}"
    return f"{filters:,} filter{_s(filters)} of {height}x{width}x{into}: {made}"


def says(node: Node) -> str:
    """What a layer does, in a sentence for somebody who never saw one.

    >>> from glassnet.graph.notation import from_text
    >>> says(from_text("28x28x1 > conv 32@5 relu").output)
    'Each of its 32 filters looks through a 5x5 window at the photo and puts out one map.'
    """
    first = bool(node.inputs) and isinstance(node.inputs[0].op, ops.Input)
    match node.op:
        case ops.Input():
            return "The photo as the network is fed it."
        case ops.Conv2D(filters=filters, size=(height, width)):
            who = "Its one filter" if filters == 1 else f"Each of its {filters:,} filters"
            what = "the photo" if first else "all maps of the layer before at once"
            return f"{who} looks through a {height}x{width} window at {what} and puts out one map."
        case ops.MaxPool2D(size=(height, width)):
            return f"Keeps the largest number of each {height}x{width} window: smaller maps, the same number of them."
        case ops.AvgPool2D(size=(height, width)):
            return f"Keeps the mean of each {height}x{width} window: smaller maps, the same number of them."
        case ops.Dense(units=units):
            return f"Each of its {units:,} unit{_s(units)} weighs every number of the layer before and sums up."
    return _SAYS.get(type(node.op), "Changes the numbers of the layer before.")


_SAYS: dict[type[Any], str] = {
    ops.GlobalAvgPool: "Keeps one number of each map: its mean.",
    ops.GlobalMaxPool: "Keeps one number of each map: its largest.",
    ops.UpSample2D: "Repeats every number, so that the maps become larger.",
    ops.SingleUnit: "One weight and one bias for each number.",
    ops.Dropout: "Hides some numbers by chance while the network learns; now it lets all through.",
    ops.Flatten: "Lays all maps out in one row of numbers; nothing is computed.",
    ops.Reshape: "Lays the same numbers out in another shape; nothing is computed.",
    ops.Activation: "Bends each number by the same curve.",
    ops.BatchNormalization: "Moves and scales each map by what its numbers were like in training.",
    ops.LocalResponseNormalization: "Makes a number smaller where the maps beside it are strong in the same place.",
    ops.L2Normalize: "Scales the numbers so that together they have length 1.",
    ops.Merge: "Joins several layers into one.",
    ops.Custom: "Code of your own.",
}


def _s(count: int) -> str:
    return "" if count == 1 else "s"
