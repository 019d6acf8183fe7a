"""How far the reading of pictures is, as a line that grows in a terminal of 80 columns."""

import sys
from collections.abc import Callable
from time import perf_counter
from types import TracebackType
from typing import TextIO

PATIENCE = 1.0  # seconds without a line: what is over by then needs none
LIVE_SECONDS = 0.1  # how often the line is drawn anew
ERASE = "\r\x1b[2K"
_BAR = 16


class ReadingBar:
    """A `progress` for `gn.data.folder` and its like. It draws on a terminal alone, from the second second on.

    with ReadingBar() as bar:
        photos = gn.data.folder("photos", progress=bar)
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = perf_counter) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._began = self._drawn = clock()
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        now = self._clock()
        if now - self._began < PATIENCE or now - self._drawn < LIVE_SECONDS or not self._stream.isatty():
            return
        self._drawn, self._shown = now, True
        self._say(ERASE + line(done, total, now - self._began))

    def __enter__(self) -> "ReadingBar":
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        """Leave a clean line, however the reading ended."""
        if self._shown:
            self._say(ERASE)

    def _say(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def line(done: int, total: int, seconds: float) -> str:
    """What is told of `done` of `total` pictures after so many seconds.

    >>> print(line(500, 2000, 10.0))
    Reading pictures  ████              500 of 2,000, 50 a second, 30 s left
    """
    bar = "█" * (_BAR * done // total)
    left = seconds * (total - done) / done
    return f"Reading pictures  {bar:{_BAR}}  {done:,} of {total:,}, {done / seconds:.0f} a second, {left:.0f} s left"
