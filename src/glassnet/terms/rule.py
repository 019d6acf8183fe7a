"""What all optimizers share: a learning rate, slots, and an update in place. The nine of them are in `optimizers`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

from glassnet.extras import later
from glassnet.terms.limits import POSITIVE, Limits, require

if TYPE_CHECKING:
    import torch
    from torch import Tensor
else:
    torch = later("torch")

Slots = dict[str, "Tensor"]
RATE = Limits(
    POSITIVE.words, POSITIVE.holds, usual="Usual are 0.1 to 0.0001; if the loss explodes, take a smaller one."
)


def decayed(learning_rate: float, lr_decay: float, decay_step: float, staircase: bool, step: int) -> float:
    """learning_rate * lr_decay ^ (step / decay_step): `lr_decay` multiplies once every `decay_step` updates.

    In between the rate falls smoothly, or with `staircase` not at all. An `lr_decay` of 0 keeps it as it is.
    `step` counts the updates done before. Source: `tf.train.exponential_decay`.

    >>> decayed(0.1, lr_decay=0.5, decay_step=100, staircase=False, step=200)
    0.025
    >>> decayed(0.1, lr_decay=0.5, decay_step=100, staircase=True, step=199)
    0.05
    """
    if lr_decay <= 0:
        return learning_rate
    times = step / decay_step
    return float(learning_rate * lr_decay ** (floor(times) if staircase else times))


@runtime_checkable
class Rule(Protocol):
    """What training asks of an optimizer: one of ours, or any object of a user's with these three methods."""

    def slots(self, w: Tensor) -> Slots:
        """Fresh arrays to remember in, by name, for the weight `w`."""
        ...

    def rate(self, step: int) -> float:
        """The learning rate after `step` updates."""
        ...

    def update(self, w: Tensor, gradient: Tensor, slots: Slots, step: int) -> None:
        """Move `w` and change its slots in place, in update number `step`, the first being 1."""
        ...


@dataclass(frozen=True)
class Optimizer:
    """A `Rule` with TFLearn's settings. Subclasses add theirs; `use_locking` and `name` are taken and steer nothing."""

    limits: ClassVar[Mapping[str, Limits]] = {}
    learning_rate: float = 0.001

    def __post_init__(self) -> None:
        for setting, limits in {"learning_rate": RATE, **self.limits}.items():
            require(self.label, setting, getattr(self, setting), limits)

    @property
    def label(self) -> str:
        """What the progress line calls it: SGD, Adam, ..."""
        return type(self).__name__

    def slots(self, w: Tensor) -> Slots:
        """Fresh arrays to remember in, by name, for the weight `w`."""
        return {}

    def rate(self, step: int) -> float:
        """The learning rate after `step` updates."""
        return self.learning_rate

    def update(self, w: Tensor, gradient: Tensor, slots: Slots, step: int) -> None:
        """Move `w` and change its slots in place, in update number `step`, the first being 1."""
        with torch.no_grad():
            self._move(w, gradient, slots, self.rate(step - 1), step)

    def _move(self, w: Tensor, g: Tensor, slots: Slots, rate: float, step: int) -> None:
        raise NotImplementedError
