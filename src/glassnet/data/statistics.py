"""Mean, deviation and whitening of data that come block by block, in double precision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

EPSILON = 1e-8  # TFLearn's: keeps what never changes from dividing by nothing
Blocks = Iterable[NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Moments:
    """Mean and standard deviation (divided by N) of all numbers, or of each channel, the last axis."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]


def moments(blocks: Blocks, *, per_channel: bool = False) -> Moments:
    """Moments of the numbers in all `blocks` [n, ..., channels]; scalars, or [channels].

    Blocks are joined as Chan, Golub and LeVeque (1983) join them, so a large mean does not drown a small deviation.

    >>> moments([np.array([[1.0, 10.0]]), np.array([[3.0, 10.0]])], per_channel=True).deviation.tolist()
    [1.0, 0.0]
    """
    count, mean, squares = 0, np.zeros(()), np.zeros(())
    for block in blocks:
        numbers = block.astype(np.float64).reshape(-1, *(block.shape[-1:] if per_channel else ()))
        own = numbers.mean(axis=0)
        apart, more = own - mean, len(numbers)
        squares = squares + ((numbers - own) ** 2).sum(axis=0) + apart**2 * (count * more / (count + more))
        mean = mean + apart * (more / (count + more))
        count += more
    return Moments(mean, np.sqrt(squares / max(1, count)))


def whitening(blocks: Blocks) -> NDArray[np.float64]:
    """The ZCA matrix [n, n] of samples of n numbers: U diag(1 / sqrt(S + 1e-8)) U' for their covariance U diag(S) U'.

    Rows times it are uncorrelated and of variance 1, and of all such rows nearest to the ones before (Bell and
    Sejnowski 1997).

    >>> rows = np.array([[2.0, 0.0], [-2.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    >>> whitening([rows]).round(3).tolist()
    [[0.707, 0.0], [0.0, 1.414]]
    """
    count, total, products, first = 0, np.zeros(()), np.zeros(()), np.zeros(())
    for block in blocks:
        rows = block.reshape(len(block), -1).astype(np.float64)
        first = rows.mean(axis=0) if count == 0 else first  # near the mean, so that little cancels below
        rows -= first
        total, products, count = total + rows.sum(axis=0), products + rows.T @ rows, count + len(rows)
    mean = total / max(1, count)
    variances, axes = np.linalg.eigh(products / max(1, count) - np.outer(mean, mean))
    matrix: NDArray[np.float64] = (axes / np.sqrt(np.maximum(variances, 0) + EPSILON)) @ axes.T
    return matrix
