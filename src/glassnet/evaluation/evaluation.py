"""The judgement of a run on pictures it was not trained on: one value that says its own doubt."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from glassnet.data.feeds import check_lengths
from glassnet.data.images import Images
from glassnet.errors import DataError, unknown
from glassnet.evaluation.confusion import Confusion, confusion
from glassnet.evaluation.doubt import Interval, Share
from glassnet.evaluation.truth import class_numbers, labels_of, loss_name, one_hot, pixels_of, targets_of
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops.regression import Regression
from glassnet.runs.answers import top
from glassnet.runs.plain import to_number
from glassnet.runs.run import Run
from glassnet.terms import objectives


@dataclass(frozen=True)
class Evaluation:
    """How a run did on `n` samples.

    `loss` is the mean of the network's own loss, None for a network without one. Where samples have classes,
    `confusion` says which were taken for which; where they have quantities, `r2` is the share of their variance that
    the answers explain (1: all; 0: no better than their mean).

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

    @property
    def classes(self) -> tuple[str, ...]:
        return self.confusion.classes if self.confusion else ()

    @property
    def correct(self) -> int | None:
        return self.confusion.correct if self.confusion else None

    @property
    def share(self) -> Share | None:
        """The right answers among all, as a value that carries its interval."""
        return Share(self.confusion.correct, self.n) if self.confusion else None

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, 0..1; None where there are no classes."""
        return self.share.value if self.share else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval around the accuracy; None where there are no classes."""
        return self.share.interval if self.share else None

    def __str__(self) -> str:
        loss = None if self.loss is None else f"loss {self.loss:.4f}"
        first = str(self.share) if self.share else f"{self.n:,} samples"
        r2 = None if self.r2 is None else f"R2 {self.r2:.4f}"
        head = ", ".join(filter(None, (first, loss, r2)))
        return f"{head}\n{self.confusion}" if self.confusion else head

    def to_plain(self) -> dict[str, Any]:
        """The judgement as JSON holds it.

        >>> Evaluation(n=4, loss=0.5, r2=0.25).to_plain()
        {'n': 4, 'loss': 0.5, 'accuracy': None, 'confusion': None, 'r2': 0.25}
        """
        return {
            "n": self.n,
            "loss": to_number(self.loss),
            "accuracy": self.share and self.share.to_plain(),
            "confusion": self.confusion and self.confusion.to_plain(),
            "r2": to_number(self.r2),
        }


def evaluate(run: Run, data: Any, Y: Any = None, *, target: str | None = None) -> Evaluation:
    """Judge `run` on `Images`, or on an array or photos with their answers `Y`.

    `Y` holds rows as in training, class numbers [N], or class names. Classes of pictures are matched by name with those
    of the run. `target` names the layer to judge where the network is trained to several. Raises `DataError` when
    pictures or answers do not fit the network, as `Run.predict` does.

    >>> import glassnet as gn
    >>> network = gn.from_text("2 > dense 2 softmax")
    >>> run = Run(network, {"FullyConnected/W": np.eye(2), "FullyConnected/b": np.zeros(2)})
    >>> print(evaluate(run, [[1, 0], [0, 1], [0, 1]], [0, 1, 0]).share)
    66.7 % of 3 (95 %: 21-94)
    """
    node = _target(run.network, target)
    name = run.network.name(node)
    if isinstance(data, Images):
        _check_some(len(data))
        labels, classes = labels_of(run, data)
        _check_width(node, name, classes)
        X, targets = pixels_of(run, data), one_hot(labels, len(classes)) if node.shape.size > 1 else _column(labels)
    else:
        if Y is None:
            raise DataError(
                "To judge answers the right ones are needed: evaluate(run, X, Y), or evaluate(run, images)."
            )
        X, targets, classes = data, targets_of(Y, node, name, run.classes), run.classes
        _check_some(len(targets))
    answers = run.outputs(X, [name])[name]
    check_lengths({"X": answers, "Y": targets})
    return judge(node, answers, targets, classes)


def judge(
    target: Node, answers: NDArray[np.float32], targets: NDArray[np.float32], classes: tuple[str, ...]
) -> Evaluation:
    """Compare answers with targets, both [N, ...], as the layer `target` was trained to."""
    loss = _loss(target, answers, targets.reshape(answers.shape))
    truth = class_numbers(targets, loss_name(target))
    if truth is None:
        return Evaluation(len(targets), loss, r2=_r2(answers, targets.reshape(answers.shape)))
    names = classes or tuple(map(str, range(max(2, target.shape.size))))
    return Evaluation(len(targets), loss, confusion(truth, top(target, answers), names))


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


def _loss(target: Node, answers: NDArray[np.float32], targets: NDArray[np.float32]) -> float | None:
    if not isinstance(target.op, Regression):
        return None
    with torch.inference_mode():
        return float(objectives.compute(target.op.loss, torch.from_numpy(answers), torch.from_numpy(targets)))


def _r2(answers: NDArray[np.float32], targets: NDArray[np.float32]) -> float | None:
    """1 - sum((y - p)^2) / sum((y - mean y)^2), in double precision; None where all targets are alike."""
    y, p = targets.astype(np.float64), answers.astype(np.float64)
    spread = float(((y - y.mean()) ** 2).sum())
    return 1 - float(((y - p) ** 2).sum()) / spread if spread else None
