"""The search for edited copies of one picture: far nearer to each other than a picture is to its look-alikes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.likeness import Floats, Looks, tangents_of

Rows = NDArray[np.int64]

NEAR = 0.3  # of the distance to mere look-alikes, tangent distance: a copy. Measured: `python -m benchmarks.copies`
_PERHAPS = 0.55  # of the same, coarse distance: worth a closer look
_RANK = 32  # a mere look-alike is the 32nd nearest: up to 30 copies of one picture do not count as look-alikes
_FEWEST = 8  # but at least the 8th
_SAMPLE = 16_384  # of the pictures, enough to know how far look-alikes are
_BLOCK = 512
_FEW = 64  # pictures whose differences from 16 others are held at once: what a processor's cache holds


@dataclass(frozen=True, eq=False)
class Found:
    """Pairs of a query and a row of the pool, with their distance as a share of that to mere look-alikes."""

    queries: Rows
    others: Rows
    shares: Floats


def find(queries: Looks, pool: Looks, *, same: bool = False) -> Found:
    """The pictures of `pool` that are edited copies of one in `queries`; with `same`, both are one set.

    Each query is held against its own neighbourhood: the pictures ranked 16th to 32nd in likeness show how far mere
    look-alikes are (fewer where there are few pictures), and a copy is nearer than a third of that. So the rule asks
    more of digits, which are all alike, than of photos. A first look at 8 x 8 cells finds what might be near, itself
    or its mirror image; the tangent distance decides. Memory is bounded by blocks; time grows with queries x pool.
    """
    found: list[tuple[Rows, Rows, Floats]] = []
    sample = _sampled(len(pool))
    rank = min(max(_RANK * len(sample) // max(len(pool), 1), min(_FEWEST, _RANK)), len(sample) - int(same))
    if rank < 1:
        return _joined(found)
    for rows in _blocks(len(queries)):
        neighbours, radius = _neighbourhood(
            queries.plain[rows], pool.plain[sample], rank, rows if same else None, sample
        )
        for looks in (pool.plain, pool.mirrored):
            query, other = _within(queries.plain[rows], looks, _PERHAPS * radius)
            if same:
                keep = rows[query] != other
                query, other = query[keep], other[keep]
            if len(query):
                shares = _shares(queries.fine[rows], pool.fine, query, other, neighbours, looks is pool.mirrored)
                near = shares < NEAR
                found.append((rows[query[near]], other[near], shares[near]))
    return _joined(found)


def _sampled(count: int) -> Rows:
    return np.linspace(0, count - 1, min(count, _SAMPLE)).astype(np.int64)


def _blocks(count: int) -> Iterator[Rows]:
    return (np.arange(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK))


def _neighbourhood(looks: Floats, pool: Floats, rank: int, own: Rows | None, sample: Rows) -> tuple[Rows, Floats]:
    """Rows of the pool that are mere look-alikes of each query `[n, k]`, and how far the last of them is `[n]`."""
    likeness = looks @ pool.T
    if own is not None:
        place = np.searchsorted(sample, own)
        here = sample[np.minimum(place, len(sample) - 1)] == own
        likeness[np.flatnonzero(here), place[here]] = -2
    nearest = np.argpartition(-likeness, rank - 1, axis=1)[:, :rank]
    values = np.take_along_axis(likeness, nearest, axis=1)
    order = np.argsort(-values, axis=1)
    farther = np.take_along_axis(nearest, order, axis=1)[:, (rank - 1) // 2 :]
    return sample[farther], np.sqrt(np.maximum(2 - 2 * values.min(axis=1), 0))


def _within(looks: Floats, pool: Floats, radius: Floats) -> tuple[Rows, Rows]:
    """Query and row of the pool of every pair nearer than the query's radius."""
    # For unit vectors, distance² = 2 - 2 x product. A blank picture has no length, so its products are 0.
    near = looks @ pool.T > (1 - radius**2 / 2)[:, None]
    near &= np.any(looks, axis=1)[:, None]
    query, other = np.nonzero(near)
    return query, other


def _shares(fine: Floats, pool: Floats, query: Rows, other: Rows, neighbours: Rows, mirrored: bool) -> Floats:
    """The tangent distance of each pair, as a share of the query's median distance to its mere look-alikes."""
    asked, place = np.unique(query, return_inverse=True)
    tangents, rows = tangents_of(fine[asked]), np.arange(len(asked))
    usual = [
        np.median(tangents.unlikeness(rows[some], pool[neighbours[asked[some]]]), axis=1) for some in _few(len(asked))
    ]
    flipped = pool[:, :, ::-1] if mirrored else pool
    apart = [tangents.unlikeness(place[some], flipped[other[some]][:, None])[:, 0] for some in _few(len(query))]
    shares = np.concatenate(apart) / np.maximum(np.concatenate(usual)[place], 1e-6)
    return shares.astype(np.float32)


def _few(count: int) -> Iterator[slice]:
    return (slice(start, start + _FEW) for start in range(0, count, _FEW))


def _joined(found: list[tuple[Any, Any, Any]]) -> Found:
    queries, others, shares = zip(*found, strict=True) if found else ((), (), ())
    none: list[int] = []
    return Found(
        np.concatenate([none, *queries]).astype(np.int64),
        np.concatenate([none, *others]).astype(np.int64),
        np.concatenate([none, *shares]).astype(np.float32),
    )
