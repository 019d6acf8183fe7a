"""Numbers made small for a page: as levels where they are levels, else in half precision, their bytes in planes."""

import gzip
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LEVEL = 6
_HALF_FROM, _HALF_TO = 1e-3, 6e4  # a largest number outside of that loses more than three digits in half precision


@dataclass(frozen=True)
class Packed:
    """An array as a page holds it. `kind` is "float16", "float32", or "levels": whole numbers 0..255 to be divided by
    `over`. Of numbers of several bytes all first bytes come first, then all second ones: so they pack better.
    """

    shape: tuple[int, ...]
    kind: str
    over: int
    data: bytes

    def to_plain(self) -> dict[str, Any]:
        """What the page must know to read it."""
        return {"shape": list(self.shape), "kind": self.kind} | ({"over": self.over} if self.kind == "levels" else {})


def packed(array: NDArray[Any], exact: bool = False) -> Packed:
    """`array` as small as it keeps what it says: three digits of every number, all of them where it is `exact`.

    >>> packed(np.array([0, 51, 255]) / 255).kind, packed(np.array([0.1, 0.2])).kind, packed(np.array([1e-9])).kind
    ('levels', 'float16', 'float32')
    """
    numbers = np.ascontiguousarray(array, np.float32)
    for over in (255, 1):
        levels = as_levels(numbers, over)
        if levels is not None:
            return Packed(numbers.shape, "levels", over, levels.tobytes())
    if exact or not _fits_half(numbers):
        return Packed(numbers.shape, "float32", 1, in_planes(numbers.astype("<f4")))
    return Packed(numbers.shape, "float16", 1, in_planes(numbers.astype("<f2")))


def as_levels(numbers: NDArray[np.float32], over: int) -> NDArray[np.uint8] | None:
    """The whole numbers 0..255 that give exactly `numbers` when they are divided by `over`; None where there are none.

    >>> as_levels(np.array([0.2, 1.0], np.float32), 255).tolist()
    [51, 255]
    """
    if not np.isfinite(numbers).all() or not numbers.size:
        return None
    levels = np.round(numbers.astype(np.float64) * over)
    if levels.min() < 0 or levels.max() > 255 or np.signbit(numbers).any():
        return None
    return levels.astype(np.uint8) if np.array_equal((levels / over).astype(np.float32), numbers) else None


def in_planes(numbers: NDArray[Any]) -> bytes:
    """The first bytes of all numbers, then their second bytes, and so on.

    >>> in_planes(np.array([0x0102, 0x0304], "<u2")).hex()
    '02040103'
    """
    return np.frombuffer(numbers.tobytes(), np.uint8).reshape(-1, numbers.itemsize).T.tobytes()


def zipped(data: bytes) -> bytes:
    """`data` in gzip, the same bytes whenever it is done."""
    return gzip.compress(data, _LEVEL, mtime=0)


def as_text(block: bytes) -> str:
    """Bytes as letters a page can hold."""
    return b64encode(block).decode("ascii")


def _fits_half(numbers: NDArray[np.float32]) -> bool:
    known = np.abs(numbers[np.isfinite(numbers)])
    largest = float(known.max(initial=0))
    return largest == 0 or _HALF_FROM <= largest <= _HALF_TO
