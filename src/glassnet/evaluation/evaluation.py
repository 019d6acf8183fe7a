"""The judgement of a run on pictures it was not trained on: one value that says its own doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.feeds import check_lengths
from glassnet.data.images import Images
from glassnet.drawing import Shown
from glassnet.errors import DataError, unknown
from glassnet.evaluation.answers import Answer, Answers, losses_of
from glassnet.evaluation.baselines import Baseline, looks
from glassnet.evaluation.calibrating import seen
from glassnet.evaluation.caveats import Caveat
from glassnet.evaluation.confusion import Confusion, confusion
from glassnet.evaluation.context import Context, Cue
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.groups import GroupedShare
from glassnet.evaluation.measures import mean_loss, r2
from glassnet.evaluation.nearest import NOWHERE
from glassnet.evaluation.per_class import PerClass, per_class
from glassnet.evaluation.plots import Plots
from glassnet.evaluation.probabilities import probabilities, softened
from glassnet.evaluation.reliability import Reliability, reliability
from glassnet.evaluation.truth import class_numbers, labels_of, loss_name, one_hot, pixels_of, targets_of
from glassnet.evaluation.wording import wrapped
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.runs.answers import top
from glassnet.runs.plain import to_number
from glassnet.runs.run import Run
from glassnet.shares import Interval

PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Softened:
    """What the reliability becomes when the logits are divided by `temperature`, which was fitted on other pictures."""

    temperature: float
    reliability: Reliability

    def to_plain(self) -> dict[str, Any]:
        """Both as JSON holds them."""
        return {"temperature": self.temperature, **self.reliability.to_plain()}


@dataclass(frozen=True)
class Evaluation(Plots, Shown):
    """How a run did on `n` samples.

    `loss` is the mean of the network's own loss, None for a network without one. Where samples have classes,
    `confusion` says which were taken for which; where they have quantities, `r2` is the share of their variance that
    the answers explain (1: all; 0: no better than their mean).

    Of classes there is more. `grouped` is the accuracy where pictures belong together, with an interval that knows it.
    `baselines` are rules that learn nothing: the commonest class, and the nearest training picture where those were at
    hand. `reliability` says whether probabilities keep what they promise, None where the network gives none; `softened`
    the same at the run's temperature. `unseen` is the accuracy without the `seen` pictures, which have a near copy
    among those trained on; both are None where nobody looked. `caveats` are what a reader must know. `answers` hold
    every picture's.

    >>> print(Evaluation(n=40, loss=0.0712, confusion=Confusion(("chi", "lars"), ((20, 0), (1, 19)))))
    97.5 % of 40 (95 %: 87-100), loss 0.0712
    truth    chi  lars   found
    chi       20     0   100 % of 20 (95 %: 84-100)
    lars       1    19   95 % of 20 (95 %: 76-99)
    """

    n: int
    loss: float | None
    confusion: Confusion | None = None
    r2: float | None = None
    grouped: GroupedShare | None = None
    baselines: tuple[Baseline, ...] = ()
    reliability: Reliability | None = None
    softened: Softened | None = None
    seen: int | None = None
    unseen: Share | None = None
    caveats: tuple[Caveat, ...] = ()
    answers: Answers | None = field(default=None, compare=False, repr=False)

    @property
    def classes(self) -> tuple[str, ...]:
        return self.confusion.classes if self.confusion else ()

    @property
    def correct(self) -> int | None:
        return self.confusion.correct if self.confusion else None

    @property
    def share(self) -> Share | None:
        """The right answers among all, as a value that carries its interval."""
        return self.grouped or (Share(self.confusion.correct, self.n) if self.confusion else None)

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, 0..1; None where there are no classes."""
        return self.share.value if self.share else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval around the accuracy; None where there are no classes."""
        return self.share.interval if self.share else None

    @property
    def per_class(self) -> PerClass | None:
        """Precision, recall, F1 and support of each class; None where there are no classes."""
        return per_class(self.confusion) if self.confusion else None

    def mistakes(self, most: int | None = None) -> tuple[Answer, ...]:
        """The pictures answered wrongly, the costliest first, at most `most` of them."""
        return self.answers.worst(most) if self.answers else ()

    @property
    def headline(self) -> str:
        """The answer in one line."""
        loss = None if self.loss is None else f"loss {self.loss:.4f}"
        first = str(self.share) if self.share else f"{self.n:,} samples"
        explained = None if self.r2 is None else f"R2 {self.r2:.4f}"
        return ", ".join(filter(None, (first, loss, explained)))

    def __str__(self) -> str:
        told = [wrapped(str(caveat), "- ", "  ") for caveat in self.caveats]
        return "\n".join([self.headline, *told, *([str(self.confusion)] if self.confusion else [])])

    def to_plain(self) -> dict[str, Any]:
        """The judgement as JSON holds it; of single pictures only the mistakes, for `answers` hold them all.

        >>> plain = Evaluation(n=4, loss=0.5, r2=0.25).to_plain()
        >>> plain["n"], plain["loss"], plain["r2"], plain["accuracy"]
        (4, 0.5, 0.25, None)
        """
        return {
            "n": self.n,
            "loss": to_number(self.loss),
            "accuracy": self.share and self.share.to_plain(),
            "caveats": [caveat.to_plain() for caveat in self.caveats],
            "baselines": [each.to_plain() for each in self.baselines],
            "seen_in_training": self.seen,
            "accuracy_on_unseen": self.unseen and self.unseen.to_plain(),
            "confusion": self.confusion and self.confusion.to_plain(),
            "per_class": self.per_class and self.per_class.to_plain(),
            "calibration": self.reliability and self.reliability.to_plain(),
            "calibration_at_temperature": self.softened and self.softened.to_plain(),
            "mistakes": [wrong.to_plain() for wrong in self.mistakes()],
            "r2": to_number(self.r2),
        }


def evaluate(
    run: Run,
    data: Any,
    Y: Any = None,
    *,
    target: str | None = None,
    training: Images | None = None,
    leaked: Any = None,
    part: str | None = None,
    cue: Cue | None = None,
) -> Evaluation:
    """Judge `run` on `Images`, or on an array or photos with their answers `Y`.

    `Y` holds rows as in training, class numbers [N], or class names. Classes of pictures are matched by name with those
    of the run. `target` names the layer to judge where the network is trained to several.

    The rest says what is known of pictures with classes, and changes no answer, only what is told beside it. `training`
    are the pictures trained on: then nearest neighbour on pixels is held against the network, and pictures that are
    among them are found. `leaked` `[N]` is true for pictures with a near copy in training (`gn.data.split` finds them):
    the score without them stands beside the score with them. `part`: "train", "validation" or "test", which the
    pictures were in training; their own `parts` by default, else a calibrated run knows those it was trained on.
    `cue`: a scrap of the pictures, in words, and the `Share` in which it alone tells the classes apart. A run that was
    calibrated is judged at its temperature too.

    Raises `DataError` when pictures or answers do not fit the network, as `Run.predict` does.

    >>> import glassnet as gn
    >>> network = gn.from_text("2 > dense 2 softmax")
    >>> run = Run(network, {"FullyConnected/W": np.eye(2), "FullyConnected/b": np.zeros(2)})
    >>> print(evaluate(run, [[1, 0], [0, 1], [0, 1]], [0, 1, 0]).share)
    66.7 % of 3 (95 %: 21-94)
    """
    node = _target(run.network, target)
    name = run.network.name(node)
    images = data if isinstance(data, Images) else None
    if images is not None:
        _check_some(len(images))
        labels, classes = labels_of(run, images)
        _check_width(node, name, classes)
        X, targets = pixels_of(run, images), one_hot(labels, len(classes)) if node.shape.size > 1 else _column(labels)
    else:
        X, targets, classes = data, _given(Y, node, name, run.classes), run.classes
        _check_some(len(targets))
    answers = run.outputs(X, [name])[name]
    check_lengths({"X": answers, "Y": targets})
    known = judge(node, answers, targets, classes, images.names if images else ())
    if known.answers is None:
        return known
    context = Context(
        known.answers,
        groups=images.groups if images else None,
        parts=_parts(part, run, images, known.n),
        leaked=_mask(leaked, known.n),
        cue=cue,
    )
    if training is not None:
        context = _beside_training(context, images, training)
    return _in_context(replace(known, softened=_at_temperature(run, known.answers)), context)


def judge(
    target: Node,
    answers: NDArray[np.float32],
    targets: NDArray[np.float32],
    classes: tuple[str, ...],
    names: tuple[str, ...] = (),
) -> Evaluation:
    """Compare answers with targets, both [N, ...], as the layer `target` was trained to. `names` tell the samples."""
    n = len(targets)
    loss = mean_loss(target, answers, targets.reshape(answers.shape))
    truth = class_numbers(targets, loss_name(target))
    if truth is None:
        return Evaluation(n, loss, r2=r2(answers, targets.reshape(answers.shape)))
    known = classes or tuple(map(str, range(max(2, target.shape.size))))
    said, shares = top(target, answers), probabilities(target, answers)
    return Evaluation(
        n,
        loss,
        confusion(truth, said, known),
        reliability=None if shares is None else reliability(shares, truth),
        answers=Answers(
            names or tuple(map(str, range(n))), known, truth, said, shares, losses_of(shares, truth, answers, targets)
        ),
    )


def _in_context(known: Evaluation, context: Context) -> Evaluation:
    share = context.share
    return replace(
        known,
        confusion=known.confusion and context.over_groups(known.confusion),
        grouped=share if isinstance(share, GroupedShare) else None,
        baselines=tuple(filter(None, (context.commonest, context.nearest))),
        seen=int(context.is_seen.sum()) if context.has_looked else None,
        unseen=context.unseen if context.has_looked else None,
        caveats=tuple(context.caveats(known.confusion)) if known.confusion else (),
    )


def _at_temperature(run: Run, answers: Answers) -> Softened | None:
    temperature = getattr(getattr(run, "calibration", None), "temperature", None)
    if temperature is None or answers.shares is None:
        return None
    return Softened(temperature, reliability(softened(answers.shares, temperature), answers.truth))


def _given(Y: Any, node: Node, name: str, classes: tuple[str, ...]) -> NDArray[np.float32]:
    if Y is None:
        raise DataError("To judge answers the right ones are needed: evaluate(run, X, Y), or evaluate(run, images).")
    return targets_of(Y, node, name, classes)


def _parts(part: str | None, run: Run, images: Images | None, n: int) -> Sequence[str]:
    """Which part of the data each picture was in, where that is known: as told, or by the marks the run keeps."""
    if part is not None:
        if part not in PARTS:
            raise unknown("part", part, PARTS)
        return (part,) * n
    if images is None or images.parts or run.calibration is None:
        return images.parts if images else ()
    return tuple("train" if is_seen else "" for is_seen in seen(run, images))


def _mask(leaked: Any, n: int) -> NDArray[np.bool_] | None:
    if leaked is None:
        return None
    mask = np.asarray(leaked)
    if mask.dtype != bool or mask.shape != (n,):
        raise DataError(
            f"leaked says True or False of each of the {n:,} pictures judged; this is {mask.dtype} of shape "
            f"{mask.shape}."
        )
    return mask


def _beside_training(context: Context, images: Images | None, training: Any) -> Context:
    if images is None or not isinstance(training, Images):
        raise DataError(
            "training compares pictures, so it takes the Images that were trained on (splits.train) beside the Images "
            f"to judge; these are {type(training).__name__} and {'Images' if images else 'an array'}."
        )
    number = {name: at for at, name in enumerate(context.answers.classes)}
    labels = np.array([number.get(name, NOWHERE) for name in training.classes], np.int64)[training.labels]
    return replace(context, trained=labels, looks=looks(images, training, labels))


def _target(network: Network, name: str | None) -> Node:
    """The layer to judge: the one that was trained, or the output where none was."""
    if name is not None:
        if name not in network.names:
            raise unknown("target", name, map(network.name, network.targets or (network.output,)))
        return network[name]
    if len(network.targets) > 1:
        names = ", ".join(repr(network.name(node)) for node in network.targets)
        raise DataError(
            f"The network is trained to several targets, {names}: say which one, target={names.split(',')[0]}."
        )
    return network.targets[0] if network.targets else network.output


def _check_some(samples: int) -> None:
    if samples == 0:
        raise DataError("There is no sample to judge by: the data hold 0.")


def _check_width(node: Node, name: str, classes: tuple[str, ...]) -> None:
    if node.shape.size not in (len(classes), 1 if len(classes) == 2 else len(classes)):
        raise DataError(f"'{name}' answers with {node.shape} numbers, and the pictures have {len(classes)} classes.")


def _column(labels: NDArray[np.int64]) -> NDArray[np.float32]:
    return labels[:, None].astype(np.float32)
