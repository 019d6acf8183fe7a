"""What one setting may hold, as plain values of JSON: numbers in a range, words from a closed list. None names code.

A rule turns a plain value into the setting (`read`) and back (`plain`). What it cannot take raises `Refused`, whose
text completes the sentence "filters must be ...".
"""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any, Protocol

from glassnet.graph.shape import Shape
from glassnet.graph.term import Setting, Term
from glassnet.graph.vocabulary import Settings

Plain = Any  # str | int | float | bool | None | list[Plain] | dict[str, Plain]: what `json.loads` gives

LONGEST_NAME = 128
LARGEST_SIDE = 2**24
MOST_SIDES = 8
_NAME = re.compile(rf"[^\x00-\x1f\x7f\ud800-\udfff]{{1,{LONGEST_NAME}}}")


class Refused(ValueError):
    """What a setting must be, said when it is not."""


class OwnCode(Refused):
    """A setting that is a user's function: it lives in this process and in no file."""


class Rule(Protocol):
    """What every rule can do."""

    def read(self, plain: Plain) -> Any:
        """The setting that a plain value stands for. Raises `Refused`."""
        ...

    def plain(self, value: Any) -> Plain:
        """The plain value that stands for a setting."""
        ...


def is_whole(plain: Plain) -> bool:
    """Whether it is a whole number: to Python, yes and no are numbers too.

    >>> is_whole(1), is_whole(True), is_whole(1.0)
    (True, False, False)
    """
    return isinstance(plain, int) and not isinstance(plain, bool)


def is_name(plain: Plain) -> bool:
    """Whether a layer may be called so: 1 to 128 characters, none of them a control character.

    >>> is_name("conv_1"), is_name("a" + chr(10)), is_name("")
    (True, False, False)
    """
    return isinstance(plain, str) and _NAME.fullmatch(plain) is not None


@dataclass(frozen=True)
class Whole:
    """A whole number.

    >>> Whole(1, 10).read(3)
    3
    >>> Whole(1, 10).read(11)
    Traceback (most recent call last):
    glassnet.graph.rules.Refused: a whole number from 1 to 10
    """

    low: int = 1
    high: int = LARGEST_SIDE

    def read(self, plain: Plain) -> int:
        if not is_whole(plain) or not self.low <= plain <= self.high:
            raise Refused(f"a whole number from {self.low:,} to {self.high:,}")
        return int(plain)

    def plain(self, value: Any) -> Plain:
        return value


@dataclass(frozen=True)
class Real:
    """A finite number. With `above`, `low` itself is left out."""

    low: float = -1e30
    high: float = 1e30
    above: bool = False

    def read(self, plain: Plain) -> float:
        fits = (is_whole(plain) or isinstance(plain, float)) and self.low <= plain <= self.high
        if not fits or (self.above and plain == self.low):
            raise Refused(f"a number {'above' if self.above else 'from'} {self.low:g} to {self.high:g}")
        return float(plain)

    def plain(self, value: Any) -> Plain:
        return value


class Flag:
    """Yes or no."""

    def read(self, plain: Plain) -> bool:
        if not isinstance(plain, bool):
            raise Refused("yes or no")
        return plain

    def plain(self, value: Any) -> Plain:
        return bool(value)


@dataclass(frozen=True)
class Choice:
    """One word of a closed list."""

    words: tuple[str, ...]

    def read(self, plain: Plain) -> str:
        if not isinstance(plain, str) or plain not in self.words:
            raise Refused(f"one of {', '.join(self.words)}")
        return plain

    def plain(self, value: Any) -> Plain:
        return value


class Name:
    """Free words, as a layer's name has them."""

    def read(self, plain: Plain) -> str:
        if not is_name(plain):
            raise Refused(f"a name of 1 to {LONGEST_NAME} characters, no control characters among them")
        return str(plain)

    def plain(self, value: Any) -> Plain:
        return value


@dataclass(frozen=True)
class Sides:
    """A list of whole numbers, one for each axis; a lone number is a list of one. `rest` allows -1."""

    low: int = 1
    high: int = LARGEST_SIDE
    rest: bool = False

    def read(self, plain: Plain) -> tuple[int, ...]:
        sides = [plain] if is_whole(plain) else plain
        if not isinstance(sides, list) or len(sides) > MOST_SIDES or not all(map(self._fits, sides)):
            rest = " (or -1: what remains)" if self.rest else ""
            raise Refused(f"at most {MOST_SIDES} whole numbers from {self.low:,} to {self.high:,}{rest}")
        return tuple(sides)

    def _fits(self, side: Plain) -> bool:
        return is_whole(side) and (self.low <= side <= self.high or (self.rest and side == -1))

    def plain(self, value: Any) -> Plain:
        return list(value)


class Extent:
    """A `Shape`, as its sides."""

    def read(self, plain: Plain) -> Shape:
        return Shape(Sides().read(plain))

    def plain(self, value: Any) -> Plain:
        return list(value.sides)


@dataclass(frozen=True)
class Pair:
    """Rows and columns; a lone number means both."""

    high: int = 2**20

    def read(self, plain: Plain) -> tuple[int, int]:
        pair = [plain, plain] if is_whole(plain) else plain
        fits = isinstance(pair, list) and len(pair) == 2
        if not fits or not all(is_whole(side) and 1 <= side <= self.high for side in pair):
            raise Refused(f"one or two whole numbers from 1 to {self.high:,}")
        return pair[0], pair[1]

    def plain(self, value: Any) -> Plain:
        return list(value)


@dataclass(frozen=True)
class Formula:
    """A `Term` whose name and settings are among `known`: its name alone, or an object of name and settings."""

    known: Settings

    def read(self, plain: Plain) -> Term:
        entry = {"name": plain} if isinstance(plain, str) else plain
        if not isinstance(entry, dict) or not entry.keys() <= {"name", "settings"}:
            raise Refused("the name of a formula, or its name and settings")
        name, settings = entry.get("name"), entry.get("settings", {})
        if not isinstance(name, str) or name not in self.known:
            raise Refused(f"one of {', '.join(self.known)}")
        if not isinstance(settings, dict) or not all(key in self.known[name] for key in settings):
            raise Refused(f"{name} with settings among: {', '.join(self.known[name]) or 'none at all'}")
        return Term(name, tuple((key, _setting(key, value)) for key, value in settings.items()))

    def plain(self, value: Any) -> Plain:
        if value.is_own_code:
            raise OwnCode(value.name)
        if not value.settings:
            return value.name
        settings = {key: list(item) if isinstance(item, tuple) else item for key, item in value.settings}
        return {"name": value.name, "settings": settings}


class Start(Formula):
    """The formula an array starts from.

    Numbers of the user's own are not part of a network's description. They are written as zeros, and the weights that
    follow in a model file take their place.
    """

    def plain(self, value: Any) -> Plain:
        return "zeros" if value.is_own_code else super().plain(value)


@dataclass(frozen=True)
class Maybe:
    """What `rule` takes, or nothing."""

    rule: Rule

    def read(self, plain: Plain) -> Any:
        if plain is None:
            return None
        try:
            return self.rule.read(plain)
        except Refused as why:
            raise Refused(f"none or {why}") from None

    def plain(self, value: Any) -> Plain:
        return None if value is None else self.rule.plain(value)


def words_of(rule: Rule) -> tuple[str, ...]:
    """The words a setting is chosen from; none where it is not chosen from a list.

    >>> words_of(Maybe(Choice(("same", "valid"))))
    ('same', 'valid')
    """
    match rule:
        case Maybe():
            return words_of(rule.rule)
        case Formula():
            return tuple(rule.known)
        case Choice():
            return rule.words
    return ()


def _setting(key: str, plain: Plain) -> Setting:
    """A formula's setting: a name, a finite number, yes or no, nothing, or a short list of whole numbers."""
    if plain is None or isinstance(plain, bool):
        return plain
    if is_whole(plain) and abs(plain) <= 2**53:
        return int(plain)
    if isinstance(plain, float) and isfinite(plain):
        return plain
    if is_name(plain):
        return str(plain)
    if isinstance(plain, list):
        return Sides(low=-LARGEST_SIDE).read(plain)
    raise Refused(f"a formula whose '{key}' is a finite number, a word, yes, no or none")
