"""One thing that the label was guessed from alone: how well, in what doubt, and whether a network could lean on it."""

from dataclasses import asdict, dataclass
from typing import Any

from glassnet.data.clues import Kind
from glassnet.shares import LEVEL, wilson

STRONG = 0.5  # of the way from no better than chance to all right


@dataclass(frozen=True)
class Given:
    """One class that a cue gives away: what share of it is found, and what share of the others is taken for it."""

    name: str
    found: float
    mistaken: float


@dataclass(frozen=True)
class Cue:
    """How often the label was guessed from one thing alone: `right` of `n`, judged on pictures that did not teach.

    `units` is how many independent pictures `n` is worth: pictures of one group (a burst) count as one (Kish's
    effective number, n^2 / sum of squared group sizes). `baseline` is the share of the commonest class, which is right
    without looking. `bar` is how many standard errors more are beyond doubt, with an allowance for how many cues were
    tried. `given` is the one class among several that the cue gives away, if it does.

    >>> corner = Cue("the 10x10 top-left corner", "beside", 403, 403, units=43.0, baseline=203 / 403, bar=2.7)
    >>> print(corner)
    the 10x10 top-left corner: 100 % of 403 (95 %: 92-100)
    >>> corner.skill, corner.is_strong
    (1.0, True)
    """

    name: str
    kind: Kind
    right: int
    n: int
    units: float
    baseline: float
    bar: float
    given: Given | None = None

    def __str__(self) -> str:
        return f"{self.name}: {percent(self.share)} of {self.n:,} ({LEVEL:.0%}: {self.told_interval})".replace(
            "%:", " %:"
        )

    @property
    def share(self) -> float:
        return self.right / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval for `units` independent pictures."""
        return wilson(self.share, self.units)

    @property
    def told_interval(self) -> str:
        return "{:.0f}-{:.0f}".format(*(100 * end for end in self.interval))

    @property
    def is_beyond_doubt(self) -> bool:
        return wilson(self.share, self.units, self.bar)[0] > self.baseline

    @property
    def skill(self) -> float:
        """How far from the baseline to all right: 0 is no better than naming the commonest class, 1 is all right."""
        return (self.share - self.baseline) / (1 - self.baseline) if self.baseline < 1 else 0.0

    @property
    def is_strong(self) -> bool:
        """Enough for a network to lean on: beyond doubt, and half the way to all right or to all of one class."""
        return self.is_general or self.given is not None

    @property
    def is_general(self) -> bool:
        """Whether it tells the classes apart as a whole, and not one of them alone."""
        return self.is_beyond_doubt and self.skill >= STRONG

    def to_plain(self) -> dict[str, Any]:
        """The cue as JSON holds it."""
        return {
            "name": self.name,
            "kind": self.kind,
            "right": self.right,
            "n": self.n,
            "units": self.units,
            "share": self.share,
            "interval": list(self.interval),
            "baseline": self.baseline,
            "beyond_doubt": self.is_beyond_doubt,
            "strong": self.is_strong,
            "gives_away": self.given and asdict(self.given),
        }


def percent(share: float) -> str:
    """A share in percent with a decimal, never rounded up to all nor down to none.

    >>> percent(1.0), percent(0.9999), percent(0.503), percent(0.0001)
    ('100 %', '> 99.9 %', '50.3 %', '< 0.1 %')
    """
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    if share >= 0.9995:
        return "> 99.9 %"
    return "< 0.1 %" if share < 0.0005 else f"{100 * share:.1f} %"
