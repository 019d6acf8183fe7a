"""Numbers and counts as they stand under pictures."""

import numpy as np
from numpy.typing import NDArray

from glassnet.report.colours import SILENT, reach_of


def short(number: float) -> str:
    """A number in three digits, with a true minus.

    >>> short(0.123456), short(-12345.0), short(-0.5)
    ('0.123', '−1.23e+04', '−0.5')
    """
    return f"{number:.3g}".replace("-", "−", 1) if number < 0 else f"{number:.3g}"


def many(count: int, what: str) -> str:
    """A count and its noun.

    >>> many(1, "map"), many(2048, "slice")
    ('1 map', '2,048 slices')
    """
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def span(values: NDArray[np.floating]) -> str:
    """From where to where some values go; "silent" where nothing reaches a millionth.

    >>> span(np.array([-1.0, 2.0])), span(np.array([0.0, 1e-9])), span(np.array([np.nan]))
    ('−1 to 2', 'silent', 'no numbers')
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return "no numbers"
    if known.size == values.size and reach_of(values) < SILENT:
        return "silent"
    return f"{short(float(known.min()))} to {short(float(known.max()))}"


def broken_in(values: NDArray[np.floating]) -> str:
    """How many are no numbers, as a note; empty where all are.

    >>> broken_in(np.array([1.0, np.nan])), broken_in(np.array([1.0]))
    ('striped: 1 not finite', '')
    """
    broken = int((~np.isfinite(values)).sum())
    return f"striped: {broken:,} not finite" if broken else ""
