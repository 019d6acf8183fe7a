"""The values a knob may take in a sweep: some by name, or all between two ends; as text and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log
from random import Random
from typing import Any

from glassnet.errors import SettingError
from glassnet.sweeping.space.knobs import Knob
from glassnet.sweeping.space.values import Number, Value, Whole, told

BETWEEN = ".."
MOST = 10_000  # values of one knob: more are a slip of the hand


@dataclass(frozen=True)
class Choices:
    """Some values, in the order they were given.

    >>> print(Choices((3, 10, None)))
    3,10,none
    """

    values: tuple[Value, ...]

    def __str__(self) -> str:
        return ",".join(map(told, self.values))

    def __len__(self) -> int:
        return len(self.values)

    def draw(self, chance: Random) -> Value:
        return self.values[chance.randrange(len(self.values))]


@dataclass(frozen=True)
class Span:
    """Every number between two ends; with `log`, each factor of ten is as likely as the next.

    >>> print(Span(0.001, 0.1, log=True))
    0.001..0.1
    """

    low: float
    high: float
    log: bool = False

    def __str__(self) -> str:
        return f"{told(self.low)}{BETWEEN}{told(self.high)}"

    def draw(self, chance: Random) -> Value:
        """A number in three digits: what a person would write, and the same on every machine."""
        share = chance.random()
        value = (
            exp(log(self.low) + share * (log(self.high) - log(self.low)))
            if self.log
            else self.low + share * (self.high - self.low)
        )
        return min(max(float(f"{value:.3g}"), self.low), self.high)


Values = Choices | Span


def values_of(knob: Knob, given: Any) -> Values:
    """What a user gave for a knob: text as on the command line, one value, or a list of values or of such texts.

    Raises `SettingError` for what the knob cannot be, for no value at all, and for the same value twice.

    >>> from glassnet.sweeping.space.knobs import KNOBS
    >>> print(values_of(KNOBS["conv_layers"], "1..3"), values_of(KNOBS["pool"], [None, 2]))
    1,2,3 none,2
    """
    if isinstance(given, Choices | Span):
        return given
    parts = _parts(given)
    if not parts:
        raise SettingError(f"{knob.label} has no value to try. Give some, such as {knob.option} {_example(knob)}.")
    found: list[Value] = []
    for part in parts:
        if isinstance(part, str) and BETWEEN in part:
            span = _between(knob, part)
            if isinstance(span, Span):
                if len(parts) > 1:
                    raise SettingError(
                        f"{knob.label} {part!r} is a range among single values: give the range alone, or values."
                    )
                return span
            found.extend(span)
        else:
            found.append(_value(knob, part))
    for place, value in enumerate(found):
        if value in found[:place]:
            raise SettingError(f"{knob.label} names {told(value)} twice: {','.join(map(told, found))[:60]}.")
    return Choices(tuple(found))


def _parts(given: Any) -> Sequence[Any]:
    if isinstance(given, str):
        return [part.strip() for part in given.split(",") if part.strip()]
    if isinstance(given, Iterable) and not isinstance(given, tuple):
        return list(given)
    return [given]


def _value(knob: Knob, part: Any) -> Value:
    try:
        return knob.kind.read(part) if isinstance(part, str) else knob.kind.checked(part)
    except SettingError as why:
        raise SettingError(f"{knob.label} {why}.") from None


def _between(knob: Knob, part: str) -> Span | range:
    ends = [each.strip() for each in part.split(BETWEEN)]
    if not isinstance(knob.kind, Whole | Number):
        raise SettingError(f"{knob.label} has no range such as {part!r}: name its values, such as {_example(knob)}.")
    if len(ends) != 2 or not all(ends):
        raise SettingError(f"{knob.label} {part!r} is no range: give both its ends, such as {_example(knob)}.")
    low, high = (_value(knob, end) for end in ends)
    if isinstance(low, tuple) or isinstance(high, tuple) or low is None or high is None:
        raise SettingError(f"{knob.label} {part!r} is no range: each end is one number.")
    if not low < high:  # type: ignore[operator]
        raise SettingError(
            f"{knob.label} {part!r} runs from {told(low)} down to {told(high)}: give the smaller end first."
        )
    if isinstance(knob.kind, Number):
        return _span(knob, float(low), float(high))
    return _steps(knob, int(low), int(high), part)


def _span(knob: Knob, low: float, high: float) -> Span:
    return Span(low, high, log=knob.log and low > 0)


def _steps(knob: Knob, low: int, high: int, part: str) -> range:
    if high - low >= MOST:
        raise SettingError(
            f"{knob.label} {part!r} are {high - low + 1:,} values; {MOST:,} are the most. Name some of them."
        )
    return range(low, high + 1)


def _example(knob: Knob) -> str:
    match knob.kind:
        case Whole():
            return "1..3"
        case Number():
            return "0.001,0.01"
    words = getattr(knob.kind, "words", None)
    return ",".join(words[:2]) if words else "64,91"
