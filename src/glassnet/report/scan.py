"""How a scan of pictures looks in a terminal of 80 columns: whole, and in the few lines before a training."""

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from glassnet.data.names import shown
from glassnet.data.scanning import MOST_COMPARED
from glassnet.report.terminal import cut, table

if TYPE_CHECKING:
    from glassnet.data.order import Step
    from glassnet.data.scanning import Scan

WIDTH = 78
CLASSES = 12  # listed one a line; more are summed up
EXAMPLES = 3
KINDS = {"same": "equal", "copy": "as edited copies", "burst": "in bursts"}
CALM = "Nothing beside the subject tells the classes apart well enough."


def of_scan(data: str, found: "Scan") -> str:
    """Everything a scan found, what a reader must know at the end, where the eye rests."""
    size = "x".join(map(str, found.shape))
    parts = [
        f"{cut(shown(data), 30)}: {found.total:,} pictures of {size} in {len(found.classes):,} classes",
        _classes(found),
        _facts(found),
    ]
    if found.audit:
        parts.append(f"What tells the classes apart:\n{_indented(str(found.audit))}")
    return "\n\n".join([*parts, _to_know(found)])


def in_short(found: "Scan", most: int = 4) -> str:
    """What a reader must know, in a few lines; empty where nothing was found."""
    told = found.sentences[:most]
    more = len(found.sentences) - len(told)
    lines = [_bullet(sentence) for sentence in told]
    return "\n".join([*lines, *([f"  and {more:,} more: see `glassnet data`."] if more else [])])


def _classes(found: "Scan") -> str:
    """How many pictures each class has, and how much they differ from their neighbours and from each other."""
    rows = [
        [cut(shown(name), 34), f"{count:,}", *_differences(step)]
        for name, count, step in zip(found.classes, found.counts, found.order.steps, strict=True)
    ]
    head = ["class", "pictures", "neighbours differ", "random pairs"]
    drawn = table(head, rows[:CLASSES], right=frozenset({1, 2, 3}))
    few, many = min(found.counts), max(found.counts)
    more = f"\nand {len(rows) - CLASSES:,} more, of {few:,} to {many:,} pictures each" if len(rows) > CLASSES else ""
    return _indented(f"{drawn}{more}\n(how much two pictures differ, in grey levels from 0 to 255)")


def _differences(step: "Step") -> tuple[str, str]:
    return (f"{step.consecutive:.1f}", f"{step.random:.1f}") if step.pairs else ("", "")


def _facts(found: "Scan") -> str:
    rows = [
        ("files", str(found.files) if found.files else ""),
        ("parts", ", ".join(f"{count:,} {part}" for part, count in found.parts.items())),
        ("leaks", " ".join(map(str.strip, str(found.leaks).splitlines())) if found.leaks else ""),
        ("left out", _left_out(found.skipped)),
        ("equal", _equal(found.equal)),
        ("near copies", _groups(found)),
        ("two labels", _contrary(found.contrary)),
        ("order", str(found.order).replace("\n", " ")),
    ]
    return "\n".join(_paragraph(name, text) for name, text in rows if text)


def _left_out(skipped: Sequence[tuple[str, str]]) -> str:
    if not skipped:
        return "nothing"
    told = "; ".join(f"{cut(name, 40)}: {why}" for name, why in skipped[:EXAMPLES])
    return f"{len(skipped):,}: {told}{_and_more(skipped)}"


def _equal(equal: Sequence[tuple[str, ...]]) -> str:
    if not equal:
        return "no picture is there twice"
    told = "; ".join(" = ".join(cut(shown(name), 30) for name in names[:EXAMPLES]) for names in equal[:EXAMPLES])
    return f"{sum(map(len, equal)) - len(equal):,} pictures repeat another: {told}{_and_more(equal)}"


def _groups(found: "Scan") -> str:
    if found.groups is None:
        return f"not looked for: that takes minutes with over {MOST_COMPARED:,} pictures"
    sizes = found.groups.sizes
    if not sizes:
        return "none: no edited copies, no bursts"
    span = f"{sizes[-1]:,}" if sizes[0] == sizes[-1] else f"{sizes[-1]:,} to {sizes[0]:,}"
    groups = f"{len(sizes):,} {'group' if len(sizes) == 1 else 'groups'} of {span}"
    kinds = ", ".join(f"{count:,} {KINDS[kind]}" for kind, count in found.groups.kinds.items())
    return f"{sum(sizes):,} of {found.total:,} pictures are in {groups} ({kinds})"


def _contrary(contrary: Sequence[tuple[str, str]]) -> str:
    if not contrary:
        return "no picture stands under two"
    told = "; ".join(f"{cut(shown(one), 30)} = {cut(shown(other), 30)}" for one, other in contrary[:EXAMPLES])
    return f"{len(contrary):,} pairs: {told}{_and_more(contrary)}"


def _to_know(found: "Scan") -> str:
    if not found.sentences:
        return CALM if found.audit else "One class alone cannot be audited."
    return "\n".join(["Before you train:", *map(_bullet, found.sentences)])


def _and_more(things: Sequence[object]) -> str:
    return f"; and {len(things) - EXAMPLES:,} more" if len(things) > EXAMPLES else ""


def _paragraph(name: str, text: str) -> str:
    return fill(text, WIDTH, initial_indent=f"  {name:<13}", subsequent_indent=" " * 15)


def _bullet(sentence: str) -> str:
    return fill(sentence, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
