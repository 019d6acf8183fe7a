"""Bursts: shots in a row that differ far less than two shots of their class taken at random."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.extras import later

stats = later("scipy.stats")

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

_PAIRS = 4000  # taken at random: tells a share of 1 % to within 0.2 %
_CHANCE = 1e-4  # of seeing as many near neighbours in a class whose order says nothing
_MOST_FALSE = 0.05  # of the links may be chance, and fewer where few steps are links: the square of their share.
# Measured with that: 20 % and fewer of the steps of digits would be links, where a hand wrote several in a row, and
# are none; 68 % and more are, where every tenth of the photos of one sitting was kept.
_FEWEST = 0.1  # of the steps are links, else the order says too little
_FAR_LESS = 0.75  # of the usual difference: beyond it nobody would call two shots alike
_SITTING = 0.4  # of a class: with less there are three bursts at least, one for each part
_PIECES = 10
_FEWEST_SHOTS = 5
_BLOCK = 256


@dataclass(frozen=True, eq=False)
class Order:
    """What the order of one class tells. `rows` `[n]` in that order, `steps` `[n - 1]` from each to the next.

    Differences are means over all pixels, in the pixels' own unit (grey levels for uint8). `usual` is the median of
    pairs taken at random; a step up to `reach` links two shots into one burst (0: the order says nothing).
    """

    rows: Rows
    steps: Floats
    usual: float
    reach: float

    @property
    def linked(self) -> NDArray[np.bool_]:
        """For each step, whether it stays within a burst."""
        return self.steps <= self.reach if self.reach else np.zeros(len(self.steps), np.bool_)

    @property
    def chains(self) -> list[Rows]:
        """The rows of each burst, as it was shot; a shot that belongs to none is alone."""
        return np.split(self.rows, np.flatnonzero(~self.linked) + 1) if len(self.rows) else []

    @property
    def is_one_sitting(self) -> bool:
        """Whether one burst holds so much of the class that no split can keep it whole and have its shares."""
        return len(self.rows) > 1 and max(map(len, self.chains)) > _SITTING * len(self.rows)


def in_shot_order(images: Images, label: int) -> Rows:
    """The rows of a class in the order they were taken, as far as that is known.

    By the camera's clock where each file of the class tells it; else by the files' own names, numbers as numbers
    (IMG_9 before IMG_10), whatever folder or part they lie in; what is named alike stays in the order it has.

    >>> names = ("train/IMG_10.jpg", "train/IMG_9.jpg", "test/IMG_11.jpg")
    >>> in_shot_order(Images(np.zeros((3, 1, 1, 1), np.uint8), np.zeros(3, int), ("cat",), names), 0).tolist()
    [1, 0, 2]
    """
    rows = np.flatnonzero(images.labels == label)
    by_name = sorted(rows.tolist(), key=lambda row: _natural(images.names[row]))
    if images.origins and all(images.origins[row].taken for row in by_name):
        by_name.sort(key=lambda row: images.origins[row].taken)
    return np.array(by_name, np.int64)


def _natural(name: str) -> list[tuple[int, str]]:
    parts = re.split(r"([0-9]+)", name.rsplit("/", 1)[-1])
    return [(int(part), "") if place % 2 else (0, part) for place, part in enumerate(parts)]


def order_of(pixels: NDArray[Any], rows: Rows) -> Order:
    """The bursts among `rows` of one class, which stand in the order they were taken.

    Two shots in a row are linked when they are nearer than `reach`: where steps and 4,000 pairs from far apart in the
    order, taken at random, are told apart best, within three quarters of the usual difference. At most one link in 20
    may be chance, where a tenth of the steps are linked one in 100; and a class without bursts would show as many once
    in 10,000 times. So a folder in random order has no bursts, however alike its pictures are; nor have digits of which
    one hand wrote a few in a row.

    >>> scenes = np.random.default_rng(0).integers(0, 256, (30, 8, 8, 1), np.uint8)
    >>> shots = np.repeat(scenes, 4, axis=0)  # four of each scene
    >>> {len(chain) for chain in order_of(shots, np.arange(120)).chains}
    {4}
    """
    steps = differences(pixels, rows[:-1], rows[1:])
    if len(rows) < 4:
        return Order(rows, steps, float(np.median(steps)) if len(steps) else 0.0, 0.0)
    usual = float(np.median(differences(pixels, *_pairs(rows, 1))))
    # Pairs from far apart in the order: taken anywhere, they would hold shots of one burst, and hide long bursts.
    return Order(rows, steps, usual, _reach(steps, np.sort(differences(pixels, *_pairs(rows, len(rows) // 3))), usual))


def _pairs(rows: Rows, least: int) -> tuple[Rows, Rows]:
    """Pairs of rows taken at random, at least so many places apart in the order."""
    draw = np.random.Generator(np.random.PCG64(len(rows)))
    apart = draw.integers(least, len(rows) - least + 1, size=_PAIRS)
    one = draw.integers(len(rows), size=_PAIRS)
    return rows[one], rows[(one + apart) % len(rows)]


def differences(pixels: NDArray[Any], one: Rows, other: Rows) -> Floats:
    """The mean difference between rows `one` and `other`, pair by pair, over all pixels without sign."""
    found = np.zeros(len(one))
    for start in range(0, len(one), _BLOCK):
        some = slice(start, start + _BLOCK)
        apart = pixels[one[some]].astype(np.float32) - pixels[other[some]]
        found[some] = np.abs(apart).mean(axis=(1, 2, 3))
    return found


def pieces(order: Order) -> list[Rows]:
    """The bursts of a class, those longer than a tenth of it cut at their largest steps into pieces of up to a tenth.

    For where a burst cannot be kept whole: a cut at a large step separates less alike shots than one anywhere.
    """
    longest = max(_FEWEST_SHOTS, -(-len(order.rows) // _PIECES))
    cuts = set((np.flatnonzero(~order.linked) + 1).tolist())
    edges = [0, *sorted(cuts), len(order.rows)]
    for start, stop in pairwise(edges):
        cuts.update(_cuts(order.steps, start, stop, longest))
    return np.split(order.rows, sorted(cuts))


def _cuts(steps: Floats, start: int, stop: int, longest: int) -> list[int]:
    if stop - start <= longest:
        return []
    # Only the middle half, so that no piece is a sliver.
    quarter = (stop - start) // 4
    first = start + quarter
    cut = first + int(np.argmax(steps[first - 1 : stop - quarter - 1]))
    return [*_cuts(steps, start, cut, longest), cut, *_cuts(steps, cut, stop, longest)]


def _reach(steps: Floats, chance: Floats, usual: float) -> float:
    """The largest step that still tells a burst, 0 where none does."""
    sizes = np.sort(steps)
    found = np.searchsorted(sizes, sizes, side="right")
    # One more than counted, so that what was never seen does not count as impossible; a small class has few pairs.
    pairs = min(len(chance), len(steps) ** 2 // 6)
    share = (np.searchsorted(chance, sizes, side="right") / len(chance) * pairs + 1) / (pairs + 1)
    unlikely = stats.binom.sf(found - 1, len(sizes), np.minimum(share, 1)) < _CHANCE
    linked = found / len(sizes)
    few_false = share / linked <= np.minimum(_MOST_FALSE, linked**2)
    good = unlikely & few_false & (linked >= _FEWEST) & (sizes <= _FAR_LESS * usual)
    if not good.any():
        return 0.0
    told_apart = np.where(good, linked - share, -1)
    return float(max(sizes[np.argmax(told_apart)], np.finfo(np.float32).tiny))
