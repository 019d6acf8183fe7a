"""Which knob matters: what a change of one knob does to accuracy, all others as they are, with its doubt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.shares import Interval
from glassnet.sweeping.judging.averaging import mean_interval
from glassnet.sweeping.judging.changes import Change, Effect, Level
from glassnet.sweeping.judging.crossing import Crossed, crossed
from glassnet.sweeping.judging.designs import (
    ABSENT,
    Array,
    Base,
    Columns,
    Design,
    are_numbers,
    base_of,
    columns_of,
    design_of,
    in_order,
    value_in,
)
from glassnet.sweeping.judging.ranking import Right, holm
from glassnet.sweeping.space.configuration import Configuration
from glassnet.sweeping.space.values import Value

TINY = 1e-9
MOST_STEPS = 3  # numbers that are each held against the first; of more, the last alone


def effects(
    varied: Sequence[str],
    configurations: Mapping[str, Configuration],
    right: Mapping[str, Right],
    groups: NDArray[np.int64],
    seconds: Mapping[str, float] | None = None,
) -> tuple[Effect, ...]:
    """The effect of each knob in `varied`, of networks by key that share seeds and pictures.

    A model of sums is fitted by least squares: each value of each knob adds its own to accuracy. In a full grid that
    is the plain mean over all networks with that value. What a knob does only together with another is in it no more
    than on average. Where networks were made from one by turning one knob each, each is held against that one.
    """
    keys = [key for key in right if key in configurations]
    known = [configurations[key] for key in keys]
    columns = columns_of(varied, known)
    data = np.stack([right[key] for key in keys]).astype(np.float64)  # [networks, seeds, pictures]
    clock = None if seconds is None else np.log([max(1e-9, seconds[key]) for key in keys])
    drawn = {name for name, values in columns.items() if _are_others(name, values, known)}
    asked = _Asked(keys, columns, design_of(columns), None if drawn else base_of(columns, known))
    found = [replace(_effect(asked, name, data, groups, clock), is_drawn=name in drawn) for name in columns]
    lucks = iter(holm([change.effect.luck for each in found for change in each.changes]))
    return tuple(
        replace(each, changes=tuple(replace(change, luck=next(lucks)) for change in each.changes)) for each in found
    )


def _are_others(name: str, column: Sequence[Value], known: Sequence[Configuration]) -> bool:
    return any(value is not ABSENT and value != value_in(each, name) for value, each in zip(column, known, strict=True))


@dataclass(frozen=True, eq=False)
class _Asked:
    """The networks by key, their knobs, and how they are weighed for a change: by a base, or by the model."""

    keys: Sequence[str]
    columns: Columns
    design: Design
    base: Base | None

    def base_value(self, name: str) -> Value:
        return ABSENT if self.base is None else self.columns[name][self.base.at]

    def between(self, name: str, before: Value, after: Value) -> Array | None:
        old, new = (self._twin(name, value) for value in (before, after))
        if old is None or new is None:
            return self.design.between(name, before, after)
        weights = np.zeros(len(self.keys))
        weights[[old, new]] = -1, 1
        return weights

    def _twin(self, name: str, value: Value) -> int | None:
        """Where the base stands with this knob turned to this value, if it does."""
        if self.base is None:
            return None
        return self.base.at if value == self.base_value(name) else self.base.turned.get((name, value))

    def without(self, name: str) -> "_Asked":
        """The same as if one knob had never turned."""
        rest = {each: column for each, column in self.columns.items() if each != name}
        return replace(self, columns=rest, design=design_of(rest))

    def parted(self, name: str) -> list[dict[Value, Array]]:
        """Its values in sets, of which each can be told from all of its own set: the base's first, then the larger.

        With each value stand the weights of the change to it from one value of its set, the base's if there.
        """
        ordered, base = in_order(name, self.columns[name]), self.base_value(name)
        sets: list[dict[Value, Array]] = []
        for value in sorted(ordered, key=lambda each: each != base):
            for each in sets:
                step = self.between(name, next(iter(each)), value)
                if step is not None:
                    each[value] = step
                    break
            else:
                sets.append({value: np.zeros(len(self.keys))})
        sets.sort(key=lambda each: (base not in each or len(each) == 1, -len(each)))
        return [{value: each[value] for value in ordered if value in each} for each in sets]


def _effect(asked: _Asked, name: str, data: Array, groups: NDArray[np.int64], clock: Array | None) -> Effect:
    def judged(weights: Array) -> Crossed:
        return crossed(np.tensordot(weights, data, axes=1), groups)

    def change(before: Value, after: Value, weights: Array) -> Change:
        effect = judged(weights)
        slower = None if clock is None else float(np.exp(weights @ clock))
        return Change(name, before, after, effect, effect.luck, slower)

    sets, base = asked.parted(name), asked.base_value(name)
    mixed = _mixed(asked, name, sets)
    if len(sets[0]) == 1:
        return Effect(name, mixed_with=mixed, untold=tuple(in_order(name, asked.columns[name])))
    return Effect(
        name,
        tuple(_level(value, weights, data, groups) for value, weights in _means(asked, name, sets[0])),
        tuple(change(old, new, steps[new] - steps[old]) for steps in sets for old, new in pairs(tuple(steps), base)),
        mixed,
        tuple(value for steps in sets[1:] for value in steps),
        asked.keys[asked.base.at] if asked.base is not None and base in sets[0] else "",
    )


def _level(value: Value, weights: Array, data: Array, groups: NDArray[np.int64]) -> Level:
    """The mean by these weights; where none is below 0 it is one of networks, and its doubt that of a network."""
    right = np.tensordot(weights, data, axes=1)
    if len(right) == 1:
        return Level(value, float(right.mean()), None)
    if weights.min() > -TINY:
        return Level(value, float(right.mean()), mean_interval(right.clip(0, 1), groups))
    known = crossed(right, groups)
    return Level(value, known.mean, Interval(max(0.0, known.mean - known.reach), min(1.0, known.mean + known.reach)))


def _means(asked: _Asked, name: str, steps: Mapping[Value, Array]) -> Iterator[tuple[Value, Array]]:
    """The weights of the mean at each value: of the base with this knob turned, else averaged over the other knobs."""
    if asked.base is not None and asked.base_value(name) in steps:
        middle = np.eye(len(asked.keys))[asked.base.at]
    else:
        rows = [value in steps for value in asked.columns[name]]
        middle = asked.design.matrix[rows].mean(axis=0) @ asked.design.inverse
        middle = middle - np.mean([steps[value] for value in asked.columns[name] if value in steps], axis=0)
    for value, step in steps.items():
        yield value, middle + step


def _mixed(asked: _Asked, name: str, sets: Sequence[Mapping[Value, Array]]) -> tuple[str, ...]:
    """The knobs without which sets of values could be parted; all others, where no single one stands in the way."""
    others = [other for other in asked.columns if other != name]
    first, *rest = (next(iter(steps)) for steps in sets)
    fewer = ((other, asked.without(other)) for other in others if rest)
    found = [other for other, less in fewer if any(less.between(name, first, each) is not None for each in rest)]
    return tuple(found or others) if rest else ()


def pairs(values: Sequence[Value], base: Value = ABSENT) -> list[tuple[Value, Value]]:
    """Which changes are asked about: from the base to each other value, else from the first to each other one.

    Of more than three numbers from end to end alone, for a knob that does nothing in ten small steps is one question,
    not ten; `none` is no number, and is held against the smallest.

    >>> pairs([3, 10, 30, 91]), pairs([3, 10, 30, 91], base=10), pairs([None, 2, 3, 5])
    ([(3, 91)], [(10, 3), (10, 30), (10, 91)], [(None, 2), (2, 5)])
    """
    if base in values:
        return [(base, after) for after in values if after != base]
    if are_numbers(values) and len(values) > MOST_STEPS:
        numbers = [value for value in values if value is not None]
        return [*((None, numbers[0]) for value in values if value is None), (numbers[0], numbers[-1])]
    return [(values[0], after) for after in values[1:]]
