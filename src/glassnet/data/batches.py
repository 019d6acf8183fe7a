"""Which rows make which batch, and fetching them from whatever holds the data."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.levels import Levels
from glassnet.errors import DataError

_STREAM = 0x0BDE  # keeps this draw apart from other uses of the same seed


def order(n: int, seed: int, epoch: int, shuffle: bool = True) -> NDArray[np.int64]:
    """The order in which epoch `epoch` visits `n` samples: a function of seed and epoch, of nothing else.

    So training can be taken up at any epoch, and neither workers nor global state change what it sees. Drawn with
    NumPy's PCG64 from SeedSequence([seed, epoch, a constant of ours]). Without `shuffle`: 0, 1, 2, ...

    >>> order(5, seed=0, epoch=1, shuffle=False).tolist()
    [0, 1, 2, 3, 4]
    >>> sorted(order(5, seed=0, epoch=1).tolist())
    [0, 1, 2, 3, 4]
    """
    if not shuffle:
        return np.arange(n)
    if seed < 0 or epoch < 0:
        raise DataError(f"seed={seed}, epoch={epoch}: both are whole numbers from 0 on.")
    draw = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, epoch, _STREAM])))
    return draw.permutation(n)


def batches(n: int, batch_size: int, order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """The index arrays of one epoch over the `n` samples in `order`. The last one may be shorter; nothing is dropped.

    >>> [part.tolist() for part in batches(5, 2, np.arange(5))]
    [[0, 1], [2, 3], [4]]
    """
    if batch_size < 1:
        raise DataError(f"batch_size={batch_size}: a batch holds at least one sample.")
    return (order[start : min(start + batch_size, n)] for start in range(0, n, batch_size))


def take(array: Any, indices: NDArray[np.int64]) -> NDArray[Any]:
    """The rows `indices` of `array`, in that order, in its own type.

    `array` is a NumPy array, a list, or anything with a length and indexing: an HDF5 dataset or a dask array (asked
    for rising indices only, as they need), or an object that reads one sample at a time from disk.

    >>> take([[1], [2], [3]], np.array([2, 0])).tolist()
    [[3], [1]]
    """
    if isinstance(array, np.ndarray | Levels):
        return array[_as_slice(indices)]
    if hasattr(array, "shape") and hasattr(array, "dtype"):
        rising, back = np.unique(indices, return_inverse=True)
        return np.asarray(array[rising])[back]
    return np.stack([np.asarray(array[int(index)]) for index in indices])


def as_float32(rows: NDArray[Any]) -> NDArray[np.float32]:
    """A batch as the engine takes it: float32, its rows one after the other in memory. Copies only where needed."""
    return np.ascontiguousarray(rows, dtype=np.float32)


def _as_slice(indices: NDArray[np.int64]) -> "slice | NDArray[np.int64]":
    # A run of neighbours is a view: an epoch in order copies nothing.
    run = (
        len(indices) and int(indices[-1]) - int(indices[0]) == len(indices) - 1 and bool((np.diff(indices) == 1).all())
    )
    return slice(int(indices[0]), int(indices[-1]) + 1) if run else indices
