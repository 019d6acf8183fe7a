"""Exactly which rows of the photo one unit sees: even windows, borders and branches included. Worked backwards."""

from collections.abc import Iterator

from glassnet.errors import ShapeError, unknown
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops.merging import Merge
from glassnet.graph.ops.pooling import UpSample2D
from glassnet.graph.receptive_field import COLUMNS, ROWS, Axis, is_photo, sees_everything

Span = tuple[int, int]  # first and last, both included


def rows_seen(network: Network, name: str, row: int, photo: str | None = None) -> Span:
    """The first and the last row of the photo that units in row `row` of layer `name` can depend on.

    Branches see what any of them sees, from the first to the last row; a dense layer sees all. `photo` says which, by
    its layer's name, where the network has several. Raises `ShapeError` for a row there is not, `UnknownName` for a
    layer or photo there is not.

    >>> from glassnet.graph.notation import from_text
    >>> rows_seen(from_text("91x91x1 > conv 3@10"), "Conv2D", 45)
    (41, 50)
    """
    return _seen(network, name, row, photo, ROWS)


def columns_seen(network: Network, name: str, column: int, photo: str | None = None) -> Span:
    """The first and the last column of the photo that units in column `column` of layer `name` can depend on.

    >>> from glassnet.graph.notation import from_text
    >>> columns_seen(from_text("91x91x1 > conv 3@10x3 > pool 2"), "MaxPool2D", 0)
    (0, 2)
    """
    return _seen(network, name, column, photo, COLUMNS)


def photo_of(network: Network, name: str) -> str:
    """The layer where the photo enters that stands behind layer `name`; the first of them where there are several.

    Raises `ShapeError` where no image stands behind it, `UnknownName` for a layer there is not.

    >>> from glassnet.graph.notation import from_text
    >>> photo_of(from_text("784 > reshape 28x28x1 as photo > conv 8@3"), "Conv2D")
    'photo'
    """
    photos = _photos(network.cut(name))
    for node in network.nodes:
        if node in photos:
            return network.name(node)
    raise ShapeError(f"behind '{name}' stands no image, so it sees none.")


def _seen(network: Network, name: str, unit: int, photo: str | None, axis: Axis) -> Span:
    node = network[name]
    first, last = _all_of(node, axis)
    if not first <= unit <= last:
        what = "rows" if axis == ROWS else "columns"
        raise ShapeError(f"'{name}' is {node.shape}: it has {what} {first} to {last}, not {unit}.")
    spans = {network.name(ground): span for ground, span in _spans(network.cut(name), unit, axis).items()}
    if not spans:
        raise ShapeError(f"behind '{name}' stands no image, so it sees none.")
    chosen = next(iter(spans)) if photo is None else photo
    if chosen not in spans:
        raise unknown("photo", chosen, spans)
    return spans[chosen]


def _spans(network: Network, unit: int, axis: Axis) -> dict[Node, Span]:
    """For each photo what of it is seen, found on the way back from the last layer."""
    photos = _photos(network)
    spans: dict[Node, Span] = {network.output: (unit, unit)}
    for node in reversed(network.nodes):
        if node not in spans or node in photos:
            continue
        for before, (first, last) in _looked_at(node, spans[node], axis):
            known = spans.get(before, (first, last))
            spans[before] = min(known[0], first), max(known[1], last)
    return {node: spans[node] for node in network.nodes if node in photos and node in spans}


def _photos(network: Network) -> set[Node]:
    """Where images enter."""
    imaged: set[Node] = set()
    photos: set[Node] = set()
    for node in network.nodes:
        if is_photo(node, imaged):
            photos.add(node)
        if node in photos or any(before in imaged for before in node.inputs):
            imaged.add(node)
    return photos


def _looked_at(node: Node, span: Span, axis: Axis) -> Iterator[tuple[Node, Span]]:
    """What units `span` of a layer look at, in each layer before it."""
    op, (first, last) = node.op, span
    if isinstance(op, Merge) and op.joins(axis, node.shape.rank):
        yield from _side_by_side(node, span, axis)
        return
    for before in node.inputs:
        whole = _all_of(before, axis)
        if sees_everything(node, axis):
            yield before, whole
        elif op.window is not None:
            yield before, op.window.sees(first, last, whole[1] + 1, axis)
        elif isinstance(op, UpSample2D):
            yield before, (first // op.size[axis], last // op.size[axis])
        else:
            yield before, span


def _side_by_side(node: Node, span: Span, axis: Axis) -> Iterator[tuple[Node, Span]]:
    """Of layers joined along this very axis, those the span falls on."""
    start = 0
    for before in node.inputs:
        length = before.shape.sides[axis]
        first, last = max(span[0] - start, 0), min(span[1] - start, length - 1)
        if first <= last:
            yield before, (first, last)
        start += length


def _all_of(node: Node, axis: Axis) -> Span:
    return 0, (node.shape.sides[axis] - 1 if node.shape.rank > axis else 0)
