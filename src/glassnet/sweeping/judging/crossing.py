"""What seeds and pictures together leave in doubt: a mean over both, with the spread that either brings.

Each network is trained from the same few seeds and judged on the same pictures. A difference between two networks may
be the luck of those seeds, or of those pictures; more seeds make only the first smaller. So both are held for chance
draws, crossed with each other, as readers and cases are where doctors read X-rays.

Sources: Roe and Metz 1997 (the two-way layout of readers and cases); Satterthwaite 1946, Hillis 2007 and Cameron,
Gelbach and Miller 2011 (degrees of freedom); MacKinnon, Nielsen and Webb 2024 (a variance never below that of either
way alone); Fisher 1935 (turning signs).
"""

from dataclasses import dataclass
from math import inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later

stats: Any = later("scipy.stats")

LEVEL = 0.95


@dataclass(frozen=True)
class Crossed:
    """A mean over seeds and pictures, its standard error, and how many independent terms that error is worth.

    `of_seeds` and `of_pictures` are the shares of its variance that either brings. `luck` is how often chance alone
    would put a mean as far from zero.
    """

    mean: float
    error: float
    freedom: float
    of_seeds: float
    of_pictures: float
    luck: float

    @property
    def reach(self) -> float:
        """Half the 95 % interval: what stands behind ±; infinite where one seed, or one group, leaves it unknown.

        Never more than 1, which is all there is between none right and all right: a doubt of 100 points knows nothing.

        >>> Crossed(0.1, 0.05, 9.0, 0.5, 0.5, 0.08).reach, Crossed(0.1, 0.5, 2.0, 0.5, 0.5, 0.9).reach
        (0.1131..., 1.0)
        """
        if not self.error:
            return 0.0
        return min(1.0, self.error * float(stats.t.ppf((1 + LEVEL) / 2, self.freedom))) if self.freedom > 0 else inf

    @property
    def points(self) -> str:
        """A difference of accuracies in words: its doubt as a number, where there is one to speak of.

        >>> [Crossed(-0.004, error, 2.0, 0.5, 0.5, 0.9).points for error in (0.003, 0.5)]
        ['-0.4 ± 1.3 points', '-0.4 points (give or take 100 or more)']
        """
        told = f"{100 * self.mean:+.1f}"
        if self.reach < 1:
            return f"{told} ± {100 * self.reach:.1f} points"
        return f"{told} points (give or take {'nobody knows how much' if self.reach > 1 else '100 or more'})"


def crossed(values: NDArray[Any], groups: NDArray[np.int64]) -> Crossed:
    """The mean of `values` `[seeds, pictures]`, of which pictures with one number in `groups` count as one draw.

    Its variance is what seeds bring, plus what groups bring, less what both count: the part of each seed and group
    together. Seeds and groups each hold that part, so the variance is never below any of the three. One seed, or one
    group, says nothing of how the next would be, so the luck is then 1. And as turning the signs of g groups shows, g
    of them all to one side come about by chance once in 2**(g-1): luck is never less.

    >>> even = crossed(np.array([[1, 0, -1, 0, 0, 0], [1, -1, 0, 0, 0, 0]]), np.arange(6))
    >>> even.mean, even.luck
    (0.0, 1.0)
    >>> ahead = crossed(np.ones((5, 12)), np.arange(12))
    >>> ahead.mean, round(ahead.luck, 5)
    (1.0, 0.00049)
    """
    seeds, pictures = values.shape
    _, number = np.unique(groups, return_inverse=True)
    sizes = np.bincount(number).astype(np.float64)
    sums = np.stack([np.bincount(number, weights=row, minlength=len(sizes)) for row in values])  # [seeds, groups]
    mean = float(sums.sum() / values.size)
    if seeds < 2 or len(sizes) < 2:
        return Crossed(mean, inf, 0.0, 0.0, 0.0, 1.0)
    rows, columns = sums.sum(axis=1) / pictures, sums.mean(axis=0)
    rest = sums - columns - np.outer(rows - mean, sizes)
    many = len(sizes) / (len(sizes) - 1) / pictures**2  # for a sum over groups, of which one degree went into the mean
    by_seed = float(rows.var(ddof=1)) / seeds
    by_group = many * float(np.square(columns - mean * sizes).sum())
    both = many * float(np.square(rest).sum()) / (seeds * (seeds - 1))
    variance = max(by_seed + by_group - both, by_seed, by_group, both)
    error, freedom = sqrt(variance), _freedom(variance, (by_seed, by_group, both), seeds, len(sizes))
    least = 2.0 ** (1 - int(np.count_nonzero(columns)))
    total = by_seed + by_group
    return Crossed(
        mean, error, freedom, by_seed / total if total else 0.0, by_group / total if total else 0.0,
        min(1.0, max(least, _luck(mean, error, freedom))),
    )  # fmt: skip


def _freedom(variance: float, parts: tuple[float, float, float], seeds: int, groups: int) -> float:
    """Satterthwaite's (1946): as many as a single variance of that unsteadiness would have; but never fewer than the
    seeds, or the groups, whichever are fewer, less one.

    His rule is for sums of variances, of which it never gives fewer than the poorest has alone. Here a part is taken
    off, and where it is large against what is left, the rule goes to nothing, and the interval beyond all bounds. But
    no variance here is below that of seeds, or of groups, alone, so it is no poorer than the poorer of them. That is
    what Cameron, Gelbach and Miller (2011) count in such a layout; Hillis (2007) never has fewer than readers less one.

    >>> _freedom(0.03, (0.02, 0.02, 0.01), 5, 41), _freedom(0.02, (0.02, 0.02, 0.08), 3, 3)
    (8.1..., 2.0)
    """
    degrees = (seeds - 1, groups - 1, (seeds - 1) * (groups - 1))
    unsteady = sum(part**2 / each for part, each in zip(parts, degrees, strict=True))
    return max(float(min(degrees)), variance**2 / unsteady) if unsteady else float(degrees[-1])


def _luck(mean: float, error: float, freedom: float) -> float:
    if not mean:
        return 1.0
    return 2 * float(stats.t.sf(abs(mean) / error, freedom)) if error else 0.0
