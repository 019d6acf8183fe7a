"""Plain values read back from JSON that a stranger may have written: each is asked for by name and by kind."""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from glassnet.errors import FileError

T = TypeVar("T")
LARGEST_WHOLE = 2**63  # what a seed may be
_BEYOND = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def to_number(value: float | None) -> float | str | None:
    """A number as JSON can hold it: what is not finite becomes a word, since JSON has no NaN.

    >>> to_number(0.5), to_number(float("nan")), to_number(float("-inf")), to_number(None)
    (0.5, 'nan', '-inf', None)
    """
    if value is None or math.isfinite(value):
        return value
    return str(float(value))


def text(value: object) -> str:
    """`value` if it is text that a file name could be: any characters, but no broken ones."""
    if not isinstance(value, str):
        raise FileError(f"text belongs here, not {value!r:.60}")
    try:
        value.encode("utf-8", "surrogateescape")  # which names that are no UTF-8 survive
    except UnicodeEncodeError:
        raise FileError(f"{value!r:.60} is broken text") from None
    return value


def line(value: object) -> str:
    r"""`value` if it is text that a terminal can show as it is.

    >>> line("sgd"), line("\x1b[2J")
    Traceback (most recent call last):
        ...
    glassnet.errors.FileError: '\x1b[2J' cannot be shown
    """
    if not text(value).isprintable():
        raise FileError(f"{value!r:.60} cannot be shown")
    return text(value)


def flag(value: object) -> bool:
    """`value` if it is true or false."""
    if not isinstance(value, bool):
        raise FileError(f"true or false belongs here, not {value!r:.60}")
    return value


def whole(value: object) -> int:
    """`value` if it is a whole number of a sane size."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_WHOLE:
        raise FileError(f"a whole number belongs here, not {value!r:.60}")
    return value


def number(value: object) -> float:
    """`value` if it is a number, or one of the words for what is not finite.

    >>> number(3), number("inf")
    (3.0, inf)
    """
    if isinstance(value, str) and value in _BEYOND:
        return _BEYOND[value]
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_WHOLE
    if not is_whole and not (isinstance(value, float) and math.isfinite(value)):
        raise FileError(f"a number belongs here, not {value!r:.60}")
    return float(cast(float, value))


def optional(kind: Callable[[object], T]) -> Callable[[object], T | None]:
    """Like `kind`, with null allowed.

    >>> optional(whole)(None) is None
    True
    """
    return lambda value: None if value is None else kind(value)


def many(kind: Callable[[object], T]) -> Callable[[object], tuple[T, ...]]:
    """A list whose every item is of `kind`.

    >>> many(whole)([1, 2])
    (1, 2)
    """

    def read(value: object) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            raise FileError(f"a list belongs here, not {value!r:.60}")
        return tuple(kind(item) for item in value)

    return read


def table(kind: Callable[[object], T]) -> Callable[[object], dict[str, T]]:
    """An object with text keys whose every value is of `kind`.

    >>> table(number)({"acc": 1})
    {'acc': 1.0}
    """

    def read(value: object) -> dict[str, T]:
        if not isinstance(value, Mapping):
            raise FileError(f"an object with named values belongs here, not {value!r:.60}")
        return {line(key): kind(item) for key, item in value.items()}

    return read


def anything(value: object) -> object:
    """`value` as it is: for a part that its own room reads and checks."""
    return value


def read_fields(value: object, what: str, kinds: Mapping[str, Callable[[object], Any]]) -> dict[str, Any]:
    """The fields of an object, which must be exactly those `kinds` names, each of its kind.

    >>> read_fields({"epoch": "one"}, "history", {"epoch": whole})
    Traceback (most recent call last):
        ...
    glassnet.errors.FileError: history, 'epoch': a whole number belongs here, not 'one'
    """
    if not isinstance(value, Mapping):
        raise FileError(f"{what}: an object with named values belongs here, not {value!r:.60}")
    if value.keys() != kinds.keys():
        missing, extra = sorted(kinds.keys() - value.keys()), sorted(map(repr, value.keys() - kinds.keys()))
        raise FileError(
            f"{what}: " + (f"'{missing[0]}' is missing" if missing else f"{extra[0]:.60} is not known here")
        )
    read = {}
    for name, kind in kinds.items():
        try:
            read[name] = kind(value[name])
        except FileError as why:
            raise FileError(f"{what}, '{name}': {why}") from None
    return read
