"""Whether one of two judges of the same pictures is ahead, or only luckier: a test without assumptions."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later

stats: Any = later("scipy.stats")


def luck(ahead: NDArray[np.int64], groups: NDArray[np.int64] | None = None) -> float:
    """How often chance alone would set two equally good judges as far apart as this, 0..1.

    `ahead` says for each picture who alone was right: 1 the first, -1 the second, 0 neither. Were they equally good,
    each difference could as well have been the other's; so every choice of signs is counted, exactly. Where pictures
    belong together, a group's differences keep their signs to each other and are turned as one.

    Without groups this is McNemar's exact test: a fair coin for each picture on which they differ. Sources: McNemar
    1947; Fisher 1935, "The Design of Experiments" (turning signs).

    >>> round(luck(np.array([1, 1, 1, 0, 0, -1])), 6)  # 3 against 1: chances of 0, 1, 3 or 4 heads in 4 throws
    0.625
    >>> round(luck(np.array([1] * 6)), 6), round(luck(np.array([1] * 6), np.array([0, 0, 0, 0, 1, 1])), 6)
    (0.03125, 0.5)
    """
    sizes, times = np.unique(np.abs(_leads(ahead, groups)), return_counts=True)
    chances = np.ones(1)  # chances[reach + s]: how likely the leads counted so far sum to s
    for size, count in zip(sizes.tolist(), times.tolist(), strict=True):
        if size:
            chances = np.convolve(chances, _coins(size, count))
    reach = len(chances) // 2
    sums = np.abs(np.arange(-reach, reach + 1))
    return min(1.0, float(chances[sums >= abs(int(ahead.sum()))].sum()))


def _coins(size: int, count: int) -> NDArray[np.float64]:
    """The chances of every sum of `count` leads of `size` whose signs are thrown."""
    chances = np.zeros(2 * size * count + 1)
    chances[:: 2 * size] = stats.binom.pmf(np.arange(count + 1), count, 0.5)
    return chances


def _leads(ahead: NDArray[np.int64], groups: NDArray[np.int64] | None) -> NDArray[np.int64]:
    if groups is None:
        return ahead
    _, number = np.unique(groups, return_inverse=True)
    return np.bincount(number, weights=ahead).astype(np.int64)
