"""How a wild set looks in a terminal of 80 columns: the figures, a verdict per photo, what to know."""

from textwrap import fill
from typing import TYPE_CHECKING

from glassnet.data.names import shown
from glassnet.report.terminal import cut, percent, table

if TYPE_CHECKING:
    from glassnet.evaluation.wild import Wild, WildPhoto

MOST = 20


def of_wild(known: "Wild", most: int = MOST) -> str:
    """The figures of a wild set, its photos one a line (those that went wrong first, at most `most`), and caveats."""
    photos = sorted(known.photos, key=_how_bad)
    rows = [_row(photo) for photo in photos[:most]]
    lines = [str(known), "", table(["photo", "shows", "answer", "probability", "verdict"], rows, right=frozenset({3}))]
    if len(photos) > most:
        rest = len(photos) - most
        lines.append(f"and {rest:,} more, none of them worse; --json lists all.")
    if known.skipped:
        name, why = known.skipped[0]
        lines.append(
            fill(f"{len(known.skipped):,} other files were left out, such as {cut(shown(name), 30)}: {why}.", 80)
        )
    return "\n".join([*lines, *(fill(f"! {told}", 80, subsequent_indent="  ") for told in known.caveats)])


def _row(photo: "WildPhoto") -> list[str]:
    return [
        cut(shown(photo.name), 20),
        cut(shown(photo.truth), 10) if photo.truth else "?",
        cut(shown(photo.answer), 10),
        percent(photo.share),
        photo.verdict,
    ]


def _how_bad(photo: "WildPhoto") -> tuple[int, float]:
    """First what is wrong and sure of it, last what is right."""
    order = ["answered though none", "wrong", "refused", "answered", "right", "rightly refused"]
    return order.index(photo.verdict), -photo.share
