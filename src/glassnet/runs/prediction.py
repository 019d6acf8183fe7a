"""What a run says to single photos: each answered, or refused with a reason, by itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.runs.feeding import preparation_of
from glassnet.runs.looking import looks_at
from glassnet.runs.run import Run

NONE = "none of these"


@dataclass(frozen=True)
class Prediction:
    """The likeliest class of a photo, the number the network gives it, and those of all classes by name.

    A network with a single output has that one number; above a half of a sigmoid's, it speaks for the second class. A
    run that was calibrated gives tempered numbers, and says whether the photo is `familiar`: like those it was trained
    on. If not, its answer is `NONE`, whatever the label; `unfamiliarity` is over 1 then (1 is the edge), and `reason`
    says what is odd. All three are empty for a run that was not calibrated.
    """

    photo: str
    label: str
    share: float
    shares: Mapping[str, float]
    familiar: bool | None = None
    unfamiliarity: float | None = None
    reason: str = ""

    @property
    def answer(self) -> str:
        """The label, or "none of these" for a photo unlike those of the training.

        >>> Prediction("black.png", "chi", 1.0, {"chi": 1.0}, familiar=False, unfamiliarity=9.0).answer
        'none of these'
        """
        return NONE if self.familiar is False else self.label


@dataclass(frozen=True)
class Refusal:
    """A photo that could not be read, and why."""

    photo: str
    why: str


def predictions(run: Run, photos: Iterable[str]) -> Iterator[Prediction | Refusal]:
    """An answer to each photo, in their order; a file that is no picture we read does not hold up the others.

    Raises `DataError` when the run does not know how to prepare photos at all.
    """
    preparation = preparation_of(run.card)
    if preparation is None:
        raise DataError("This network was trained on arrays, so it does not know how a photo becomes one of them.")
    for photo in photos:
        try:
            yield _prediction(run, photo, preparation.from_file(photo))
        except DataError as why:
            yield Refusal(photo, str(why))


def _prediction(run: Run, photo: str, levels: NDArray[np.uint8]) -> Prediction:
    answer = run.probabilities(levels)
    (label,) = run.labels(answer)
    shares = [float(share) for share in answer.reshape(-1)]
    names = run.classes if len(run.classes) == len(shares) else tuple(map(str, range(len(shares))))
    named = dict(zip(names, shares, strict=True))
    told = Prediction(photo, label, named.get(label, shares[0]), named)
    if run.calibration is None:
        return told
    (look,) = looks_at(run, levels)
    return replace(told, familiar=look.familiar, unfamiliarity=look.unfamiliarity, reason=look.reason)
