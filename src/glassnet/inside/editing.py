"""The photo changed, and the answer that moves with it: what the network used, and not only what it could have used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import cut_short
from glassnet.drawing import Shown
from glassnet.errors import DataError
from glassnet.inside.evidence import Array, class_name, evidence_in
from glassnet.inside.painting import Scene, edited
from glassnet.inside.photos import Mask, one_photo, range_of
from glassnet.runs.run import Run


@dataclass(frozen=True, eq=False)
class Edit:
    """One change: the `photo` `[H, W, C]` as the network saw it then, and what it answered.

    `area` is the share of pixels that changed. `margin` is the logit of the first answer less that of the strongest
    other, after the change: at or below 0 the answer has flipped.
    """

    name: str
    photo: Array = field(repr=False)
    area: float
    answer: str
    margin: float
    flipped: bool

    def __str__(self) -> str:
        to = f"-> {cut_short(self.answer, 18)}" if self.flipped else ""
        return f"{self.name:<40}{100 * self.area:>4.0f} % {self.margin:>+8.2f}  {to}".rstrip()


@dataclass(frozen=True)
class Edits(Shown):
    """What became of one photo's `answer` under each edit. `margin` is the answer's, in logits, before any."""

    answer: str
    margin: float
    of: tuple[Edit, ...]

    def __getitem__(self, name: str) -> Edit:
        """The edit of that name. Raises `KeyError` where it was not made."""
        return {edit.name: edit for edit in self.of}[name]

    @property
    def flipping(self) -> tuple[Edit, ...]:
        """The edits that changed the answer."""
        return tuple(edit for edit in self.of if edit.flipped)

    def __str__(self) -> str:
        flipping = f"{len(self.flipping)} of {len(self.of)} edits flip it"
        head = f"{cut_short(self.answer)!r} by {self.margin:+.2f} in logits; {flipping}"
        lines = [head, f"  {'edit':<40}{'area':>6} {'margin':>8}"]
        return "\n".join(lines + [f"  {edit}" for edit in sorted(self.of, key=lambda edit: edit.margin)])

    def to_plain(self) -> dict[str, Any]:
        """The edits as JSON holds them, without their photos."""
        return {
            "answer": self.answer,
            "margin": self.margin,
            "of": [
                {
                    "name": edit.name,
                    "area": edit.area,
                    "answer": edit.answer,
                    "margin": edit.margin,
                    "flipped": edit.flipped,
                }
                for edit in self.of
            ],
        }


def edits(
    run: Run,
    image: Any,
    regions: Mapping[str, Mask] | None = None,
    *,
    other: Any = None,
    other_regions: Mapping[str, Mask] | None = None,
    own: Mapping[str, Array] | None = None,
) -> Edits:
    """Change a photo in every way known here (`inside.painting.edited`), and see what `run` answers then.

    `image` is one photo, as for `reasons`. `regions` are masks bool `[H, W]` by name: each is painted with wall gray
    (the median of the photo's uppermost tenth), its mean, a blur and dark. With `other`, a photo of another class, the
    border is swapped for its own, and with `other_regions` each region for the other's. `own` are photos you changed
    yourself, by name, of the numbers the network takes. Raises `DataError` for a mask or photo of another size.

    That an edit flips the answer shows that the network used what was changed; an odd photo may also flip it by being
    odd, so look at several edits, and at edits of as many pixels elsewhere: see `what_matters`.

    >>> from glassnet.graph.notation import from_text
    >>> weights = {"FullyConnected/W": np.array([[0, 1], [0, 1], [0, 1], [0, 1]]), "FullyConnected/b": np.array([1, 0])}
    >>> run = Run(from_text("2x2x1 > dense 2 softmax"), weights)
    >>> found = edits(run, np.ones((2, 2, 1), np.float32), {"left": np.array([[True, False], [True, False]])})
    >>> found.margin, found["left painted dark"].margin, found["left painted dark"].flipped
    (3.0, 1.309..., False)
    """
    photo, given = one_photo(run, image)
    levels = range_of(run, photo[None])
    scene = Scene(photo, levels, checked(regions or {}, photo))
    partner = None
    if other is not None:
        there = one_photo(run, other)[0]
        partner = Scene(there, levels, checked(other_regions or {}, there))
    changed = [*edited(scene, partner), *_own(own or {}, photo)]
    scores = evidence_in(run, given=given).scores(np.stack([photo, *(after for _, after in changed)]))
    first = int(scores[0].argmax())
    found = margins(scores, first)
    made = tuple(
        Edit(
            name,
            after,
            area(photo, after),
            class_name(run, int(row.argmax())),
            float(margin),
            int(row.argmax()) != first,
        )
        for (name, after), row, margin in zip(changed, scores[1:], found[1:], strict=True)
    )
    return Edits(class_name(run, first), float(found[0]), made)


def margins(scores: NDArray[np.float64], label: int) -> NDArray[np.float64]:
    """The logit of `label` less that of the strongest other class, for rows `[N, classes]`.

    >>> margins(np.array([[1.0, 3.0, 0.0]]), 1).tolist()
    [2.0]
    """
    others = np.delete(scores, label, axis=1)
    least: NDArray[np.float64] = scores[:, label] - others.max(axis=1)
    return least


def area(before: Array, after: Array) -> float:
    """The share of pixels that differ."""
    return float((before != after).any(-1).mean())


def checked(regions: Mapping[str, Mask], photo: Array) -> dict[str, Mask]:
    """Masks as bool. Raises `DataError` for one of another size than the photo."""
    for name, where in regions.items():
        if np.shape(where) != photo.shape[:2]:
            sides = "x".join(map(str, np.shape(where)))
            raise DataError(
                f"The region {name!r} is {sides}, and the network sees {photo.shape[0]}x{photo.shape[1]} pixels.\n"
                "Draw it on the photo as the network takes it: gn.inside.photos_for(run, image)[0]."
            )
    return {name: np.asarray(where, bool) for name, where in regions.items()}


def _own(own: Mapping[str, Array], photo: Array) -> list[tuple[str, Array]]:
    for name, after in own.items():
        if np.shape(after) != photo.shape:
            raise DataError(
                f"Your photo {name!r} is of shape {np.shape(after)}, the one it is compared to {photo.shape}."
            )
    return [(name, np.asarray(after, np.float32)) for name, after in own.items()]
