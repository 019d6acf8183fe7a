"""What TFLearn scripts do to arrays before they feed them: one-hot labels, shuffling, centring."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from glassnet.errors import DataError

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

__all__ = ("featurewise_std_normalization", "featurewise_zero_center", "shuffle", "to_categorical")


def to_categorical(y: Sequence[Any] | Array, nb_classes: int | None = None) -> Array:
    """Labels as one-hot rows, float32 [N, nb_classes].

    Class numbers go to the column of their number; without `nb_classes` there are as many columns as the largest
    number needs. Labels of another kind (names) go to columns in sorted order. Raises `DataError` at the first label
    that has no column.

    >>> to_categorical([1, 0, 3], 4)
    array([[0., 1., 0., 0.],
           [1., 0., 0., 0.],
           [0., 0., 0., 1.]], dtype=float32)
    >>> to_categorical(["lars", "chi", "lars"]).argmax(axis=1)
    array([1, 0, 1])
    """
    labels = np.asarray(y).reshape(-1)
    if labels.dtype.kind not in "iufb":
        labels = np.unique(labels, return_inverse=True)[1].reshape(-1)
    numbers = labels.astype(np.int64)
    width = int(numbers.max(initial=-1)) + 1 if nb_classes is None else int(nb_classes)
    wrong = np.flatnonzero((numbers < 0) | (numbers >= width) | (numbers != labels))
    if len(wrong):
        raise DataError(f"label {labels[wrong[0]]} at row {wrong[0]} is none of the class numbers 0 to {width - 1}.")
    return np.eye(width, dtype=np.float32)[numbers]


def shuffle(*arrs: Sequence[Any] | Array) -> tuple[Array, ...]:
    """Arrays in a new order, the same for all of them, drawn from NumPy's global state. Always a tuple.

    >>> np.random.seed(0)
    >>> X, Y = shuffle([1, 2, 3, 4], [10, 20, 30, 40])
    >>> bool((10 * X == Y).all())
    True
    """
    arrays = tuple(np.asarray(array) for array in arrs)
    order = np.random.permutation(len(arrays[0]))  # global, for scripts seed it by np.random.seed
    return tuple(array[order] for array in arrays)


def featurewise_zero_center(X: Sequence[Any] | Array, mean: Any = None) -> Any:
    """X less the mean of each feature: `(centred, mean)`, so that test data can be centred by the same mean; with
    `mean` given, the centred array alone (as in TFLearn).

    >>> centred, mean = featurewise_zero_center([[1.0, 2.0], [3.0, 6.0]])
    >>> mean
    array([2., 4.])
    >>> featurewise_zero_center([[2.0, 4.0]], mean)
    array([[0., 0.]])
    """
    data = np.asarray(X)
    if mean is not None:
        return data - mean
    mean = data.mean(axis=0)
    return data - mean, mean


def featurewise_std_normalization(X: Sequence[Any] | Array, std: Any = None) -> Any:
    """X divided by the deviation of each feature: `(scaled, deviation)`; with `std` given, the scaled array alone.

    A feature that never changes is left as it is; TFLearn divides it by 0.

    >>> scaled, deviation = featurewise_std_normalization([[1.0, 5.0], [3.0, 5.0]])
    >>> deviation
    array([1., 1.])
    """
    data = np.asarray(X)
    if std is not None:
        return data / std
    spread = data.std(axis=0)
    std = np.where(spread == 0, 1.0, spread)
    return data / std, std
