"""How far a picture lies from those a network was trained on: in what it sees in them, and in how they look."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import FileError
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.runs.looks import look_names, look_word, looks

NEIGHBOURS = 5  # the distance to the fifth nearest: one odd training picture vouches for nobody
MOST_REFERENCES = 512
_ODD = 3.0  # standard deviations of brightness, beyond which it alone is reason enough
MOST_FEATURES = 1024  # of more, sums are kept
_MIX = 2654435761  # Knuth's multiplier: its product's bits look like chance, and are the same everywhere
_AT_ONCE = 2048
SMALLEST_RANGE = 1e-6  # between the darkest and the brightest value
_SMALL, _LARGE, _LARGEST = 1e-7, 1e9, 1e30  # what a file may hold without any sum of ours leaving the numbers

Sizes = dict[str, tuple[str, tuple[int, ...]]]


@dataclass(frozen=True, eq=False)
class Familiarity:
    """Training pictures to compare with, and how far from them is still familiar.

    `references` `[R, D]` are what the layer before the last sees in some of the training pictures, each row brought to
    length 1. `look_mean` `[L]` and `look_covariance` `[L, L]` say how the training pictures look (`runs.looks`), after
    `low` and `high`, the range of values training saw, have become 0 and 1. `reach` is the largest distance of features
    and `look_reach` the largest distance of looks that passes for familiar.
    """

    references: NDArray[np.float32]
    look_mean: NDArray[np.float32]
    look_covariance: NDArray[np.float32]
    low: float
    high: float
    reach: float
    look_reach: float

    def scores(self, inputs: NDArray[Any], features: NDArray[Any]) -> NDArray[np.float64]:
        """How unfamiliar pictures are, for `inputs` `[N, ...]` as the network takes them and what it sees in them.

        0: as familiar as can be; 1: at the edge; 2: twice as far off as the edge.
        """
        return np.maximum(self.distances(features) / self.reach, self.look_distances(inputs) / self.look_reach)

    def distances(self, features: NDArray[Any]) -> NDArray[np.float64]:
        """From each row of features to its fifth nearest reference, all of length 1: from 0 to 2 (opposite)."""
        return neighbour_distances(unit_rows(features), self.references)

    def look_distances(self, inputs: NDArray[Any]) -> NDArray[np.float64]:
        """Mahalanobis's distance of how pictures look from how the training pictures look."""
        away = self._looks(inputs) - self.look_mean
        squares: NDArray[np.float64] = np.einsum("ni,ij,nj->n", away, self._precision, away)
        return np.sqrt(np.maximum(squares, 0))

    def reasons(self, inputs: NDArray[Any], features: NDArray[Any]) -> list[str]:
        """In words what makes each picture unlike the training pictures; empty for a familiar one."""
        seen, look = self.distances(features) / self.reach, self.look_distances(inputs) / self.look_reach
        away = (self._looks(inputs) - self.look_mean) / np.sqrt(np.diag(self.look_covariance))
        names = look_names(inputs.shape[1:])
        return [_reason(*each, names) for each in zip(seen, look, away, strict=True)]

    def _looks(self, inputs: NDArray[Any]) -> NDArray[np.float32]:
        return looks(scaled(inputs, self.low, self.high))

    @cached_property
    def _precision(self) -> NDArray[np.float64]:
        precision: NDArray[np.float64] = np.linalg.inv(self.look_covariance.astype(np.float64))
        return precision

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, as a model file keeps them."""
        return {
            "references": self.references,
            "look_mean": self.look_mean,
            "look_covariance": self.look_covariance,
        }

    def check(self) -> None:
        """Raise `FileError` for numbers that no calibration gives."""
        if not all(_SMALL <= reach <= _LARGE for reach in (self.reach, self.look_reach)):
            raise FileError(f"reaches of {self.reach} and {self.look_reach} are no distances")
        if not -_LARGEST <= self.low <= self.high - SMALLEST_RANGE <= _LARGEST:
            raise FileError(f"values from {self.low} to {self.high} are no range")
        if np.linalg.norm(self.references.astype(np.float64), axis=1).max() > 1.001:
            raise FileError("'references' holds rows longer than 1")
        if np.abs(self.look_mean).max() > _LARGE:
            raise FileError("'look_mean' and what stands beside it are looks of nothing")
        covariance = self.look_covariance.astype(np.float64)
        if (covariance != covariance.T).any() or not _SMALL <= np.linalg.eigvalsh(covariance).min() <= _LARGE:
            raise FileError("'look_covariance' is the covariance of nothing")


def sizes_of(network: Network, references: int) -> Sizes:
    """The arrays of a `Familiarity` for `network`: type and shape by name."""
    looked = len(look_names(network.inputs[0].shape.sides))
    return {
        "references": ("F32", (references, min(features_node(network).shape.size, MOST_FEATURES))),
        "look_mean": ("F32", (looked,)),
        "look_covariance": ("F32", (looked, looked)),
    }


def features_node(network: Network) -> Node:
    """The layer that the last one with weights reads: what a classifier sees in a picture before it decides.

    >>> from glassnet.graph.notation import from_text
    >>> features_node(from_text("8x8x1 > dense 5 relu > keep 0.8 > dense 2 softmax")).shape
    Shape(sides=(5,))
    """
    node = network.output
    while node.inputs and not node.weights:
        node = node.inputs[0]
    return node.inputs[0] if node.inputs else node


def unit_rows(features: NDArray[Any]) -> NDArray[np.float32]:
    """Rows of features `[N, ...]` brought to length 1; a row of zeros stays one.

    Of more than 1,024 features the sums of groups are kept, each feature with a sign that looks like chance: that
    leaves angles as they were, give or take 1/32 (Weinberger et al. 2009, "Feature Hashing").

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).round(1).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    rows = np.asarray(features, np.float32).reshape(len(features), -1)
    if rows.shape[1] > MOST_FEATURES:
        rows = _folded(rows)
    units: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
    return units


def neighbour_distances(
    rows: NDArray[np.float32], references: NDArray[np.float32], neighbours: int = NEIGHBOURS
) -> NDArray[np.float64]:
    """From each of `rows` `[N, D]` to its nearest references but some: the fifth one, the last where there are fewer.

    >>> neighbour_distances(np.array([[1.0, 0.0]]), np.array([[0.0, 1.0], [-1.0, 0.0]]), 1).round(3).tolist()
    [1.414]
    """
    place = min(neighbours, len(references)) - 1
    lengths = (references.astype(np.float64) ** 2).sum(1)
    nearest = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE].astype(np.float64)
        squares = (some**2).sum(1)[:, None] + lengths - 2 * some @ references.T.astype(np.float64)
        nearest.append(np.partition(squares, place, axis=1)[:, place])
    return np.sqrt(np.maximum(np.concatenate(nearest), 0)) if nearest else np.zeros(0)


def scaled(inputs: NDArray[Any], low: float, high: float) -> NDArray[np.float32]:
    """Values with `low` as 0 and `high` as 1.

    >>> scaled(np.array([-1.0, 1.0]), -1.0, 1.0).tolist()
    [0.0, 1.0]
    """
    values: NDArray[np.float32] = (np.asarray(inputs, np.float32) - np.float32(low)) / np.float32(high - low)
    return values


def _folded(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    count = rows.shape[1]
    mixed = (np.arange(count, dtype=np.uint64) * np.uint64(_MIX)) >> np.uint64(16)
    signs = np.where(mixed & np.uint64(1), np.float32(1), np.float32(-1))
    groups = -(-count // MOST_FEATURES)
    padded = np.zeros((len(rows), groups * MOST_FEATURES), np.float32)
    padded[:, :count] = rows * signs
    summed: NDArray[np.float32] = padded.reshape(len(rows), groups, MOST_FEATURES).sum(1)
    return summed


def _reason(seen: float, look: float, away: NDArray[np.float64], names: tuple[str, ...]) -> str:
    if max(seen, look) <= 1:
        return ""
    if look < seen:
        return "the network sees in it what it saw in no training picture"
    # Brightness comes first: of a black frame nobody would say that it is noisier, though it is.
    most = 0 if abs(away[0]) > _ODD else int(np.abs(away).argmax())
    return f"it is {look_word(names[most], bool(away[most] > 0))} than the training pictures"
