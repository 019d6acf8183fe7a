"""What training tells while it goes on. Who wants to watch reads the events; who wants it to stop asks for no more."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from glassnet.engine.plan import REFERENCE, Plan
from glassnet.runs.history import Epoch
from glassnet.runs.run import Run


@dataclass(frozen=True)
class Score:
    """Loss (without weight decay) and metric of one target, each a mean over samples. No metric: None."""

    loss: float
    metric: float | None = None


Scores = Mapping[str, Score]


@dataclass(frozen=True)
class Target:
    """One thing the network is trained to: its layer, what the progress line calls it, and its metric's label."""

    name: str
    label: str
    metric: str | None


@dataclass(frozen=True)
class TrainBegin:
    """Training begins: how much data there is, what for, which epochs are to come, and how they will be computed.

    `difference` is what the plan's first loss and gradients differed by from the plain path's; `expected_seconds` what
    an epoch will take with its validation, from a measured step. None where it was not measured. `inputs` tells in
    lines what the preprocessing measured, and where a step differs from TFLearn's.
    """

    samples: int
    validation_samples: int
    targets: tuple[Target, ...]
    first_epoch: int
    last_epoch: int
    plan: Plan = REFERENCE
    difference: float | None = None
    note: str = ""
    expected_seconds: float | None = None
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class EpochBegin:
    """A pass begins; `step` updates were made before it."""

    epoch: int
    step: int


@dataclass(frozen=True)
class BatchBegin:
    """Update number `step` is about to be made."""

    epoch: int
    step: int


@dataclass(frozen=True)
class BatchEnd:
    """One step is done. `scores` are raw values of this batch, before its update; `means` those of the epoch so far.

    `seen` samples of `samples` are through in this epoch, which began `seconds` ago. `validation` is there where this
    step was a snapshot with validation data.
    """

    epoch: int
    step: int
    seen: int
    samples: int
    seconds: float
    scores: Scores
    means: Scores
    snapshot: bool = False
    validation: Scores | None = None


@dataclass(frozen=True)
class EpochEnd:
    """One pass is done. `run` gives everything trained so far, as a value of its own."""

    row: Epoch
    run: Callable[[], Run] = field(repr=False)


@dataclass(frozen=True)
class TrainEnd:
    """All epochs asked for are done. A watcher that stopped training sees no such event.

    They took `seconds`, judging the validation samples included; `operations` were executed in the `step_seconds` of
    them that went into training steps, on `device` ("cpu" or "cuda").
    """

    row: Epoch | None
    operations: float = 0.0
    seconds: float = 0.0
    step_seconds: float = 0.0
    device: str = "cpu"


Event = TrainBegin | EpochBegin | BatchBegin | BatchEnd | EpochEnd | TrainEnd


def told(scores: Scores, targets: Iterable[Target]) -> tuple[float, dict[str, float]]:
    """Scores as a history holds them: the loss, and metrics by label; with several targets under each one's name.

    >>> one, two = Target("age", "SGD", "R2"), Target("sex", "SGD", "acc")
    >>> told({"age": Score(2.0, 0.5)}, [one])
    (2.0, {'R2': 0.5})
    >>> told({"age": Score(2.0, 0.5), "sex": Score(1.0, 0.9)}, [one, two])
    (3.0, {'age/loss': 2.0, 'age/R2': 0.5, 'sex/loss': 1.0, 'sex/acc': 0.9})
    """
    targets = list(targets)
    loss = sum(scores[target.name].loss for target in targets)
    metrics: dict[str, float] = {}
    for target in targets:
        score, before = scores[target.name], f"{target.name}/" if len(targets) > 1 else ""
        if before:
            metrics[f"{before}loss"] = score.loss
        if target.metric and score.metric is not None:
            metrics[f"{before}{target.metric}"] = score.metric
    return loss, metrics
