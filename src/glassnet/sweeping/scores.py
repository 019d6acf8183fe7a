"""What right answers of several seeds come to: their mean, and where it plausibly lies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.evaluation.doubt import Interval, wilson
from glassnet.evaluation.groups import share_of
from glassnet.sweeping.crossing import crossed
from glassnet.sweeping.ranking import Right


@dataclass(frozen=True, eq=False)
class TestScore:
    """The chosen network on the test pictures, which nothing else has looked at: what each seed got right of them."""

    key: str
    right: Right
    groups: NDArray[np.int64]

    @property
    def accuracy(self) -> float:
        return float(self.right.mean())

    @property
    def interval(self) -> Interval:
        return mean_interval(self.right, self.groups)

    @property
    def pictures(self) -> int:
        return int(self.right.shape[1])


def mean_interval(right: Right, groups: NDArray[np.int64]) -> Interval:
    """Where the mean over all seeds and pictures such as these plausibly lies, 95 %, of `right` `[seeds, pictures]`.

    Wilson's for as many pictures as would spread so much, and never for more than there are: answers of several seeds
    to one picture are no new pictures. With one seed that seed's own.

    >>> low, high = mean_interval(np.ones((5, 40), np.bool_), np.arange(40))
    >>> round(low, 2), high
    (0.91, 1.0)
    """
    if len(right) == 1:
        return share_of(right[0], groups).interval
    known, most = crossed(right.astype(np.float64), groups), len(np.unique(groups))
    share = known.mean
    worth = share * (1 - share) / known.error**2 if 0 < known.error < np.inf else float(most)
    return wilson(share, min(max(worth, 1.0), float(right.shape[1])))
