"""A ledger as text: its table in 80 columns, its totals, and the remarks under it."""

from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from glassnet.graph.amounts import in_bytes, short
from glassnet.graph.shape import Shape

if TYPE_CHECKING:
    from glassnet.graph.ledger import Ledger, Row

WIDTH = 80
HEAD = ("layer", "what", "makes", "parameters", "mult-adds", "sees", "keeps")
_GAP = "  "
_LEFT = 2  # the columns that hold words; the others hold numbers and stand to the right
_SHORTEST = 8


def told(ledger: "Ledger") -> str:
    """The whole ledger: table, totals, remarks."""
    parts = [table(list(map(cells, ledger.rows))), "\n".join(_totals(ledger))]
    if ledger.remarks:
        lines = (wrap(remark, WIDTH, initial_indent="- ", subsequent_indent="  ") for remark in ledger.remarks)
        parts.append("\n".join(line for sentence in lines for line in sentence))
    return "\n\n".join(parts)


def cells(row: "Row") -> tuple[str, ...]:
    """What stands in each column of `HEAD` for one layer."""
    return (
        row.name,
        row.kind,
        str(Shape(row.shape)),
        f"{row.parameters:,}" if row.parameters else "",
        short(row.multiply_adds) if row.multiply_adds else "",
        row.sees,
        in_bytes(row.memory) if row.memory else "",
    )


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows under their head. Where they would be wider than 80 columns, words are cut, never numbers."""
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    over = sum(widths) + len(_GAP) * (len(HEAD) - 1) - WIDTH
    for _ in range(over):
        widest = max(range(_LEFT), key=lambda column: widths[column])
        widths[widest] = max(_SHORTEST, widths[widest] - 1)
    return "\n".join(_line(row, widths) for row in (HEAD, *rows))


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    words = [_cut(cell, width).ljust(width) for cell, width in zip(cells, widths, strict=True)][:_LEFT]
    numbers = [cell.rjust(width) for cell, width in zip(cells, widths, strict=True)][_LEFT:]
    return _GAP.join([*words, *numbers]).rstrip()


def _cut(words: str, width: int) -> str:
    return words if len(words) <= width else f"{words[: width - 1]}…"


def _totals(ledger: "Ledger") -> list[str]:
    memory, batch = ledger.memory, ledger.batch_size
    held = ledger.parameters - ledger.trainable_parameters
    still = f", {held:,} of them held still" if held else ""
    parts = (
        f"weights {in_bytes(memory.weights)}, gradients {in_bytes(memory.gradients)}, "
        f"optimizer {in_bytes(memory.slots)}, workspace {in_bytes(memory.workspace)}"
    )
    return [
        f"{ledger.parameters:,} parameters{still}, {in_bytes(memory.weights)}.",
        f"{short(ledger.multiply_adds)} multiply-adds for one image forward, padding counted.",
        f"Training on batches of {batch:,} takes about {in_bytes(ledger.training_bytes())}:",
        f"  {parts},",
        f"  and {in_bytes(memory.per_image)} for each image.",
    ]
