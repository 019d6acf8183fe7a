"""The audit: what could tell the classes apart without the subject being seen, and how well."""

from dataclasses import dataclass, replace
from math import sqrt
from statistics import NormalDist
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.cues import BestPixel, Clue, Kind, clues, whole
from glassnet.data.guessing import Folds, block_folds, grouped_folds, right
from glassnet.data.images import Images
from glassnet.data.order import order_test
from glassnet.errors import DataError
from glassnet.seeds import stream

MOST = 2_000  # pictures asked; a share of them is known to 2 percentage points
LEVEL = 0.95
_DOUBT = 0.02  # of one false "beyond chance" in the table; as parts share teachers, 2 to 5 % come true
_STRONG = 0.5
_WIDTH = 78


@dataclass(frozen=True)
class Cue:
    """How often the label was guessed from one thing alone: `right` of `n`, judged on pictures that did not teach.

    `units` is how many independent pictures `n` is worth: pictures of one group (a burst) count as one (Kish's
    effective number, n^2 / sum of squared group sizes). `baseline` is the share of the commonest class, which is right
    without looking. `is_beyond_doubt`: better than that, with an allowance for how many cues were tried.

    >>> corner = Cue("the 10x10 top-left corner", "beside", 403, 403, units=43.0, baseline=203 / 403, bar=2.7)
    >>> print(corner)
    the 10x10 top-left corner: 100 % of 403 (95 %: 92-100)
    >>> corner.skill, corner.is_strong
    (1.0, True)
    """

    name: str
    kind: Kind
    right: int
    n: int
    units: float
    baseline: float
    bar: float

    def __str__(self) -> str:
        return f"{self.name}: {percent(self.share)} of {self.n:,} ({LEVEL:.0%}: {self.told_interval})".replace(
            "%:", " %:"
        )

    @property
    def share(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval for `units` independent pictures."""
        return wilson(self.share, self.units, NormalDist().inv_cdf((1 + LEVEL) / 2))

    @property
    def told_interval(self) -> str:
        return "{:.0f}-{:.0f}".format(*(100 * end for end in self.interval))

    @property
    def is_beyond_doubt(self) -> bool:
        return wilson(self.share, self.units, self.bar)[0] > self.baseline

    @property
    def skill(self) -> float:
        """How far from the baseline to all right: 0 is no better than naming the commonest class, 1 is all right."""
        return (self.share - self.baseline) / (1 - self.baseline) if self.baseline < 1 else 0.0

    @property
    def is_strong(self) -> bool:
        """Beyond doubt, and half the way or more to all right: enough for a network to lean on."""
        return self.is_beyond_doubt and self.skill >= _STRONG

    def to_plain(self) -> dict[str, Any]:
        """The cue as JSON holds it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "right": self.right,
            "n": self.n,
            "units": self.units,
            "share": self.share,
            "interval": list(self.interval),
            "baseline": self.baseline,
            "beyond_doubt": self.is_beyond_doubt,
            "strong": self.is_strong,
        }


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
    def sentences(self) -> tuple[str, ...]:
        """What a reader must know, alarms first; none where nothing was found."""
        corners, looks, files = (self._strong(kind)[:1] for kind in ("beside", "looks", "file"))
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
        return f"{name} alone tells the {len(self.classes):,} classes apart: {percent(cue.share)}."

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
    (Bonferroni). A corner alarms when, beyond that, it goes half the way to all right, and so does the light when a
    corner does. The border, the centre and the best pixel may hold the subject itself, so they only inform.

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
    bar = NormalDist().inv_cdf(1 - _DOUBT / (len(asked) + 1))
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


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Where the true share plausibly lies, `z` standard errors each way, for `n` independent pictures.

    Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".

    >>> [round(end, 3) for end in wilson(1.0, 20, 1.96)]
    [0.839, 1.0]
    """
    scale = 1 + z * z / n
    middle, spread = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _judged(clue: Clue, images: Images, folds: Folds, bar: float) -> Cue:
    hits = int(right(clue.numbers, images.labels, folds).sum())
    sizes = np.bincount(folds.units)
    units = float(len(images) ** 2 / np.square(sizes).sum())
    return Cue(clue.name, clue.kind, hits, len(images), units, max(images.counts) / len(images), bar)


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


def percent(share: float) -> str:
    """A share in percent with a decimal, never rounded up to all nor down to none.

    >>> percent(1.0), percent(0.9999), percent(0.503), percent(0.0001)
    ('100 %', '> 99.9 %', '50.3 %', '< 0.1 %')
    """
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    if share >= 0.9995:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"


def _remark(cue: Cue) -> str:
    if not cue.is_beyond_doubt:
        return ""
    return "may be the subject" if cue.kind == "within" else "beyond chance"


def _row(cue: Cue, remark: str) -> str:
    return _line(cue.name, percent(cue.share), cue.told_interval, remark)


def _line(name: str, share: str, interval: str, remark: str) -> str:
    return f"{name:<35}{share:>8}{interval:>9}  {remark}".rstrip()
