"""How many photos change their answer under each kind of edit: the honest form of "is it the hair?"."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.cue import percent
from glassnet.data.images import Images
from glassnet.data.names import cut_short
from glassnet.drawing import Shown
from glassnet.errors import DataError, SettingError
from glassnet.inside.attribution import INTEGRATED, reasons
from glassnet.inside.editing import area, margins
from glassnet.inside.evidence import Array, Evidence, class_name, evidence_in
from glassnet.inside.painting import Scene, edited
from glassnet.inside.photos import Mask, Range, painted, photos_for, range_of
from glassnet.runs.run import Run
from glassnet.seeds import stream
from glassnet.shares import LEVEL, wilson


@dataclass(frozen=True)
class Flips:
    """Of `n` photos, how many change their answer under one kind of edit.

    `units` is how many independent photos `n` is worth, photos of one group (a burst) counting as one (Kish's effective
    number). `by_class` says from which answer: (class, flipped, of how many). `area` is the mean share of pixels
    changed, `moved` the median change of the margin, in logits: what an edit does to photos it does not flip.
    """

    kind: str
    flipped: int
    n: int
    units: float
    by_class: tuple[tuple[str, int, int], ...]
    area: float
    moved: float

    @property
    def share(self) -> float:
        return self.flipped / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval for `units` independent photos."""
        return wilson(self.share, self.units)

    def __str__(self) -> str:
        low, high = (100 * end for end in self.interval)
        return f"{self.kind}: {percent(self.share)} of {self.n:,} flip ({100 * LEVEL:.0f} %: {low:.0f}-{high:.0f})"

    def to_plain(self) -> dict[str, Any]:
        """The flips as JSON holds them."""
        return {
            "kind": self.kind,
            "flipped": self.flipped,
            "n": self.n,
            "units": self.units,
            "share": self.share,
            "interval": list(self.interval),
            "by_class": [list(each) for each in self.by_class],
            "area": self.area,
            "moved": self.moved,
        }


@dataclass(frozen=True)
class Mattering(Shown):
    """The kinds of edit, those that flip most answers first.

    >>> flips = Flips("hair painted dark", 9, 10, 10.0, (("chi", 9, 9), ("lars", 0, 1)), 0.2, -4.0)
    >>> print(Mattering((flips,)))
    Answers that flip, of 10 photos             share   95 %  from      chi     lars
      hair painted dark                          90 %  60-98            9/9      0/1
    """

    of: tuple[Flips, ...]

    def __getitem__(self, kind: str) -> Flips:
        """The flips of one kind of edit. Raises `KeyError` where it was not made."""
        return {flips.kind: flips for flips in self.of}[kind]

    def __str__(self) -> str:
        if not self.of:
            return "No photos, no edits."
        classes = [cut_short(name, 8) for name, _, _ in self.of[0].by_class]
        several = len(classes) if len(classes) == 2 else 0  # more do not fit, and of one there is nothing to compare
        head = f"Answers that flip, of {self.of[0].n:,} photos"
        from_class = "".join(f"{name:>9}" for name in classes[:several])
        lines = [f"{head:<44}{'share':>5}{'95 %':>7}" + (f"  from{from_class}" if several else "")]
        for flips in self.flipping:
            low, high = (100 * end for end in flips.interval)
            counts = "".join(f"{f'{some}/{of}':>9}" for _, some, of in flips.by_class[:several])
            line = f"  {flips.kind:<42}{100 * flips.share:>3.0f} %{f'{low:.0f}-{high:.0f}':>7}"
            lines.append(line + (" " * 6 + counts if several else ""))
        still = [flips.kind for flips in self.of if not flips.flipped]
        return "\n".join(lines) + (f"\n{_none_flips(still, self.of)}" if still else "")

    @property
    def flipping(self) -> tuple[Flips, ...]:
        """The kinds that flip any answer."""
        return tuple(flips for flips in self.of if flips.flipped)

    def to_plain(self) -> list[dict[str, Any]]:
        """The kinds as JSON holds them."""
        return [flips.to_plain() for flips in self.of]


def _none_flips(kinds: list[str], of: tuple[Flips, ...]) -> str:
    high = max(flips.interval[1] for flips in of if not flips.flipped)
    words = f"None flips (95 %: 0-{100 * high:.0f}): {', '.join(kinds)}."
    return fill(words, 80, initial_indent="  ", subsequent_indent="    ")


@dataclass(frozen=True)
class Named:
    """Photos flipped by painting the pixels a map names, against as many in the same shape elsewhere.

    `chance` has one share for each draw of places. A map that names what counts flips more than chance's best.
    """

    method: str
    flipped: int
    n: int
    chance: tuple[float, ...]

    @property
    def share(self) -> float:
        return self.flipped / self.n

    @property
    def beats_chance(self) -> bool:
        return self.share > max(self.chance)

    def __str__(self) -> str:
        mean, best = float(np.mean(self.chance)), max(self.chance)
        elsewhere = f"elsewhere {100 * mean:.0f} %, at most {100 * best:.0f} % ({len(self.chance)} draws)"
        return f"{self.method}: {percent(self.share)} of {self.n:,} flip; {elsewhere}"


def what_matters(
    run: Run,
    images: Any,
    regions: NDArray[Any] | Mapping[str, Mask] | None = None,
    names: Sequence[str] = (),
    *,
    seed: int = 0,
) -> Mattering:
    """The share of photos whose answer flips, for each kind of edit that `inside.painting.edited` knows.

    `images` are `Images`, or an array as `run.predict` takes it. `regions` say what is where, where that is known:
    whole numbers `[N, height, width]` counting into `names` (as `gn.datasets.portraits` gives them), or masks bool
    `[N, height, width]` by name. What another class lends (its border, its hair) comes from a photo drawn from `seed`
    among those of another label, or of another answer where there are no labels.

    A photo counts for an edit of a region only where it has that region. Frames of one burst flip together: where
    `images.groups` are known the interval counts groups. Raises `DataError` for regions of another size.

    >>> from glassnet.graph.notation import from_text
    >>> weights = {"FullyConnected/W": np.array([[0, 9], [0, 0], [0, 0], [0, 0]]), "FullyConnected/b": np.array([4, 0])}
    >>> run = Run(from_text("2x2x1 > dense 2 softmax"), weights)
    >>> photos = np.array([[[1, 0], [0, 0]], [[0, 0], [1, 1]]], np.float32)[..., None]
    >>> print(what_matters(run, photos)["shifted right"])
    shifted right: 0 % of 2 flip (95 %: 0-66)
    """
    photos = photos_for(run, images)
    if len(run.network.inputs) > 1:
        raise DataError(
            "This network has other inputs beside the photo: ask photo by photo, gn.inside.edits(run, image)."
        )
    scenes = _scenes(photos, range_of(run, photos), _masks(regions, names, photos))
    evidence = evidence_in(run)
    scores = evidence.scores(photos)
    answers = scores.argmax(axis=1)
    labels, groups = (images.labels, images.groups) if isinstance(images, Images) else (answers, None)
    partners = _partners(labels, np.random.Generator(np.random.PCG64(stream(seed, "what matters"))))
    found: dict[str, list[_Change]] = {}
    for row, (scene, partner) in enumerate(zip(scenes, partners, strict=True)):
        for change in _changes(evidence, scene, None if partner is None else scenes[partner], scores[row]):
            found.setdefault(change.kind, []).append(replace(change, row=row))
    told = (
        _flips(kind, changes, [class_name(run, each) for each in answers], groups) for kind, changes in found.items()
    )
    return Mattering(tuple(sorted(told, key=lambda flips: (-flips.share, flips.moved))))


def what_is_named(
    run: Run, images: Any, *, method: str = INTEGRATED, share: float = 0.1, draws: int = 20, seed: int = 0
) -> Named:
    """Whether painting with wall gray what a map names flips more answers than painting as much elsewhere.

    In each photo the `share` of pixels that speaks most for its answer is painted; then, `draws` times, pixels of the
    same shape at a place drawn from `seed` (the shape is moved, and comes in on the other side where it leaves).

    >>> from glassnet.graph.notation import from_text
    >>> weights = {"FullyConnected/W": np.eye(16)[:, [3, 12]] * 9, "FullyConnected/b": np.zeros(2)}
    >>> run = Run(from_text("4x4x1 > dense 2 softmax"), weights)
    >>> photos = np.full((2, 4, 4, 1), 0.5, np.float32)
    >>> photos[:, 3, 0], photos[:, 0, 3] = 0.6, 0.55
    >>> print(what_is_named(run, photos, share=1 / 16, draws=2))
    integrated gradients: 100 % of 2 flip; elsewhere 0 %, at most 0 % (2 draws)
    """
    if draws < 1:
        raise SettingError(f"what_is_named(draws={draws}): chance draws at least once.")
    photos = photos_for(run, images)
    evidence = evidence_in(run)
    chance = np.random.Generator(np.random.PCG64(stream(seed, "what is named")))
    flipped = np.zeros((len(photos), draws + 1), bool)
    for row, photo in enumerate(photos):
        named = reasons(run, photo, methods=(method,)).top(method, share)
        moves = chance.integers((1, 1), (max(2, len(photo)), max(2, photo.shape[1])), (draws, 2))
        wheres = [named, *(np.roll(named, tuple(map(int, move)), (0, 1)) for move in moves)]
        scores = evidence.scores(np.stack([photo, *(painted(photo, where, "wall") for where in wheres)]))
        flipped[row] = scores[1:].argmax(axis=1) != scores[0].argmax()
    return Named(method, int(flipped[:, 0].sum()), len(photos), tuple(map(float, flipped[:, 1:].mean(axis=0))))


@dataclass(frozen=True)
class _Change:
    """What one edit did to the photo in `row`: the share of pixels changed, the margin after it, and how that moved."""

    kind: str
    area: float
    margin: float
    flipped: bool
    moved: float
    row: int = -1


def _changes(evidence: Evidence, scene: Scene, partner: Scene | None, before: NDArray[np.float64]) -> Iterator[_Change]:
    answer = int(before.argmax())
    (was,) = margins(before[None], answer)
    kinds, photos = zip(*edited(scene, partner), strict=True)
    scores = evidence.scores(np.stack(photos))
    for kind, photo, row, margin in zip(kinds, photos, scores, margins(scores, answer), strict=True):
        yield _Change(kind, area(scene.photo, photo), float(margin), int(row.argmax()) != answer, float(margin - was))


def _flips(kind: str, changes: list[_Change], answers: list[str], groups: NDArray[np.int64] | None) -> Flips:
    flipped = Counter(answers[change.row] for change in changes if change.flipped)
    counted = Counter(answers[change.row] for change in changes)
    return Flips(
        kind,
        flipped.total(),
        len(changes),
        _units([change.row for change in changes], groups),
        tuple((name, flipped[name], counted[name]) for name in sorted(set(answers))),
        float(np.mean([change.area for change in changes])),
        float(np.median([change.moved for change in changes])),
    )


def _units(rows: list[int], groups: NDArray[np.int64] | None) -> float:
    """How many independent photos these are worth. Source: Kish 1965, "Survey Sampling"."""
    if groups is None:
        return float(len(rows))
    sizes = np.unique(groups[rows], return_counts=True)[1]
    return float(sizes.sum() ** 2 / (sizes**2).sum())


def _partners(labels: NDArray[np.int64], chance: np.random.Generator) -> list[int | None]:
    """For each photo one of another label, drawn by chance; None where all are of one."""
    found: list[int | None] = []
    for label in labels:
        others = np.flatnonzero(labels != label)
        found.append(int(chance.choice(others)) if len(others) else None)
    return found


def _scenes(photos: Array, levels: Range, masks: Mapping[str, Mask]) -> list[Scene]:
    return [Scene(photo, levels, {name: each[row] for name, each in masks.items()}) for row, photo in enumerate(photos)]


def _masks(
    regions: NDArray[Any] | Mapping[str, Mask] | None, names: Sequence[str], photos: Array
) -> dict[str, NDArray[np.bool_]]:
    """The regions as masks by name, those left out that no photo has."""
    if regions is None:
        return {}
    by_name = (
        regions
        if isinstance(regions, Mapping)
        else {name: np.asarray(regions) == number for number, name in enumerate(names)}
    )
    for name, mask in by_name.items():
        if mask.shape != photos.shape[:3]:
            raise DataError(
                f"The region {name!r} is of shape {mask.shape}; the network sees these photos as {photos.shape[:3]}.\n"
                "Give one mask a photo, of the size the network takes."
            )
    return {name: np.asarray(mask, bool) for name, mask in by_name.items() if mask.any()}
