"""Precision, recall and F1 of each class and their averages, as scikit-learn lays them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glassnet.evaluation.confusion import Confusion


@dataclass(frozen=True)
class Scores:
    """One line of the report, 0..1; `support` is how many pictures are of the class.

    `precision` is None where the class was never answered, `recall` where it was never tested, `f1` where it was
    neither.
    """

    name: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int

    def to_plain(self) -> dict[str, Any]:
        """The line as JSON holds it."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1, "support": self.support}


@dataclass(frozen=True)
class PerClass:
    """The lines of all classes, in their order, and two averages in which what is None counts as 0, as there.

    `macro` weighs classes alike, `weighted` by their support. Classes that were neither tested nor answered are left
    out of both.

    >>> known = per_class(Confusion(("cat", "dog"), ((3, 1), (2, 4))))
    >>> [round(each.f1, 3) for each in known.classes], round(known.macro.f1, 3)
    ([0.667, 0.727], 0.697)
    """

    classes: tuple[Scores, ...]
    macro: Scores
    weighted: Scores

    def to_plain(self) -> dict[str, Any]:
        """The report as JSON holds it."""
        return {
            "classes": {each.name: each.to_plain() for each in self.classes},
            "macro": self.macro.to_plain(),
            "weighted": self.weighted.to_plain(),
        }


def per_class(confusion: Confusion) -> PerClass:
    """The report of these counts.

    F1 is 2 TP / (2 TP + FP + FN): the harmonic mean of precision and recall.
    """
    answered = [sum(column) for column in zip(*confusion.counts, strict=True)]
    lines = tuple(
        _scores(name, confusion.counts[at][at], answered[at], confusion.support[at])
        for at, name in enumerate(confusion.classes)
    )
    met = [each for each in lines if each.f1 is not None]
    alike = _average("macro avg", met, [1] * len(met))
    return PerClass(lines, alike, _average("weighted avg", met, [each.support for each in met]))


def _scores(name: str, hits: int, answered: int, support: int) -> Scores:
    return Scores(name, _ratio(hits, answered), _ratio(hits, support), _ratio(2 * hits, answered + support), support)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _average(name: str, lines: Sequence[Scores], weights: Sequence[int]) -> Scores:
    def mean(values: Sequence[float | None]) -> float:
        return sum(weight * (value or 0.0) for weight, value in zip(weights, values, strict=True)) / (sum(weights) or 1)

    return Scores(
        name,
        mean([each.precision for each in lines]),
        mean([each.recall for each in lines]),
        mean([each.f1 for each in lines]),
        sum(each.support for each in lines),
    )
