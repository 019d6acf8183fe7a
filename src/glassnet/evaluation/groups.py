"""A share counted over pictures of which some belong together, with an interval that knows it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.evaluation.doubt import Share
from glassnet.extras import later
from glassnet.shares import LEVEL, Interval, wilson

special: Any = later("scipy.special")

Counted = tuple[tuple[int, int, int], ...]

_AS_ONE = 0.5  # how likely we hold it beforehand that the pictures of a group stand or fall together
_LIKENESSES = 24
_FEWEST, _MOST = 200, 4000  # steps of the grid over shares


@dataclass(frozen=True)
class GroupedShare(Share):
    """`hits` out of `n` pictures that form fewer groups; `counted` says (pictures, hits, how many such groups).

    >>> print(GroupedShare(97, 100, ((5, 5, 19), (5, 2, 1))))
    97 % of 100 in 20 groups (95 %: 85-100)
    >>> print(Share(97, 100))
    97 % of 100 (95 %: 92-99)
    """

    counted: Counted = ()

    @property
    def groups(self) -> int:
        """How many groups the pictures form."""
        return sum(times for _, _, times in self.counted)

    @cached_property
    def interval(self) -> Interval:
        """The 95 % interval of `grouped_interval`."""
        return grouped_interval(self.counted)

    @property
    def told_n(self) -> str:
        return f"{self.n:,} in {self.groups:,} {'group' if self.groups == 1 else 'groups'}"

    @property
    def method(self) -> str:
        return (
            f"made over the {self.groups:,} groups, whose pictures may be right or wrong together (beta-binomial, "
            "and at least Wilson's at the effective number)"
        )

    def to_plain(self) -> dict[str, Any]:
        """The share as JSON holds it."""
        return {**super().to_plain(), "groups": self.groups}


def share_of(right: NDArray[np.bool_], groups: NDArray[np.int64] | None) -> Share:
    """The share of True; grouped where `groups`, one number a picture, say that some belong together.

    >>> right = np.array([True, True, False, True])
    >>> print(share_of(right, None).n, share_of(right, np.array([7, 7, 7, 9])).counted)
    4 ((1, 1, 1), (3, 2, 1))
    """
    hits, n = int(right.sum()), len(right)
    if groups is None:
        return Share(hits, n)
    counted = counted_groups(right, groups)
    return Share(hits, n) if all(size == 1 for size, _, _ in counted) else GroupedShare(hits, n, counted)


def counted_groups(right: NDArray[np.bool_], groups: NDArray[np.int64]) -> Counted:
    """How many groups there are of each size and number of hits."""
    _, number = np.unique(groups, return_inverse=True)
    sizes = np.bincount(number)
    hits = np.bincount(number, weights=right).astype(int)
    times = Counter(zip(sizes.tolist(), hits.tolist(), strict=True))
    return tuple((size, some, count) for (size, some), count in sorted(times.items()))


def grouped_interval(counted: Counted) -> Interval:
    """Where the true share plausibly lies, 95 %, when pictures were drawn by the group: (size, hits, times) each.

    Wilson's interval takes 100 frames of 20 bursts for 100 draws and is far too narrow; resampling whole groups (the
    percentile bootstrap) fails for few groups and shrinks to nothing where all are right. Here each group has a share
    of its own, drawn around the true one p with the likeness r (the correlation within a group: 0, its pictures are as
    strangers; 1, they are right or wrong as one): the beta-binomial law. What is beforehand held for p is Jeffreys'
    prior, and for r an even chance between 1 and anywhere in 0..1. What the groups then leave plausible for p has its
    2.5 % and 97.5 % points; at no hits the interval begins at 0, at hits alone it ends at 1.

    That is right for few groups, and supposes a law that groups need not follow. So the interval reaches at least as
    far as Wilson's does for the effective number of pictures: n over how many times more the groups' hits spread than
    those of strangers would. That supposes nothing, and is right for many groups.

    Groups of different sizes weigh by their pictures, as they do in the share itself: each group's likelihood is
    raised to (1 + (size - 1) r) / (1 + (mean size a picture sees - 1) r), which is 1 where sizes are equal.

    How often it holds the truth was counted for groups of five: `python -m benchmarks.coverage`.
    Sources: Skellam 1948 (the law); Brown, Cai and DasGupta 2001 (Jeffreys' prior, and the ends); Kish 1965, "Survey
    Sampling" (the effective number).

    >>> low, high = grouped_interval(((5, 5, 20),))
    >>> round(low, 2), high
    (0.9, 1.0)
    """
    n = sum(size * times for size, _, times in counted)
    hits = sum(some * times for _, some, times in counted)
    shares, plausible = _posterior(counted, n)
    low, high = _points(shares, plausible, (1 - LEVEL) / 2, (1 + LEVEL) / 2)
    wide = _at_effective_number(counted, n, hits)
    return Interval(0.0 if hits == 0 else min(low, wide.low), 1.0 if hits == n else max(high, wide.high))


def _at_effective_number(counted: Counted, n: int, hits: int) -> Interval:
    """Wilson's interval for as many pictures as the spread of hits over groups says they are worth."""
    groups, share = sum(times for _, _, times in counted), hits / n
    if groups == 1 or hits in (0, n):
        return Interval(share, share)  # no spread to be seen: nothing is said
    spread = sum(times * (some - share * size) ** 2 for size, some, times in counted) * groups / (groups - 1)
    strangers = share * (1 - share) * n
    as_one = sum(size * size * times for size, _, times in counted) / n
    return wilson(share, n / min(max(spread / strangers, 1.0), as_one))


def _posterior(counted: Counted, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A grid of shares, evenly spaced under Jeffreys' prior, and how plausible each is, up to a factor."""
    steps = int(np.clip(30 * sqrt(n), _FEWEST, _MOST))
    shares = np.sin(pi / 2 * (np.arange(steps) + 0.5) / steps) ** 2
    # Squares put more of the grid near 0, where large groups tell small likenesses apart.
    roots = (np.arange(_LIKENESSES) + 0.5) / _LIKENESSES
    likeness, prior = roots**2, (1 - _AS_ONE) * roots / roots.sum()
    seen = sum(size * size * times for size, _, times in counted) / n
    apart, as_one = np.zeros((steps, _LIKENESSES)), np.zeros(steps)
    a, b = (part[:, None] * (1 - likeness) / likeness for part in (shares, 1 - shares))
    for size, hits, times in counted:
        weight = times * (1 + (size - 1) * likeness) / (1 + (seen - 1) * likeness)
        apart += weight * (special.betaln(a + hits, b + size - hits) - special.betaln(a, b))
        pure = {0: np.log1p(-shares), size: np.log(shares)}.get(hits)
        as_one += -np.inf if pure is None else times * size / seen * pure
    largest = max(apart.max(), as_one.max())
    return shares, np.exp(apart - largest) @ prior + _AS_ONE * np.exp(as_one - largest)


def _points(shares: NDArray[np.float64], plausible: NDArray[np.float64], *levels: float) -> tuple[float, ...]:
    """Where the plausibility that was passed reaches each of `levels`; between grid points, in proportion."""
    edges = np.concatenate([[0.0], (shares[1:] + shares[:-1]) / 2, [1.0]])
    passed = np.concatenate([[0.0], np.cumsum(plausible)])
    return tuple(float(np.interp(level, passed / passed[-1], edges)) for level in levels)
