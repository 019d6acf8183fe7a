"""Training as it is watched in a terminal of 80 columns: a table that grows by a row an epoch."""

import sys
from textwrap import wrap
from time import perf_counter
from typing import TextIO

from glassnet.runs.history import Epoch
from glassnet.training.events import BatchEnd, EpochEnd, Event, TrainBegin, TrainEnd, told
from glassnet.training.telling import told_first, told_last
from glassnet.training.watchers import Watcher

LIVE_SECONDS = 0.1  # how often the growing row is drawn anew: the eye needs no more, and drawing costs
ERASE = "\r\x1b[2K"
WIDTH = 80


class EpochTable(Watcher):
    """Prints one row an epoch: what was measured, and the seconds it took. On a terminal the row of the epoch that is
    going on shows how far it is and the means so far.

    `loss` and metrics are means over the epoch while the weights were moving; those called `val_` were measured at its
    end on pictures not trained on. Before the table stands what training is expected to take, below it what it took.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._begin: TrainBegin | None = None
        self._head: tuple[str, ...] = ()
        self._drawn = 0.0

    def see(self, event: Event) -> bool:
        if isinstance(event, TrainBegin):
            self._begin = event
            self._paragraph(told_first(event), "", "\n")
        elif isinstance(event, TrainEnd):
            self._paragraph(told_last(event), "\n", "")
        elif isinstance(event, BatchEnd):
            self._growing(event)
        elif isinstance(event, EpochEnd):
            self._whole(event.row)
        return False

    def close(self) -> None:
        """Leave a clean line, also where training stopped within an epoch."""
        if self._live:
            self._say(ERASE)

    def _paragraph(self, text: str, before: str, after: str) -> None:
        """Lines of any length, within 80 columns; nothing for none."""
        lines = [piece for line in text.splitlines() for piece in wrap(line, WIDTH, subsequent_indent="  ")]
        if lines:
            self._say("".join([ERASE if self._live else "", before, *(f"{line}\n" for line in lines), after]))

    def _growing(self, event: BatchEnd) -> None:
        if not self._live or self._begin is None or perf_counter() - self._drawn < LIVE_SECONDS:
            return
        self._drawn = perf_counter()
        loss, metrics = told(event.means, self._begin.targets)
        so_far = " ".join(f"{name} {value:.4f}" for name, value in {"loss": loss, **metrics}.items())
        share = event.seen / event.samples
        self._say(
            f"{ERASE}{self._count(event.epoch)}  {100 * share:3.0f} % of {event.samples:,} samples  {so_far}"[:79]
        )

    def _whole(self, row: Epoch) -> None:
        if self._live:
            self._say(ERASE)
        columns = shown_columns(row)
        if columns != self._head:
            self._head = columns
            self._say("".join(["    epoch", *(name.rjust(width(name)) for name in columns), "   seconds\n"]))
        values = row.values()
        cells = [f"{values[name]:.4f}".rjust(width(name)) for name in columns]
        self._say("".join([self._count(row.epoch), *cells, f"{row.seconds:10.1f}\n"]))

    def _count(self, epoch: int) -> str:
        return f"{epoch}/{self._begin.last_epoch if self._begin else epoch}".rjust(9)

    def _say(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def shown_columns(row: Epoch) -> tuple[str, ...]:
    """The measured columns of an epoch, in its order.

    >>> shown_columns(Epoch(1, 8, 0.7, {"acc": 0.5}, 0.6, {"acc": 0.75}))
    ('loss', 'acc', 'val_loss', 'val_acc')
    """
    return tuple(name for name in row.values() if name not in ("epoch", "step", "seconds"))


def width(name: str) -> int:
    """How wide a column of that name is: room for 12.3456 and for its head, two blanks before.

    >>> width("loss"), width("age/val_loss")
    (10, 14)
    """
    return max(10, len(name) + 2)
