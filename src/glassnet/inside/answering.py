"""What a run answers about photos, in words and shares of classes, as far as it answers with classes at all."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.runs.answers import top
from glassnet.runs.run import Run
from glassnet.runs.tempering import kind_of


@dataclass(frozen=True, eq=False)
class Said:
    """Of N photos: `labels`, the class each is called, None where the answer is no number or no class; `classes`, all
    that there are; `shares` float64 `[N, classes]`, tempered where the run was calibrated, None where it gives none.
    """

    labels: tuple[str | None, ...]
    classes: tuple[str, ...]
    shares: NDArray[np.float64] | None

    def sure(self, row: int) -> float | None:
        """The share, 0 to 1, that a photo's own answer has."""
        if self.shares is None or not np.isfinite(self.shares[row]).all():
            return None
        return float(self.shares[row].max())

    def probabilities(self, row: int) -> list[float] | None:
        """The share of every class in one photo."""
        return None if self.sure(row) is None or self.shares is None else self.shares[row].tolist()


def said_of(run: Run, photos: Any) -> Said:
    """What `run` answers about `photos`, which are whatever `run.predict` takes.

    >>> from glassnet.graph.notation import from_text
    >>> weights = {"FullyConnected/W": np.array([[0.0, 9.0]]), "FullyConnected/b": np.zeros(2)}
    >>> said = said_of(Run(from_text("1 > dense 2 softmax"), weights), np.ones((1, 1), np.float32))
    >>> said.labels, round(said.sure(0), 4)
    (('1',), 0.9999)
    """
    answers = run.predict(photos)
    output = run.network.output
    if output.shape.rank > 1:
        return Said((None,) * len(answers), run.classes, None)
    rows = answers.reshape(len(answers), -1)
    known = np.asarray(np.isfinite(rows).all(axis=1))
    classes = class_names(run)
    labels = tuple(
        classes[number] if fine else None for number, fine in zip(top(output, rows).tolist(), known, strict=True)
    )
    shares = run.tempered(answers).reshape(len(answers), -1).astype(np.float64)
    kind = kind_of(output)
    if kind == "sigmoid" and shares.shape[1] == 1:
        return Said(labels, classes, np.hstack([1 - shares, shares]))
    return Said(labels, classes, shares if kind == "softmax" else None)


def class_names(run: Run) -> tuple[str, ...]:
    """The names of all classes; their numbers, in words, where they have none. A single yes or no counts as two.

    >>> from glassnet.graph.notation import from_text
    >>> class_names(Run(from_text("4 > dense 3 softmax"), {}))
    ('0', '1', '2')
    """
    count = max(2, run.network.output.shape.size, len(run.classes)) if run.network.output.shape.rank < 2 else 0
    return tuple(run.classes[at] if at < len(run.classes) else str(at) for at in range(count))
