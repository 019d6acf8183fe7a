"""What a network began with: from the snapshots where they were kept, else drawn again from the recipe's seed."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.engine.to_torch import drawn
from glassnet.runs.run import Run

_STRANGE = 4.0  # deviations of the cosine of two unrelated draws


def start_of(run: Run, name: str) -> tuple[NDArray[np.float32], str]:
    """The array of that full name before the first step, and in words where it is from.

    Without a snapshot it is drawn again, which gives the same bits wherever training began from the recipe's seed. A
    model that began from loaded weights did not; then `strange` may notice.

    >>> import glassnet as gn
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 2]), 2, activation="softmax"), optimizer="sgd")
    >>> run = gn.fit(net, ([[0, 1], [1, 0]], [[1, 0], [0, 1]]), n_epoch=1, seed=3, show=False)
    >>> start_of(run, "FullyConnected/W")[1]
    'drawn again from seed 3'
    """
    kept = run.snapshots.by_epoch.get(0, {}) if run.snapshots is not None else {}
    if name in kept:
        return np.asarray(kept[name], np.float32), "kept at epoch 0"
    return drawn(run.network, run.recipe.seed, name), f"drawn again from seed {run.recipe.seed}"


def learned_part(now: NDArray[Any], start: NDArray[Any], *, decays: bool) -> tuple[NDArray[np.float32], float]:
    """What was learned, and how much of the start is left (`share_left`).

    Where nothing decays that is the plain difference W - W0. Where weights decay the start shrinks as a whole, and the
    plain difference would be mostly start: what was learned is then now without what is left of it, W - a W0.

    >>> learned, left = learned_part(np.array([2.0, 3.0]), np.array([1.0, 0.0]), decays=False)
    >>> learned.tolist(), left
    ([1.0, 3.0], 2.0)
    """
    left = share_left(now, start)
    rest = np.asarray(now, np.float64) - (left if decays else 1.0) * np.asarray(start, np.float64)
    return rest.astype(np.float32), left


def share_left(now: NDArray[Any], start: NDArray[Any]) -> float:
    """How much of the start is in `now`: a = <W, W0> / <W0, W0>, asked of the finest grain of filters; 1 untouched.

    A smooth change lies a little along any start by chance, and a layer of few filters would seem to have kept more of
    its start than it has; what is taken off too much then comes back as grain. In the differences of differences
    between neighbours (across both directions) noise is as loud as ever, and what is smooth is next to silent.
    Measured beside what weight decay leaves by the recipe: up to 0.03 too much without, within 0.002 with
    (`benchmarks.grain`). Arrays that are no filters `[height, width, in, out]` of two rows and columns are asked whole.

    >>> share_left(np.array([0.5, 3.0]), np.array([1.0, 0.0]))
    0.5
    >>> start = np.array([[1.0, -1.0], [-1.0, 1.0]])[..., None, None]
    >>> slope = np.array([[0.0, 1.0], [2.0, 3.0]])[..., None, None]
    >>> share_left(0.5 * start + slope, start)
    0.5
    """
    one, other = (_finest(np.asarray(each, np.float64)) for each in (now, start))
    known = np.isfinite(one) & np.isfinite(other)
    square = float((other[known] ** 2).sum())
    return float((one[known] * other[known]).sum()) / square if square > 0 else 0.0


def _finest(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    if weights.ndim != 4 or min(weights.shape[:2]) < 2:
        return weights
    with np.errstate(invalid="ignore"):  # infinities that cancel are no numbers, and are left out
        return np.diff(np.diff(weights, axis=0), axis=1)


def cosine(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The cosine of the angle between two arrays of numbers, -1..1; NaN where one of them is all 0.

    >>> cosine(np.array([1.0, 1.0]), np.array([2.0, 2.0])).__round__(6)
    1.0
    """
    known = np.isfinite(one) & np.isfinite(other)
    first, second = np.asarray(one, np.float64)[known], np.asarray(other, np.float64)[known]
    lengths = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(first @ second) / lengths if lengths > 0 else float("nan")


def strange(now: NDArray[Any], start: NDArray[Any]) -> bool:
    """Whether weights have no more in common with their start than two draws that know nothing of each other."""
    found = cosine(now, start)
    return not np.isnan(found) and abs(found) < _STRANGE / sqrt(now.size) and now.size >= 100
