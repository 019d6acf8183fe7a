"""Watchers: early stopping, the best model on disk, the history on disk, and what a person sees."""

import io
from pathlib import Path

import numpy as np
import pytest
from tests.training.test_loop import X, Y, small_net

import glassnet as gn
from glassnet.errors import DataError, EnvironmentProblem, UnknownName
from glassnet.runs.history import Epoch
from glassnet.runs.run import Run
from glassnet.training.events import EpochEnd, Event
from glassnet.training.fit import fit
from glassnet.training.progress import Progress
from glassnet.training.watchers import CsvLog, EarlyStopping, KeepBest, Watcher


def ends(values: list[float], run: Run | None = None) -> list[EpochEnd]:
    made = run or fit(small_net(), (X, Y), n_epoch=1, show=False)
    return [EpochEnd(Epoch(at, at, 0.0, val_loss=value), lambda: made) for at, value in enumerate(values, 1)]


def test_early_stopping_waits_for_as_many_epochs_as_it_was_told_without_a_better_value() -> None:
    watcher = EarlyStopping("val_loss", patience=2)
    assert [watcher.see(end) for end in ends([0.5, 0.4, 0.45, 0.39, 0.39, 0.5])] == [False] * 5 + [True]


def test_what_is_no_number_is_never_best() -> None:
    watcher = EarlyStopping("val_loss", patience=2)
    assert [watcher.see(end) for end in ends([float("nan"), float("nan")])] == [False, True]
    assert watcher.best() is None


def test_accuracy_counts_as_better_when_larger() -> None:
    rows = [Epoch(at, at, 0.0, {"acc": value}) for at, value in enumerate([0.5, 0.6, 0.55], 1)]
    watcher = EarlyStopping("acc", patience=1, restore_best=False)
    assert [watcher.see(EpochEnd(row, fail)) for row in rows] == [False, False, True]


def fail() -> Run:
    raise AssertionError("weights were copied without need")


def test_monitoring_what_is_not_measured_names_what_is() -> None:
    with pytest.raises(UnknownName, match=r"Invalid column to monitor: 'acx'. Did you mean 'acc'"):
        fit(small_net(), (X, Y), show=False, watchers=[EarlyStopping("acx")])


def test_monitoring_validation_without_validation_data_says_what_is_missing() -> None:
    with pytest.raises(DataError, match="'val_loss' cannot be monitored: there are no validation data"):
        fit(small_net(), (X, Y), show=False, watchers=[EarlyStopping()])


def test_early_stopping_ends_with_the_weights_of_the_best_epoch() -> None:
    class Copies(Watcher):
        def __init__(self) -> None:
            self.runs: list[Run] = []

        def see(self, event: Event) -> bool:
            if isinstance(event, EpochEnd):
                self.runs.append(event.run())
            return False

    copies = Copies()
    # Labels by chance: validation loss on other samples soon only grows.
    wrong = np.eye(2)[np.random.default_rng(3).integers(0, 2, 30)]
    run = fit(
        small_net(5.0), (X, wrong), validation=(X[::-1], wrong), n_epoch=60, show=False,
        watchers=[copies, EarlyStopping(patience=3)],
    )  # fmt: skip
    losses = run.history.column("val_loss")
    best = int(np.argmin(np.array(losses, dtype=float)))
    assert len(losses) == best + 1 + 3 < 60
    assert all(np.array_equal(run.weights[name], copies.runs[best].weights[name]) for name in run.weights)


def test_keep_best_holds_the_best_epoch_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "best.glassnet"
    run = fit(small_net(), (X, Y), validation=(X, Y), n_epoch=5, show=False, watchers=[KeepBest(path)])
    kept = gn.load(path)
    assert kept.history[-1].val_loss == min(run.history.column("val_loss"))


def test_an_unwritable_place_is_told_before_training(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="there is no folder"):
        KeepBest(tmp_path / "nowhere" / "best.glassnet")
    with pytest.raises(EnvironmentProblem, match="there is no folder"):
        CsvLog(tmp_path / "nowhere" / "history.csv")


def test_the_csv_holds_each_epoch_as_soon_as_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    lines: list[int] = []

    class Counts(Watcher):
        def see(self, event: Event) -> bool:
            if isinstance(event, EpochEnd):
                lines.append(len(path.read_text().splitlines()))
            return False

    fit(small_net(), (X, Y), n_epoch=3, show=False, watchers=[CsvLog(path), Counts()])
    assert lines == [2, 3, 4]  # a heading, and a row an epoch


def test_ctrl_c_keeps_the_network_trained_so_far() -> None:
    class Interrupts(Watcher):
        def see(self, event: Event) -> bool:
            if isinstance(event, EpochEnd) and event.row.epoch == 2:
                raise KeyboardInterrupt
            return False

    run = fit(small_net(), (X, Y), n_epoch=50, show=False, watchers=[Interrupts()])
    assert len(run.history) == 2
    assert run.ended == "Ctrl-C"
    same = fit(small_net(), (X, Y), n_epoch=2, show=False)
    assert all(np.array_equal(run.weights[name], same.weights[name]) for name in run.weights)


def test_how_training_ended_is_told() -> None:
    assert fit(small_net(), (X, Y), n_epoch=1, show=False).ended == "finished"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO, **settings: bool) -> list[str]:
    watcher = Progress(stream=stream, **settings)
    fit(small_net(), (X, Y), n_epoch=2, validation=(X[:5], Y[:5]), show=False, watchers=[watcher])
    return stream.getvalue().splitlines()


def test_elsewhere_than_on_a_terminal_an_epoch_is_one_plain_line() -> None:
    lines = shown(io.StringIO())
    assert lines[:3] == ["Training samples: 30", "Validation samples: 5", "--"]
    assert len(lines) == 5
    assert lines[3].startswith("step 4 | SGD | epoch: 001 | loss: 0.")
    for field in (" - acc: ", "val_loss: ", " - val_acc: ", "time: "):
        assert field in lines[3]
    assert lines[3].endswith("-- iter: 30/30")
    assert "\x1b" not in "".join(lines)


def test_metrics_can_be_left_out_of_the_line() -> None:
    assert "acc" not in "".join(shown(io.StringIO(), show_metric=False))


def test_on_a_terminal_the_line_is_drawn_anew_in_place() -> None:
    assert any(line.startswith("\x1b[2K") for line in shown(Terminal()))
