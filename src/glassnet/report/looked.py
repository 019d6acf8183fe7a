"""What `glassnet look` tells in a terminal of 80 columns: each file with its reading, and what is missing."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from glassnet.data.names import shown
from glassnet.report.reading import ERASE

if TYPE_CHECKING:
    from glassnet.report.look import Seen

_WIDTH = 80


class LookBar:
    """How many pictures are drawn, as a line that grows in a terminal; elsewhere nothing. Gives back what it is told.

    with LookBar() as bar:
        found = [bar(seen) for seen in views(run)]
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._drawn = 0

    def __call__(self, seen: "Seen") -> "Seen":
        self._drawn += 1
        if self._stream.isatty():
            self._stream.write(f"{ERASE}Drawing: {self._drawn} so far")
            self._stream.flush()
        return seen

    def __enter__(self) -> "LookBar":
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        """Leave a clean line, however the drawing ended."""
        if self._drawn and self._stream.isatty():
            self._stream.write(ERASE)
            self._stream.flush()


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
