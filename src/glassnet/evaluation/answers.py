"""What a network said to each picture, beside the truth: the rows that every other judgement is counted from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.runs.plain import to_number

_SMALLEST = 1e-10  # as in the networks' own loss: nothing costs more than 23.03


class Answer(NamedTuple):
    """One picture. `probability` is what the network gave its own answer, `loss` what the truth cost it."""

    name: str
    truth: str
    answer: str
    probability: float | None
    loss: float

    @property
    def is_right(self) -> bool:
        return self.truth == self.answer

    def to_plain(self) -> dict[str, Any]:
        """The answer as JSON holds it."""
        return {
            "file": self.name,
            "label": self.truth,
            "answer": self.answer,
            "right": self.is_right,
            "probability": to_number(self.probability),
            "loss": to_number(self.loss),
        }


@dataclass(frozen=True, eq=False)
class Answers:
    """`truth` and `answer` `[N]` count into `classes`; `shares` `[N, classes]` are probabilities, None where the
    network gives none; `losses` `[N]` are -log of the truth's share (natural, at most 23.03), or where there are no
    shares the mean squared distance of the network's row from the target. `names` tell where pictures came from.

    >>> shares = np.array([[0.75, 0.25], [0.6, 0.4]])
    >>> said = Answers(
    ...     ("a.png", "b.png"), ("chi", "lars"), np.array([0, 1]), np.array([0, 0]), shares, np.array([0.29, 0.92])
    ... )
    >>> said[1]
    Answer(name='b.png', truth='lars', answer='chi', probability=0.6, loss=0.92)
    >>> [wrong.name for wrong in said.worst()]
    ['b.png']
    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    truth: NDArray[np.int64]
    answer: NDArray[np.int64]
    shares: NDArray[np.float64] | None
    losses: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.truth)

    def __getitem__(self, row: int) -> Answer:
        given = int(self.answer[row])
        probability = None if self.shares is None else float(self.shares[row, given])
        return Answer(
            self.names[row], self.classes[self.truth[row]], self.classes[given], probability, float(self.losses[row])
        )

    def __iter__(self) -> Iterator[Answer]:
        return map(self.__getitem__, range(len(self)))

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which pictures were answered rightly, [N]."""
        return np.asarray(self.truth == self.answer)

    @property
    def broken(self) -> int:
        """How many pictures were answered with NaN or infinity."""
        return int((~np.isfinite(self.losses)).sum())

    def worst(self, most: int | None = None) -> tuple[Answer, ...]:
        """The wrong answers, the costliest first (what is no number before all), at most `most` of them."""
        return tuple(self[row] for row in self.worst_rows[:most])

    @property
    def worst_rows(self) -> tuple[int, ...]:
        """Which pictures those are, by number: names may repeat."""
        wrong = np.flatnonzero(~self.right)
        order = np.argsort(-np.nan_to_num(self.losses[wrong], nan=np.inf), kind="stable")
        return tuple(wrong[order].tolist())


def losses_of(
    shares: NDArray[np.float64] | None, truth: NDArray[np.int64], rows: NDArray[Any], targets: NDArray[Any]
) -> NDArray[np.float64]:
    """What each picture's truth costs, [N], from the `shares` of classes, else from the network's rows and targets.

    >>> losses_of(np.array([[0.5, 0.5]]), np.array([1]), np.zeros((1, 2)), np.zeros((1, 2))).round(4).tolist()
    [0.6931]
    """
    if shares is not None:
        costs: NDArray[np.float64] = -np.log(np.maximum(shares[np.arange(len(truth)), truth], _SMALLEST))
        return costs + 0.0  # a sure and right answer costs 0, not -0
    apart = rows.reshape(len(rows), -1).astype(np.float64) - targets.reshape(len(rows), -1)
    squares: NDArray[np.float64] = (apart**2).mean(axis=1)
    return squares
