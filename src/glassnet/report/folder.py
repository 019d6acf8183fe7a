"""The folder a training leaves: model, history, recipe, ledger, filters. Made new for each run, never written over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from glassnet.data.names import shown
from glassnet.errors import DataError, EnvironmentProblem
from glassnet.graph.ledger import Ledger
from glassnet.report.figures import save_filters
from glassnet.runs.atomic import check_writable, write_whole
from glassnet.runs.run import Run
from glassnet.runs.saving import save
from glassnet.training.events import EpochEnd, Event
from glassnet.training.watchers import CsvLog, Watcher

LATEST_SECONDS = 60  # a killed training loses at most an epoch and this much work


@dataclass(frozen=True)
class RunFolder:
    """Where one run is kept.

    `model.glassnet` the trained network; `history.csv` a row for each epoch, written as soon as it is done;
    `recipe.json` every setting; `ledger.txt` what the network is and costs; `filters.png` its filters, where it has
    convolutions; `report.html` all of it on one page.
    """

    path: Path

    @property
    def page(self) -> Path:
        return self.path / "report.html"

    @property
    def model(self) -> Path:
        return self.path / "model.glassnet"

    @property
    def history(self) -> Path:
        return self.path / "history.csv"

    @property
    def recipe(self) -> Path:
        return self.path / "recipe.json"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger.txt"

    @property
    def filters(self) -> Path:
        return self.path / "filters.png"

    def begin(self, ledger: Ledger, settings: Mapping[str, Any]) -> None:
        """Keep what is known before training."""
        write_whole(self.ledger, f"{ledger}\n".encode())
        write_whole(self.recipe, _json(settings))

    def watchers(self) -> tuple[Watcher, ...]:
        """Those who write while training goes on: the history after each epoch, and now and then the model."""
        return CsvLog(self.history), Latest(self.model)

    def end(self, run: Run, settings: Mapping[str, Any]) -> None:
        """Keep what training left behind."""
        save(run, self.model)
        write_whole(self.recipe, _json({**settings, "recipe": run.recipe.to_plain()}))
        save_filters(run.weights, self.filters, title=f"The filters of {shown(str(self.model))}")

    def files(self) -> tuple[Path, ...]:
        """Those of its files that are there, the model first."""
        known = (self.model, self.page, self.filters, self.history, self.recipe, self.ledger)
        return tuple(path for path in known if path.exists())


class Latest(Watcher):
    """Keeps the newest whole epoch in a model file, at most once in `LATEST_SECONDS`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept = perf_counter()

    def see(self, event: Event) -> bool:
        if isinstance(event, EpochEnd) and perf_counter() - self._kept > LATEST_SECONDS:
            save(event.run(), self._path)
            self._kept = perf_counter()
        return False


def new_folder(asked: str | None, slug: str, *, now: datetime | None = None) -> RunFolder:
    """An empty folder for a run: the one asked for, or `runs/<date>-<time>-<slug>`.

    Raises `DataError` when the folder asked for holds something already, `EnvironmentProblem` when it cannot be made
    or written: before any work is done, not after.
    """
    now = now or datetime.now().astimezone()
    path = Path(asked) if asked else _unused(Path("runs"), f"{now:%Y-%m-%d-%H%M%S}-{slug}")
    if path.exists() and not path.is_dir():
        raise DataError(f"'{shown(str(path))}' is a file. Name a folder that is not there yet.")
    if path.is_dir() and any(path.iterdir()):
        raise DataError(
            f"'{shown(str(path))}' already holds {_counted(path)}, and a run is never written over. "
            f"Name a new folder, such as --out {shown(str(_unused(path.parent, path.name)))}, or leave --out away."
        )
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise EnvironmentProblem(f"The folder '{shown(str(path))}' could not be made: {why.strerror}.") from None
    check_writable(path / "model.glassnet")
    return RunFolder(path)


def _unused(parent: Path, name: str) -> Path:
    """`parent/name`, or that name with the first number that is free."""
    path, number = parent / name, 1
    while path.exists():
        number += 1
        path = parent / f"{name}-{number}"
    return path


def _counted(folder: Path) -> str:
    number = sum(1 for _ in folder.iterdir())
    return "1 file" if number == 1 else f"{number:,} files"


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2).encode() + b"\n"
