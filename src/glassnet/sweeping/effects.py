"""Which knob matters: what a change of one knob does to accuracy, all others as they are, with its doubt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.configuration import Configuration
from glassnet.sweeping.crossing import Crossed, crossed
from glassnet.sweeping.designs import (
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
)
from glassnet.sweeping.knobs import KNOBS
from glassnet.sweeping.ranking import ALPHA, Right, holm
from glassnet.sweeping.values import Value, told

MOST_STEPS = 3  # numbers that are each held against the first; of more, the last alone


@dataclass(frozen=True)
class Change:
    """From one value of a knob to another: what it does to accuracy (0..1), `luck` corrected for how many were asked.

    `slower` is how many times as long training took, the others alike; None where it was not measured.
    """

    knob: str
    before: Value
    after: Value
    effect: Crossed
    luck: float
    slower: float | None = None

    @property
    def is_visible(self) -> bool:
        return self.luck < ALPHA


@dataclass(frozen=True)
class Effect:
    """One knob: the mean accuracy at each of its values, the others averaged over, and what changes of it do.

    `levels` are (value, mean, half the 95 % interval). Where `base` is the key of a network, the others were made from
    it by turning one knob each: levels are then those of that network with this knob turned. The sweep cannot part
    `untold` values from what `mixed_with` names; where it can part none, `levels` and `changes` are empty. Where
    `is_drawn`, its numbers were drawn from a range, and a value stands for a third of them, as its middle.
    """

    knob: str
    levels: tuple[tuple[Value, float, float], ...] = ()
    changes: tuple[Change, ...] = ()
    mixed_with: tuple[str, ...] = ()
    untold: tuple[Value, ...] = ()
    base: str = ""
    is_drawn: bool = False


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
    return any(value is not ABSENT and value != each.get(name) for value, each in zip(column, known, strict=True))


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
    means = [(value, judged(weights)) for value, weights in _levels(asked, name, sets[0])]
    return Effect(
        name,
        tuple((value, mean.mean, mean.reach) for value, mean in means),
        tuple(change(old, new, steps[new] - steps[old]) for steps in sets for old, new in pairs(tuple(steps), base)),
        mixed,
        tuple(value for steps in sets[1:] for value in steps),
        asked.keys[asked.base.at] if asked.base is not None and base in sets[0] else "",
    )


def _levels(asked: _Asked, name: str, steps: Mapping[Value, Array]) -> Iterator[tuple[Value, Array]]:
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


def sentence(change: Change, pictures: str, seeds: int) -> str:
    """One change in words: how much, how sure, and what it costs.

    >>> seen = Crossed(-0.004, 0.005, 9.0, 0.5, 0.5, 0.45)
    >>> sentence(Change("filter_size", 3, 91, seen, 0.45, 9.0), "40 pictures", 5)
    'filter size 3 → 91 changes accuracy by -0.4 ± 1.1 points: not visible with 40 pictures and 5 seeds; ...
    """
    turned = f"{KNOBS[change.knob].label} {told(change.before)} → {told(change.after)}"
    seen = f"{'visible' if change.is_visible else 'not visible'} with {pictures} and {seeds} seed{'s' * (seeds != 1)}"
    words = f"{turned} changes accuracy by {change.effect.points}: {seen}"
    return f"{words}; {_cost(change.slower)}." if change.slower is not None else f"{words}."


def drawn(effect: Effect) -> str:
    """How values that were drawn from a range are told, in words; "" for a knob whose values are its own.

    >>> drawn(Effect("keep", ((0.5, 0.4, 0.1), (0.7, 0.5, 0.1), (0.9, 0.6, 0.1)), is_drawn=True))
    'keep was drawn from a range: 0.5, 0.7 and 0.9 are the middles of its lower, middle and upper third.'
    """
    if not effect.is_drawn or not effect.levels:
        return ""
    *some, last = (told(value) for value, _, _ in effect.levels if value is not None)
    thirds = f"{', '.join(some)} and {last} are the middles of its lower, middle and upper third"
    return f"{KNOBS[effect.knob].label} was drawn from a range: {thirds}."


def not_parted(effect: Effect) -> str:
    """What the networks cannot tell of a knob, in words; "" where they can tell all of it.

    >>> not_parted(Effect("epochs", mixed_with=("learning_rate",), untold=(10, 100)))
    'epochs: these networks cannot part it from learning rate.'
    """
    if not effect.untold:
        return ""
    label = KNOBS[effect.knob].label
    which = f"{label} {', '.join(map(told, effect.untold))} against the others" if effect.changes else label
    mixed = ", ".join(KNOBS[name].label for name in effect.mixed_with)
    return f"{which}: these networks cannot part it from {mixed}."


def _cost(slower: float) -> str:
    if 0.8 < slower < 1.25:
        return "training takes about as long"
    times = slower if slower > 1 else 1 / slower
    told_times = f"{times:.0f}" if times >= 9.5 else f"{times:.1f}".rstrip("0").rstrip(".")
    return f"training takes {told_times}x as long" if slower > 1 else f"training is {told_times}x as fast"
