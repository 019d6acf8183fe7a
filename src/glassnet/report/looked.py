"""What `glassnet look` tells in a terminal of 80 columns: each file with its reading, and what is missing."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from glassnet.data.names import shown

if TYPE_CHECKING:
    from glassnet.report.look import Seen

_WIDTH = 80


def of_look(found: "Sequence[Seen]", folder: Path) -> str:
    """Every picture that was kept, under its name a reading of it; then what could not be drawn, and why."""
    return "\n".join(_lines(found, folder))


def _lines(found: "Sequence[Seen]", folder: Path) -> Iterator[str]:
    from glassnet.report.look import View

    kept = [view for view in found if isinstance(view, View)]
    yield f"{len(kept)} {'picture' if len(kept) == 1 else 'pictures'} in {shown(str(folder))}:"
    for view in kept:
        yield f"  {view.name}"
        yield fill(view.reading, _WIDTH, initial_indent="      ", subsequent_indent="      ")
    missing = [each for each in found if not isinstance(each, View)]
    if missing:
        yield "\nNot shown:"
    for each in missing:
        yield fill(f"{each.what}: {each.why}", _WIDTH, initial_indent="  ", subsequent_indent="      ")
