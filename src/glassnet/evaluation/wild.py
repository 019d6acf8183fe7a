"""How a run does on photos unlike its training set: right, wrong, refused, or answered though it should not have."""

import os
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from glassnet.data.images import Images
from glassnet.data.wild_folder import NONE, WildPhotos, wild_folder
from glassnet.errors import DataError
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.evaluation import Evaluation
from glassnet.evaluation.fall import Fall
from glassnet.evaluation.truth import pixels_of
from glassnet.evaluation.wording import wrapped
from glassnet.runs.feeding import Fed, preparation_of
from glassnet.runs.looking import looks_at
from glassnet.runs.run import Run

RIGHT, WRONG, REFUSED = "right", "wrong", "refused"
RIGHTLY, THOUGH_NONE = "rightly refused", "answered though none"
ANSWERED = "answered"
VERDICTS = (RIGHT, WRONG, REFUSED, RIGHTLY, THOUGH_NONE, ANSWERED)


@dataclass(frozen=True)
class WildPhoto:
    """One photo: what it shows (a class, "none", or None where nobody says), and what the run makes of it.

    `share` is what the run gives its answer, tempered where it was calibrated; `familiar` and `unfamiliarity` (1 at the
    edge) are None where it was not. `seen`: the very picture was trained on.
    """

    name: str
    truth: str | None
    answer: str
    share: float
    familiar: bool | None = None
    unfamiliarity: float | None = None
    reason: str = ""
    seen: bool = False

    @property
    def verdict(self) -> str:
        """What became of the photo, in words.

        >>> WildPhoto("black.png", "none", "chi", 1.0, familiar=False).verdict
        'rightly refused'
        """
        if self.familiar is False:
            return RIGHTLY if self.truth == NONE else REFUSED
        if self.truth is None:
            return ANSWERED
        if self.truth == NONE and not self.is_right:  # a network may have a class of that name
            return THOUGH_NONE
        return RIGHT if self.is_right else WRONG

    @property
    def is_right(self) -> bool:
        """Whether the network's answer is the class, refused or not."""
        return self.answer == self.truth

    def to_plain(self) -> dict[str, Any]:
        """The photo as JSON holds it."""
        return {
            "photo": self.name,
            "truth": self.truth,
            "answer": self.answer,
            "probability": self.share,
            "verdict": self.verdict,
            "familiar": self.familiar,
            "unfamiliarity": self.unfamiliarity,
            "reason": self.reason,
            "trained_on": self.seen,
        }


@dataclass(frozen=True)
class Wild:
    """What came of a wild set. `test` is the judgement on pictures like those of the training, to compare with.

    >>> photos = (WildPhoto("hat.jpg", "chi", "lars", 0.9, True), WildPhoto("black.png", "none", "chi", 1.0, False))
    >>> print(Wild(photos))
    2 wild photos: 1 of the classes, 1 of none of them, 0 not labelled
    Right, had it to answer all: 0 % of 1 (95 %: 0-79)
    Refused: 0 of 1 of the classes, 1 of 1 of none of them
    """

    photos: tuple[WildPhoto, ...]
    test: Evaluation | None = None
    skipped: tuple[tuple[str, str], ...] = ()

    @property
    def of_classes(self) -> tuple[WildPhoto, ...]:
        """The photos that are known to show one of the classes."""
        return tuple(photo for photo in self.photos if photo.truth not in (None, NONE))

    @property
    def of_none(self) -> tuple[WildPhoto, ...]:
        """The photos that are known to show none of them."""
        return tuple(photo for photo in self.photos if photo.truth == NONE)

    @property
    def counts(self) -> dict[str, int]:
        """How many photos got which verdict; those nobody got are left out."""
        found = Counter(photo.verdict for photo in self.photos)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def share(self) -> Share | None:
        """Right answers among the photos of classes, each answered whether it is refused or not; None without any.

        So it compares with the test, where all are answered too.
        """
        known = self.of_classes
        return Share(sum(photo.is_right for photo in known), len(known)) if known else None

    @property
    def answered(self) -> Share | None:
        """Right answers among the photos of classes that were not refused; None where all were."""
        known = [photo for photo in self.of_classes if photo.familiar is not False]
        return Share(sum(photo.is_right for photo in known), len(known)) if known else None

    @property
    def refused(self) -> Share | None:
        """Refusals among the photos of none of the classes; None without any, or where the run cannot refuse."""
        known = [photo.familiar for photo in self.of_none if photo.familiar is not None]
        return Share(known.count(False), len(known)) if known else None

    @property
    def fall(self) -> Fall | None:
        """From the test's accuracy to that on the wild photos; None where one of them is missing."""
        if self.test is None or self.test.accuracy is None or self.test.interval is None or self.share is None:
            return None
        return Fall(self.test.accuracy, self.test.interval, self.share.value, self.share.interval)

    @property
    def trained_on(self) -> tuple[str, ...]:
        """The names of photos that the run was trained on: these are not wild."""
        return tuple(photo.name for photo in self.photos if photo.seen)

    @property
    def caveats(self) -> tuple[str, ...]:
        """What a reader must know before believing the figures."""
        seen, n = len(self.trained_on), len(self.photos)
        told = []
        if seen:
            are = "was trained on, so it is" if seen == 1 else "were trained on, so they are"
            told.append(f"{seen:,} of these {n:,} photos {are} not wild.")
        if self.share and self.share.n < 20:
            told.append(f"{self.share.n:,} labelled photos tell little: the interval says how little.")
        if any(photo.familiar is None for photo in self.photos):
            told.append("The run was not calibrated, so it answers everything: gn.calibrate(run, splits).")
        return tuple(told)

    def __len__(self) -> int:
        return len(self.photos)

    def __str__(self) -> str:
        classes, none = len(self.of_classes), len(self.of_none)
        wild = f"{len(self):,} wild {'photo' if len(self) == 1 else 'photos'}"
        rest = f"{none:,} of none of them, {len(self) - classes - none:,} not labelled"
        lines = [f"{wild}: {classes:,} of the classes, {rest}"]
        if self.share:
            lines.append(f"Right, had it to answer all: {self.share}")
        if self.fall and self.test:
            lines.append(wrapped(f"Against the test, {self.test.share}: {self.fall}", "", "  "))
        if any(photo.familiar is not None for photo in self.photos):
            lines.append(self._refusals())
        return "\n".join(lines)

    def _refusals(self) -> str:
        kinds = {
            "of the classes": self.of_classes,
            "of none of them": self.of_none,
            "not labelled": [photo for photo in self.photos if photo.truth is None],
        }
        told = [
            f"{sum(photo.familiar is False for photo in some):,} of {len(some):,} {kind}"
            for kind, some in kinds.items()
            if some
        ]
        return f"Refused: {', '.join(told)}"

    def to_plain(self) -> dict[str, Any]:
        """The whole as JSON holds it."""
        return {
            "n": len(self),
            "accuracy": self.share and self.share.to_plain(),
            "accuracy_answered": self.answered and self.answered.to_plain(),
            "refused_of_none": self.refused and self.refused.to_plain(),
            "fall": self.fall and self.fall.to_plain(),
            "verdicts": self.counts,
            "caveats": list(self.caveats),
            "photos": [photo.to_plain() for photo in self.photos],
            "skipped": [list(each) for each in self.skipped],
        }


def wild(run: Run, photos: Any, *, test: Evaluation | None = None) -> Wild:
    """Ask `run` about photos unlike its training set, and judge each answer as far as its truth is known.

    `photos`: a folder (sub-folders named like the classes, `none` for neither, loose files for unlabelled ones: see
    `glassnet.data.wild_folder`), `WildPhotos`, `Images` (a class "none" among theirs is neither), or an array as
    `run.predict` takes it, of which nothing is known. Nothing here is ever trained on. `test` is the judgement on
    the test part, to say how far the accuracy falls from there.

    Without a calibration the run refuses nothing. Raises `DataError` when the folder holds no photo, a class is none of
    the run's, or the run does not know how to prepare photos.

    >>> from glassnet.graph.notation import from_text
    >>> run = Run(from_text("2 > dense 2 softmax"), {"FullyConnected/W": np.eye(2), "FullyConnected/b": np.zeros(2)})
    >>> print(wild(run, np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)))
    2 wild photos: 0 of the classes, 0 of none of them, 2 not labelled
    """
    known = photos if isinstance(photos, WildPhotos) else _photos(run, photos)
    answers = run.probabilities(known.pixels)
    labels = run.labels(answers)
    looks = looks_at(run, known.pixels) if run.calibration else None
    found = []
    for row, (name, truth, label) in enumerate(zip(known.names, known.truths, labels, strict=True)):
        photo = WildPhoto(name, truth, label, _share(run, answers[row], label))
        if looks is not None:
            look = looks[row]
            photo = WildPhoto(
                name, truth, label, photo.share, look.familiar, look.unfamiliarity, look.reason, look.seen
            )
        found.append(photo)
    return Wild(tuple(found), test, known.skipped)


def _photos(run: Run, photos: Fed) -> WildPhotos:
    if isinstance(photos, str | os.PathLike):
        preparation = preparation_of(run.card)
        if preparation is None:
            raise DataError("This network was trained on arrays, so it does not know how a photo becomes one of them.")
        return wild_folder(photos, run.classes, preparation)
    if isinstance(photos, Images):
        truths = tuple(photos.classes[label] for label in photos.labels)
        odd = sorted({truth for truth in truths if truth != NONE and truth not in run.classes})
        if odd and run.classes:
            raise DataError(f"The network does not know the class {odd[0]!r}. Call it '{NONE}' if it is none of these.")
        return WildPhotos(pixels_of(run, photos), photos.names, truths, photos.skipped)
    rows = np.asarray(photos)
    return WildPhotos(rows, tuple(map(str, range(len(rows)))), (None,) * len(rows))


def _share(run: Run, answer: Any, label: str) -> float:
    shares = answer.reshape(-1)
    names = list(run.classes) if len(run.classes) == len(shares) else list(map(str, range(len(shares))))
    return float(shares[names.index(label)] if label in names else shares[0])
