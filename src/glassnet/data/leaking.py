"""Leaks: pictures of a test part that have a near copy in the training part, so that the score flatters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.bursts import Order, differences, in_shot_order, order_of
from glassnet.data.duplicates import Kind, Pair, content
from glassnet.data.images import Images
from glassnet.data.likeness import looks_of, shrunk
from glassnet.data.lookalikes import find
from glassnet.data.names import cut_short
from glassnet.errors import DataError

Mask = NDArray[np.bool_]
Pixels = NDArray[Any]

_WORDS: dict[Kind, str] = {"same": "equals", "copy": "is nearly the same as", "burst": "is of one burst with"}
_TOLD = 3
_MOST_WORK = 4e9  # differences of pixels to take: some seconds; beyond, pictures are compared at half the size
_SMALLEST = 8
_STEPS = 1.5  # medians of the steps within bursts: how far a test picture may be from one and be of it
_WIDTH = 28  # of a name, so that a line fits 80 columns


@dataclass(frozen=True, eq=False)
class Leaks:
    """`test` `[n]` and `train` `[m]` mark the pictures that have a near copy in the other part.

    `pairs` hold the training row (`one`) and the test row (`other`), at most one of a kind for each test row;
    `names` the names of the same two pictures.
    """

    test: Mask
    train: Mask
    pairs: tuple[Pair, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        """How many test pictures leak."""
        return int(self.test.sum())

    @property
    def share(self) -> float:
        return self.count / len(self.test) if len(self.test) else 0.0

    def __str__(self) -> str:
        of = f"{len(self.test):,} test pictures"
        if not self.count:
            return f"None of {of} has a near copy in training."
        has = "has a near copy" if self.count == 1 else "have near copies"
        told = [
            f"  {cut_short(other, _WIDTH)} {_WORDS[pair.kind]} {cut_short(one, _WIDTH)}"
            for pair, (one, other) in zip(self.pairs[:_TOLD], self.names[:_TOLD], strict=True)
        ]
        more = [f"  and {self.count - _TOLD:,} more"] if self.count > _TOLD else []
        return "\n".join([f"{self.count:,} of {of} ({100 * self.share:.3g} %) {has} in training:", *told, *more])

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        pairs = [
            {"train": one, "test": other, "kind": pair.kind, "distance": round(pair.distance, 4)}
            for pair, (one, other) in zip(self.pairs, self.names, strict=True)
        ]
        return {"test": len(self.test), "leaked": self.count, "share": self.share, "pairs": pairs}


def leaks(train: Images, test: Images) -> Leaks:
    """Which pictures of `test` have a near copy in `train`: equal pixels, an edited copy, or a shot of one burst.

    Copies are found as `near_copies` finds them. Across two parts no order tells a burst; so where the pictures of a
    class in `train` follow each other like shots of a burst, a test picture of that class is one of it when it is as
    near to a training picture as they are to their neighbours (within 1.5 times the median). 10,000 digits against
    60,000 take half a minute.

    >>> draw = np.random.default_rng(0)
    >>> some = Images(draw.integers(0, 256, (40, 8, 8, 1), np.uint8), np.arange(40) % 2, ("cat", "dog"))
    >>> print(leaks(some[:30], some[28:]))
    2 of 12 test pictures (16.7 %) have near copies in training:
      28 equals 28
      29 equals 29

    Raises `DataError` when the pictures differ in size or classes.
    """
    if train.shape != test.shape or train.classes != test.classes:
        raise DataError(
            f"Leaks are looked for between pictures of one kind: {'x'.join(map(str, train.shape))} in "
            f"{len(train.classes)} classes, and {'x'.join(map(str, test.shape))} in {len(test.classes)}."
        )
    return leaks_of_pairs(train, test, [*_equal(train, test), *_shots(train, test), *_edited(train, test)])


def leaks_of_pairs(train: Images, test: Images, pairs: Sequence[Pair]) -> Leaks:
    """The leaks that `pairs` of a training row and a test row make; of several for one test row the first is told."""
    first: dict[int, Pair] = {}
    for pair in pairs:
        first.setdefault(pair.other, pair)
    in_test, in_train = np.zeros(len(test), np.bool_), np.zeros(len(train), np.bool_)
    in_test[[pair.other for pair in pairs]] = True
    in_train[[pair.one for pair in pairs]] = True
    told = tuple(first[row] for row in sorted(first))
    return Leaks(in_test, in_train, told, tuple((train.names[pair.one], test.names[pair.other]) for pair in told))


def _equal(train: Images, test: Images) -> list[Pair]:
    known: dict[bytes, int] = {}
    for row, picture in enumerate(train.pixels):
        known.setdefault(content(picture), row)
    places = ((known.get(content(picture)), row) for row, picture in enumerate(test.pixels))
    return [Pair(place, row, "same", 0.0) for place, row in places if place is not None]


def _edited(train: Images, test: Images) -> list[Pair]:
    learned = len(train)
    both = looks_of(np.concatenate([train.pixels, test.pixels]))
    found = find(both, np.arange(learned, len(both)), np.arange(learned))
    order = np.argsort(found.shares, kind="stable")
    rows = zip(found.other[order], found.one[order] - learned, found.shares[order], strict=True)
    return [Pair(int(one), int(other), "copy", float(share)) for one, other, share in rows]


def _shots(train: Images, test: Images) -> list[Pair]:
    pairs: list[Pair] = []
    for label in range(len(train.classes)):
        asked = np.flatnonzero(test.labels == label)
        order = order_of(train.pixels, in_shot_order(train, label))
        if order.reach and len(asked):
            pairs.extend(_near_shots(order, train.pixels, test.pixels, asked))
    return pairs


def _near_shots(order: Order, train: Pixels, test: Pixels, asked: NDArray[np.int64]) -> list[Pair]:
    """For each test picture of a class of bursts the nearest training picture, where it is in reach."""
    known, some = train[order.rows], test[asked]
    side = min(known.shape[1:3])
    while len(known) * len(some) * np.prod(known.shape[1:]) > _MOST_WORK and side > _SMALLEST:
        side //= 2
        known, some = shrunk(known, side), shrunk(some, side)
        order = replace(order_of(known, np.arange(len(known))), rows=order.rows)
    # The nearest of many is nearer than one: so what links a shot to its neighbour would here link too much.
    reach = min(order.reach, _STEPS * float(np.median(order.steps[order.linked]))) if order.reach else -1.0
    pairs = []
    for row, picture in zip(asked, some, strict=True):
        both = np.concatenate([known, picture[None]])
        apart = differences(both, np.arange(len(known)), np.full(len(known), len(known)))
        place = int(np.argmin(apart))
        if apart[place] <= reach:
            pairs.append(Pair(int(order.rows[place]), int(row), "burst", float(apart[place]) / max(order.usual, 1e-12)))
    return pairs
