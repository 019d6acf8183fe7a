"""A share that was counted, with the interval in which the true one plausibly lies."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from glassnet.shares import LEVEL, Interval, wilson


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

        It supposes that the samples were drawn one by one, independently.

        >>> low, high = Share(20, 20).interval
        >>> round(low, 3), high
        (0.839, 1.0)
        """
        return wilson(self.hits / self.n, self.n)

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
