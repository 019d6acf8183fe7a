"""Conditions of a space as a user writes them: a knob is turned only where others are so. Read as text, never run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from glassnet.errors import SettingError
from glassnet.sweeping.space.knobs import KNOBS, knob
from glassnet.sweeping.space.ranges import Choices, Values
from glassnet.sweeping.space.values import Value

_PART = re.compile(r"\s*([A-Za-z][A-Za-z_-]*)\s*(==|!=|<=|>=|<|>|\bin\b)\s*(\S.*?)\s*")
FORM = "such as 'dense >= 128 and optimizer == sgd' (also !=, <, >, 'in 2,3', or)"


@dataclass(frozen=True)
class Comparison:
    """One knob held against a value; with `in`, against several."""

    name: str
    sign: str
    values: tuple[Value, ...]

    def holds(self, settings: Mapping[str, Value]) -> bool:
        value = settings.get(self.name)
        if self.sign in ("==", "in"):
            return value in self.values
        if self.sign == "!=":
            return value not in self.values
        other = self.values[0]
        if not isinstance(value, int | float) or not isinstance(other, int | float):
            return False  # none, or a list of layers: neither more nor less
        return {"<": value < other, "<=": value <= other, ">": value > other, ">=": value >= other}[self.sign]


@dataclass(frozen=True)
class Condition:
    """Comparisons, all of a row to hold, of any row: `and` binds before `or`.

    >>> some = condition("dense >= 128 and optimizer == sgd or dense == none")
    >>> some.holds({"dense": 128, "optimizer": "sgd"}), some.holds({"dense": 64, "optimizer": "sgd"})
    (True, False)
    >>> some.holds({"dense": None})
    True
    """

    text: str
    rows: tuple[tuple[Comparison, ...], ...]

    def holds(self, settings: Mapping[str, Value]) -> bool:
        return any(all(each.holds(settings) for each in row) for row in self.rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The knobs it looks at."""
        return tuple(dict.fromkeys(each.name for row in self.rows for each in row))


Conditions = tuple[tuple[str, Condition], ...]


def condition(text: Any) -> Condition:
    """The condition in a text. Raises `SettingError` for what is none, `UnknownName` for a knob we do not know."""
    if not isinstance(text, str) or not text.strip():
        raise SettingError(f"a condition is a text {FORM}, not {text!r:.60}")
    rows = tuple(tuple(map(_comparison, row.split(" and "))) for row in " ".join(text.split()).split(" or "))
    return Condition(" ".join(text.split()), rows)


def conditions(given: Any, values: Mapping[str, Values]) -> Conditions:
    """Conditions by knob, those first that others look at.

    Raises `SettingError` for a knob that is not in the space, a condition that never holds, and a circle.
    """
    if not isinstance(given, Mapping):
        raise SettingError(f"when: give a condition for each knob, such as keep = 'dense >= 128', not {given!r:.60}.")
    read: dict[str, Condition] = {}
    for name, text in given.items():
        known = knob(name)
        if known.name not in values:
            raise SettingError(f"when: {known.label} has a condition and no values. Give some: {known.option} ...")
        try:
            read[known.name] = condition(text)
        except SettingError as why:
            raise SettingError(f"when, {known.label}: {why}") from None
        _check_may_hold(known.label, read[known.name], values)
    return tuple((name, read[name]) for name in _in_order(read))


def settled(found: Conditions, settings: Mapping[str, Value]) -> dict[str, Value]:
    """The settings, but for knobs whose condition does not hold: those stay as in the post."""
    full = {name: each.usual for name, each in KNOBS.items()} | dict(settings)
    left = dict(settings)
    for name, each in found:
        if not each.holds(full):
            left.pop(name, None)
            full[name] = KNOBS[name].usual
    return left


def _comparison(part: str) -> Comparison:
    found = _PART.fullmatch(part)
    if not found:
        raise SettingError(f"'{part[:40]}' is no comparison: write a knob, a sign and a value, {FORM}")
    known, sign = knob(found[1]), found[2]
    words = found[3].split(",") if sign == "in" else [found[3]]
    try:
        values = tuple(known.kind.read(word.strip().strip("'\"")) for word in words)
    except SettingError as why:
        raise SettingError(f"{known.label} {why}") from None
    if sign in ("<", "<=", ">", ">=") and not isinstance(values[0], int | float):
        raise SettingError(f"'{part[:40]}': more and less are said of numbers; use == or !=")
    return Comparison(known.name, sign, values)


def _check_may_hold(label: str, asked: Condition, values: Mapping[str, Values]) -> None:
    """That some settings of the space fulfil it. What is a range may be anything in between, so nothing is said."""
    of_names = [values.get(name, Choices((KNOBS[name].usual,))) for name in asked.names]
    choices = [each.values for each in of_names if isinstance(each, Choices)]
    if len(choices) < len(of_names):
        return
    worlds = (dict(zip(asked.names, world, strict=True)) for world in product(*choices))
    if not any(asked.holds(world) for world in worlds):
        raise SettingError(f"when: {label} would never be turned, since '{asked.text}' holds nowhere in this space.")


def _in_order(read: Mapping[str, Condition]) -> Iterator[str]:
    done: dict[str, None] = {}
    while len(done) < len(read):
        free = [name for name in read if name not in done and all(n in done or n not in read for n in read[name].names)]
        if not free:
            circle = ", ".join(KNOBS[name].label for name in read if name not in done)
            raise SettingError(f"when: the conditions of {circle} wait for each other. Leave one out.")
        for name in free:
            done[name] = None
            yield name
