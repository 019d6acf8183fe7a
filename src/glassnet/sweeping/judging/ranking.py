"""Which network is best, as far as seeds and pictures can tell: a winner, or some that cannot be told apart.

**The test.** All networks share seeds and pictures, so two are compared pair by pair, and the luck of a difference is
`crossing.crossed`: both seeds and pictures are draws. The first by mean is held against every other.

**A winner** is named when each of these lucks is below 5 in 100, uncorrected. That is no slip: one claim is made, and
it takes all tests. Where two are equally good at the top, the test between those two must err, which it does in at most
5 of 100 sweeps, however many others there are; the more are equal, the rarer is it (Berger 1982).

**Who cannot be told apart.** Where there is no winner, who is really best may be dropped by a false lead of any other,
so here the lucks are corrected for how many there are, by Holm's rule (1979): what remains is `tied`, and the best is
among them in at least 95 of 100 sweeps. `python -m benchmarks.winners` counts both.

**Which of them is taken.** Not to be told apart is not to be equal: by forty pictures a network ten points behind may
be tied, and the smallest of many tied is often one of those. Its lag is the best guess there is of what it costs. So
what is `chosen` is the smallest that lies within one standard error of the first, the error being that of the paired
difference (the rule of one standard error, Breiman et al. 1984): small where smallness is free as far as anyone can
see, and no further. The smallest of all tied is named too, with its lag, for who wants small more than good. With one
seed there is no error to go by, and the smallest is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.judging.crossing import Crossed, crossed

ALPHA = 0.05
Right = NDArray[np.bool_]  # [seeds, pictures]


@dataclass(frozen=True)
class Rival:
    """A network held against the first: its lag in accuracy, 0..1, and the luck, corrected for how many were held.

    `lag.luck` is the same for this one pair alone.
    """

    key: str
    lag: Crossed
    luck: float

    @property
    def is_behind(self) -> bool:
        return self.luck < ALPHA


@dataclass(frozen=True)
class Ranking:
    """Networks by key, the best mean first; of two with the same mean the one with fewer weights.

    `tied` are those that cannot be told from the first, itself included; `rivals` how each other compares with it.
    """

    order: tuple[str, ...]
    rivals: tuple[Rival, ...]
    tied: tuple[str, ...]
    smallest: str
    smallest_near: str = ""  # of the tied, within one standard error of the first

    @property
    def winner(self) -> str | None:
        """The network that is better than every other by more than chance would do; None where that cannot be told."""
        return self.order[0] if len(self.tied) == 1 and len(self.order) > 1 else None

    @property
    def chosen(self) -> str:
        """What a careful person takes: the winner, else the smallest within one standard error of the first."""
        return self.winner or self.smallest_near or self.smallest

    @property
    def is_smallest_worse(self) -> bool:
        """Whether the smallest of the tied lies more than one standard error behind the first."""
        return self.winner is None and self.chosen != self.smallest

    def lag(self, key: str) -> Crossed | None:
        """How far a network is behind the first; None for the first."""
        return next((rival.lag for rival in self.rivals if rival.key == key), None)


def ranked(right: Mapping[str, Right], sizes: Mapping[str, int], groups: NDArray[np.int64]) -> Ranking:
    """Rank networks by what they got right, `[seeds, pictures]` each, of the same seeds and pictures.

    `sizes` are their weights; `groups` give pictures that belong together one number.

    >>> good = np.ones((3, 40), np.bool_)
    >>> found = ranked({"a": ~good, "b": good, "c": good}, {"a": 9, "b": 7, "c": 5}, np.arange(40))
    >>> found.order, found.tied, found.winner, found.chosen
    (('c', 'b', 'a'), ('c', 'b'), None, 'c')
    """
    order = tuple(sorted(right, key=lambda key: (-int(right[key].sum()), sizes[key])))
    first = order[0]
    lags = [crossed(right[first].astype(np.int8) - right[key].astype(np.int8), groups) for key in order[1:]]
    lucks = holm([lag.luck for lag in lags])
    rivals = tuple(Rival(key, lag, luck) for key, lag, luck in zip(order[1:], lags, lucks, strict=True))
    beats_all = all(lag.luck < ALPHA for lag in lags)
    tied = (first, *(() if beats_all else (rival.key for rival in rivals if not rival.is_behind)))
    # A lag of one picture is one standard error to the last bit, so bits are not asked.
    behind = {rival.key for rival in rivals if rival.lag.mean > rival.lag.error * (1 + 1e-9)}
    small = sorted(tied, key=lambda key: (sizes[key], order.index(key)))
    return Ranking(order, rivals, tied, small[0], next(key for key in small if key not in behind))


def holm(lucks: Sequence[float]) -> list[float]:
    """Each luck as it counts among so many, by Holm's rule: the smallest times their number, the next times one less.

    >>> [round(luck, 3) for luck in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    places = sorted(range(len(lucks)), key=lucks.__getitem__)
    corrected = [0.0] * len(lucks)
    largest = 0.0
    for done, place in enumerate(places):
        largest = max(largest, min(1.0, lucks[place] * (len(lucks) - done)))
        corrected[place] = largest
    return corrected
