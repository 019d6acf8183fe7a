"""TFLearn's `data_utils` for arrays: one-hot rows, shuffling, centring, scaling. None alters its argument."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

_EPSILON = 1e-10


def to_categorical(y: Any, nb_classes: int | None = None) -> NDArray[Any]:
    """Class numbers `[N]` or `[N, 1]` as one-hot rows.

    With `nb_classes`: float64 `[N, nb_classes]`, and `DataError` for the first entry outside 0..nb_classes-1. Without
    it, as in TFLearn: float32, a column for each *different* value, sorted; a class that never occurs has none, so
    training and test labels may come out with unequal widths. Give `nb_classes` where you know it.

    >>> to_categorical([0, 2], 3).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    >>> to_categorical([0, 2]).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    labels = np.asarray(y)
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    if labels.ndim != 1:
        raise DataError(f"to_categorical takes class numbers [N]; this array has shape {labels.shape}.")
    if nb_classes is None:
        return np.asarray(labels[:, None] == np.unique(labels), np.float32)
    if labels.dtype.kind not in "buif":
        raise DataError(f"to_categorical with nb_classes takes numbers; this array holds {labels.dtype}.")
    wrong = ~((labels >= 0) & (labels < nb_classes) & (labels == np.floor(labels)))
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(f"y[{row}] is {labels[row]}; with nb_classes={nb_classes} classes are 0 to {nb_classes - 1}.")
    return np.eye(nb_classes)[labels.astype(np.int64)]


def shuffle(*arrs: Any, seed: int | None = None) -> tuple[NDArray[Any], ...]:
    """Arrays of one length in one new common order: a tuple, even for a single array.

    Without a `seed` the order comes from NumPy's global state, as in TFLearn: a script's `np.random.seed` governs it.

    >>> X, Y = shuffle([1, 2, 3], [10, 20, 30], seed=0)
    >>> (X * 10 == Y).all()
    np.True_
    """
    arrays = tuple(np.asarray(array) for array in arrs)
    lengths = [len(array) for array in arrays]
    if len(set(lengths)) > 1:
        raise DataError(f"shuffle needs arrays of one length; these have {lengths}.")
    if not arrays:
        return ()
    draw = np.random.permutation if seed is None else np.random.default_rng(seed).permutation
    new_order = draw(lengths[0])
    return tuple(array[new_order] for array in arrays)


def featurewise_zero_center(X: Any, mean: Any = None) -> Any:
    """`X` less the mean of each feature over the samples (axis 0).

    Returns `(X - mean, mean)` where the mean was computed here, and only `X - mean` where it was given.

    >>> featurewise_zero_center([[1.0, 5.0], [3.0, 5.0]])[0].tolist()
    [[-1.0, 0.0], [1.0, 0.0]]
    """
    values = _floats(X)
    if mean is not None:
        return values - mean
    mean = values.mean(axis=0)
    return values - mean, mean


def featurewise_std_normalization(X: Any, std: Any = None) -> Any:
    """`X` divided by the standard deviation of each feature over the samples (axis 0, biased: divided by N).

    Returns `(X / std, std)` where it was computed here, and only `X / std` where it was given. A feature that never
    changes has no spread to divide by and stays as it is.

    >>> featurewise_std_normalization([[1.0, 5.0], [3.0, 5.0]], [2.0, 0.0]).tolist()
    [[0.5, 5.0], [1.5, 5.0]]
    """
    values = _floats(X)
    spread = values.std(axis=0) if std is None else np.asarray(std, values.dtype)
    scaled = values / np.where(spread == 0, np.ones_like(spread), spread)
    return (scaled, spread) if std is None else scaled


def samplewise_zero_center(X: Any) -> NDArray[Any]:
    """Each sample less its own means along its second axis (of flat samples, their only one), as TFLearn does it.

    >>> samplewise_zero_center([[[1.0, 3.0], [5.0, 7.0]]]).tolist()
    [[[-1.0, 1.0], [-1.0, 1.0]]]
    """
    values = _floats(X)
    centred: NDArray[Any] = values - values.mean(axis=_second(values), keepdims=True)
    return centred


def samplewise_std_normalization(X: Any) -> NDArray[Any]:
    """Each sample divided by its own standard deviations along its second axis (of flat samples, their only one).

    >>> samplewise_std_normalization([[[1.0, 3.0], [0.0, 4.0]]]).round(6).tolist()
    [[[1.0, 3.0], [0.0, 2.0]]]
    """
    values = _floats(X)
    # The small constant keeps a flat stretch at zero spread from dividing by nothing.
    scaled: NDArray[Any] = values / (values.std(axis=_second(values), keepdims=True) + _EPSILON)
    return scaled


def _second(values: NDArray[Any]) -> int:
    if values.ndim < 2:
        raise DataError(f"This takes samples in rows, [N, ...]; the array has shape {values.shape}.")
    return min(2, values.ndim - 1)


def _floats(X: Any) -> NDArray[Any]:
    values = np.asarray(X)
    return values if values.dtype.kind == "f" else values.astype(np.float32)
