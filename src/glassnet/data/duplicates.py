"""Near copies in one set of pictures: equal pixels, edited copies of one picture, and shots of one burst."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.bursts import Order, in_shot_order, order_of, pieces
from glassnet.data.images import Images
from glassnet.data.likeness import looks_of
from glassnet.data.lookalikes import find
from glassnet.data.names import cut_short
from glassnet.extras import later

sparse = later("scipy.sparse")

Rows = NDArray[np.int64]
Kind = Literal["same", "copy", "burst"]
_TOLD = 2


@dataclass(frozen=True)
class Pair:
    """Two rows that should not lie on two sides of a split, and why.

    `kind`: "same" for equal pixels; "copy" for an edited copy of one picture (recompressed, brighter, shifted, cropped,
    turned a little, mirrored, resized); "burst" for shots in a row, and shots of one burst that are as alike as copies.
    `distance` runs from 0 (equal) to 1: as far as two pictures of the class taken at random for shots in a row, as far
    as pictures that merely look alike for all others.
    """

    one: int
    other: int
    kind: Kind
    distance: float


@dataclass(frozen=True, eq=False)
class Copies:
    """What belongs together in a set of pictures. `groups` `[N]` numbers near copies alike; a single has its own.

    `pairs` are the links found, `orders` what the order within each class tells. A class that is one long burst is cut
    into pieces in `groups`, so that it is not a single group; `links` are the pairs that hold even then. As text it
    says how many there are, and by how much the next shot of a burst differs from this (a median, in the pixels' unit).
    """

    groups: Rows
    pairs: tuple[Pair, ...]
    orders: tuple[Order, ...] = field(repr=False)
    classes: tuple[str, ...] = field(repr=False)

    @property
    def links(self) -> tuple[Pair, ...]:
        """The pairs that are one picture, equal or edited."""
        return tuple(pair for pair in self.pairs if pair.kind != "burst")

    @property
    def number_of_groups(self) -> int:
        return int(self.groups.max(initial=-1)) + 1

    @property
    def involved(self) -> int:
        """How many pictures have a near copy or belong to a burst."""
        return len({row for pair in self.pairs for row in (pair.one, pair.other)})

    def count(self, kind: Kind) -> int:
        """How many pictures take part in a pair of this kind."""
        return len({row for pair in self.pairs if pair.kind == kind for row in (pair.one, pair.other)})

    @property
    def bursts(self) -> tuple[tuple[str, Order], ...]:
        """The classes whose order shows bursts, with what it shows."""
        return tuple(pair for pair in zip(self.classes, self.orders, strict=True) if pair[1].reach)

    def __str__(self) -> str:
        total = len(self.groups)
        if not self.pairs:
            return f"No near copies among {total:,} pictures."
        names: dict[Kind, str] = {
            "same": "equal to another",
            "copy": "nearly the same as another",
            "burst": "in a burst",
        }
        found = [f"{self.count(kind):,} {what}" for kind, what in names.items() if self.count(kind)]
        groups = f"{self.number_of_groups:,} groups stay whole"
        lines = [f"{self.involved:,} of {total:,} pictures have near copies; {groups}.", f"  {', '.join(found)}"]
        lines.extend(f"  {_burst_line(name, order)}" for name, order in self.bursts[:_TOLD])
        more = len(self.bursts) - _TOLD
        return "\n".join([*lines, f"  and so in {more:,} more classes"] if more > 0 else lines)

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON can hold it."""
        return {
            "groups": self.groups.tolist(),
            "pairs": [[pair.one, pair.other, pair.kind, round(pair.distance, 4)] for pair in self.pairs],
            "kinds": dict(Counter(pair.kind for pair in self.pairs)),
        }


def near_copies(images: Images) -> Copies:
    """Find the near copies in `images`, of any size, gray or colour, by their prepared pixels.

    **Equal pixels**, under any label. **Edited copies**: nearer than a third of the distance to pictures that merely
    look alike (`lookalikes.find`), and nearer still where look-alikes are common, as among digits. A copy that is
    recompressed, ±5 % brighter, shifted by 2 pixels, cropped by 3 %, turned by 3°, mirrored or half the size is found
    in 99 of 100 photos.
    **Bursts**: pictures of a class that follow each other by the camera's clock or by name (`bursts.in_shot_order`),
    and differ far less than others of their class (`bursts.order_of`).

    Groups are what pairs connect. A burst that holds more than two fifths of its class is cut, in `groups`, into
    pieces of a tenth of the class. Time grows with the square of the number of pictures: a second for 400, some seconds
    for 5,000, some minutes for 60,000.

    >>> draw = np.random.default_rng(0)
    >>> pictures = draw.integers(0, 256, (40, 8, 8, 1), np.uint8)
    >>> pictures[7] = pictures[30, :, ::-1]
    >>> print(near_copies(Images(pictures, np.arange(40) % 2, ("cat", "dog"))))
    2 of 40 pictures have near copies; 39 groups stay whole.
      2 nearly the same as another
    """
    orders = tuple(order_of(images.pixels, in_shot_order(images, label)) for label in range(len(images.classes)))
    chains = [chain for order in orders for chain in order.chains]
    first = first_equal(images.pixels)
    alike = [*_same(first), *_edited(images.pixels, np.unique(first), connected(len(images), chain_steps(chains)))]
    known = {(pair.one, pair.other) for pair in alike}
    shots = [pair for order in orders for pair in _shots(order) if (pair.one, pair.other) not in known]
    whole = [chain for order in orders for chain in (pieces(order) if order.is_one_sitting else order.chains)]
    links = [(pair.one, pair.other) for pair in alike if pair.kind != "burst"]
    return Copies(connected(len(images), [*links, *chain_steps(whole)]), (*alike, *shots), orders, images.classes)


def _same(first: Rows) -> list[Pair]:
    return [Pair(int(first[row]), int(row), "same", 0.0) for row in np.flatnonzero(first != np.arange(len(first)))]


def _edited(pixels: NDArray[Any], rows: Rows, bursts: Rows) -> list[Pair]:
    """Edited copies among `rows`, of which no two are equal; `bursts` says of every picture which burst it is in."""
    every = np.arange(len(rows))
    found = find(looks_of(pixels[rows]), every, every)
    nearest: dict[tuple[int, int], float] = {}
    for one, other, share in zip(rows[found.one], rows[found.other], found.shares, strict=True):
        pair = (int(min(one, other)), int(max(one, other)))
        nearest[pair] = min(nearest.get(pair, 1.0), float(share))
    return [
        Pair(one, other, "burst" if bursts[one] == bursts[other] else "copy", share)
        for (one, other), share in sorted(nearest.items())
    ]


def _shots(order: Order) -> list[Pair]:
    steps = zip(order.rows[:-1], order.rows[1:], order.steps, order.linked, strict=True)
    usual = max(order.usual, 1e-12)
    return [
        Pair(int(min(one, other)), int(max(one, other)), "burst", float(step) / usual)
        for one, other, step, linked in steps
        if linked
    ]


def _burst_line(name: str, order: Order) -> str:
    step = float(np.median(order.steps))
    return f"{cut_short(name)}: the next shot differs by {step:.2g}, any two by {order.usual:.2g}"


def first_equal(pixels: NDArray[Any]) -> Rows:
    """For each picture the first row that holds the same pixels.

    >>> first_equal(np.array([5, 6, 5, 5]).reshape(4, 1, 1, 1)).tolist()
    [0, 1, 0, 0]
    """
    seen: dict[bytes, int] = {}
    return np.array([seen.setdefault(content(one), row) for row, one in enumerate(pixels)], np.int64)


def content(picture: NDArray[Any]) -> bytes:
    """What stands for one picture's pixels wherever only its content shall count."""
    return blake2b(np.ascontiguousarray(picture).tobytes(), digest_size=16).digest()


def connected(count: int, links: list[tuple[int, int]]) -> Rows:
    """Group numbers `[count]` of what `links` connect, counted in the order of their first rows.

    >>> connected(5, [(3, 1), (4, 3)]).tolist()
    [0, 1, 2, 1, 1]
    """
    ends = np.array(links, np.int64).reshape(-1, 2).T
    graph = sparse.coo_matrix((np.ones(ends.shape[1], np.int8), (ends[0], ends[1])), shape=(count, count))
    numbers = sparse.csgraph.connected_components(graph, directed=False)[1]
    return renumbered(numbers.astype(np.int64))


def renumbered(groups: Rows) -> Rows:
    """The same groups, counted 0, 1, 2, ... in the order of their first rows."""
    _, first, place = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[place]


def chain_steps(chains: Iterable[Rows]) -> list[tuple[int, int]]:
    """Each row of a chain with the next."""
    return [step for rows in chains for step in pairwise(rows.tolist())]
