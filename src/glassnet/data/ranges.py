"""The range of values a network was trained on, against the range it is given: the 0..255 that should be 0..1."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

_FAR = 10  # times the range seen in training; real data seldom leave it by half


def check_range(array: NDArray[Any], minimum: float, maximum: float, who: str) -> None:
    """Raise `DataError` when `array` plainly has another scale than the `minimum`..`maximum` training saw.

    Caught: whole levels where training saw 0..1 (or -1..1), 0..1 where training saw levels, and values ten times
    beyond anything seen. Not caught: a change of scale that stays inside the old range. A photo so dark that all its
    levels lie below 1, and fractional, is taken for 0..1. `who` names the array.

    >>> check_range(np.array([0, 128, 255]), 0.0, 1.0, "X")
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: X runs from 0 to 255, but training saw 0 to 1.
    Divide as the training data were divided: X / 255.
    """
    if array.size == 0:
        return
    low, high = float(array.min()), float(array.max())
    told = f"{who} runs from {low:g} to {high:g}, but training saw {minimum:g} to {maximum:g}.\n"
    name = who if who.isidentifier() else "X"
    if _is_too_wide(low, high, minimum, maximum):
        raise DataError(told + _way_down(high, maximum, name))
    if minimum >= 0 and maximum > _FAR and low >= 0 and 0 < high <= 1 and _has_fractions(array):
        raise DataError(f"{told}Multiply back to the levels of training: {name} * {_levels_above(maximum):g}.")


def _is_too_wide(low: float, high: float, minimum: float, maximum: float) -> bool:
    reach, seen = max(abs(low), abs(high)), max(abs(minimum), abs(maximum))
    # Where training saw 0..1, anything past 2 is another scale: even the levels of a very dark photo.
    return reach > (2 if seen <= 1.01 else _FAR * seen)


def _way_down(high: float, maximum: float, name: str) -> str:
    if maximum <= 1.01 and high <= 65535:
        return f"Divide as the training data were divided: {name} / {_levels_above(high):g}."
    return "Prepare it by the same steps as the training data."


def _levels_above(high: float) -> float:
    return 255 if high <= 255 else 65535


def _has_fractions(array: NDArray[Any]) -> bool:
    return array.dtype.kind == "f" and bool((array != np.floor(array)).any())
