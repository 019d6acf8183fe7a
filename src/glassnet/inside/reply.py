"""What a view asks and what it is told: plain messages, plain answers, and arrays beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

Message = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Reply:
    """`said` is what JSON holds, and nothing of it NaN; `arrays` are float32 numbers that belong to it, in order.

    Where there is nothing to show, `said` is {"missing": a sentence that says what, and how to get it}.

    >>> Reply({"layer": "conv_1"}, (np.zeros((2, 3)),)).described["arrays"]
    [{'shape': [2, 3], 'dtype': 'float32'}]
    """

    said: dict[str, Any]
    arrays: tuple[NDArray[Any], ...] = ()

    @property
    def is_missing(self) -> bool:
        return "missing" in self.said

    @property
    def described(self) -> dict[str, Any]:
        """`said` with the shape and dtype of every array, as a view takes them beside `buffers`."""
        return {**self.said, "arrays": [{"shape": list(each.shape), "dtype": "float32"} for each in self.arrays]}

    @property
    def buffers(self) -> list[bytes]:
        """The arrays as little-endian float32 bytes."""
        return [np.ascontiguousarray(each, "<f4").tobytes() for each in self.arrays]


def missing(sentence: object) -> Reply:
    """The answer of one who has nothing to show."""
    return Reply({"missing": str(sentence)})


def known(value: float | None) -> float | None:
    """A number as JSON holds it: None where it is none.

    >>> known(float("nan")), known(0.5)
    (None, 0.5)
    """
    return None if value is None or not np.isfinite(value) else float(value)


def number_in(message: Message, key: str, count: int, what: str) -> int:
    """The number from 0 to `count` - 1 that a message names. Raises `DataError` for anything else."""
    value = message.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < count:
        there = f"there are {count:,}, counted from 0" if count else "there are none"
        raise DataError(f"{what} {value!r} is not here: {there}.")
    return value


def word_in(message: Message, key: str) -> str:
    """The word under `key`. Raises `DataError` for anything else."""
    value = message.get(key)
    if not isinstance(value, str):
        raise DataError(f"The message names no {key}: {dict(message)!r:.80}.")
    return value
