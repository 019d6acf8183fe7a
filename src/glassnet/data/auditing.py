"""The audit: what could tell the classes apart without the subject being seen, and how well."""

from dataclasses import dataclass, replace
from statistics import NormalDist
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.clues import BestPixel, Clue, Kind, clues, whole
from glassnet.data.cue import STRONG, Cue, Given, percent
from glassnet.data.guessing import Folds, block_folds, grouped_folds, guesses
from glassnet.data.images import Images
from glassnet.data.order import order_test
from glassnet.errors import DataError
from glassnet.seeds import stream
from glassnet.shares import wilson

MOST = 2_000  # pictures asked; a share of them is known to 2 percentage points
_DOUBT = 0.02  # of one false "beyond chance" in the table; as parts share teachers, 2 to 5 % come true
_WIDTH = 78


@dataclass(frozen=True)
class Audit:
    """What each cue alone tells of the label. Each was asked on `n` of `total` pictures, in `parts` parts.

    `whole` is the same simple classifier on the whole picture made small. `grouping` says what was kept together.
    """

    classes: tuple[str, ...]
    cues: tuple[Cue, ...]
    whole: Cue
    n: int
    total: int
    parts: int
    grouping: str

    @property
    def baseline(self) -> float:
        """How often naming the commonest class is right."""
        return self.whole.baseline

    @property
    def alarms(self) -> tuple[Cue, ...]:
        """The cues by which a network can be right without seeing the subject, the best first.

        A strong corner is one. Brightness, contrast, sharpness and colour are where a corner is: if one class had been
        shot in another light or by another camera, its corners would show it; if they do not, one subject may simply
        be darker than the other.
        """
        beside = self._strong("beside")
        return (*beside, *self._strong("looks")) if beside else ()

    @property
    def best_corner(self) -> Cue | None:
        """The corner that tells most, be it little; None where all corners are the same."""
        return max((cue for cue in self.cues if cue.kind == "beside"), key=lambda cue: cue.right, default=None)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a reader must know, alarms first; none where nothing was found."""
        corners, looks, files = (self._strong(kind)[:1] for kind in ("beside", "looks", "file"))
        if not corners:  # that a single class looks plainer is the way of ones among digits
            looks = [cue for cue in looks if cue.is_general]
        told = [f"{self._tells(cue)} A network can be right here without seeing the subject." for cue in corners]
        why = (
            "That, too, needs no look at the subject."
            if corners
            else "The corners do not, so it may be the subjects' own: one darker, plainer or smoother."
        )
        told += [f"{self._tells(cue)} {why}" for cue in looks]
        occasions = "A network sees no file, but classes made on different occasions may differ in light and place."
        return (*told, *(f"{self._tells(cue)} {occasions}" for cue in files))

    def _strong(self, kind: Kind) -> list[Cue]:
        return sorted((cue for cue in self.cues if cue.kind == kind and cue.is_strong), key=lambda cue: -cue.right)

    def _tells(self, cue: Cue) -> str:
        name = cue.name[:1].upper() + cue.name[1:]
        if len(self.classes) == 2:
            return f"{name} alone tells {self.classes[0]} from {self.classes[1]}: {percent(cue.share)}."
        if cue.is_general or cue.given is None:
            return f"{name} alone tells the {len(self.classes):,} classes apart: {percent(cue.share)}."
        found, mistaken = percent(cue.given.found), percent(cue.given.mistaken)
        return f"{name} alone finds {found} of {cue.given.name}, and takes {mistaken} of the others for it."

    def __str__(self) -> str:
        alarms = set(self.alarms)
        shown = [cue for cue in self.cues if cue.kind != "file" or cue.is_beyond_doubt]
        told = [_row(cue, "<< enough to be right" if cue in alarms else _remark(cue)) for cue in shown]
        idle = [cue.name for cue in self.cues if cue not in shown]
        no_help = [f"No better than chance, and not shown: {', '.join(idle)}."] if idle else []
        asked = f"{self.n:,}" if self.n == self.total else f"{self.n:,} of {self.total:,}"
        how = f"Guessed by near neighbours, for {asked} pictures in {self.parts} parts, each by the others;"
        return "\n".join(
            [
                _line("from this alone", "right", "95 %", ""),
                *told,
                _row(self.whole, "for comparison"),
                _line("always the commonest class", percent(self.baseline), "", "for comparison"),
                fill(" ".join([how, self.grouping, *no_help]), _WIDTH),
            ]
        )

    def to_plain(self) -> dict[str, Any]:
        """The audit as JSON holds it."""
        return {
            "n": self.n,
            "total": self.total,
            "parts": self.parts,
            "grouping": self.grouping,
            "baseline": self.baseline,
            "cues": [cue.to_plain() for cue in self.cues],
            "whole": self.whole.to_plain(),
            "alarms": [cue.name for cue in self.alarms],
            "sentences": list(self.sentences),
        }


def audit(images: Images, seed: int = 0, groups: NDArray[np.int64] | None = None) -> Audit:
    """Guess the label of each picture from one pixel, one corner, the border, the brightness, the file, ... alone.

    Pictures of one of `groups` `[N]` (bursts, near copies) never stand on both sides; by default those that `images`
    carry, else blocks of neighbours within each class are kept together instead. A cue is told with Wilson's interval
    in which each group counts once, and is beyond doubt when it beats the commonest class at 2 % for the whole table
    (Bonferroni). A corner alarms when, beyond that, it goes half the way to all right, or half the way to finding all
    of one class and none of the others (a mark that only horses carry); so does the light when a corner does. The
    border, the centre and the best pixel may hold the subject itself, so they only inform.

    At most 2,000 pictures are asked, drawn by `seed`, classes in proportion. Raises `DataError` where fewer than two
    classes have two pictures.

    >>> levels = np.random.default_rng(0).integers(90, 110, (40, 20, 20, 1), np.uint8)
    >>> levels[20:, :3, :3] += 60
    >>> found = audit(Images(levels, np.repeat([0, 1], 20), ("chi", "lars")))
    >>> print(found.sentences[0])
    The 2x2 top-left corner alone tells chi from lars: 100 %. A network can be right here without seeing the subject.
    """
    if sum(count > 1 for count in images.counts) < 2:
        raise DataError(f"An audit needs two classes of two pictures or more; these are {images}.")
    groups = images.groups if groups is None else groups
    draw = np.random.Generator(np.random.PCG64(stream(seed, "audit")))
    rows = _some(images.labels, draw)
    some = images[rows]
    if groups is None:
        folds = block_folds(some.labels, alike=order_test(images, seed).is_informative)
    else:
        folds = grouped_folds(some.labels, np.asarray(groups)[rows], draw)
    pixel = BestPixel(some)
    asked = clues(some)
    questions = (len(asked) + 1) * max(1, len(images.classes) - 1)  # each cue, of all and of each class
    bar = NormalDist().inv_cdf(1 - _DOUBT / questions)
    found = [_judged(clue, some, folds, bar) for clue in asked]
    best = _judged(Clue("the best pixel", "within", pixel), some, folds, bar)
    best = replace(best, name=f"{best.name} ({pixel.place})")
    return Audit(
        images.classes,
        (best, *found),
        _judged(whole(some), some, folds, bar),
        len(some),
        len(images),
        folds.count,
        _grouping(some, folds, groups is not None),
    )


def _judged(clue: Clue, images: Images, folds: Folds, bar: float) -> Cue:
    guessed = guesses(clue.numbers, images.labels, folds)
    units = _worth(folds.units)
    given = _given(guessed, images, folds, bar) if sum(count > 0 for count in images.counts) > 2 else None
    hits = int((guessed == images.labels).sum())
    return Cue(clue.name, clue.kind, hits, len(images), units, max(images.counts) / len(images), bar, given)


def _worth(units: NDArray[np.int64]) -> float:
    """How many independent pictures these are worth, those of a group counting as one: Kish's effective number.

    >>> _worth(np.array([0, 0, 1, 1])), _worth(np.array([0, 1, 2, 3]))
    (2.0, 4.0)
    """
    sizes = np.unique(units, return_counts=True)[1]
    return float(len(units) ** 2 / np.square(sizes).sum())


def _given(guessed: NDArray[np.int64], images: Images, folds: Folds, bar: float) -> Given | None:
    """The class most surely told from all others, if one is: a mark on it alone hardly moves the share of all right."""
    best: Given | None = None
    for number, name in enumerate(images.classes):
        mine = images.labels == number
        if mine.sum() < 2:
            continue
        found, mistaken = float((guessed[mine] == number).mean()), float((guessed[~mine] == number).mean())
        is_sure = wilson(found, _worth(folds.units[mine]), bar)[0] > mistaken
        if is_sure and found - mistaken >= max(STRONG, best.found - best.mistaken if best else 0):
            best = Given(name, found, mistaken)
    return best


def _some(labels: NDArray[np.int64], draw: np.random.Generator) -> NDArray[np.int64]:
    """At most `MOST` rows, in their order, of each class its share and never fewer than two."""
    if len(labels) <= MOST:
        return np.arange(len(labels))
    chosen = []
    for number in np.unique(labels):
        mine = np.flatnonzero(labels == number)
        chosen.append(draw.permutation(mine)[: max(2, len(mine) * MOST // len(labels))])
    return np.sort(np.concatenate(chosen))


def _grouping(images: Images, folds: Folds, grouped: bool) -> str:
    units = len(np.unique(folds.units))
    if not grouped:
        once = ", and counts once" if units < len(images) else ""
        return f"no groups are known, so a block of neighbours stays in one part{once}."
    cut = ", ".join(images.classes[number] for number in folds.cut)
    blocks = f" In {cut} nearly all were one group, which was cut into blocks of neighbours." if cut else ""
    return f"their {units:,} groups are never split, and count once each in the interval.{blocks}"


def _remark(cue: Cue) -> str:
    if not cue.is_beyond_doubt:
        return ""
    return "may be the subject" if cue.kind == "within" else "beyond chance"


def _row(cue: Cue, remark: str) -> str:
    return _line(cue.name, percent(cue.share), cue.told_interval, remark)


def _line(name: str, share: str, interval: str, remark: str) -> str:
    return f"{name:<35}{share:>8}{interval:>9}  {remark}".rstrip()
