"""Where the familiar ends: the score above which a picture is refused, and how many familiar ones that costs."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later

stats: Any = later("scipy.stats")  # takes a second to import

_FARTHEST = 3.0  # times the largest score that was seen: so far an extrapolation is followed
_LEAST = 0.01  # of the largest score: what lies below tells nothing of the far end

Scores = Sequence[float] | NDArray[Any]
Groups = NDArray[np.int64] | None


def edge_of(scores: Scores, false_refusals: float, groups: Groups = None) -> float:
    """The score above which a picture is refused, so that `false_refusals` of those like the given ones are.

    Counted (`conformal_edge`) where there are enough scores for that, 19 for 5 %; else extrapolated.

    >>> edge_of(range(1, 40), 0.05)
    38.0
    """
    edge, counted = conformal_edge(scores, false_refusals, groups)
    return edge if counted <= false_refusals else max(edge, extrapolated_edge(scores, false_refusals, groups))


def conformal_edge(scores: Scores, false_refusals: float, groups: Groups = None) -> tuple[float, float]:
    """The score that is counted out, and the share of familiar pictures that lie above it.

    Of n scores the ceil((n + 1)(1 - false_refusals))-th smallest: a new one drawn alike lies above it with a chance of
    at most `false_refusals`. Where n is too small for that it is the largest, and the share is 1 / (n + 1). With
    `groups` (bursts) each group counts as one picture, its scores in equal parts.

    Sources: Vovk et al. 2005, "Algorithmic Learning in a Random World"; for groups Dunn, Wasserman and Ramdas 2022,
    "Distribution-Free Prediction Sets for Two-Layer Hierarchical Models".

    >>> conformal_edge(range(1, 40), 0.05)  # the 38th of 39
    (38.0, 0.05)
    >>> conformal_edge([3, 1, 2], 0.05)
    (3.0, 0.25)
    >>> conformal_edge([1, 2, 3, 4], 0.5, np.array([0, 0, 0, 1]))  # 1/3, 2/3, 1 and 2 groups reach so far, of 2 + 1
    (4.0, 0.3333333333333333)
    """
    order, weights = np.argsort(scores, kind="stable"), _weights(len(scores), groups)
    below = weights[order].cumsum()
    draws = round(float(below[-1])) + 1
    # A hair less, for 20 * 0.95 must be 19 and no more.
    place = min(int(np.searchsorted(below, draws * (1 - false_refusals) - 1e-9)), len(scores) - 1)
    return float(np.asarray(scores)[order[place]]), (draws - float(below[place])) / draws


def extrapolated_edge(scores: Scores, false_refusals: float, groups: Groups = None) -> float:
    """The score that a new one would exceed with a chance of `false_refusals`, were logarithms of scores normal.

    Student's bound for one more draw, mean + t s sqrt(1 + 1/n), where n counts groups; at most three times the largest
    score. An assumption, for sets too small to count in.

    >>> round(extrapolated_edge(np.exp([0.1, -0.1]), 0.05), 3)  # exp(6.314 * 0.1414 * sqrt(3/2)) = exp(1.0935)
    2.985
    """
    found, weights = np.asarray(scores, np.float64), _weights(len(scores), groups)
    largest = float(found.max())
    if largest <= 0:
        return largest
    logs, n = np.log(np.maximum(found, _LEAST * largest)), max(2, round(float(weights.sum())))
    mean = np.average(logs, weights=weights)
    spread = np.sqrt(np.average((logs - mean) ** 2, weights=weights) * n / (n - 1))
    bound = mean + stats.t.ppf(1 - false_refusals, n - 1) * spread * np.sqrt(1 + 1 / n)
    return min(float(np.exp(min(bound, 700))), _FARTHEST * largest)


def needed(false_refusals: float) -> int:
    """How many pictures it takes to count out an edge that refuses so many.

    >>> needed(0.05), needed(0.1)
    (19, 9)
    """
    return ceil(1 / false_refusals - 1e-9) - 1


def _weights(count: int, groups: Groups) -> NDArray[np.float64]:
    """What each picture counts: 1, shared among those of its group."""
    if groups is None:
        return np.ones(count)
    _, number, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    shares: NDArray[np.float64] = 1 / sizes[number]
    return shares
