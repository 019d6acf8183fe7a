"""What the right answers are: labels, names or targets as the user has them, as rows the network's answers can face."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.feeds import Port, as_array, check_targets
from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.errors import DataError
from glassnet.graph.node import Node
from glassnet.graph.ops.regression import Regression
from glassnet.runs.run import Run

_OVER_CLASSES = {"categorical_crossentropy", "softmax_categorical_crossentropy"}
_YES_OR_NO = {"binary_crossentropy", "weighted_crossentropy", "roc_auc_score"}


def pixels_of(run: Run, images: Images) -> NDArray[Any]:
    """The pictures as `run.predict` takes them: raw where the run prepares them, else scaled by their own rule."""
    return images.pixels if run.card.preparation is not None else images.inputs()


def labels_of(run: Run, images: Images) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """The pictures' labels in the numbering of the run's classes, which are matched by name, and the names.

    Raises `DataError` when a class is none of those the network knows.
    """
    if not run.classes:
        return images.labels, images.classes
    for name, count in zip(images.classes, images.counts, strict=True):
        if count and name not in run.classes:
            raise DataError(
                f"{count:,} of the pictures are of class {name!r}, which the network does not know: it was trained on "
                f"{_listed(run.classes)}."
            )
    number = {name: at for at, name in enumerate(run.classes)}
    renumbered = np.array([number.get(name, -1) for name in images.classes], np.int64)
    return renumbered[images.labels], run.classes


def targets_of(Y: Any, target: Node, name: str, classes: Sequence[str]) -> NDArray[np.float32]:
    """`Y` as the rows `target` is trained to: rows as they are, class numbers and class names as one-hot rows.

    Raises `DataError` with the first entry that does not fit.
    """
    rows = np.asarray(as_array(Y, "Y"))
    width = target.shape.size
    if rows.dtype.kind in "UO" and rows.ndim == 1:
        rows = _numbers(rows, classes)
    if rows.ndim == 1 and width > 1 and target.shape.rank == 1:
        check_targets(rows, Port(name, (), "target"), "class numbers", width)
        return one_hot(rows.astype(np.int64), width)
    if rows.ndim == 1 and target.shape.sides == (1,):
        rows = rows[:, None]
    return np.asarray(check_targets(rows, Port(name, target.shape.sides, "target"), loss_name(target)), np.float32)


def one_hot(labels: NDArray[np.int64], width: int) -> NDArray[np.float32]:
    """Class numbers as rows of shares.

    >>> one_hot(np.array([1, 0]), 2).tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    return np.eye(width, dtype=np.float32)[labels]


def class_numbers(targets: NDArray[np.float32], loss: str) -> NDArray[np.int64] | None:
    """The class each row of targets names; None where rows are quantities, not classes.

    Rows name classes when they are one-hot or the loss is one over classes; single numbers do when they are all 0 or 1
    and the loss is one of yes and no.

    >>> class_numbers(np.array([[0, 1], [1, 0]], np.float32), "mean_square")
    array([1, 0])
    >>> class_numbers(np.array([[0.5], [2.5]], np.float32), "mean_square") is None
    True
    """
    if targets.ndim == 2 and targets.shape[1] > 1:
        is_one_hot = np.isin(targets, (0, 1)).all() and (targets.sum(axis=1) == 1).all()
        return targets.argmax(axis=1) if is_one_hot or loss in _OVER_CLASSES else None
    if targets[0].size == 1 and loss in _YES_OR_NO and np.isin(targets, (0, 1)).all():
        return targets.reshape(-1).astype(np.int64)
    return None


def loss_name(target: Node) -> str:
    """The name of the loss a layer is trained by; nothing where it is not trained."""
    return target.op.loss.name if isinstance(target.op, Regression) else ""


def _numbers(names: NDArray[Any], classes: Sequence[str]) -> NDArray[np.int64]:
    number = {name: at for at, name in enumerate(classes)}
    for row, name in enumerate(map(str, names)):
        if name not in number:
            known = f"the classes {_listed(classes)}" if classes else "its classes, which have no names"
            raise DataError(f"Y[{row}] is {name!r}, which the network does not know among {known}.")
    return np.array([number[str(name)] for name in names], np.int64)


def _listed(classes: Sequence[str]) -> str:
    return ", ".join(map(shown, classes[:10])) + (", ..." if len(classes) > 10 else "")
