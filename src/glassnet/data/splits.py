"""A training, a validation and a test part of one set of pictures: by groups, as their owner did, or at random."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.duplicates import Copies, Pair, content, near_copies
from glassnet.data.grouping import ASIDE, sides_by_groups, units_of
from glassnet.data.images import Images
from glassnet.data.leaking import Leaks, leaks, leaks_of_pairs
from glassnet.data.name_groups import groups_of_names
from glassnet.data.names import cut_short, shown
from glassnet.data.sides import TEST, TRAIN, VALIDATION
from glassnet.errors import DataError, unknown

Rows = NDArray[np.int64]
Kind = Literal["grouped", "given", "random"]
Method = Literal["grouped", "random"]

_STREAM = 0x5311  # keeps this draw apart from other uses of the same seed
_HOW = {"grouped": "split by groups", "given": "in the parts they came in", "random": "split at random"}
_PARTS = {"train": TRAIN, "validation": VALIDATION, "test": TEST}


@dataclass(frozen=True, eq=False)
class Splits:
    """Three parts that share no picture: `train` to learn from, `validation` to choose by, `test` to report.

    `kind` is how they came about: "grouped" (near copies and bursts stay together), "given" (by the owner of the data)
    or "random" (near copies may lie on both sides). `copies` are the near copies found, None where nobody looked;
    `leaks` the test pictures that have one in training; `aside` pictures in no part, because they stand too near to
    two of them; `notes` what else a reader must know, a sentence each.
    """

    train: Images
    validation: Images
    test: Images
    kind: Kind = "random"
    copies: Copies | None = None
    leaks: Leaks | None = None
    aside: Images | None = None
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        parts = f"{len(self.train):,} train, {len(self.validation):,} validation, {len(self.test):,} test"
        lines = [f"{parts} pictures, {_HOW[self.kind]}"]
        if self.copies and self.copies.pairs:
            lines.extend(f"  {line}" for line in str(self.copies).splitlines())
        if self.leaks and self.leaks.count:
            lines.extend(f"  {line}" for line in str(self.leaks).splitlines())
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def __repr__(self) -> str:
        return f"<Splits: {str(self).splitlines()[0]}>"

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON can hold it: names of the pictures in each part, and what was found on the way."""
        return {
            "kind": self.kind,
            "train": list(self.train.names),
            "validation": list(self.validation.names),
            "test": list(self.test.names),
            "aside": list(self.aside.names) if self.aside else [],
            "copies": self.copies and self.copies.to_plain(),
            "leaks": self.leaks and self.leaks.to_plain(),
            "notes": list(self.notes),
        }


def split(
    images: Images,
    seed: int = 0,
    validation: float = 0.15,
    test: float = 0.15,
    method: Method = "grouped",
    group_by: str | None = None,
) -> Splits:
    r"""Split `images` in shares (fractions of 1; 0 gives an empty part), so that what belongs together stays together.

    **"grouped"**: near copies and bursts (`near_copies`), or the groups that `images` carry, or names in which the
    pattern `group_by` (such as `r"IMG_(\d+)"`) finds the same, lie on one side; given groups take the place of bursts,
    near copies are kept together besides. A class that is one long burst is cut so that no tested shot has one in
    training nearer than the median of the class; what stands between is set aside (`cutting.cut`).

    Pictures that came in parts (`images.parts`) keep them, and leaks between train and test are found and named; a
    missing test or validation part is taken from train by groups. **"random"**: pictures are drawn one by one and
    nobody looks for copies, so the test may look better than life.

    Each class gives every part at least one group where it has enough; with two, the validation part goes without; a
    single one is trained on and cannot be tested. 15 % each leaves 70 % to learn from, and 15 % of 400 photos is a test
    of 60: enough to tell 80 % from 95 %.

    **What stays when pictures are added**: a group goes where a hash of its first picture and the seed send it,
    whatever else is there. So a picture keeps its side as long as the same picture is the first of its group: it may
    move when near copies of it are added before it, when its group joins an earlier one, or when what was just a copy
    no longer is, or the reverse, because it is judged by its neighbours. It may also move in a class so small that
    chance would leave a part with under half or over one and a half times its share: then some groups are moved, as
    few as mend it, and `notes` say how many. A class that has to be cut, and a random split, are drawn anew.

    The same seed gives the same parts. Raises `DataError` for shares that leave nothing to train on, a pattern that
    fits few names, or a test part that is found whole in training; `UnknownName` for another method.

    >>> draw = np.random.default_rng(0)
    >>> images = Images(draw.integers(0, 256, (200, 8, 8, 1), np.uint8), np.arange(200) % 2, ("a", "b"))
    >>> print(split(images))
    146 train, 26 validation, 28 test pictures, split by groups
    >>> print(split(images, method="random"))
    140 train, 30 validation, 30 test pictures, split at random
    """
    if not (validation >= 0 and test >= 0 and validation + test < 1):
        raise DataError(f"validation={validation} and test={test} must be shares of 1 that leave some to train on.")
    if seed < 0:
        raise DataError(f"seed={seed}: a seed is a whole number from 0 on.")
    if method not in ("grouped", "random"):
        raise unknown("method", method, ["grouped", "random"])
    if group_by is not None and method == "random":
        raise DataError(f"group_by={group_by!r} asks for groups, and method='random' for none: give one of the two.")
    if group_by is not None:
        images = replace(images, groups=groups_of_names(images.names, group_by))
    if images.parts:
        return _given(images, seed, validation, test)
    return _random(images, seed, validation, test) if method == "random" else _grouped(images, seed, validation, test)


def shares(count: int, validation: float, test: float) -> tuple[int, int]:
    """How many of `count` pictures of one class go to validation and to test; the rest is trained on.

    >>> shares(200, 0.15, 0.15), shares(3, 0.15, 0.15), shares(2, 0.15, 0.15), shares(1, 0.15, 0.15)
    ((30, 30), (1, 1), (0, 1), (0, 0))
    """
    n_test = min(max(int(count * test + 0.5), int(test > 0)), max(count - 1, 0))
    left = count - n_test
    n_validation = min(max(int(count * validation + 0.5), int(validation > 0)), max(left - 1, 0))
    return n_validation, n_test


def _random(images: Images, seed: int, validation: float, test: float) -> Splits:
    draw = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, _STREAM])))
    sides = np.full(len(images), TRAIN)
    for number in range(len(images.classes)):
        members = draw.permutation(np.flatnonzero(images.labels == number))
        n_validation, n_test = shares(len(members), validation, test)
        sides[members[len(members) - n_validation - n_test :]] = VALIDATION
        sides[members[len(members) - n_test :]] = TEST
    return _parted(images, sides, "random", notes=_untested(images, sides, test))


def _grouped(images: Images, seed: int, validation: float, test: float) -> Splits:
    copies = near_copies(images)
    sides, notes = sides_by_groups(images, copies, seed, validation, test)
    images = replace(images, groups=units_of(images, copies))
    parts = _parted(images, sides, "grouped", copies, notes=(*notes, *_untested(images, sides, test)))
    return replace(parts, leaks=_leaks_between(parts, sides, copies.pairs))


def _given(images: Images, seed: int, validation: float, test: float) -> Splits:
    strange = sorted(set(images.parts) - _PARTS.keys())
    if strange:
        raise unknown("part", strange[0], _PARTS)
    sides = np.array([_PARTS[part] for part in images.parts], np.int64)
    _check_something_new(images, sides)
    rows = np.flatnonzero(sides == TRAIN)
    copies = near_copies(images)
    notes: tuple[str, ...] = ()
    to_validate = 0.0 if (sides == VALIDATION).any() else validation
    to_test = 0.0 if (sides == TEST).any() else test
    if to_validate or to_test:
        learned = images[rows]
        # A test part that is there is nobody's to guard, so a long burst need not be cut for it.
        cuts = to_test > 0
        sides[rows], notes = sides_by_groups(learned, near_copies(learned), seed, to_validate, to_test, cuts)
        taken = " and ".join(name for name, share in (("validation", to_validate), ("test", to_test)) if share)
        notes = (f"The {taken} part was taken from the training part, by groups.", *notes)
    images = replace(images, groups=units_of(images, copies))
    parts = _parted(images, sides, "given", copies, notes=(*notes, *_untested(images, sides, test)))
    return replace(parts, leaks=leaks(parts.train, parts.test))


def _check_something_new(images: Images, sides: Rows) -> None:
    known = {content(images.pixels[row]): row for row in np.flatnonzero(sides == TRAIN)}
    tested = np.flatnonzero(sides == TEST)
    equal = [known.get(content(images.pixels[row])) for row in tested]
    if len(tested) and None not in equal:
        raise DataError(
            f"Every one of the {len(tested):,} test pictures is a training picture too: nothing is left to test on.\n"
            f"'{shown(images.names[tested[0]])}' equals '{shown(images.names[equal[0] or 0])}'. Test on photos that\n"
            "training has not seen, or put all in one folder a class, and `split` takes a test part from them."
        )


def _untested(images: Images, sides: Rows, test: float) -> tuple[str, ...]:
    """A sentence on the classes that have no test picture, where one was wanted."""
    if not test:
        return ()
    tested = np.bincount(images.labels[sides == TEST], minlength=len(images.classes)) > 0
    of_classes = zip(images.classes, tested, images.counts, strict=True)
    names = [cut_short(name, 12) for name, held, count in of_classes if count and not held]
    more = f" and {len(names) - 2:,} more" if len(names) > 2 else ""
    return (f"Cannot be tested (too few groups): {', '.join(names[:2])}{more}.",) if names else ()


def _parted(
    images: Images, sides: Rows, kind: Kind, copies: Copies | None = None, notes: tuple[str, ...] = ()
) -> Splits:
    train, validation, test, aside = (
        images[np.flatnonzero(sides == side)] for side in (TRAIN, VALIDATION, TEST, ASIDE)
    )
    return Splits(train, validation, test, kind, copies, aside=aside if len(aside) else None, notes=notes)


def _leaks_between(parts: Splits, sides: Rows, pairs: Iterable[Pair]) -> Leaks:
    """The pairs that ended up on two sides: none, if the split does what it says."""
    place = np.zeros(len(sides), np.int64)
    for side in (TRAIN, TEST):
        place[sides == side] = np.arange((sides == side).sum())
    across = []
    for pair in pairs:
        for one, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if sides[one] == TRAIN and sides[other] == TEST:
                across.append(Pair(int(place[one]), int(place[other]), pair.kind, pair.distance))
    return leaks_of_pairs(parts.train, parts.test, across)
