"""Groups told by the names of files: what a pattern finds in each."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import shown
from glassnet.errors import DataError

_FEWEST_MATCHED = 0.5


def groups_of_names(names: Sequence[str], pattern: str) -> NDArray[np.int64]:
    r"""A number for each name, the same where the pattern finds the same: its brackets if it has any, else the whole.

    The pattern is looked for in the file's own name, without its folders. A name that it is not found in is a group
    of its own.

    >>> groups_of_names(["a/IMG_12_1.jpg", "a/IMG_12_2.jpg", "b/IMG_13_1.jpg"], r"IMG_(\d+)").tolist()
    [0, 0, 1]

    Raises `DataError` when the pattern cannot be read, is found in fewer than half of the names, or keeps nothing
    together because it finds something else in each.
    """
    try:
        search = re.compile(pattern)
    except re.error as why:
        raise DataError(f"The pattern {pattern!r} cannot be read: {why}.") from None
    found = [search.search(name.rsplit("/", 1)[-1]) for name in names]
    matched = sum(match is not None for match in found)
    if matched < _FEWEST_MATCHED * len(names):
        lacking = shown(next(name for name, match in zip(names, found, strict=True) if match is None))
        raise DataError(
            f"The pattern {pattern!r} is found in {matched:,} of {len(names):,} names, not in '{lacking}'.\n"
            r"It must be found in most: 'IMG_(\d+)' groups IMG_12_a.jpg and IMG_12_b.jpg by their number."
        )
    keys = [match.groups() or match.group() if match else number for number, match in enumerate(found)]
    numbers: dict[object, int] = {}
    groups = np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.int64)
    if len(numbers) == len(names) > 1:
        raise DataError(
            f"The pattern {pattern!r} finds something else in each of {len(names):,} names: it keeps nothing together."
        )
    return groups
