"""JSON that a stranger may have written: of bounded size and depth, no name twice, no number beyond range."""

import json
import math
from typing import Any

from glassnet.errors import FileError
from glassnet.runs.plain import LARGEST_WHOLE

DEEPEST = 32


def write(value: object) -> bytes:
    r"""`value` as JSON, the same bytes for the same value. Plain ASCII, so that any name survives.

    >>> write({"b": 1, "a": ["é"]})
    b'{"b": 1, "a": ["\\u00e9"]}'
    """
    return json.dumps(value, allow_nan=False).encode("ascii")


def read(data: bytes | memoryview, *, largest: int) -> Any:
    """The value in `data`. Raises `FileError` saying what is wrong with it.

    >>> read(b'{"a": 1, "a": 2}', largest=100)
    Traceback (most recent call last):
        ...
    glassnet.errors.FileError: it names 'a' twice
    """
    if len(data) > largest:
        raise FileError(f"it takes {len(data):,} bytes, and {largest:,} are the most it may")
    try:
        value = json.loads(
            bytes(data).decode("utf-8"),
            object_pairs_hook=_each_name_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except FileError:
        raise
    except RecursionError:
        raise FileError(f"it is nested deeper than {DEEPEST} levels") from None
    except ValueError as why:
        raise FileError(f"it is not JSON ({why})") from None
    _check_depth(value)
    return value


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for name, value in pairs:
        if name in named:
            raise FileError(f"it names {name!r:.60} twice")
        named[name] = value
    return named


def _whole(digits: str) -> int:
    # The length first: turning a million digits into a number takes minutes.
    if len(digits) > 20 or abs(int(digits)) > LARGEST_WHOLE:
        raise FileError(f"its number {digits:.40} is beyond all range")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise FileError(f"its number {digits:.40} is beyond all range")
    return value


def _no_constant(word: str) -> float:
    raise FileError(f"it holds {word}, which is not JSON")


def _check_depth(value: object) -> None:
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise FileError(f"it is nested deeper than {DEEPEST} levels")
        level = [item for each in level for item in _inside(each)]


def _inside(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
