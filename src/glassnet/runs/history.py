"""What training measured, epoch by epoch: raw values, nothing smoothed."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, overload

from glassnet.drawing import Shown
from glassnet.errors import unknown
from glassnet.runs.atomic import append_line, write_whole
from glassnet.runs.plain import many, number, optional, read_fields, table, to_number, whole

Value = int | float | None


@dataclass(frozen=True)
class Epoch:
    """One pass over the training data.

    `epoch` counts from 1, `step` is how many updates were made in all by its end, `seconds` how long it took. `loss`
    is the mean over the epoch's samples while the weights were moving; `val_loss` and `val_metrics` were measured at
    its end on the validation data, and are None and empty where there was no validation. Metrics stand under their
    label: {"acc": 0.91}. A network with several targets has a loss and metrics for each, under the target's layer
    name: {"age/loss": 3.1, "sex/loss": 0.2, "sex/acc": 0.93}; `loss` is then their sum.

    >>> end = Epoch(epoch=1, step=8, loss=0.7, metrics={"acc": 0.5}, val_loss=0.6, val_metrics={"acc": 0.75})
    >>> end.value("val_acc")
    0.75
    """

    epoch: int
    step: int
    loss: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    val_loss: float | None = None
    val_metrics: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    def __str__(self) -> str:
        values = (f"{name} {value:.4f}" for name, value in self.values().items() if isinstance(value, float))
        return f"epoch {self.epoch}: {', '.join(values)}"

    def values(self) -> dict[str, Value]:
        """Every value by the name a column has.

        >>> Epoch(epoch=2, step=16, loss=0.5, metrics={"age/loss": 0.2}, val_metrics={"age/loss": 0.3}).values()
        {'epoch': 2, 'step': 16, 'loss': 0.5, 'age/loss': 0.2, 'age/val_loss': 0.3, 'seconds': 0.0}
        """
        validation = {} if self.val_loss is None else {"val_loss": self.val_loss}
        return {
            "epoch": self.epoch,
            "step": self.step,
            "loss": self.loss,
            **self.metrics,
            **validation,
            **{validation_name(label): value for label, value in self.val_metrics.items()},
            "seconds": self.seconds,
        }

    def value(self, name: str) -> Value:
        """One value by its column name, None where this epoch has no such value."""
        return self.values().get(name)

    def to_plain(self) -> dict[str, Any]:
        """The epoch as JSON holds it."""
        return {
            "epoch": self.epoch,
            "step": self.step,
            "loss": to_number(self.loss),
            "metrics": {label: to_number(value) for label, value in self.metrics.items()},
            "val_loss": to_number(self.val_loss),
            "val_metrics": {label: to_number(value) for label, value in self.val_metrics.items()},
            "seconds": to_number(self.seconds),
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Epoch":
        """The epoch `to_plain` wrote. Raises `FileError` for anything else."""
        return cls(**read_fields(plain, "history", _KINDS))


_KINDS = {
    "epoch": whole,
    "step": whole,
    "loss": number,
    "metrics": table(number),
    "val_loss": optional(number),
    "val_metrics": table(number),
    "seconds": number,
}


def validation_name(label: str) -> str:
    """The column of a metric measured on validation data.

    >>> validation_name("acc"), validation_name("sex/acc")
    ('val_acc', 'sex/val_acc')
    """
    target, slash, metric = label.rpartition("/")
    return f"{target}{slash}val_{metric}"


@dataclass(frozen=True)
class History(Shown):
    """The epochs of a run, oldest first.

    >>> history = History((Epoch(1, 8, 0.9, {"acc": 0.5}), Epoch(2, 16, 0.4, {"acc": 0.75})))
    >>> history.column("acc"), history[-1].loss, len(history)
    ([0.5, 0.75], 0.4, 2)
    """

    epochs: tuple[Epoch, ...] = ()

    def __len__(self) -> int:
        return len(self.epochs)

    def __iter__(self) -> Iterator[Epoch]:
        return iter(self.epochs)

    @overload
    def __getitem__(self, which: int) -> Epoch: ...
    @overload
    def __getitem__(self, which: slice) -> "History": ...
    def __getitem__(self, which: int | slice) -> "Epoch | History":
        return History(self.epochs[which]) if isinstance(which, slice) else self.epochs[which]

    def __str__(self) -> str:
        return "\n".join(map(str, self.epochs)) or "no epoch yet"

    def then(self, epoch: Epoch) -> "History":
        """This history with one more epoch at its end."""
        return History((*self.epochs, epoch))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all values that any epoch has, in the order they appear."""
        return columns_of(self.epochs)

    def column(self, name: str) -> list[Value]:
        """One value through all epochs, None where an epoch lacks it. Raises `UnknownName` when all lack it."""
        if name not in self.columns:
            raise unknown("column of the history", name, self.columns)
        return [epoch.value(name) for epoch in self.epochs]

    def to_plain(self) -> list[dict[str, Any]]:
        """The history as JSON holds it: a list of epochs.

        >>> History.from_plain(History((Epoch(1, 8, 0.9),)).to_plain())[0].loss
        0.9
        """
        return [epoch.to_plain() for epoch in self.epochs]

    @classmethod
    def from_plain(cls, plain: object) -> "History":
        """The history `to_plain` wrote. Raises `FileError` for anything else."""
        return cls(many(Epoch.from_plain)(plain))

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write all epochs as a table, whole or not at all. Raises `EnvironmentProblem` when it cannot be written."""
        write_whole(path, _csv(self.columns, self.epochs).encode())


def columns_of(epochs: tuple[Epoch, ...]) -> tuple[str, ...]:
    """The column names of some epochs: `seconds` last, the others in the order they are met."""
    names = dict.fromkeys(name for epoch in epochs for name in epoch.values() if name != "seconds")
    return (*names, "seconds") if epochs else ()


def append_csv_row(path: str | PathLike[str], epoch: Epoch) -> None:
    """Add one epoch to a table on disk; it has reached the disk when this returns.

    The first row makes the file, with its head. A line torn by a crash is cut off before the next is added, and a
    value that no earlier epoch had opens a column: then the table is written anew, whole. Raises
    `EnvironmentProblem` when it cannot be written.
    """
    path = Path(path)
    head, rows = _rows(path)
    columns = tuple(dict.fromkeys((*head, *epoch.values())))
    if columns == head:
        append_line(path, _line(columns, epoch.values()).encode())
    else:
        lines = [_line(columns, dict(zip(head, row, strict=True))) for row in rows]
        write_whole(path, "".join([_head(columns), *lines, _line(columns, epoch.values())]).encode())


def _rows(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
    """The head and the complete rows of a table; nothing of a file that is not there or was torn in its head."""
    if not path.exists():
        return (), []
    whole_lines = path.read_text("utf-8", errors="replace").rpartition("\n")[0]
    head, *rows = list(csv.reader(io.StringIO(whole_lines))) or [[]]
    return tuple(head), [row for row in rows if len(row) == len(head)]


def _csv(columns: tuple[str, ...], epochs: tuple[Epoch, ...]) -> str:
    return "".join([_head(columns), *(_line(columns, epoch.values()) for epoch in epochs)])


def _head(columns: tuple[str, ...]) -> str:
    return _line(columns, dict(zip(columns, columns, strict=True)))


def _line(columns: tuple[str, ...], values: Mapping[str, Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow("" if values.get(name) is None else values[name] for name in columns)
    return line.getvalue()
