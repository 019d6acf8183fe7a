"""Whole numbers that climb evenly from unit to unit: where a window looks, behind windows and upsamplings."""

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True)
class Stairs:
    """A whole number for each unit that climbs evenly: `steps` for the first few units, then again `rise` higher.

    >>> [Stairs((0, 0), 1)(unit) for unit in range(5)]  # what a unit sees behind an upsampling by 2
    [0, 0, 1, 1, 2]
    """

    steps: tuple[int, ...] = (0,)
    rise: int = 1

    def __call__(self, unit: int) -> int:
        turns, at = divmod(unit, len(self.steps))
        return self.steps[at] + self.rise * turns

    @property
    def slope(self) -> float:
        return self.rise / len(self.steps)

    def climbs_like(self, other: "Stairs") -> bool:
        """Whether both have the same slope, exactly."""
        return self.rise * len(other.steps) == other.rise * len(self.steps)

    def at(self, stride: int, shift: int) -> "Stairs":
        """The stairs whose unit i is unit i * stride + shift of these."""
        period = len(self.steps) // gcd(len(self.steps), stride)
        steps = tuple(self(unit * stride + shift) for unit in range(period))
        return Stairs(steps, self.rise * stride * period // len(self.steps))

    def repeated(self, times: int) -> "Stairs":
        """The stairs whose unit i is unit i // times of these."""
        return Stairs(tuple(self(unit // times) for unit in range(len(self.steps) * times)), self.rise)

    def merged(self, other: "Stairs", period: int, choose: Callable[[int, int], int]) -> "Stairs":
        """The smaller or the larger of two stairs of one slope, told over a period both share."""
        steps = tuple(choose(self(unit), other(unit)) for unit in range(period))
        return Stairs(steps, self.rise * period // len(self.steps))


EVEN = Stairs()  # unit i stands at i
