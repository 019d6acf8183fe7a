"""One training of a sweep: a network, a seed and pictures in, a record out. What goes wrong is in the record too."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.splits import Splits
from glassnet.engine.counting import counted
from glassnet.engine.process import working
from glassnet.engine.to_torch import build
from glassnet.errors import GlassnetError, NonFiniteLoss
from glassnet.runs.answers import top
from glassnet.runs.history import History
from glassnet.runs.run import Run
from glassnet.runs.saving import save
from glassnet.sweeping.kept.record import FINISHED, Record
from glassnet.sweeping.space.agenda import Candidate
from glassnet.training.feeding import samples_of
from glassnet.training.fit import INTERRUPTED, fit
from glassnet.training.watchers import EarlyStopping, Watcher

FAILED = "failed"
AT_ONCE = 64  # pictures judged at a time


@dataclass(frozen=True)
class Habits:
    """What all trainings of a sweep share besides the pictures: when they stop early."""

    patience: int | None = None

    def watchers(self) -> tuple[Watcher, ...]:
        return () if self.patience is None else (EarlyStopping(patience=self.patience),)


def trained(
    made: Candidate, seed: int, train: Images, validation: Images, habits: Habits, watchers: Sequence[Watcher] = ()
) -> Run:
    """Train a network of the sweep by a plan that follows from its shapes: the same bits each time."""
    settings = made.configuration
    batch = settings.whole("batch")
    parts = Splits(train, validation, validation[:0])
    return fit(
        made.network,
        parts,
        n_epoch=settings.whole("epochs"),
        seed=seed,
        plan=counted(made.network, batch),
        device="cpu",
        show=False,
        watchers=(*habits.watchers(), *watchers),
    )


def tried(
    made: Candidate, seed: int, train: Images, validation: Images, habits: Habits, model: Path | None, attempt: int = 1
) -> Record:
    """The record of training `made` from `seed`; the trained network goes to `model`, if it is kept.

    A loss that is no number, a network too big for the memory left, or whatever error in the user's own code is a
    record that says so. Ctrl-C goes on to whoever called, and so does a disk that does not take the model.
    """
    began = perf_counter()
    try:
        with working(1):  # all of it, so that a worker and a notebook add up in the same order
            run = trained(made, seed, train, validation, habits)
            if run.ended == INTERRUPTED:
                raise KeyboardInterrupt
            _check_finite(run)
            right = answered_rightly(run, validation)
    except Exception as why:  # noqa: BLE001  the other runs go on, whatever became of this one
        return Record(made.key, seed, FAILED, _reason(why), seconds=perf_counter() - began, attempts=attempt)
    if model is not None:
        save(run, model)
    last = run.history[-1] if len(run.history) else None
    return Record(
        made.key,
        seed,
        FINISHED,
        right=right,
        loss=None if last is None else last.val_loss,
        history=_without_clock(run),
        seconds=perf_counter() - began,
        attempts=attempt,
    )


def answered_rightly(run: Run, images: Images) -> NDArray[np.bool_]:
    """Of each picture whether the run's answer is its label, computed as in training: by the same plan, on one thread.

    `run.predict` takes other ways on all threads, and may differ in a last bit.
    """
    plan = counted(run.network, AT_ONCE)
    net = build(run.network, seed=0)
    net.set_weights(run.weights)
    net.follow(plan)
    net.eval()
    samples = samples_of(run.network, images)
    answers = []
    with working(1), torch.inference_mode():
        for start in range(0, len(images), AT_ONCE):
            rows = np.arange(start, min(start + AT_ONCE, len(images)))
            answers.append(net.value(samples.feeds(rows)).float().numpy())
    said = top(run.network.output, np.concatenate(answers))
    return np.asarray(said == images.labels)


def _check_finite(run: Run) -> None:
    """The last step is followed by no loss that would tell, and whether the model is kept must not decide it."""
    for name, array in run.weights.items():
        if not np.isfinite(array).all():
            raise NonFiniteLoss(f"after the last step '{name}' held what is no number: try a smaller learning rate")


def _without_clock(run: Run) -> History:
    return replace(run.history, epochs=tuple(replace(row, seconds=0.0) for row in run.history))


def _reason(why: BaseException) -> str:
    told = " ".join(str(why).split())
    return told if isinstance(why, GlassnetError) else f"{type(why).__name__}: {told}".strip(": ")
