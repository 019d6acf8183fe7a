"""A share that was counted, with the interval in which the true one plausibly lies."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from typing import Any, NamedTuple

from glassnet.extras import later

stats: Any = later("scipy.stats")  # takes a second to import

LEVEL = 0.95
_Z = 1.959963984540054  # so many standard errors to both sides hold 95 % of a normal law


class Interval(NamedTuple):
    """Where the true share plausibly lies, both ends within 0..1."""

    low: float
    high: float


@dataclass(frozen=True)
class Share:
    """`hits` out of `n`.

    >>> print(Share(39, 40))
    97.5 % of 40 (95 %: 87-100)
    >>> print(Share(9031, 10_000))
    90.3 % of 10,000 (95 %: 89.7-90.9)
    """

    hits: int
    n: int

    def __str__(self) -> str:
        return f"{percent(self.hits, self.n)} % of {self.told_n} (95 %: {self.told_interval})"

    def __float__(self) -> float:
        return self.value

    @property
    def value(self) -> float:
        return self.hits / self.n

    @cached_property
    def interval(self) -> Interval:
        """Wilson's 95 % interval: of intervals made so, 95 in 100 hold the true share.

        Unlike the textbook's ± 1.96 standard errors it holds for small n, and for shares of 0 and 1, where that one
        shrinks to nothing. It supposes that the samples were drawn one by one, independently.
        Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference", through scipy.

        >>> low, high = Share(20, 20).interval
        >>> round(low, 3), high
        (0.839, 1.0)
        """
        low, high = stats.binomtest(self.hits, self.n).proportion_ci(LEVEL, method="wilson")
        return Interval(float(low), float(high))

    @property
    def told_n(self) -> str:
        return f"{self.n:,}"

    @property
    def method(self) -> str:
        """How the interval is made, in words."""
        return "Wilson's, for pictures drawn one by one"

    @property
    def told_interval(self) -> str:
        """The interval in percent; with a decimal when it is so narrow that whole numbers would hide it."""
        low, high = self.interval
        decimals = 0 if high - low > 0.05 else 1
        return f"{100 * low:.{decimals}f}-{_short(100 * high, decimals)}"

    def to_plain(self) -> dict[str, Any]:
        """The share as JSON holds it."""
        return {
            "hits": self.hits,
            "n": self.n,
            "value": self.value,
            "interval": list(self.interval),
            "level": LEVEL,
            "method": self.method,
        }


def wilson(share: float, n: float) -> Interval:
    """Wilson's 95 % interval around a share of `n`, which need not be whole.

    >>> low, high = wilson(0.975, 40)
    >>> round(low, 3), round(high, 3)
    (0.871, 0.996)
    """
    scale = 1 + _Z**2 / n
    middle, reach = share + _Z**2 / (2 * n), _Z * sqrt(share * (1 - share) / n + (_Z / (2 * n)) ** 2)
    return Interval(max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale))


def percent(hits: int, n: int) -> str:
    """A share in percent, never rounded up to all of them nor down to none.

    >>> percent(39, 40), percent(40, 40), percent(9_999, 10_000), percent(1, 100_000)
    ('97.5', '100', '99.99', '0.001')
    """
    decimals = 1
    while hits not in (0, n) and float(f"{100 * hits / n:.{decimals}f}") in (0, 100):
        decimals += 1
    return _short(100 * hits / n, decimals)


def _short(value: float, decimals: int) -> str:
    told = f"{value:.{decimals}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told
