"""Is a filter a picture or grain? Three numbers and a test for slices [height, width], beside what noise would give."""

from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST_WEIGHTS = 25  # of nine weights a reshuffle looks like anything: 3x3 filters cannot be told
SURE = 3.0  # how many deviations from the mean of its reshuffles a slice must lie to be no grain
DRAWS = 400  # of noise, for its band
GRAIN, SMOOTH, ALTERNATING = "grain", "smooth", "alternating"
TOO_SMALL, FLAT, BROKEN = "too small to tell", "flat", "not all numbers"
_SIDE = 64  # pictures are laid on so many cells for their spectrum: enough to tell frequencies apart
_NYQUIST_HALF = 0.25  # cycles a pixel; above it, a wave is shorter than 4 pixels
_CHUNK = 1 << 22  # numbers transformed at once
_FLAT = 1e-6  # of its own largest weight: less spread than that is rounding


class Spread(NamedTuple):
    """A quarter of the slices lie below `low`, half below `median`, a quarter above `high`."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:5.2f} ({self.low:5.2f} to {self.high:5.2f})"


@dataclass(frozen=True, eq=False)
class Grain:
    """What each slice of a stack looks like; all arrays have the stack's shape, NaN where a slice is flat or broken.

    With the slice's mean removed: `rho`, -1..1, is how alike neighbours are (Moran's I over neighbours above and
    beside each other; noise of n weights gives -1/(n - 1) on average, a smooth picture nearly 1, a chessboard -1).
    `tv`, 0 or more, is the mean step between neighbours in standard deviations (white noise 1.128, smooth near 0);
    unlike plain total variation it does not feel the size of the weights. `high`, 0..1, is the share of the spectrum's
    power in waves shorter than 4 pixels (white noise 0.804). `z` is how many deviations `rho` lies from its mean over
    all reshuffles of the same weights, the honest answer to "is this structure": within 3 of 0 it is grain. Mean and
    deviation are exact (Cliff and Ord 1981, "Spatial Processes", for randomization), not drawn.

    >>> smooth = np.add.outer(np.arange(8.0), np.arange(8.0))
    >>> found = grain_of(smooth)
    >>> round(float(found.rho), 2), found.reading().item()
    (0.86, 'smooth')
    """

    rho: NDArray[np.float64]
    tv: NDArray[np.float64]
    high: NDArray[np.float64]
    z: NDArray[np.float64]
    sides: tuple[int, int]
    broken: NDArray[np.bool_]

    @property
    def is_too_small(self) -> bool:
        """Whether slices of this size have too few weights for any test: only look at the numbers of a whole layer."""
        return prod(self.sides) < LEAST_WEIGHTS

    def reading(self) -> NDArray[np.str_]:
        """A word for each slice: "grain", "smooth", "alternating", "flat", "not all numbers", "too small to tell"."""
        words = np.full(self.z.shape, TOO_SMALL, dtype="<U20")
        if not self.is_too_small:
            words[...] = GRAIN
            words[self.z >= SURE] = SMOOTH
            words[self.z <= -SURE] = ALTERNATING
        words[np.isnan(self.rho)] = FLAT
        words[self.broken] = BROKEN
        return words

    def counts(self) -> dict[str, int]:
        """How many slices get which word, the most frequent first."""
        words, counts = np.unique(self.reading(), return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {str(words[at]): int(counts[at]) for at in order}

    def spread(self, number: str) -> Spread:
        """Median and quartiles over slices of "rho", "tv", "high" or "z"; NaN where no slice has one."""
        return _spread(getattr(self, number))

    def to_plain(self) -> dict[str, Any]:
        """Medians, quartiles and counts of words, as JSON holds them."""
        return {
            **{name: _plain(self.spread(name)) for name in ("rho", "tv", "high", "z")},
            "reading": self.counts(),
        }


def grain_of(slices: NDArray[Any]) -> Grain:
    """The grain of slices `[..., height, width]`. Neither their size nor their sign nor their mean changes a number.

    >>> chess = np.indices((10, 10)).sum(axis=0) % 2
    >>> board = grain_of(chess)
    >>> float(board.rho), float(board.tv), board.reading().item()
    (-1.0, 2.0, 'alternating')
    """
    weights = np.asarray(slices, np.float64)
    height, width = weights.shape[-2:]
    broken: NDArray[np.bool_] = np.asarray(~np.isfinite(weights).all(axis=(-2, -1)))
    centred, spread = _centred(np.where(broken[..., None, None], 0.0, weights))
    rho, tv = _neighbours(centred)
    high = _high_share(centred)
    kurtosis = (centred**4).mean(axis=(-2, -1))
    mean, deviation = reshuffled(height, width, kurtosis)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(deviation > 0, (rho - mean) / deviation, np.nan)
    lost = broken | (spread == 0)
    rho, tv, high, z = (np.where(lost, np.nan, each) for each in (rho, tv, high, z))
    return Grain(rho, tv, high, z, (height, width), broken)


def reshuffled(height: int, width: int, kurtosis: NDArray[Any]) -> tuple[float, NDArray[np.float64]]:
    """Mean and standard deviation of `rho` over all reshuffles of a slice with that `kurtosis` (noise: about 3).

    NaN where fewer than four weights leave nothing to reshuffle.

    >>> mean, deviation = reshuffled(10, 10, np.array(3.0))
    >>> round(mean, 3), deviation.round(3).item()
    (-0.01, 0.073)
    """
    n, degrees = height * width, _degrees(height, width)
    pairs = degrees.sum() / 2
    if n < 4 or not pairs:
        return float("nan"), np.full(np.shape(kurtosis), np.nan)
    s0, s1, s2 = 2 * pairs, 4 * pairs, 4 * float((degrees**2).sum())
    whole = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    tails = (n * n - n) * s1 - 2 * n * s2 + 6 * s0**2
    square = (whole - np.asarray(kurtosis) * tails) / ((n - 1) * (n - 2) * (n - 3) * s0**2)
    mean = -1 / (n - 1)
    return mean, np.sqrt(np.maximum(square - mean**2, 0))


class Band(NamedTuple):
    """Where 95 % of noise lies, with its median between: each number of `Grain` but `z`, which is within 2 of 0."""

    rho: Spread
    tv: Spread
    high: Spread


@lru_cache(maxsize=64)
def noise_band(height: int, width: int) -> Band:
    """What white noise of that size gives: the 2.5, 50 and 97.5 percentiles of up to 400 draws, always the same.

    >>> [round(float(number.median), 2) for number in noise_band(28, 28)]
    [-0.0, 1.13, 0.81]
    """
    draws = max(40, min(DRAWS, _CHUNK // (height * width)))
    found = grain_of(np.random.default_rng(0).standard_normal((draws, height, width)))
    return Band(*(_spread(each, 2.5, 97.5) for each in (found.rho, found.tv, found.high)))


def _centred(weights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each slice with mean 0 and deviation 1, and what its deviation was; one that is flat becomes all 0."""
    largest = np.abs(weights).max(axis=(-2, -1), keepdims=True, initial=0)
    scaled = weights / np.where(largest > 0, largest, 1)  # so that squares neither vanish nor overflow
    centred = scaled - scaled.mean(axis=(-2, -1), keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=(-2, -1), keepdims=True))
    spread = np.where(spread > _FLAT, spread, 0)
    return np.where(spread > 0, centred / np.where(spread > 0, spread, 1), 0.0), spread[..., 0, 0]


def _neighbours(centred: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How alike and how far apart neighbours are, each pair above and beside each other counted once."""
    sides = ((centred[..., 1:, :], centred[..., :-1, :]), (centred[..., :, 1:], centred[..., :, :-1]))
    pairs = sum(prod(one.shape[-2:]) for one, _ in sides)
    if not pairs:
        lost = np.full(centred.shape[:-2], np.nan)
        return lost, lost
    alike = sum(((one * other).sum(axis=(-2, -1)) for one, other in sides), start=np.zeros(centred.shape[:-2]))
    apart = sum((np.abs(one - other).sum(axis=(-2, -1)) for one, other in sides), start=np.zeros(centred.shape[:-2]))
    return alike / pairs, apart / pairs


def _high_share(centred: NDArray[np.float64]) -> NDArray[np.float64]:
    height, width = centred.shape[-2:]
    side = max(_SIDE, 1 << (max(height, width) - 1).bit_length())
    rows, columns = np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None, :]
    # Half of the plane is computed; but for its two edges, each of its columns stands for two.
    times = np.where((columns == 0) | (columns == 0.5), 1.0, 2.0) * np.ones((side, 1))
    is_high = np.hypot(rows, columns) > _NYQUIST_HALF
    stack = centred.reshape(-1, height, width)
    share = np.full(len(stack), np.nan)
    step = max(1, _CHUNK // side**2)
    for start in range(0, len(stack), step):
        power = np.abs(np.fft.rfft2(stack[start : start + step], s=(side, side))) ** 2 * times
        total = power.sum(axis=(-2, -1))
        share[start : start + step] = power[:, is_high].sum(axis=-1) / np.where(total > 0, total, np.nan)
    return share.reshape(centred.shape[:-2])


def _degrees(height: int, width: int) -> NDArray[np.float64]:
    """How many neighbours each cell has."""
    degrees = np.zeros((height, width))
    degrees[1:] += 1
    degrees[:-1] += 1
    degrees[:, 1:] += 1
    degrees[:, :-1] += 1
    return degrees


def _spread(numbers: NDArray[Any], low: float = 25.0, high: float = 75.0) -> Spread:
    known = numbers[~np.isnan(numbers)]
    if not known.size:
        return Spread(*(float("nan"),) * 3)
    return Spread(*map(float, np.percentile(known, (low, 50.0, high))))


def _plain(spread: Spread) -> list[float] | None:
    return None if np.isnan(spread.median) else list(spread)
