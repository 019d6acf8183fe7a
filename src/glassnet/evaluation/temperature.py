"""The one number that makes a network as sure as it is right: found on validation pictures, with its interval."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later
from glassnet.runs.calibration import LEAST_TEMPERATURE, MOST_TEMPERATURE
from glassnet.runs.tempering import Kind

optimize: Any = later("scipy.optimize")  # takes a while to import

_WORSE = 3.841 / 2  # the log likelihood a 95 % interval may lose: half the chi square of one degree of freedom


@dataclass(frozen=True)
class Temperature:
    """A temperature and where it plausibly lies (95 %)."""

    value: float
    low: float
    high: float


def fitted_temperature(
    logits: NDArray[np.float64], labels: NDArray[np.int64], kind: Kind, groups: int | None = None
) -> Temperature:
    """What `logits` `[N, outputs]` are best divided by: the temperature of the smallest log loss, from 1/4 to 10.

    The interval is the likelihood's: all temperatures that make the pictures not much less likely; with fewer `groups`
    (bursts) than pictures it is as wide as so many pictures would make it. A temperature below 1 takes proof: where 1
    lies within its interval it is 1, for nobody is to be made surer than the network by chance. Where every answer is
    right the colder would be the better, and nothing was seen that could show how sure to be: it is 1, and its interval
    ends there. Source: Guo et al. 2017, "On Calibration of Modern Neural Networks".

    >>> sure = np.array([[0.0, 4.0]] * 4)  # 98 % sure each time, and right three times in four
    >>> round(fitted_temperature(sure, np.array([1, 1, 1, 0]), "softmax").value, 2)  # 4 / log 3
    3.64
    """
    if not wrong(logits, labels, kind).any():
        return Temperature(1.0, LEAST_TEMPERATURE, 1.0)
    ends = 1 / MOST_TEMPERATURE, 1 / LEAST_TEMPERATURE
    # The loss is convex in the inverse of the temperature, so the one minimum within the ends is the minimum.
    best = optimize.minimize_scalar(lambda cold: log_loss(cold * logits, labels, kind), bounds=ends, method="bounded")
    coldness = min((*ends, float(best.x)), key=lambda cold: log_loss(cold * logits, labels, kind))
    allowed = log_loss(coldness * logits, labels, kind) + _WORSE / (groups or len(labels))

    def above(cold: float) -> float:
        return log_loss(cold * logits, labels, kind) - allowed

    low = optimize.brentq(above, ends[0], coldness) if above(ends[0]) > 0 else ends[0]
    high = optimize.brentq(above, coldness, ends[1]) if above(ends[1]) > 0 else ends[1]
    value = min(1 / coldness if coldness < 1 or low > 1 else 1.0, 1 / low)
    return Temperature(value, min(1 / high, value), 1 / low)


def log_loss(scores: NDArray[np.float64], labels: NDArray[np.int64], kind: Kind) -> float:
    """The mean of minus the log of the probability that logits give to the right answers.

    >>> round(log_loss(np.zeros((1, 2)), np.array([1]), "softmax"), 4)  # log 2
    0.6931
    """
    if kind == "softmax":
        top = scores.max(axis=1)
        every = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
        return float((every - scores[np.arange(len(labels)), labels]).mean())
    return float(np.logaddexp(0, -_signs(scores, labels) * scores).sum(axis=1).mean())


def wrong(scores: NDArray[np.float64], labels: NDArray[np.int64], kind: Kind) -> NDArray[np.bool_]:
    """Which rows of logits name another class than the right one.

    >>> wrong(np.array([[2.0], [2.0]]), np.array([1, 0]), "sigmoid").tolist()
    [False, True]
    """
    named = (scores[:, 0] > 0).astype(np.int64) if scores.shape[1] == 1 else scores.argmax(axis=1)
    missed: NDArray[np.bool_] = named != labels
    return missed


def _signs(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """1 where a sigmoid should say yes, -1 where no."""
    yes = labels[:, None] == (np.arange(scores.shape[1]) if scores.shape[1] > 1 else 1)
    return np.where(yes, 1.0, -1.0)
