"""The scan: what is in a set of pictures, and what in it would make a network look better than it is."""

from collections import Counter
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.auditing import Audit, audit
from glassnet.data.duplicates import Copies, Kind, connected, first_equal, near_copies
from glassnet.data.images import Images
from glassnet.data.leaking import Leaks, leaks
from glassnet.data.names import shown
from glassnet.data.order import OrderTest, order_test
from glassnet.data.origin import Origin

KINDS: tuple[Kind, ...] = ("same", "copy", "burst")
_MANY = 0.05  # of the pictures; fewer near copies than that hardly change a score
MOST_COMPARED = 5_000  # pictures among which near copies are looked for without being asked: ten seconds


@dataclass(frozen=True)
class Files:
    """What the files say of themselves: how many of each (height, width) and mode, and how many EXIF turns upright.

    >>> print(Files({(480, 640): 3, (640, 480): 1}, {"RGB": 4}, turned=1))
    2 sizes, 480x640 to 640x480, most often 480x640 (3); RGB; 1 turned upright (EXIF)
    """

    sizes: dict[tuple[int, int], int]
    modes: dict[str, int]
    turned: int

    def __str__(self) -> str:
        by_area = sorted(self.sizes, key=lambda sides: (sides[0] * sides[1], sides))
        often = max(self.sizes, key=lambda sides: self.sizes[sides])
        sizes = f"all of {_sides(often)}"
        if len(by_area) > 1:
            span = f"{_sides(by_area[0])} to {_sides(by_area[-1])}"
            sizes = f"{len(by_area):,} sizes, {span}, most often {_sides(often)} ({self.sizes[often]:,})"
        modes = ", ".join(self.modes if len(self.modes) == 1 else (f"{mode} {n:,}" for mode, n in self.modes.items()))
        return "; ".join([sizes, modes, *([f"{self.turned:,} turned upright (EXIF)"] if self.turned else [])])

    def to_plain(self) -> dict[str, Any]:
        return {
            "sizes": [{"height": sides[0], "width": sides[1], "count": n} for sides, n in self.sizes.items()],
            "modes": self.modes,
            "turned": self.turned,
        }


@dataclass(frozen=True)
class Groups:
    """Near copies and bursts as groups: `sizes` of those of two pictures or more, and how many pictures are in a
    pair of each kind ("same", "copy", "burst").
    """

    sizes: tuple[int, ...]
    kinds: dict[str, int]

    def to_plain(self) -> dict[str, Any]:
        return {"sizes": list(self.sizes), "kinds": self.kinds}


@dataclass(frozen=True)
class Scan:
    """What is in a set of pictures.

    `files` is None where there were none (arrays). `equal` lists pictures whose pixels are all the same, by name;
    `contrary` the pairs of one picture under two labels. `groups` is None where near copies were not looked for.
    `parts` counts the pictures of each part that their owner made, `leaks` are the test pictures among them that have
    a near copy in training. `audit` is None where there are no two classes of two pictures.
    """

    classes: tuple[str, ...]
    counts: tuple[int, ...]
    shape: tuple[int, int, int]
    files: Files | None
    skipped: tuple[tuple[str, str], ...]
    equal: tuple[tuple[str, ...], ...]
    groups: Groups | None
    contrary: tuple[tuple[str, str], ...]
    parts: dict[str, int]
    leaks: Leaks | None
    order: OrderTest
    audit: Audit | None

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to know before training, the gravest first; none where nothing is wrong."""
        found = self.audit.sentences if self.audit else ()
        return (*self._contrary(), *self._leaks(), *found, *self._alike(), *self._equal())

    def __str__(self) -> str:
        sizes = "x".join(map(str, self.shape))
        told = (fill(sentence, 78, initial_indent="- ", subsequent_indent="  ") for sentence in self.sentences)
        return "\n".join([f"{self.total:,} pictures of {sizes} in {len(self.classes):,} classes", *told])

    def to_plain(self) -> dict[str, Any]:
        """The scan as JSON holds it."""
        return {
            "pictures": self.total,
            "shape": list(self.shape),
            "classes": dict(zip(self.classes, self.counts, strict=True)),
            "files": self.files and self.files.to_plain(),
            "skipped": [{"file": name, "why": why} for name, why in self.skipped],
            "equal": [list(names) for names in self.equal],
            "groups": self.groups and self.groups.to_plain(),
            "two_labels": [list(pair) for pair in self.contrary],
            "parts": self.parts,
            "leaks": self.leaks and self.leaks.to_plain(),
            "order": self.order.to_plain(),
            "audit": self.audit and self.audit.to_plain(),
            "sentences": list(self.sentences),
        }

    def _contrary(self) -> list[str]:
        if not self.contrary:
            return []
        one, other = self.contrary[0]
        more = f" So are {len(self.contrary) - 1:,} more pairs." if len(self.contrary) > 1 else ""
        return [f"{shown(one)} and {shown(other)} are one picture under two labels.{more} One of each pair is wrong."]

    def _leaks(self) -> list[str]:
        if not self.leaks or not self.leaks.count:
            return []
        of = f"{self.leaks.count:,} of {len(self.leaks.test):,} test pictures"
        one, other = self.leaks.names[0]
        have = "has a near copy" if self.leaks.count == 1 else "have near copies"
        return [f"{of} {have} in training, such as {other} of {one}. On those a network need not generalise."]

    def _alike(self) -> list[str]:
        if not self.order.is_bursts:
            return self._many_copies()
        how = f"differ by {self.order.consecutive:.1f} grey levels, random pairs by {self.order.random:.1f}"
        leak = "A test drawn at random would hold near copies of what is trained on."
        return [f"Neighbours look alike: consecutive pictures of a class {how}. {leak}"]

    def _many_copies(self) -> list[str]:
        if self.groups is None or sum(self.groups.sizes) <= _MANY * self.total:
            return []
        share = f"{sum(self.groups.sizes):,} of {self.total:,} pictures look like others"
        return [f"{share}, in {len(self.groups.sizes):,} groups. A test drawn at random would hold some of them."]

    def _equal(self) -> list[str]:
        extra = sum(len(names) - 1 for names in self.equal)
        if not extra:
            return []
        one, other = self.equal[0][:2]
        are = "picture is" if extra == 1 else "pictures are"
        return [f"{extra:,} {are} there more than once, such as {one} and {other}."]


def scan(images: Images, copies: Copies | None = None, seed: int = 0) -> Scan:
    """Look through `images`: counts, files, duplicates, bursts, labels that contradict each other, and the audit.

    `copies` are what `near_copies` found; their groups stay together in the audit, joined with those that `images`
    carry. Without them they are looked for here, up to 5,000 pictures; above, that takes minutes and must be asked for.

    >>> twice = np.zeros((4, 8, 8, 1), np.uint8)
    >>> twice[2:] += 9
    >>> print(scan(Images(twice, np.array([0, 0, 1, 1]), ("cat", "dog"), ("a", "b", "c", "d"))).equal)
    (('a', 'b'), ('c', 'd'))
    """
    if copies is None and 0 < len(images) <= MOST_COMPARED:
        copies = near_copies(images)
    equal = equal_pictures(images.pixels)
    groups = _joined(images.groups, None if copies is None else copies.groups)
    can_audit = sum(count > 1 for count in images.counts) > 1
    return Scan(
        images.classes,
        images.counts,
        images.shape,
        _files(images.origins),
        images.skipped,
        tuple(tuple(images.names[row] for row in rows) for rows in equal),
        None if copies is None else _groups(copies),
        _contrary(images, equal, copies),
        dict(Counter(images.parts)),
        _leaks(images),
        order_test(images, seed),
        audit(images, seed, groups) if can_audit else None,
    )


def equal_pictures(pixels: NDArray[Any]) -> list[list[int]]:
    """The rows of pictures that are equal pixel by pixel, set by set.

    >>> equal_pictures(np.array([1, 2, 1, 3], np.uint8).reshape(4, 1, 1, 1))
    [[0, 2]]
    """
    found: dict[int, list[int]] = {}
    for row, first in enumerate(first_equal(pixels)):
        found.setdefault(int(first), []).append(row)
    return [rows for rows in found.values() if len(rows) > 1]


def _contrary(images: Images, equal: list[list[int]], copies: Copies | None) -> tuple[tuple[str, str], ...]:
    pairs = {(rows[0], other) for rows in equal for other in rows[1:]}
    if copies is not None:
        pairs |= {(pair.one, pair.other) for pair in copies.links}
    labels = images.labels
    return tuple(
        (images.names[one], images.names[other]) for one, other in sorted(pairs) if labels[one] != labels[other]
    )


def _leaks(images: Images) -> Leaks | None:
    parts = np.array(images.parts)
    if not {"train", "test"} <= set(images.parts) or len(images) > MOST_COMPARED:
        return None
    return leaks(images[parts == "train"], images[parts == "test"])


def _groups(copies: Copies) -> Groups:
    sizes = np.unique(copies.groups, return_counts=True)[1]
    kinds = {kind: copies.count(kind) for kind in KINDS}
    return Groups(
        tuple(sorted(map(int, sizes[sizes > 1]), reverse=True)), {kind: count for kind, count in kinds.items() if count}
    )


def _joined(own: NDArray[np.int64] | None, found: NDArray[np.int64] | None) -> NDArray[np.int64] | None:
    """Groups that hold whatever either holds together."""
    if own is None or found is None:
        return found if own is None else own
    links = [(int(rows[0]), int(row)) for groups in (own, found) for rows in _members(groups) for row in rows[1:]]
    return connected(len(own), links)


def _members(groups: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    rows = np.argsort(groups, kind="stable")
    return np.split(rows, np.flatnonzero(np.diff(groups[rows])) + 1)


def _files(origins: tuple[Origin, ...]) -> Files | None:
    if not origins:
        return None
    sizes = Counter((one.height, one.width) for one in origins)
    modes = Counter(one.mode for one in origins)
    return Files(dict(sizes.most_common()), dict(modes.most_common()), sum(one.is_turned for one in origins))


def _sides(sides: tuple[int, int]) -> str:
    return f"{sides[0]}x{sides[1]}"
