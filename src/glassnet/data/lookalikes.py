"""The search for edited copies of one picture: far nearer to each other than a picture is to its look-alikes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.likeness import Floats, Looks, tangents_of

Rows = NDArray[np.int64]

NEAR = 1 / 3  # of the distance to mere look-alikes, tangent distance: a copy. Measured: `python -m benchmarks.copies`
_BY_CHANCE = 1e-3  # pictures as near by chance, at most, going by how look-alikes thin out
_PERHAPS = 0.55  # of the distance to mere look-alikes, coarse distance: worth a closer look
_RANK = 32  # a mere look-alike is the 32nd nearest: 15 copies of one picture, measured 20, are not taken for such
_FEWEST = 8  # but at least the 8th
_SURVEYED = 300
_SAMPLE = 16_384  # of the pictures, enough to know how far look-alikes are
_BLOCK = 512
_FEW = 64  # pictures whose differences from 16 others are held at once: what a processor's cache holds


@dataclass(frozen=True, eq=False)
class Found:
    """Pairs of rows, with their distance as a share of that from row `one` to what merely looks like it."""

    one: Rows
    other: Rows
    shares: Floats


def find(looks: Looks, asked: Rows, among: Rows) -> Found:
    """Which pictures `asked` are edited copies of one in `among`, both rows of `looks`, which may be the same.

    Each picture is held against its own neighbourhood in all of `looks`: those ranked 16th to 32nd in likeness show how
    far mere look-alikes are (fewer where there are few pictures), and a copy is nearer than a third of that. Where
    pictures vary in few ways, as digits do, look-alikes come nearer by chance; then it must be so near that a chance
    neighbour would be one time in a thousand (`_share_by_chance`). A first look at 8 x 8 cells finds what might be
    near, itself or its mirror image; the tangent distance decides. Memory is bounded by blocks; time grows with the
    numbers of pictures asked and searched.
    """
    found: list[tuple[Rows, Rows, Floats]] = []
    sample = _sampled(len(looks))
    rank = min(max(_RANK * len(sample) // max(len(looks), 1), _FEWEST), len(sample) - 1)
    if rank < 1:
        return _joined(found)
    around, pool = looks.plain[sample], (looks.plain[among], looks.mirrored[among])
    near_enough = min(NEAR, _share_by_chance(looks.plain, around, rank, sample))
    for rows in _blocks(asked):
        neighbours, radii = _neighbourhood(looks.plain[rows], around, rank, rows, sample)
        for mirrored in (False, True):
            query, place = _within(looks.plain[rows], pool[mirrored], _PERHAPS * radii[:, -1])
            apart = rows[query] != among[place]
            query, other = query[apart], among[place[apart]]
            if len(query):
                shares = _shares(looks.fine, rows, query, other, neighbours, mirrored)
                near = shares < near_enough
                found.append((rows[query[near]], other[near], shares[near]))
    return _joined(found)


def _sampled(count: int) -> Rows:
    return np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64)


def _blocks(rows: Rows) -> Iterator[Rows]:
    return (rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK))


def _neighbourhood(looks: Floats, around: Floats, rank: int, own: Rows, sample: Rows) -> tuple[Rows, Floats]:
    """Rows that are mere look-alikes of each picture `[n, k]`, the nearest first, and how far each of them is."""
    likeness = looks @ around.T
    place = np.minimum(np.searchsorted(sample, own), len(sample) - 1)
    itself = np.flatnonzero(sample[place] == own)
    likeness[itself, place[itself]] = -2  # no picture is its own look-alike
    nearest = np.argpartition(-likeness, rank - 1, axis=1)[:, :rank]
    values = np.take_along_axis(likeness, nearest, axis=1)
    farther = np.argsort(-values, axis=1)[:, (rank - 1) // 2 :]
    distances = np.sqrt(np.maximum(2 - 2 * np.take_along_axis(values, farther, axis=1), 0))
    return sample[np.take_along_axis(nearest, farther, axis=1)], distances


def _share_by_chance(looks: Floats, around: Floats, rank: int, sample: Rows) -> float:
    """How near, as a share of the distance to mere look-alikes, a picture comes by chance one time in a thousand.

    In a set that varies in D ways the number of neighbours grows as distance to the power D. How the distances of those
    ranked 16th to 32nd are spread tells D (after Levina and Bickel 2004, here the median of 300 pictures), and so how
    many would be nearer than any share of it.
    """
    rows = np.linspace(0, len(looks) - 1, min(len(looks), _SURVEYED)).astype(np.int64)
    _, distances = _neighbourhood(looks[rows], around, rank, rows, sample)
    known = distances[distances[:, 0] > 0]
    if distances.shape[1] < _FEWEST // 2 or not len(known):
        return 1.0
    ranks = np.arange(rank - distances.shape[1] + 1, rank + 1)
    spread = float(np.median(np.log(known[:, -1:] / known).sum(axis=1)))
    ways = np.log(rank / ranks).sum() / max(spread, 1e-6)
    within = rank * len(looks) / len(sample)
    return float((_BY_CHANCE / within) ** (1 / ways))


def _within(looks: Floats, pool: Floats, radius: Floats) -> tuple[Rows, Rows]:
    """Query and row of the pool of every pair nearer than the query's radius."""
    # For unit vectors, distance² = 2 - 2 x product. A blank picture has no length, so its products are 0.
    near = looks @ pool.T > (1 - radius**2 / 2)[:, None]
    near &= np.any(looks, axis=1)[:, None]
    query, other = np.nonzero(near)
    return query, other


def _shares(fine: Floats, rows: Rows, query: Rows, other: Rows, neighbours: Rows, mirrored: bool) -> Floats:
    """The tangent distance of each pair, as a share of the query's median distance to its mere look-alikes."""
    asked, place = np.unique(query, return_inverse=True)
    tangents, every = tangents_of(fine[rows[asked]]), np.arange(len(asked))
    usual = [
        np.median(tangents.unlikeness(every[some], fine[neighbours[asked[some]]]), axis=1) for some in _few(len(asked))
    ]
    flipped = fine[:, :, ::-1] if mirrored else fine
    apart = [tangents.unlikeness(place[some], flipped[other[some]][:, None])[:, 0] for some in _few(len(query))]
    shares = np.concatenate(apart) / np.maximum(np.concatenate(usual)[place], 1e-6)
    return shares.astype(np.float32)


def _few(count: int) -> Iterator[slice]:
    return (slice(start, start + _FEW) for start in range(0, count, _FEW))


def _joined(found: list[tuple[Any, Any, Any]]) -> Found:
    one, other, shares = zip(*found, strict=True) if found else ((), (), ())
    none: list[int] = []
    return Found(
        np.concatenate([none, *one]).astype(np.int64),
        np.concatenate([none, *other]).astype(np.int64),
        np.concatenate([none, *shares]).astype(np.float32),
    )
