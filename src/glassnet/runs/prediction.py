"""What a run says to single photos: each answered, or refused with a reason, by itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from glassnet.errors import DataError
from glassnet.runs.run import Run


@dataclass(frozen=True)
class Prediction:
    """The likeliest class of a photo, the number the network gives it, and those of all classes by name.

    A network with a single output has that one number; above a half of a sigmoid's, it speaks for the second class.
    """

    photo: str
    label: str
    share: float
    shares: Mapping[str, float]


@dataclass(frozen=True)
class Refusal:
    """A photo that could not be read, and why."""

    photo: str
    why: str


def predictions(run: Run, photos: Iterable[str]) -> Iterator[Prediction | Refusal]:
    """An answer to each photo, in their order; a file that is no picture we read does not hold up the others.

    Raises `DataError` when the run does not know how to prepare photos at all.
    """
    if run.card.preparation is None:
        raise DataError("This network was trained on arrays, so it does not know how a photo becomes one of them.")
    for photo in photos:
        try:
            yield _prediction(run, photo)
        except DataError as why:
            yield Refusal(photo, str(why))


def _prediction(run: Run, photo: str) -> Prediction:
    answer = run.predict(photo)
    (label,) = run.labels(answer)
    shares = [float(share) for share in answer.reshape(-1)]
    names = run.classes if len(run.classes) == len(shares) else tuple(map(str, range(len(shares))))
    named = dict(zip(names, shares, strict=True))
    return Prediction(photo, label, named.get(label, shares[0]), named)
