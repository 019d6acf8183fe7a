"""How far one share lies below another that was counted on other pictures, with the doubt that both carry."""

from dataclasses import dataclass
from typing import Any

from glassnet.shares import Interval


@dataclass(frozen=True)
class Fall:
    """From the share `before` to the share `after`, both 0..1, each with its 95 % interval.

    >>> fall = Fall(56 / 70, Interval(0.6918, 0.8769), 48 / 80, Interval(0.4905, 0.7003))
    >>> print(fall)
    falls by 20.0 points (95 %: 5.2 to 33.4)
    """

    before: float
    before_interval: Interval
    after: float
    after_interval: Interval

    @property
    def value(self) -> float:
        return self.before - self.after

    @property
    def interval(self) -> Interval:
        """Newcombe's 95 % interval of the difference between two shares counted apart.

        Each end takes the doubt of both shares on the side that matters there, as lengths at a right angle.
        Source: Newcombe 1998, "Interval Estimation for the Difference between Independent Proportions", method 10.

        >>> low, high = Fall(1.0, Interval(0.8, 1.0), 0.5, Interval(0.2, 0.8)).interval
        >>> round(low, 3), round(high, 3)  # 0.5 - hypot(0.2, 0.3), 0.5 + hypot(0, 0.3)
        (0.139, 0.8)
        """
        below = self.before - self.before_interval.low, self.after_interval.high - self.after
        above = self.before_interval.high - self.before, self.after - self.after_interval.low
        return Interval(self.value - _long(*below), self.value + _long(*above))

    @property
    def is_certain(self) -> bool:
        """Whether chance alone hardly explains the difference: the interval leaves out 0."""
        low, high = self.interval
        return not low <= 0 <= high

    def __str__(self) -> str:
        low, high = self.interval
        points = f"{100 * abs(self.value):.1f} points"
        if self.value == 0:
            return f"stays the same (95 %: a fall of {100 * low:.1f} to {100 * high:.1f} points)"
        if self.value < 0:
            return f"rises by {points} (95 %: {-100 * high:.1f} to {-100 * low:.1f})"
        return f"falls by {points} (95 %: {100 * low:.1f} to {100 * high:.1f})"

    def to_plain(self) -> dict[str, Any]:
        """The fall as JSON holds it."""
        return {"before": self.before, "after": self.after, "value": self.value, "interval": list(self.interval)}


def _long(one: float, other: float) -> float:
    return float((one**2 + other**2) ** 0.5)
