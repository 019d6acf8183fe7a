"""Whether neighbours in a folder look alike: the mark that bursts leave, tested before any copy is searched for."""

import re
from dataclasses import asdict, dataclass
from itertools import pairwise
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.shrinking import shrunk
from glassnet.seeds import stream

SHUFFLES = 199
MOST = 2_000  # pictures looked at
_THUMB = 16  # pixels a side: noise is averaged away, a face still is one
_DOUBT = 0.01
_PLAIN = 0.6  # of the random difference; bursts lie near 0.3, digits of one writer near 0.7


@dataclass(frozen=True)
class Step:
    """How much pictures of one class differ: mean absolute differences in grey levels (0..255) over `pairs` pairs of
    neighbours, and as many pairs taken at random.
    """

    consecutive: float
    random: float
    pairs: int


@dataclass(frozen=True)
class OrderTest:
    """How much neighbours differ, beside pictures of the same class taken at random, class by class.

    `p` is the share of random orders, the true one counted in, whose neighbours are as much alike as in the true one.

    >>> print(OrderTest((Step(3.6, 8.9, 202), Step(5.9, 19.2, 199)), p=0.005))
    Neighbours look alike: consecutive pictures of a class differ by 4.7 grey
    levels, random pairs by 14.0 (p = 0.005).
    """

    steps: tuple[Step, ...]
    p: float

    @property
    def pairs(self) -> int:
        return sum(step.pairs for step in self.steps)

    @property
    def consecutive(self) -> float:
        return self._mean([step.consecutive for step in self.steps])

    @property
    def random(self) -> float:
        return self._mean([step.random for step in self.steps])

    @property
    def is_informative(self) -> bool:
        """Whether the order says something beyond doubt, be it little."""
        return self.p <= _DOUBT

    @property
    def is_bursts(self) -> bool:
        """Whether it says so much that a random split would put near copies on both sides."""
        return self.is_informative and self.consecutive <= _PLAIN * self.random

    def __str__(self) -> str:
        if not self.pairs:
            return "The order was not tested: no class has two pictures."
        how = "look alike" if self.is_bursts else "are a little alike" if self.is_informative else "are not alike"
        told = (
            f"Neighbours {how}: consecutive pictures of a class differ by {self.consecutive:.1f} grey levels, "
            f"random pairs by {self.random:.1f} (p = {self.p:.2g})."
        )
        return fill(told, 78)

    def to_plain(self) -> dict[str, Any]:
        """The test as JSON holds it."""
        return {
            "consecutive": self.consecutive,
            "random": self.random,
            "pairs": self.pairs,
            "p": self.p,
            "bursts": self.is_bursts,
            "classes": [asdict(step) for step in self.steps],
        }

    def _mean(self, values: list[float]) -> float:
        total = sum(value * step.pairs for value, step in zip(values, self.steps, strict=True))
        return total / self.pairs if self.pairs else 0.0


def order_test(images: Images, seed: int = 0) -> OrderTest:
    """Compare neighbours, in the order of their names with numbers read as numbers, within each class.

    A permutation test: the mean difference of neighbours against the same after shuffling each class, which is exact
    whatever the pictures are. Where there are over 2,000, each class is read from its start, as neighbours must stay
    neighbours. The idea of asking the order is cleanlab's non-iid check; the statistic is ours.

    >>> ramp = np.arange(60, dtype=np.uint8).repeat(16).reshape(60, 4, 4, 1)
    >>> found = order_test(Images(ramp, np.zeros(60, np.int64), ("one",)))
    >>> found.consecutive, found.p, found.is_bursts
    (1.0, 0.005, True)
    """
    draw = np.random.Generator(np.random.PCG64(stream(seed, "order test")))
    chains = _chains(images)
    thumbs = [_flat(shrunk(images.pixels[chain], _THUMB)) for chain in chains if len(chain) > 1]
    true = sum(_step(chain) for chain in thumbs)
    shuffled = [sum(_step(chain[draw.permutation(len(chain))]) for chain in thumbs) for _ in range(SHUFFLES)]
    # A hair's breadth, so that sums of the same numbers in another order count as equal.
    p = (1 + sum(one <= true * (1 + 1e-6) for one in shuffled)) / (1 + SHUFFLES)
    return OrderTest(tuple(_compared(images, chain, draw) for chain in chains), p)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts names as people do.

    >>> sorted(["IMG_10", "IMG_9"], key=natural)
    ['IMG_9', 'IMG_10']
    """
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name) if part)


def _chains(images: Images) -> list[NDArray[np.int64]]:
    """The rows of each class, in the order of their names."""
    most = max(2, MOST // max(1, sum(count > 0 for count in images.counts)))
    keys = [natural(name) for name in images.names]
    rows = np.array(sorted(range(len(images)), key=keys.__getitem__), np.int64)
    return [rows[images.labels[rows] == number][:most] for number in range(len(images.classes))]


def _flat(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    return pixels.reshape(len(pixels), -1)


def _step(chain: NDArray[np.float32]) -> float:
    return float(np.abs(np.diff(chain, axis=0)).mean(axis=1).sum())


def _compared(images: Images, chain: NDArray[np.int64], draw: np.random.Generator) -> Step:
    pairs = max(len(chain) - 1, 0)
    shuffled = chain[draw.permutation(len(chain))]
    return Step(_difference(images, chain), _difference(images, shuffled), pairs)


def _difference(images: Images, chain: NDArray[np.int64]) -> float:
    """The mean absolute difference of neighbours, every pixel counted, in grey levels."""
    if len(chain) < 2:
        return 0.0
    total = 0.0
    for one, other in pairwise(chain):
        total += float(np.abs(images.pixels[one].astype(np.float32) - images.pixels[other]).mean())
    # Floats run from 0 to 1.
    return total / (len(chain) - 1) * (1 if images.pixels.dtype == np.uint8 else 255)
