"""Looking for NaN and infinity in an array, in pieces, and saying where the first one is."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

_PIECE = 1 << 22  # numbers looked at in one go: a few MB of scratch however large the array


def check_finite(array: NDArray[Any], who: str) -> None:
    """Raise `DataError` with the index of the first NaN or infinity in `array`; `who` is what its owner calls it.

    >>> check_finite(np.array([[1.0, 2.0], [3.0, np.nan]]), "X")
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: X[1, 1] is nan: every number must be finite.
    X[np.isfinite(X).all(axis=1)] keeps the rows that are whole; drop the same rows from the other arrays.
    """
    where = first_not_finite(array)
    if where is None:
        return
    # An array of one axis has rows that are single numbers; with more, a row is whole when all its numbers are.
    axes = tuple(range(1, array.ndim))
    whole = f".all(axis={axes[0] if len(axes) == 1 else axes})" if axes else ""
    name = who if who.isidentifier() else "X"
    raise DataError(
        f"{who}[{', '.join(map(str, where))}] is {array[where]}: every number must be finite.\n"
        f"{name}[np.isfinite({name}){whole}] keeps the rows that are whole; drop the same rows from the other arrays."
    )


def first_not_finite(array: NDArray[Any]) -> tuple[int, ...] | None:
    """The index of the first NaN or infinity, or None.

    >>> first_not_finite(np.array([0.0, np.inf]))
    (1,)
    """
    if array.dtype.kind != "f" or array.ndim == 0:
        return None
    rows = max(1, _PIECE // max(1, array[:1].size))
    for start in range(0, len(array), rows):
        piece = array[start : start + rows]
        if not np.isfinite(piece).all():
            first = np.argwhere(~np.isfinite(piece))[0]
            return (start + int(first[0]), *map(int, first[1:]))
    return None
