"""TFLearn's checkpoints while training: one file a snapshot, and the best one so far."""

from collections.abc import Callable
from pathlib import Path

from glassnet.models import files
from glassnet.runs.atomic import check_writable
from glassnet.runs.run import Run
from glassnet.training.events import BatchEnd, EpochEnd, Event, TrainBegin
from glassnet.training.watchers import Watcher


class Checkpoints(Watcher):
    """Writes `path-<step>` at every snapshot and keeps the newest `most` of them (None: all).

    `run` tells the model as it stands. Raises `EnvironmentProblem` at once when nothing can be written there.
    """

    def __init__(self, path: str, run: Callable[[], Run], most: int | None = None) -> None:
        check_writable(files.model_path(path))
        self._path = path
        self._run = run
        self._most = most
        self._written: list[str] = []
        self._pending = 0

    def see(self, event: Event) -> bool:
        """Write where the event is a snapshot; the one at an epoch's end once the epoch is in the history."""
        if isinstance(event, BatchEnd) and event.snapshot:
            if event.seen < event.samples:
                self._write(event.step)
            else:
                self._pending = event.step
        elif isinstance(event, EpochEnd) and self._pending:
            self._write(self._pending)
            self._pending = 0
        return False

    def _write(self, step: int) -> None:
        prefix = f"{self._path}-{step}"
        files.write(self._run(), prefix)
        self._written.append(prefix)
        while self._most and len(self._written) > self._most:
            files.remove(self._written.pop(0))


class BestCheckpoint(Watcher):
    """Writes `path<metric in ten thousandths>`, such as `best9837`, whenever validation is better than `best` was.

    The metric is that of the first target. Only the best is kept.
    """

    def __init__(self, path: str, run: Callable[[], Run], best: float = 0.0) -> None:
        check_writable(files.model_path(path))
        self.best_value = best
        self._path = path
        self._run = run
        self._target = ""
        self._kept: str | None = None

    def see(self, event: Event) -> bool:
        """Write where a validation beats all before it."""
        if isinstance(event, TrainBegin):
            self._target = event.targets[0].name
        if isinstance(event, BatchEnd) and event.validation is not None:
            value = event.validation[self._target].metric
            if value is not None and value > self.best_value:
                self.best_value = value
                self._write(f"{self._path}{round(10000 * value)}")
        return False

    def _write(self, prefix: str) -> None:
        files.write(self._run(), prefix)
        if self._kept is not None and Path(self._kept) != Path(prefix):
            files.remove(self._kept)
        self._kept = prefix
