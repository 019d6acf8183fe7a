"""The mean accuracy of a network over its seeds, and where it plausibly lies: seeds and pictures are both draws."""

from collections import Counter
from math import hypot, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.evaluation.groups import grouped_interval
from glassnet.extras import later
from glassnet.shares import LEVEL, Interval, wilson

stats: Any = later("scipy.stats")


def mean_interval(right: NDArray[Any], groups: NDArray[np.int64]) -> Interval:
    """Where the mean over all seeds and pictures such as these plausibly lies, 95 %, of `right` `[seeds, pictures]`.

    `right` is 1 or 0, or for the mean of several networks the share of them that have a picture right.

    What pictures leave in doubt is the interval that one run with that mean would have: answers of several seeds to one
    picture are no new pictures. What seeds leave in doubt is Student's, of their spread. The two are put together on
    each side as the sides of a right triangle, which keeps each as lopsided as it is. With one seed it is that seed's
    own interval.

    Source: Zou and Donner 2008 (MOVER, the method of variance estimates recovery).

    >>> low, high = mean_interval(np.ones((5, 40), np.bool_), np.arange(40))
    >>> round(low, 2), high
    (0.91, 1.0)
    """
    share = float(right.mean())
    pictures, seeds = _of_pictures(right.mean(axis=0), groups), _of_seeds(right.mean(axis=1))
    low, high = hypot(share - pictures.low, seeds), hypot(pictures.high - share, seeds)
    return Interval(max(0.0, share - low), min(1.0, share + high))


def _of_pictures(right: NDArray[np.float64], groups: NDArray[np.int64]) -> Interval:
    """Of each picture the share of seeds that have it right; groups count as in `evaluation.groups`."""
    _, number = np.unique(groups, return_inverse=True)
    sizes = np.bincount(number)
    if sizes.max() == 1:
        return wilson(float(right.mean()), float(len(right)))
    hits = np.bincount(number, weights=right).round(9)  # so that all right is all right to the last bit
    times = Counter(zip(sizes.tolist(), hits.tolist(), strict=True))
    return grouped_interval(tuple((size, some, count) for (size, some), count in sorted(times.items())))


def _of_seeds(shares: NDArray[np.float64]) -> float:
    """Half the 95 % interval that the spread of seeds alone would give; nothing for one seed, which has none."""
    if len(shares) == 1:
        return 0.0
    t = float(stats.t.ppf((1 + LEVEL) / 2, len(shares) - 1))
    return t * float(shares.std(ddof=1)) / sqrt(len(shares))
