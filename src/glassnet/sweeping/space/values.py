"""What one knob of a sweep may be set to: how a single value is read, told and checked. Plain values, no arithmetic."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Any, Protocol

from glassnet.errors import SettingError

Value = int | float | str | tuple[int, ...] | None
NONE = "none"
JOINT = "/"  # between the layers of a list such as 8/16/32
LARGEST = 2**24


class Kind(Protocol):
    """What the values of a knob are. `checked` returns the value, and raises `SettingError` with what it must be."""

    def read(self, word: str) -> Value: ...
    def checked(self, value: Any) -> Value: ...


def told(value: Value) -> str:
    """A value as it is written on the command line.

    >>> [told(value) for value in (3, 0.001, None, (8, 16), "flip+shift")]
    ['3', '0.001', 'none', '8/16', 'flip+shift']
    """
    if value is None:
        return NONE
    if isinstance(value, tuple):
        return JOINT.join(map(str, value))
    return f"{value!r}" if isinstance(value, float) else str(value)


def as_read(word: str) -> Value:
    """A value of no knob of ours, from the word it is told by.

    >>> [as_read(word) for word in ("3", "0.001", "none", "8/16", "relu")]
    [3, 0.001, None, (8, 16), 'relu']
    """
    if word == NONE:
        return None
    parts = [_number(part, int) for part in word.split(JOINT)]
    if all(isinstance(part, int) for part in parts):
        return tuple(parts) if len(parts) > 1 else int(parts[0])
    number = _number(word, float)
    return number if isinstance(number, float) and isfinite(number) else word


@dataclass(frozen=True)
class Free:
    """Whatever a function of the user's asks for."""

    def read(self, word: str) -> Value:
        return as_read(word)

    def checked(self, value: Any) -> Value:
        return as_read(told(value))


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` on; `none` where that makes sense; a list of them, one a layer, where `layers`."""

    least: int = 1
    or_none: bool = False
    layers: bool = False

    def read(self, word: str) -> Value:
        if self.or_none and word == NONE:
            return None
        if self.layers and JOINT in word:
            return self.checked(tuple(_number(part, int) for part in word.split(JOINT)))
        return self.checked(_number(word, int))

    def checked(self, value: Any) -> Value:
        if value is None and self.or_none:
            return None
        if self.layers and isinstance(value, tuple) and len(value) > 1:
            return tuple(self._whole(each) for each in value)
        return self._whole(value)

    def _whole(self, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not self.least <= value <= LARGEST:
            raise SettingError(self._must(value))
        return value

    def _must(self, value: Any) -> str:
        also = " or a list such as 8/16, one for each layer" if self.layers else ""
        return (
            f"must be a whole number from {self.least} on{', none' if self.or_none else ''}{also}, not {_shown(value)}"
        )


@dataclass(frozen=True)
class Number:
    """A number above `above` (from it on with `inclusive`), and up to `most`."""

    above: float = 0.0
    most: float = float("inf")
    inclusive: bool = False

    def read(self, word: str) -> Value:
        return self.checked(_number(word, float))

    def checked(self, value: Any) -> Value:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        low = is_number and (value >= self.above if self.inclusive else value > self.above)
        if not (low and value <= self.most):
            edge = f"{'from' if self.inclusive else 'above'} {self.above:g}{' on' if self.inclusive else ''}"
            upto = f", up to {self.most:g}" if isfinite(self.most) else ""
            raise SettingError(f"must be a number {edge}{upto}, not {_shown(value)}")
        return float(value)


@dataclass(frozen=True)
class Word:
    """One of some words; several joined by `+` where `joined`; also a whole number from 1 on where `or_number`."""

    words: tuple[str, ...]
    or_none: bool = False
    or_number: bool = False
    joined: bool = False

    def read(self, word: str) -> Value:
        if self.or_none and word == NONE:
            return None
        if self.or_number and word.isascii() and word.isdigit():
            return self.checked(int(word))
        return self.checked(word)

    def checked(self, value: Any) -> Value:
        if value is None and self.or_none:
            return None
        if self.or_number and isinstance(value, int) and not isinstance(value, bool):
            return Whole().checked(value)
        parts = value.split("+") if self.joined and isinstance(value, str) else [value]
        if any(part not in self.words for part in parts) or len(set(parts)) < len(parts):
            raise SettingError(self._must(value, parts))
        return "+".join(sorted(parts, key=self.words.index)) if self.joined else str(value)

    def _must(self, value: Any, parts: Iterable[Any]) -> str:
        wrong = next((part for part in parts if part not in self.words), "")
        near = get_close_matches(str(wrong).lower(), self.words, n=1) if wrong else []
        known = [*self.words, *([NONE] if self.or_none else []), *(["a whole number"] if self.or_number else [])]
        told = "one of " + ", ".join(known) + (", or several joined by +" if self.joined else "")
        return f"must be {told}, not {_shown(value)}" + (f". Did you mean {near[0]!r}?" if near else "")


@dataclass(frozen=True)
class Sides:
    """The sides of a picture: one number for a square, else the text `91x60`, height and width.

    >>> Sides().read("91x91"), Sides().read("91x60"), sides("91x60")
    (91, '91x60', (91, 60))
    """

    def read(self, word: str) -> Value:
        parts = tuple(_number(part, int) for part in word.lower().split("x"))
        return self.checked(parts if len(parts) > 1 else parts[0])

    def checked(self, value: Any) -> Value:
        if isinstance(value, str) and "x" in value.lower():
            return self.read(value)
        both = value if isinstance(value, tuple) else (value, value)
        fine = len(both) == 2 and all(isinstance(each, int) and not isinstance(each, bool) for each in both)
        if not fine or not 1 <= min(both) <= max(both) <= 4096:
            shown = "x".join(map(str, both)) if isinstance(value, tuple) else value
            raise SettingError(
                f"must be a side in pixels such as 91, or height x width such as 91x60, not {_shown(shown)}"
            )
        return int(both[0]) if both[0] == both[1] else f"{both[0]}x{both[1]}"


@dataclass(frozen=True)
class Named:
    """One of a list, by its name: any line of text."""

    def read(self, word: str) -> Value:
        return self.checked(word)

    def checked(self, value: Any) -> Value:
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise SettingError(f"must be a name, which is a line of text, not {_shown(value)}")
        return value


def sides(value: Value) -> tuple[int, int]:
    """Height and width from a value that `Sides` let through."""
    high, _, wide = str(value).partition("x")
    return int(high), int(wide or high)


def _number(word: str, kind: type[int] | type[float]) -> Any:
    """The number in a word; the word itself where there is none, for the letter that refuses it."""
    try:
        return kind(word) if word.isascii() and "_" not in word else word
    except ValueError:
        return word


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return (
        repr(value) if not isinstance(value, str) else f"'{value[:40]}'" if value.isprintable() else f"{value[:40]!r}"
    )
