"""Short marks of pictures, kept with a run so that it knows again what it was trained on."""

from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 1_000_000  # marks kept with a run, 8 MB
_STEPS = 255.0


def fingerprints(inputs: NDArray[Any]) -> NDArray[np.uint64]:
    """One number a picture of `[N, ...]`, as the network takes it: the first 8 bytes of the SHA-256 of its values.

    Values are first rounded to steps of 1/255, so that a picture read from a file and the same one as an array that was
    divided in another way have one mark. Two different pictures of a million share a mark by chance once in 37 million
    such sets.

    >>> marks = fingerprints(np.array([[0.0, 1.0], [0.0, 1.0 + 1e-9], [1.0, 0.0]]))
    >>> bool(marks[0] == marks[1]), bool(marks[0] == marks[2])
    (True, False)
    """
    most = 2.0**31 - 1024  # the largest float32 below 2**31 and more: what no picture reaches
    steps = np.rint(np.clip(np.asarray(inputs, np.float64) * _STEPS, -most, most)).astype("<i4")
    rows = np.ascontiguousarray(steps.reshape(len(steps), -1))
    return np.array([int.from_bytes(sha256(row.data).digest()[:8], "little") for row in rows], np.uint64)


def sorted_marks(marks: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The marks that a run keeps: each once, in order, the first million of them.

    >>> sorted_marks(np.array([3, 1, 3], np.uint64)).tolist()
    [1, 3]
    """
    return np.unique(marks[:MOST])
