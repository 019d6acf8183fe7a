"""Where the true share plausibly lies when one was counted. Plain numbers; whatever was counted, any room may ask."""

from math import sqrt
from typing import NamedTuple

LEVEL = 0.95
Z = 1.959963984540054  # so many standard errors to both sides hold 95 % of a normal law


class Interval(NamedTuple):
    """Where the true share plausibly lies, both ends within 0..1."""

    low: float
    high: float


def wilson(share: float, n: float, z: float = Z) -> Interval:
    """Wilson's interval around a share of `n`, which need not be whole, `z` standard errors each way: 95 % unless told.

    Unlike the textbook's ± 1.96 standard errors it holds for small n, and for shares of 0 and 1, where that one shrinks
    to nothing. It supposes that the samples were drawn one by one, independently.
    Source: Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference".

    >>> low, high = wilson(39 / 40, 40)
    >>> round(low, 3), round(high, 3)
    (0.871, 0.996)
    >>> wilson(1.0, 20).high
    1.0
    """
    scale = 1 + z**2 / n
    middle, reach = share + z**2 / (2 * n), z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    # At the ends the sums come out right but for their last bit.
    low = 0.0 if share == 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if share == 1 else min(1.0, (middle + reach) / scale)
    return Interval(low, high)
