"""Which classes are taken for which: counts, and each class's own shares."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import shown
from glassnet.evaluation.doubt import Share, percent
from glassnet.evaluation.groups import share_of

_WIDEST = 80
_NAME_WIDTH = 16
_MOST_MISTAKES = 8


@dataclass(frozen=True)
class Confusion:
    """`counts[truth][answer]`: how many samples of each class were given each answer, in the order of `classes`.

    `found` are the shares of each class that were found, where more is known of them than counts say (`over_groups`).

    >>> print(Confusion(("chi", "lars"), ((20, 0), (1, 19))))
    truth    chi  lars   found
    chi       20     0   100 % of 20 (95 %: 84-100)
    lars       1    19   95 % of 20 (95 %: 76-99)
    """

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    found: tuple[Share | None, ...] = ()

    @property
    def n(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def correct(self) -> int:
        return sum(row[number] for number, row in enumerate(self.counts))

    @property
    def support(self) -> tuple[int, ...]:
        """How many samples are of each class."""
        return tuple(map(sum, self.counts))

    @property
    def recall(self) -> tuple[Share | None, ...]:
        """For each class: of the samples that are of it, how many were found. None where there are none."""
        return self.found or tuple(_share(row[number], sum(row)) for number, row in enumerate(self.counts))

    def over_groups(self, truth: NDArray[Any], answers: NDArray[Any], groups: NDArray[np.int64]) -> "Confusion":
        """The same counts, with intervals that know which of the samples belong together.

        >>> truth, answers = np.array([0, 0, 0, 1]), np.array([0, 0, 0, 0])
        >>> print(confusion(truth, answers, ("a", "b")).over_groups(truth, answers, np.array([7, 7, 7, 8])).recall[0])
        100 % of 3 in 1 group (95 %: 17-100)
        """
        ours = [truth == number for number in range(len(self.classes))]
        found = [
            share_of(answers[mine] == number, groups[mine]) if mine.any() else None for number, mine in enumerate(ours)
        ]
        return replace(self, found=tuple(found))

    @property
    def precision(self) -> tuple[Share | None, ...]:
        """For each class: of the answers that name it, how many were right. None where it was never named."""
        answers = list(zip(*self.counts, strict=True))
        return tuple(_share(column[number], sum(column)) for number, column in enumerate(answers))

    @property
    def mistakes(self) -> tuple[tuple[int, str, str], ...]:
        """How often which class was taken for which other, the most frequent first.

        >>> Confusion(("chi", "lars"), ((20, 0), (1, 19))).mistakes
        ((1, 'lars', 'chi'),)
        """
        found = [
            (count, self.classes[truth], self.classes[answer])
            for truth, row in enumerate(self.counts)
            for answer, count in enumerate(row)
            if count and truth != answer
        ]
        return tuple(sorted(found, key=lambda mistake: -mistake[0]))

    @property
    def matrix(self) -> str:
        """The counts alone, in fewer columns than the table with its shares; empty where even that is too wide."""
        table = _table(self, shares=False)
        return table if max(map(len, table.splitlines())) < _WIDEST else ""

    def __str__(self) -> str:
        table = _table(self)
        return table if max(map(len, table.splitlines())) < _WIDEST else _in_words(self)

    def to_plain(self) -> dict[str, Any]:
        """Counts and shares as JSON holds them."""
        return {
            "classes": list(self.classes),
            "counts": [list(row) for row in self.counts],
            "recall": [share and share.to_plain() for share in self.recall],
            "precision": [share and share.to_plain() for share in self.precision],
        }


def confusion(truth: NDArray[Any], answers: NDArray[Any], classes: tuple[str, ...]) -> Confusion:
    """Count pairs of class numbers.

    >>> confusion(np.array([0, 1, 1]), np.array([0, 0, 1]), ("cat", "dog")).counts
    ((1, 0), (1, 1))
    """
    counts = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(counts, (truth, answers), 1)
    return Confusion(classes, tuple(tuple(map(int, row)) for row in counts))


def _share(hits: int, n: int) -> Share | None:
    return Share(hits, n) if n else None


def _table(confusion: Confusion, *, shares: bool = True) -> str:
    names = [_cut(name) for name in confusion.classes]
    side = max(len("truth"), *map(len, names)) + 1
    least = 4 if shares else 2
    width = max(least, *map(len, names), *(len(f"{count:,}") for row in confusion.counts for count in row)) + 2
    lines = [f"{'truth':<{side}}" + "".join(f"{name:>{width}}" for name in names) + "   found" * shares]
    for name, row, share in zip(names, confusion.counts, confusion.recall, strict=True):
        found = f"   {share or 'none tested'}" * shares
        lines.append(f"{name:<{side}}" + "".join(f"{count:>{width},}" for count in row) + found)
    return "\n".join(lines)


def _in_words(confusion: Confusion) -> str:
    """What a table too wide for a terminal would say: the weakest classes and the commonest mistakes."""
    shares = [(share, name) for share, name in zip(confusion.recall, confusion.classes, strict=True) if share]
    weakest = sorted(shares, key=lambda each: each[0].value)[:_MOST_MISTAKES]
    lines = ["Found least often:"] if weakest else []
    lines += [f"  {_cut(name):<{_NAME_WIDTH}} {share}" for share, name in weakest]
    lines += ["Taken for another most often:"] if confusion.mistakes else []
    for count, truth, answer in confusion.mistakes[:_MOST_MISTAKES]:
        tested = sum(confusion.counts[confusion.classes.index(truth)])
        lines.append(
            f"  {_cut(truth):<{_NAME_WIDTH}} for {_cut(answer):<{_NAME_WIDTH}} {count:,}x, {percent(count, tested)} %"
        )
    return "\n".join(lines)


def _cut(name: str) -> str:
    name = shown(name)
    return name if len(name) <= _NAME_WIDTH else name[: _NAME_WIDTH - 1] + "…"
