"""Where a setting may lie, and the sentence for one that does not."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from numbers import Integral, Real
from typing import Any

from glassnet.errors import SettingError


@dataclass(frozen=True)
class Limits:
    """The numbers a setting may be: in words, and as a check. `usual` helps whoever missed them."""

    words: str
    holds: Callable[[Any], bool] = lambda value: True
    usual: str = ""
    whole: bool = False

    def admits(self, value: object) -> bool:
        """Is `value` such a number? True and False are none.

        >>> POSITIVE.admits(0.1), POSITIVE.admits(0), POSITIVE.admits(float("inf")), POSITIVE.admits(True)
        (True, False, False, False)
        """
        if isinstance(value, bool) or not isinstance(value, Integral if self.whole else Real):
            return False
        return isfinite(value) and self.holds(value)


FINITE = Limits("a finite number")
POSITIVE = Limits("a finite number above 0", lambda value: value > 0)
NOT_NEGATIVE = Limits("a finite number, 0 or above", lambda value: value >= 0)
NOT_POSITIVE = Limits("a finite number, 0 or below", lambda value: value <= 0)
SHARE = Limits("a number from 0 to 1", lambda value: 0 <= value <= 1)
BELOW_ONE = Limits("a number from 0 up to, but not including, 1", lambda value: 0 <= value < 1)
COUNT = Limits("a whole number of at least 1", lambda value: value >= 1, whole=True)
WHOLE = Limits("a whole number, 0 or above", lambda value: value >= 0, whole=True)


def require(owner: str, setting: str, value: object, limits: Limits) -> None:
    """Raise `SettingError` unless `value` lies within `limits`.

    >>> require("sgd", "learning_rate", 0.0, POSITIVE)
    Traceback (most recent call last):
    glassnet.errors.SettingError: sgd: learning_rate=0.0 cannot be; it must be a finite number above 0.
    """
    if not limits.admits(value):
        advice = f" {limits.usual}" if limits.usual else ""
        raise SettingError(f"{owner}: {setting}={value!r} cannot be; it must be {limits.words}.{advice}")


def plain(value: Any) -> Any:
    """`value` as Python's own number where it is NumPy's, so that a term can be written to a file.

    >>> plain(True), plain(3), plain("FAN_IN")
    (True, 3, 'FAN_IN')
    """
    if isinstance(value, bool | str | int | float) and type(value) in {bool, str, int, float}:
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else value
