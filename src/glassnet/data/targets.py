"""Labels against what a loss needs: one-hot or soft rows, shares, or class numbers; the first row that is off."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

_OVER_CLASSES = ("categorical_crossentropy", "softmax_categorical_crossentropy")
_WITHIN_0_1 = ("binary_crossentropy", "weighted_crossentropy", "roc_auc_score")
_OVER_LABELS = (*_OVER_CLASSES, *_WITHIN_0_1, "hinge_loss")
_SLACK = 1e-3  # float32 shares of a thousand classes sum to 1 well within this


def check_form(Y: NDArray[Any], name: str, shape: tuple[int, ...], loss: str) -> None:
    """Raise `DataError` when `Y` holds class numbers, or rows for another number of classes, where `shape` is (n,)."""
    if len(shape) != 1 or shape[0] < 2 or loss not in _OVER_LABELS:
        return
    n = shape[0]
    if Y.ndim == 1 or (Y.ndim == 2 and Y.shape[1] == 1):
        check_numbers(Y.reshape(-1), n, f"'{name}' has {n} classes")
        flat = "Y" if Y.ndim == 1 else "Y[:, 0]"
        raise DataError(
            f"'{name}' takes rows of {n} numbers (one-hot); Y has shape {Y.shape}: class numbers.\n"
            f"to_categorical({flat}, {n}) turns them into rows."
        )
    if Y.ndim == 2 and Y.shape[1] != n:
        raise DataError(
            f"Y has {Y.shape[1]} columns, '{name}' takes {n}: one for each class.\n"
            f"to_categorical(numbers, {n}) makes {n}, or let the last layer have {Y.shape[1]} units."
        )


def check_values(Y: NDArray[Any], name: str, shape: tuple[int, ...], loss: str, n_classes: int | None) -> None:
    """Raise `DataError` with the first row of `Y` that the loss of that name cannot mean anything by."""
    if shape == () and n_classes is not None:
        check_numbers(Y, n_classes, f"'{name}' has {n_classes} classes")
    elif loss in _OVER_CLASSES and len(shape) == 1 and shape[0] > 1:
        _check_shares(Y)
    elif loss in _WITHIN_0_1:
        _check_within(Y, loss)


def check_numbers(Y: NDArray[Any], n: int, who: str) -> None:
    """Raise `DataError` with the first entry of `Y` that is no whole number of 0..n-1.

    >>> check_numbers(np.array([0, 2, 10]), 10, "The network has 10 classes")
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: Y[2] is 10. The network has 10 classes, numbered 0 to 9.
    """
    row = _first(np.asarray((Y < 0) | (n <= Y) | (np.floor(Y) != Y) | np.isnan(Y)))
    if row is not None:
        from_one = Y.min() == 1 and Y.max() == n
        hint = "\nThey seem to count from 1: use Y - 1." if from_one else ""
        raise DataError(f"Y[{row}] is {Y[row]:g}. {who}, numbered 0 to {n - 1}.{hint}")


def _check_shares(Y: NDArray[Any]) -> None:
    sums = Y.sum(axis=1, dtype=np.float64)
    row = _first(np.asarray((np.abs(sums - 1) > _SLACK) | (Y < 0).any(axis=1)))
    if row is not None:
        raise DataError(
            f"Y[{row}] is {_told(Y[row])}: not one-hot, it sums to {sums[row]:g}.\n"
            "This loss needs rows of shares from 0 on that sum to 1. For labels that may hold together, "
            "use loss='binary_crossentropy'."
        )


def _check_within(Y: NDArray[Any], loss: str) -> None:
    row = _first(np.asarray((Y < 0) | (Y > 1)).reshape(len(Y), -1).any(axis=1))
    if row is not None:
        hint = "\n(Y + 1) / 2 brings -1 and 1 there." if set(np.unique(Y).tolist()) == {-1.0, 1.0} else ""
        raise DataError(f"Y[{row}] is {_told(Y[row])}; {loss} needs labels from 0 to 1.{hint}")


def _first(wrong: NDArray[np.bool_] | np.bool_) -> int | None:
    return int(wrong.argmax()) if wrong.any() else None


def _told(row: Any) -> str:
    return np.array2string(np.asarray(row), threshold=12, max_line_width=10_000, separator=", ")
