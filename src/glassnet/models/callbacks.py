"""TFLearn's callbacks: hooks that are called while a model trains, with where training stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from glassnet.errors import GlassnetError
from glassnet.training.events import (
    BatchBegin,
    BatchEnd,
    EpochBegin,
    EpochEnd,
    Event,
    Scores,
    Target,
    TrainBegin,
    TrainEnd,
    told,
)

__all__ = ("Callback", "TrainingState")


class NoCallback(GlassnetError, TypeError):
    """Something that cannot be called back was given as a callback."""


@dataclass
class TrainingState:
    """Where training stands, as hooks see it.

    `epoch` counts from 1, `step` from the first fit of the model on; `current_iter` samples of this epoch are through;
    `step_time` seconds took the last step, `step_time_total` this epoch so far. `loss_value` and `acc_value` are true
    means over this epoch (TFLearn smooths them); with several targets the sum of losses, and the metric of the first.
    `val_loss` and `val_acc` are None unless the last step was validated. `best_accuracy` is the best `val_acc` so far.
    """

    epoch: int = 0
    step: int = 0
    current_iter: int = 0
    step_time: float = 0.0
    step_time_total: float = 0.0
    loss_value: float | None = None
    acc_value: float | None = None
    val_loss: float | None = None
    val_acc: float | None = None
    best_accuracy: float = 0.0

    @property
    def global_loss(self) -> float | None:
        """The sum over all targets, as `loss_value`."""
        return self.loss_value

    @property
    def global_acc(self) -> float | None:
        """The same as `acc_value`; TFLearn's is always None."""
        return self.acc_value


class Callback:
    """Override the hooks you need. An exception in one ends the fit and reaches its caller; the model keeps what it has
    learned by then. `raise StopIteration` is how scripts stop early.

    >>> class Patience(Callback):
    ...     def on_epoch_end(self, training_state):
    ...         if training_state.val_acc and training_state.val_acc > 0.99:
    ...             raise StopIteration
    """

    def on_train_begin(self, training_state: TrainingState) -> None:
        """Before the first epoch of a fit."""

    def on_epoch_begin(self, training_state: TrainingState) -> None:
        """Before the first batch of an epoch."""

    def on_batch_begin(self, training_state: TrainingState) -> None:
        """Before each step."""

    def on_sub_batch_begin(self, training_state: TrainingState) -> None:
        """Before each target's part of a step, all of which come before the first update is told."""

    def on_sub_batch_end(self, training_state: TrainingState, train_index: int = 0) -> None:
        """Behind each target's part of a step; `train_index` counts the targets from 0."""

    def on_batch_end(self, training_state: TrainingState, snapshot: bool = False) -> None:
        """Behind each step; `snapshot` where the step was one for validation and checkpoints."""

    def on_epoch_end(self, training_state: TrainingState) -> None:
        """Behind the last batch of an epoch."""

    def on_train_end(self, training_state: TrainingState) -> None:
        """When the fit is over, however it ended."""


class Hooks:
    """Turns the events of training into calls of hooks."""

    def __init__(self, callbacks: Iterable[Callback], state: TrainingState) -> None:
        self.state = state
        self._callbacks = tuple(callbacks)
        self._targets: tuple[Target, ...] = ()

    def see(self, event: Event) -> None:
        """Tell the callbacks. What they raise goes through."""
        match event:
            case TrainBegin():
                self._targets = event.targets
                self._call("on_train_begin")
            case EpochBegin():
                self.state.epoch, self.state.current_iter, self.state.step_time_total = event.epoch, 0, 0.0
                self._call("on_epoch_begin")
            case BatchBegin():
                self.state.step, self.state.val_loss, self.state.val_acc = event.step, None, None
                self._call("on_batch_begin")
                for _ in self._targets:
                    self._call("on_sub_batch_begin")
            case BatchEnd():
                self._batch_end(event)
            case EpochEnd():
                self._call("on_epoch_end")
            case TrainEnd():
                pass  # told by `end`, which also comes when training ends some other way

    def end(self) -> None:
        """Tell that the fit is over."""
        self._call("on_train_end")

    def _batch_end(self, event: BatchEnd) -> None:
        state = self.state
        state.step_time, state.step_time_total = event.seconds - state.step_time_total, event.seconds
        state.current_iter = event.seen
        state.loss_value, state.acc_value = self._of(event.means)
        if event.validation is not None:
            state.val_loss, state.val_acc = self._of(event.validation)
            state.best_accuracy = max(state.best_accuracy, state.val_acc or 0.0)
        for index in range(len(self._targets)):
            self._call("on_sub_batch_end", train_index=index)
        self._call("on_batch_end", snapshot=event.snapshot)

    def _of(self, scores: Scores) -> tuple[float, float | None]:
        loss, _ = told(scores, self._targets)
        return loss, scores[self._targets[0].name].metric

    def _call(self, hook: str, **more: Any) -> None:
        for callback in self._callbacks:
            getattr(callback, hook)(self.state, **more)


def as_callbacks(given: Any) -> list[Any]:
    """One callback or several, as a list. Raises `NoCallback` for anything that is none."""
    several = list(given) if isinstance(given, list | tuple) else [] if given is None else [given]
    for one in several:
        if not isinstance(one, Callback) and not hasattr(one, "see"):
            raise NoCallback(
                f"callbacks are objects of a class based on tflearn.callbacks.Callback, got {type(one).__name__}. "
                "Write class Mine(tflearn.callbacks.Callback) with the hooks you need, and pass Mine()."
            )
    return several
