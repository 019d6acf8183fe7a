"""Which side of a split each group goes to: by a hash of what it holds, so that it stays there when others come."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glassnet.seeds import stream

TRAIN, VALIDATION, TEST = range(3)
_EMPTY = np.array([100.0, 10.0, 30.0])  # how bad it is that a class has none there: it must be trained on, then tested
_BAND = 0.5  # of a wanted share: how far chance may go before a group is moved

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sides:
    """`sides` `[G]`: 0 to train on, 1 for validation, 2 to test; `moved` `[G]`: which were moved to keep the shares."""

    sides: NDArray[np.int64]
    moved: NDArray[np.bool_]


def sides_of(contents: Sequence[bytes], counts: NDArray[np.int64], seed: int, validation: float, test: float) -> Sides:
    """Sides for groups known by `contents` (of one picture each) with `counts` `[G, classes]` of their pictures.

    The hash of seed and content gives each group a number from 0 to 1: below `test` it is tested on, below
    `test + validation` it validates, else it is trained on. Whatever else is there does not matter, so a group keeps
    its side when others are added. Chance then gives a small class too few or too many: where a class has less than
    half or more than one and a half times of a wanted share, or none, the groups whose numbers are nearest to the
    border are moved, as few as mend it.

    >>> pictures = [bytes([n]) for n in range(200)]
    >>> np.bincount(sides_of(pictures, np.ones((200, 1), np.int64), 0, 0.15, 0.15).sides).tolist()
    [144, 33, 23]
    """
    numbers = np.array([stream(seed, "side", content.hex()) / 2**63 for content in contents])
    by_hash = np.where(numbers < test, TEST, np.where(numbers < test + validation, VALIDATION, TRAIN))
    least, most = _bounds(counts, validation, test)
    total = np.maximum(counts.sum(axis=0), 1)
    sides, detours = by_hash.copy(), _detours(numbers, validation, test)
    for _ in range(3 * len(sides)):
        move = _best_move(sides, counts, least, most, total, detours)
        if move is None:
            break
        sides[move[0]] = move[1]
    return Sides(sides, sides != by_hash)


def _bounds(counts: NDArray[np.int64], validation: float, test: float) -> tuple[Floats, Floats]:
    """The fewest and the most pictures of each class on each side, `[classes, 3]`."""
    total, groups = counts.sum(axis=0), (counts > 0).sum(axis=0)
    least, most = np.zeros((len(total), 3)), np.zeros((len(total), 3))
    for side, share, needed in ((TEST, test, 2), (VALIDATION, validation, 2 + (test > 0))):
        wanted = np.where((groups >= needed) & (share > 0), share * total, 0)
        least[:, side] = np.where(wanted > 0, np.maximum(np.ceil(_BAND * wanted), 1), 0)
        most[:, side] = np.where(wanted > 0, np.maximum(np.floor((1 + _BAND) * wanted), 1), 0)
    least[:, TRAIN] = total > 0
    most[:, TRAIN] = total
    return least, most


def _best_move(
    sides: NDArray[np.int64],
    counts: NDArray[np.int64],
    least: Floats,
    most: Floats,
    total: NDArray[np.int64],
    detours: Floats,
) -> tuple[int, int] | None:
    """The group and the side whose change mends most, the nearest to its border among equals; None if none mends."""
    now = np.stack([counts[sides == side].sum(axis=0) for side in range(3)])
    bad = _badness(now.T, least, most, total)
    if not bad.any():
        return None
    gain = np.zeros((len(sides), 3))
    for side in range(3):
        mine = sides == side
        with_it = _badness_at(now[side] + counts, side, least, most, total) - bad[:, side]
        without = _badness_at(now[side] - counts, side, least, most, total) - bad[:, side]
        gain[:, side] += with_it.sum(axis=1)
        gain[mine] += without[mine].sum(axis=1, keepdims=True)
        gain[mine, side] = 0
    best = np.round(gain, 9).min()
    if best >= 0:
        return None
    place = int(np.argmin(np.where(np.round(gain, 9) == best, detours, np.inf)))
    return place // 3, place % 3


def _badness(counts: NDArray[np.int64], least: Floats, most: Floats, total: NDArray[np.int64]) -> Floats:
    return np.stack([_badness_at(counts[:, side], side, least, most, total) for side in range(3)], axis=-1)


def _badness_at(counts: NDArray[np.int64], side: int, least: Floats, most: Floats, total: NDArray[np.int64]) -> Floats:
    """How far counts of each class on one side are outside of their bounds, as a share of the class."""
    outside = np.maximum(least[:, side] - counts, 0) + np.maximum(counts - most[:, side], 0)
    badness: Floats = outside / total + _EMPTY[side] * ((counts == 0) & (least[:, side] > 0))
    return badness


def _detours(numbers: Floats, validation: float, test: float) -> Floats:
    """How far each group's number is from where it would go to each side, `[G, 3]`."""
    edges = {TEST: (0.0, test), VALIDATION: (test, test + validation), TRAIN: (test + validation, 1.0)}
    apart = [np.maximum(edges[side][0] - numbers, 0) + np.maximum(numbers - edges[side][1], 0) for side in range(3)]
    return np.stack(apart, axis=-1)
