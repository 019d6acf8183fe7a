"""What a run knows about its own doubt: how far its probabilities are to be trusted, and what it has never seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import FileError
from glassnet.extras import later
from glassnet.graph.network import Network
from glassnet.runs.familiarity import MOST_REFERENCES, Familiarity, Sizes, sizes_of
from glassnet.runs.fingerprints import MOST
from glassnet.runs.plain import many, number, read_fields, whole

stats: Any = later("scipy.stats")  # takes a second to import

LEAST_TEMPERATURE, MOST_TEMPERATURE = 0.25, 10.0
LEVEL = 0.95
_MOST_SAMPLES = 1 << 40
_LEAST_SHARE = 1e-6


@dataclass(frozen=True, eq=False)
class Calibration:
    """What `samples` validation pictures, in `groups`, of which `wrong` were answered wrongly, said about a run.

    A burst is one group: ten shots of one scene say what one says. Pictures that nothing joins are a group each.

    `temperature` is what its logits are divided by before they become probabilities (over 1: the network was too sure),
    from a quarter to 10, and `temperature_interval` where it plausibly lies (95 %); 1 to 1 for answers that are no
    probabilities. `false_refusals` is the share, 0..1, of pictures like those of training that `familiarity` is to
    refuse as "none of these". `seen` are the marks (`runs.fingerprints`) of the pictures it was trained on, in order.

    >>> import glassnet as gn
    >>> splits = gn.data.split(gn.datasets.digits.images()[:300], method="random")
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation="softmax"))
    >>> known = gn.calibrate(gn.fit(net, splits, n_epoch=3, show=False), splits).calibration
    >>> known.samples, len(known.seen), round(known.false_refusals, 3)
    (45, 210, 0.05)
    """

    temperature: float
    temperature_interval: tuple[float, float]
    samples: int
    groups: int
    wrong: int
    false_refusals: float
    familiarity: Familiarity
    seen: NDArray[np.uint64]

    def __str__(self) -> str:
        return "\n".join(
            fill(told, 80, subsequent_indent="  ") for told in (self._of_temperature(), self._of_refusals())
        )

    @property
    def refusals_interval(self) -> tuple[float, float]:
        """Where the share of familiar pictures that are refused plausibly lies (95 %), 0..1.

        Over all validation sets that could have been drawn it is `false_refusals` on average. With this one it follows
        a beta distribution. Source: Vovk 2012, "Conditional Validity of Inductive Conformal Predictors".
        """
        draws = self.groups + 1
        spread = stats.beta(self.false_refusals * draws, (1 - self.false_refusals) * draws)
        return float(spread.ppf((1 - LEVEL) / 2)), float(spread.ppf((1 + LEVEL) / 2))

    @property
    def is_extrapolated(self) -> bool:
        """Whether there were too few validation pictures to count out the edge of the familiar: 19 for 5 %."""
        return self.false_refusals * (self.groups + 1) < 1 - 1e-6

    def knows(self, marks: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """For each of these marks, whether it is that of a picture trained on."""
        found: NDArray[np.bool_] = np.isin(marks, self.seen)
        return found

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays by name, as a model file keeps them."""
        return {"seen": self.seen, **self.familiarity.arrays()}

    def to_plain(self) -> dict[str, Any]:
        """All but the arrays, as JSON holds it."""
        known = self.familiarity
        return {
            "temperature": self.temperature,
            "temperature_interval": list(self.temperature_interval),
            "samples": self.samples,
            "groups": self.groups,
            "wrong": self.wrong,
            "false_refusals": self.false_refusals,
            "low": known.low,
            "high": known.high,
            "reach": known.reach,
            "look_reach": known.look_reach,
            "references": len(known.references),
            "seen": len(self.seen),
        }

    def _of_temperature(self) -> str:
        measured = f"{self.samples:,} validation pictures, {self.wrong:,} of them wrong"
        low, high = self.temperature_interval
        if low == high == 1:
            return "The network answers with numbers that are no probabilities; they are left as they are."
        if not self.wrong:
            return f"Probabilities as they are: {measured}, cannot tell how sure to be."
        bounded = self.temperature in (LEAST_TEMPERATURE, MOST_TEMPERATURE)
        return (
            f"Temperature {self.temperature:.2f} (95 %: {low:.2f}-{high:.2f}), by {measured}"
            f"{'; as far as we go' if bounded else ''}."
        )

    def _of_refusals(self) -> str:
        low, high = self.refusals_interval
        told = (
            f"Refuses {100 * self.false_refusals:.3g} % of familiar pictures (95 %: {100 * low:.1f}-{100 * high:.1f})"
        )
        joined = f" in {self.groups:,} groups" if self.groups < self.samples else ""
        if self.is_extrapolated:
            return f"{told}, extrapolated: {self.samples:,} validation pictures{joined} are too few to count."
        return told + (f", by {self.samples:,} validation pictures{joined}." if joined else ".")


def sizes(plain: object, network: Network) -> Sizes:
    """The arrays that must stand beside a calibration of `network`, by name. Raises `FileError` for a forged count."""
    counts = read_fields(plain, "calibration", _KINDS)
    if not 1 <= counts["references"] <= MOST_REFERENCES or not 0 <= counts["seen"] <= MOST:
        raise FileError(f"calibration: {counts['references']:,} references and {counts['seen']:,} marks are too many")
    if len(network.inputs) != 1:
        raise FileError("calibration: it is for a network of one input")
    return {"seen": ("U64", (counts["seen"],)), **sizes_of(network, counts["references"])}


def from_plain(plain: object, arrays: Mapping[str, NDArray[Any]]) -> Calibration:
    """The calibration that `to_plain` wrote, with its arrays. Raises `FileError` saying what is not as it must be."""
    read = read_fields(plain, "calibration", _KINDS)
    try:
        found = Calibration(
            temperature=read["temperature"],
            temperature_interval=read["temperature_interval"],
            samples=read["samples"],
            groups=read["groups"],
            wrong=read["wrong"],
            false_refusals=read["false_refusals"],
            familiarity=Familiarity(
                arrays["references"],
                arrays["look_mean"],
                arrays["look_covariance"],
                read["low"],
                read["high"],
                read["reach"],
                read["look_reach"],
            ),
            seen=arrays["seen"],
        )
        check(found)
    except FileError as why:
        raise FileError(f"calibration: {why}") from None
    return found


def check(calibration: Calibration) -> None:
    """Raise `FileError` for numbers that no calibration gives."""
    least, middle, most = (
        calibration.temperature_interval[0],
        calibration.temperature,
        calibration.temperature_interval[1],
    )
    if not LEAST_TEMPERATURE <= least <= middle <= most <= MOST_TEMPERATURE:
        raise FileError(f"a temperature of {middle}, {least} to {most}, is none")
    if not 1 <= calibration.groups <= calibration.samples <= _MOST_SAMPLES:
        raise FileError(f"{calibration.samples} pictures in {calibration.groups} groups is no count")
    if not 0 <= calibration.wrong <= calibration.samples:
        raise FileError(f"{calibration.wrong} wrong of {calibration.samples} is no count")
    if not _LEAST_SHARE <= calibration.false_refusals <= 1 - _LEAST_SHARE:
        raise FileError(f"{calibration.false_refusals} is no share that may be refused")
    if (calibration.seen[1:] <= calibration.seen[:-1]).any():
        raise FileError("'seen' does not rise")
    calibration.familiarity.check()


def _pair(value: object) -> tuple[float, float]:
    ends = many(number)(value)
    if len(ends) != 2:
        raise FileError(f"two numbers belong here, not {value!r:.60}")
    return ends[0], ends[1]


_KINDS = {
    "temperature": number,
    "temperature_interval": _pair,
    "samples": whole,
    "groups": whole,
    "wrong": whole,
    "false_refusals": number,
    "low": number,
    "high": number,
    "reach": number,
    "look_reach": number,
    "references": whole,
    "seen": whole,
}
