"""One look of a run at pictures: what it answers, how familiar they are, and which of them it was trained on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.runs.calibration import Calibration
from glassnet.runs.familiarity import features_node
from glassnet.runs.fingerprints import fingerprints

if TYPE_CHECKING:
    from glassnet.runs.run import Run


@dataclass(frozen=True)
class Look:
    """What a run makes of one picture, besides its answer.

    `unfamiliarity` is 0 or more, 1 at the edge; `reason` says in words what is odd about an unfamiliar picture, and is
    empty for a familiar one. `seen`: whether the very picture was trained on.
    """

    unfamiliarity: float
    reason: str
    seen: bool

    @property
    def familiar(self) -> bool:
        return self.unfamiliarity <= 1


def looks_at(run: "Run", X: Any) -> list[Look]:
    """One `Look` a sample, for the same `X` that `run.predict` takes. Raises `DataError` without a calibration."""
    known = _calibration(run)
    found: list[Look] = []
    for inputs, features in seen_by(run, X):
        scores = known.familiarity.scores(inputs, features)
        reasons = known.familiarity.reasons(inputs, features)
        marks = known.knows(fingerprints(inputs))
        found += map(Look, scores.tolist(), reasons, marks.tolist())
    return found


def unfamiliarity(run: "Run", X: Any) -> NDArray[np.float64]:
    """The first number of each `Look`, without the rest."""
    known = _calibration(run).familiarity
    return np.concatenate([np.zeros(0), *(known.scores(*each) for each in seen_by(run, X))])


def seen_by(run: "Run", X: Any) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Batch by batch, the samples as the network is fed them and what its last layer but one makes of them."""
    (given,), name = run.network.inputs, run.network.name(features_node(run.network))
    for fed, values in run.passes(X, (name,)):
        yield fed[run.network.name(given)], values[name]


def _calibration(run: "Run") -> Calibration:
    if run.calibration is None:
        raise DataError(
            "This run cannot say what is unfamiliar, for it was not calibrated.\n"
            "Do that with the pictures it was trained with: run = gn.calibrate(run, splits)."
        )
    return run.calibration
