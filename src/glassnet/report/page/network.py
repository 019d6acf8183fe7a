"""What was trained: the network as a table, how many maps its convolutions make, and how it was computed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.engine.plan import in_time
from glassnet.graph.amounts import in_bytes, percent, short
from glassnet.graph.ledger import ledger
from glassnet.graph.notation import to_text
from glassnet.graph.ops.convolution import Conv2D
from glassnet.graph.shape import Shape
from glassnet.report.page.tags import Markup, bullets, joined, paragraphs, table, tag

if TYPE_CHECKING:
    from glassnet.engine.plan import Plan
    from glassnet.graph.ledger import Ledger, Row
    from glassnet.graph.network import Network
    from glassnet.graph.node import Node
    from glassnet.report.page.story import Story

HEAD = ("layer", "what it does", "puts out", "parameters", "share", "multiply-adds", "sees of the photo", "keeps")
WAYS = {
    "direct": "as torch does it",
    "fourier": "by Fourier transform, where sliding becomes multiplying",
    "polyphase": "four corners of the window at once",
    "matmul": "as torch multiplies matrices",
    "onednn": "by the library oneDNN",
}


def network_section(story: "Story") -> Markup:
    """The ledger with its sentences, then the plan."""
    network = story.run.network
    known = ledger(network, batch_size=story.run.recipe.batch_size)
    return joined(
        [
            tag("p", "In one line: ", tag("code", to_text(network))),
            _table(known),
            paragraphs(*_totals(known)),
            *_maps(network),
            tag("h3", "What is easily misread"),
            bullets(known.remarks) or tag("p", "Nothing in this network."),
            _plan(story.run.plan),
        ]
    )


def maps_of(name: str, node: "Node") -> str:
    """How many maps a convolution puts out, of what size, and why not one for each slice.

    >>> from glassnet.graph.notation import from_text
    >>> network = from_text("14x14x32 > conv 64@2 as conv_2")
    >>> print(maps_of("conv_2", network["conv_2"]))
    conv_2 puts out 64 maps of 14×14. ... So there are 64 maps, and not 2,048.
    """
    height, width, filters = node.shape.sides
    rows, columns = node.op.size  # type: ignore[attr-defined]
    depth = node.inputs[0].shape.channels
    told = f"{name} puts out {_many(filters, 'map')} of {height}×{width}."
    if depth == 1:
        return f"{told} It has {_many(filters, 'filter')} of {rows}×{columns} weights, and each makes one map."
    slices = f"{filters * depth:,}"
    return (
        f"{told} It has {_many(filters, 'filter')}, and each reads all {depth:,} maps that come in: it has one slice "
        f"of {rows}×{columns} weights for each of them, {slices} slices in all. But the {depth:,} results of one "
        f"filter are added up, with one bias, into one map. So there are {_many(filters, 'map')}, and not {slices}."
    )


def _maps(network: "Network") -> Iterator[Markup]:
    told = [
        maps_of(name, node)
        for name, node in zip(network.names, network.nodes, strict=True)
        if isinstance(node.op, Conv2D)
    ]
    if told:
        yield tag("h3", "How many maps there are, and why")
        yield paragraphs(*told)


def _table(known: "Ledger") -> Markup:
    caption = (
        "Layer by layer, for one picture. A multiply-add is one multiplication and one addition; “sees” is the piece "
        "of the photo that one number of the layer depends on, in pixels; “keeps” is memory held while training."
    )
    rows = [_cells(row, known.share(row.name)) for row in known.rows]
    return table(caption, HEAD, rows, numbers=range(2, len(HEAD)))


def _cells(row: "Row", share: float) -> tuple[str, ...]:
    return (
        row.name,
        row.kind,
        str(Shape(row.shape)).replace("x", "×"),
        f"{row.parameters:,}" if row.parameters else "",
        percent(share) if row.parameters else "",
        short(row.multiply_adds) if row.multiply_adds else "",
        f"{row.sees}×{row.sees}" if row.sees.isdigit() else row.sees.replace("x", "×"),
        in_bytes(row.memory) if row.memory else "",
    )


def _totals(known: "Ledger") -> Iterator[str]:
    memory = known.memory
    held = known.parameters - known.trainable_parameters
    still = f", of which {held:,} are held still" if held else ""
    yield (
        f"In all {known.parameters:,} parameters{still} ({in_bytes(memory.weights)}), and "
        f"{short(known.multiply_adds)} multiply-adds to answer for one picture, padding counted. Training on batches "
        f"of {known.batch_size:,} takes about {in_bytes(known.training_bytes())} of memory."
    )


def _plan(plan: "Plan | None") -> Markup:
    """Which way each layer was computed, and why that one."""
    if plan is None:
        return Markup()
    rows = []
    for layer in plan.layers:
        times = {each.algorithm: each.seconds for each in layer.candidates}
        others = "; ".join(
            f"{way} {in_time(seconds)}" if seconds is not None else f"{way}, not timed"
            for way, seconds in times.items()
            if way != layer.algorithm
        )
        taken = times.get(layer.algorithm)
        way = f"{layer.algorithm}: {WAYS[layer.algorithm]}"
        rows.append((layer.layer, way, "" if taken is None else in_time(taken), others or "none", layer.reason))
    threads = f"{plan.threads} thread{'s' * (plan.threads != 1)}" if plan.threads else "torch's own threads"
    said = [f"Engine “{plan.engine}”: {threads}, numbers in {plan.precision}."]
    if plan.folded:
        said.append(f"The step of {', '.join(plan.folded)} was folded into the product that makes its gradient.")
    if plan.pool_first:
        said.append("A relu before a max pool was taken behind it, where there is less to do: the result is the same.")
    head = ("layer", "way", "a batch", "other ways", "why")
    drawn = table("Which way each layer was computed, and how long a batch took, forward and back.", head, rows)
    return joined([tag("h3", "How it was computed"), tag("p", " ".join(said)), drawn if rows else Markup()])


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")
