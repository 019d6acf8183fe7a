"""Numbers drawn for pictures: a function of the seed, the epoch and the picture's number, and of nothing else."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.seeds import stream

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Chance:
    """What chance holds for the pictures numbered `indices` in epoch `epoch`.

    Neither the batch a picture is in, nor the order, nor what was drawn before makes a difference; so training taken
    up in the middle draws what it would have drawn.
    """

    seed: int
    epoch: int
    indices: NDArray[np.int64]

    def shares(self, *purpose: object) -> NDArray[np.float64]:
        """A number from 0 up to 1 for each picture; another for another `purpose`.

        >>> ahead, behind = Chance(0, 3, np.arange(4)), Chance(0, 3, np.array([3]))
        >>> bool(ahead.shares("flip")[3] == behind.shares("flip")[0])
        True
        """
        key = np.uint64(stream(self.seed, "augment", self.epoch, *purpose))
        mixed = _mixed(_mixed(np.asarray(self.indices).astype(np.uint64) + np.uint64(1)) ^ key)
        return (mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def yes(self, *purpose: object) -> NDArray[np.bool_]:
        """Yes or no for each picture, each as likely."""
        return self.shares("whether", *purpose) < 0.5


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of SplitMix64 (Steele, Lea, Flood 2014), which turns counts into numbers that look drawn."""
    z = numbers * _GOLDEN  # arithmetic on arrays wraps around at 2**64, as it should
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
