"""Whether a network is right as often as it says it is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.evaluation.doubt import percent
from glassnet.seeds import stream

BINS = 15
_DRAWS = 400
_SMALLEST = 1e-10


@dataclass(frozen=True)
class Bin:
    """The pictures whose answer was given a probability above `low` and up to `high`: how sure, and how right."""

    low: float
    high: float
    n: int
    sure: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """How far sureness and rightness are apart over `n` pictures. All but `log_loss` lie in 0..1, or 0..2 for `brier`.

    `sure` is the mean probability of the answers, `right` the share that was right. `ece` is the expected calibration
    error over 15 bins of equal width: the sum over bins of (pictures in it / n) |right - sure|. Few pictures make it
    large by themselves, so `by_chance` says up to what a network that is exactly as right as it says would show, 95
    times in 100, on these pictures. `brier` is the mean over pictures of the sum over classes of (share - truth)^2;
    `log_loss` the mean of -log of the truth's share (natural). `bins` is the reliability table, without empty ones.

    Sources: Guo et al. 2017, "On Calibration of Modern Neural Networks" (ECE, its bins); Brier 1950; Bröcker and Smith
    2007, "Increasing the Reliability of Reliability Diagrams" (what chance would show).
    """

    n: int
    sure: float
    right: float
    ece: float
    by_chance: float
    brier: float
    log_loss: float
    bins: tuple[Bin, ...]

    @property
    def is_beyond_chance(self) -> bool:
        """Whether so large an error tells of the network, not only of the number of pictures."""
        return self.ece > self.by_chance

    def __str__(self) -> str:
        """In a line what a person should know.

        >>> shares = np.array([[0.9, 0.1]] * 10)
        >>> print(reliability(shares, np.array([0] * 6 + [1] * 4)))
        is 90 % sure on average and right 60 %: too sure (ECE 0.300, by chance up to 0.200)
        """
        apart = "too sure" if self.sure > self.right else "too careful"
        verdict = apart if self.is_beyond_chance else "as right as it says, as far as so few can tell"
        if not self.is_beyond_chance and self.n >= 1000:
            verdict = "as right as it says"
        right = percent(round(self.right * self.n), self.n)
        return (
            f"is {_told(self.sure)} % sure on average and right {right} %: {verdict} "
            f"(ECE {self.ece:.3f}, by chance up to {self.by_chance:.3f})"
        )

    def to_plain(self) -> dict[str, Any]:
        """The table and its sums as JSON holds them."""
        return {
            "n": self.n,
            "sure": self.sure,
            "right": self.right,
            "ece": self.ece,
            "ece_by_chance": self.by_chance,
            "brier": self.brier,
            "log_loss": self.log_loss,
            "bins": [vars(each) for each in self.bins],
        }


def reliability(shares: NDArray[np.float64], truth: NDArray[np.int64]) -> Reliability:
    """Hold the probabilities `shares`, [N, classes], against the classes that were true, [N].

    >>> known = reliability(np.array([[0.75, 0.25], [0.75, 0.25]]), np.array([0, 1]))
    >>> known.ece, known.brier
    (0.25, 0.625)
    """
    rows = np.arange(len(truth))
    answer = shares.argmax(axis=1)
    sure, right = shares[rows, answer], answer == truth
    number = bin_numbers(sure)
    # (share - truth)^2 summed over classes is the sum of squares, with the true class's share s counted 1 - 2s more.
    squares = (shares**2).sum(axis=1) + 1 - 2 * shares[rows, truth]
    return Reliability(
        len(truth),
        float(sure.mean()),
        float(right.mean()),
        float(_errors(number, (sure - right)[None])[0]),
        _by_chance(number, sure),
        float(squares.mean()),
        float(-np.log(np.maximum(shares[rows, truth], _SMALLEST)).mean()) + 0.0,
        tuple(_bin(at, sure[number == at], right[number == at]) for at in np.unique(number).tolist()),
    )


def _told(sure: float) -> str:
    """A probability in percent, never rounded to a certainty it does not have."""
    return "over 99.9" if 0.9995 <= sure < 1 else f"{100 * sure:.3g}"


def bin_numbers(sure: NDArray[np.float64]) -> NDArray[np.int64]:
    """The bin each probability falls into, 0..14, each holding its upper edge and not its lower, as in Guo et al.

    >>> bin_numbers(np.array([0.0, 1 / 15, 0.0667, 1.0])).tolist()
    [0, 0, 1, 14]
    """
    edges = np.arange(1, BINS) / BINS
    numbers: NDArray[np.int64] = np.searchsorted(edges, sure, side="left")
    return numbers


def _errors(number: NDArray[np.int64], gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """The ECE of each row of `gaps` (sureness less rightness, a picture each): |sum of a bin's gaps| / n, added up."""
    total = np.zeros(len(gaps))
    for at in np.unique(number):
        total += np.abs(gaps[:, number == at].sum(axis=1))
    total /= gaps.shape[1]
    return total


def _by_chance(number: NDArray[np.int64], sure: NDArray[np.float64]) -> float:
    """What 95 of 100 networks that are right exactly as often as they say would stay below."""
    draw = np.random.default_rng(stream(0, "reliability"))
    most = max(1, 2_000_000 // len(sure))  # rows at once: 16 MB
    errors = [
        _errors(number, sure - (draw.random((min(most, _DRAWS - done), len(sure))) < sure))
        for done in range(0, _DRAWS, most)
    ]
    return float(np.quantile(np.concatenate(errors), 0.95))


def _bin(at: int, sure: NDArray[np.float64], right: NDArray[np.bool_]) -> Bin:
    return Bin(at / BINS, (at + 1) / BINS, len(sure), float(sure.mean()), float(right.mean()))
