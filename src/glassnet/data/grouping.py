"""From near copies and groups to sides: what goes together as one, and what has to be cut."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.data.cutting import cut
from glassnet.data.duplicates import Copies, Pair, connected, content, renumbered
from glassnet.data.images import Images
from glassnet.data.names import cut_short
from glassnet.data.sides import TEST, TRAIN, VALIDATION, sides_of

Rows = NDArray[np.int64]

ASIDE = 3


def sides_by_groups(
    images: Images, copies: Copies, seed: int, validation: float, test: float, cuts: bool = True
) -> tuple[Rows, tuple[str, ...]]:
    """The side of each picture `[N]`, and sentences on what a reader must know of it.

    Near copies and bursts stay together; a class that is one long burst is cut, or without `cuts` goes by its pieces.
    """
    found = [] if images.groups is not None else [n for n, one in enumerate(copies.orders) if one.is_one_sitting]
    sittings = found if cuts and validation + test > 0 else []
    is_cut = np.isin(images.labels, sittings)
    whole = np.flatnonzero(~is_cut)
    sides = np.full(len(images), TRAIN)
    units = renumbered(units_of(images, copies, sittings)[whole])
    counts = np.zeros((units.max(initial=-1) + 1, len(images.classes)), np.int64)
    np.add.at(counts, (units, images.labels[whole]), 1)
    firsts = np.unique(units, return_index=True)[1]
    of_units = sides_of([content(images.pixels[whole[row]]) for row in firsts], counts, seed, validation, test)
    sides[whole] = of_units.sides[units]
    moved = int(of_units.moved.sum())
    notes = [f"Moved to keep the shares of small classes: {moved:,} of {len(firsts):,} groups."] if moved else []
    notes.extend([_cut_class(images, copies, label, sides, seed, validation, test) for label in sittings])
    if found and validation and (test or not cuts):
        notes.append("Validation is of the bursts that training learns from, and may flatter.")
    if sittings and validation and test:
        notes.append("It stands beside the test run, so the test may flatter what was chosen by it.")
    _set_aside_copies(sides, copies.pairs, is_cut)
    return sides, tuple(notes)


def units_of(images: Images, copies: Copies, sittings: Sequence[int] = ()) -> Rows:
    """What must not be split: near copies, and the groups that images carry or else bursts.

    A class among `sittings`, which will be cut, is no bridge between pictures of others.
    """
    free = ~np.isin(images.labels, sittings)
    links = [(pair.one, pair.other) for pair in copies.links if free[pair.one] and free[pair.other]]
    numbers = copies.groups if images.groups is None else images.groups
    rows = np.flatnonzero(free)
    rows = rows[np.argsort(numbers[rows], kind="stable")]
    steps = np.flatnonzero(np.diff(numbers[rows]) == 0)
    links.extend(zip(rows[steps].tolist(), rows[steps + 1].tolist(), strict=True))
    return connected(len(images), links)


def _cut_class(
    images: Images, copies: Copies, label: int, sides: Rows, seed: int, validation: float, test: float
) -> str:
    rows = copies.orders[label].rows
    pixels = images.pixels[rows]
    parts = cut(pixels, [content(one) for one in pixels], seed, validation, test)
    for side, places in (
        (TRAIN, parts.train),
        (VALIDATION, parts.validation),
        (TEST, parts.test),
        (ASIDE, parts.aside),
    ):
        sides[rows[places]] = side
    held = "test" if test else "validation"
    name = cut_short(images.classes[label])
    return f"{name}: one burst, cut; {len(parts.aside):,} shots near its {held} run set aside."


def _set_aside_copies(sides: Rows, pairs: Iterable[Pair], is_cut: NDArray[np.bool_]) -> None:
    """Training pictures with a copy in a test run that was cut are trained on by nobody."""
    for pair in pairs:
        if (is_cut[pair.one] or is_cut[pair.other]) and {sides[pair.one], sides[pair.other]} == {TRAIN, TEST}:
            sides[pair.one if sides[pair.one] == TRAIN else pair.other] = ASIDE
