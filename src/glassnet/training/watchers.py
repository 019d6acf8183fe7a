"""Those who watch training: each reads the events, may say it is enough, and may name weights to go back to."""

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from os import PathLike
from typing import Protocol

from glassnet.errors import DataError, unknown
from glassnet.runs.atomic import check_writable
from glassnet.runs.history import append_csv_row
from glassnet.runs.run import Run
from glassnet.runs.saving import save
from glassnet.training.events import EpochEnd, Event


class Watcher(Protocol):
    """Sees every event. Both methods may be left as they are here."""

    def see(self, event: Event) -> bool:
        """Look at one event. True: this is enough, stop training."""
        return False

    def best(self) -> Run | None:
        """What training shall end with in place of its last state, or None."""
        return None


def watched(events: Iterable[Event], watchers: Sequence[Watcher]) -> Iterator[Event]:
    """Show each event to all `watchers`, and ask for no more once one has seen enough."""
    for event in events:
        enough = [watcher.see(event) for watcher in watchers]
        yield event
        if any(enough):
            return


class Best:
    """The best value of one column so far. What is not a number is never best."""

    def __init__(self, monitor: str) -> None:
        self.monitor = monitor
        # Losses and errors shrink as a network learns; all else that is measured grows.
        self._sign = -1.0 if monitor.rpartition("/")[2] in ("loss", "val_loss") else 1.0
        self._best = -inf

    def improves(self, end: EpochEnd) -> bool:
        """Whether this epoch beats all before it. Raises `UnknownName` when it has no such column."""
        columns = end.row.values()
        value = columns.get(self.monitor)
        if value is None and end.row.val_loss is None and "val_" in self.monitor:
            raise DataError(f"'{self.monitor}' cannot be monitored: there are no validation data. Give some to fit.")
        if value is None:
            raise unknown("column to monitor", self.monitor, columns)
        better = self._sign * value > self._best
        self._best = self._sign * value if better else self._best
        return better


class EarlyStopping(Watcher):
    """Stop after `patience` epochs in a row without a better `monitor`, and end with the best epoch's weights.

    `monitor` is a column of the history: "val_loss" (the default), "val_acc", "loss", ... Losses count as better when
    smaller, all else when larger. `restore_best=False` keeps the last weights.

    >>> EarlyStopping(patience=3).patience
    3
    """

    def __init__(self, monitor: str = "val_loss", patience: int = 3, restore_best: bool = True) -> None:
        self.patience = patience
        self.restore_best = restore_best
        self._record = Best(monitor)
        self._waited = 0
        self._run: Run | None = None

    def see(self, event: Event) -> bool:
        if not isinstance(event, EpochEnd):
            return False
        if self._record.improves(event):
            self._waited = 0
            self._run = event.run() if self.restore_best else None
        else:
            self._waited += 1
        return self._waited >= self.patience

    def best(self) -> Run | None:
        return self._run


class KeepBest(Watcher):
    """Write the model to `path` whenever `monitor` improves: the file always holds the best epoch so far.

    Raises `EnvironmentProblem` at once when nothing can be written there.

    >>> KeepBest("best.glassnet", monitor="val_acc").path
    'best.glassnet'
    """

    def __init__(self, path: str | PathLike[str], monitor: str = "val_loss") -> None:
        check_writable(path)
        self.path = path
        self._record = Best(monitor)

    def see(self, event: Event) -> bool:
        if isinstance(event, EpochEnd) and self._record.improves(event):
            save(event.run(), self.path)
        return False


class CsvLog(Watcher):
    """Add each epoch to a CSV file as soon as it is done, so that even a killed run leaves its history.

    >>> CsvLog("history.csv").path
    'history.csv'
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        check_writable(path)
        self.path = path

    def see(self, event: Event) -> bool:
        if isinstance(event, EpochEnd):
            append_csv_row(self.path, event.row)
        return False
