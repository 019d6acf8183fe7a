"""Which knob matters: what a change of one knob does to accuracy, all others as they are, with its doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.configuration import Configuration
from glassnet.sweeping.crossing import Crossed, crossed
from glassnet.sweeping.knobs import KNOBS
from glassnet.sweeping.ranking import ALPHA, Right, holm
from glassnet.sweeping.values import Value, told

Array = NDArray[np.float64]
ABSENT: Any = "has no say"  # among the values of a knob, in a network where it is none of them


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
    """One knob: the mean accuracy at each of its values, the others averaged over, and the change from end to end.

    `levels` are (value, mean, half the 95 % interval). Where the sweep cannot part it from other knobs, `levels` and
    `changes` are empty, and `mixed_with` names them.
    """

    knob: str
    levels: tuple[tuple[Value, float, float], ...] = ()
    changes: tuple[Change, ...] = ()
    mixed_with: tuple[str, ...] = ()


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
    than on average.
    """
    keys = [key for key in right if key in configurations]
    columns = columns_of(varied, [configurations[key] for key in keys])
    design = design_of(columns)
    data = np.stack([right[key] for key in keys]).astype(np.float64)  # [networks, seeds, pictures]
    clock = None if seconds is None else np.log([max(1e-9, seconds[key]) for key in keys])
    found = [_effect(name, columns, design, data, groups, clock) for name in columns]
    lucks = iter(holm([change.effect.luck for each in found for change in each.changes]))
    return tuple(
        Effect(
            each.knob, each.levels, tuple(_corrected(change, next(lucks)) for change in each.changes), each.mixed_with
        )
        for each in found
    )


@dataclass(frozen=True, eq=False)
class Design:
    """Which network has which value: one column for each value of each knob, and its pseudo-inverse."""

    matrix: Array
    inverse: Array
    place: Mapping[tuple[object, object], int]

    def weights(self, contrast: Array) -> Array | None:
        """How much of each network's accuracy makes up the contrast; None where the networks cannot tell it."""
        weights = contrast @ self.inverse
        return weights if np.allclose(weights @ self.matrix, contrast, atol=1e-8) else None


def columns_of(varied: Sequence[str], known: Sequence[Configuration]) -> dict[str, list[Value]]:
    """For each knob that has several values among the networks where it has a say: its value in each network."""
    columns: dict[str, list[Value]] = {}
    for name in varied:
        values = [each.get(name) if name in each else ABSENT for each in known]
        if len({value for value in values if value is not ABSENT}) > 1:
            columns[name] = values
    return columns


def design_of(columns: Mapping[str, list[Value]], pair: tuple[str, str] | None = None) -> Design:
    """One column for each value of each knob; with `pair`, also one for each two values of those two knobs."""
    networks = len(next(iter(columns.values()))) if columns else 0
    place: dict[tuple[object, object], int] = {}
    parts = [np.ones((networks, 1))]
    wanted: dict[Any, list[Any]] = {**columns}
    if pair is not None:
        wanted[pair] = list(zip(columns[pair[0]], columns[pair[1]], strict=True))
    for name, values in wanted.items():
        for value in dict.fromkeys(values):
            place[name, value] = 1 + len(place)
            parts.append(np.array([[each == value] for each in values], np.float64))
    matrix = np.concatenate(parts, axis=1)
    inverse = np.asarray(np.linalg.pinv(matrix), np.float64) if networks else matrix.T
    return Design(matrix, inverse, place)


def _effect(
    name: str,
    columns: Mapping[str, list[Value]],
    design: Design,
    data: Array,
    groups: NDArray[np.int64],
    clock: Array | None,
) -> Effect:
    values = in_order(name, columns[name])
    levels, changes = [], []
    for value in values:
        weights = design.weights(_level(design, columns, name, value))
        if weights is not None:
            mean = crossed(np.tensordot(weights, data, axes=1), groups)
            levels.append((value, mean.mean, mean.reach))
    for before, after in _pairs(values):
        weights = design.weights(_contrast(design, name, before, after))
        if weights is not None:
            effect = crossed(np.tensordot(weights, data, axes=1), groups)
            slower = None if clock is None else float(np.exp(weights @ clock))
            changes.append(Change(name, before, after, effect, effect.luck, slower))
    mixed = () if changes else tuple(other for other in columns if other != name)
    return Effect(name, tuple(levels), tuple(changes), mixed)


def in_order(name: str, column: Sequence[Value]) -> list[Value]:
    """Its values: numbers by size, `none` first; words as they come."""
    values = [value for value in dict.fromkeys(column) if value is not ABSENT]
    if all(value is None or isinstance(value, int | float) for value in values):
        return sorted(values, key=lambda value: -1.0 if value is None else float(str(value)))
    return values


def _pairs(values: Sequence[Value]) -> list[tuple[Value, Value]]:
    """From the first to each other one; of numbers from end to end alone, if there are more than three."""
    return [(values[0], after) for after in values[1:]] if len(values) <= 3 else [(values[0], values[-1])]


def _contrast(design: Design, name: str, before: Value, after: Value) -> Array:
    contrast = np.zeros(design.matrix.shape[1])
    contrast[design.place[name, after]] += 1
    contrast[design.place[name, before]] -= 1
    return contrast


def _level(design: Design, columns: Mapping[str, list[Value]], name: str, value: Value) -> Array:
    """The value itself, and of every other knob the average over the networks."""
    contrast: Array = design.matrix.mean(axis=0)
    for other in dict.fromkeys(columns[name]):
        contrast[design.place[name, other]] = float(other == value)
    return contrast


def _corrected(change: Change, luck: float) -> Change:
    return Change(change.knob, change.before, change.after, change.effect, luck, change.slower)


def sentence(change: Change, pictures: str, seeds: int) -> str:
    """One change in words: how much, how sure, and what it costs.

    >>> seen = Crossed(-0.004, 0.005, 9.0, 0.5, 0.5, 0.45)
    >>> sentence(Change("filter_size", 3, 91, seen, 0.45, 9.0), "40 pictures", 5)
    'filter size 3 → 91 changes accuracy by -0.4 ± 1.1 points: not visible with 40 pictures and 5 seeds; ...
    """
    effect = change.effect
    how = f"changes accuracy by {100 * effect.mean:+.1f} ± {100 * effect.reach:.1f} points"
    if not np.isfinite(effect.reach):
        how = f"changes accuracy by {100 * effect.mean:+.1f} points, with one seed of unknown doubt"
    seen = "visible" if change.is_visible else "not visible"
    told_seeds = f"{seeds} seed{'s' * (seeds != 1)}"
    words = f"{KNOBS[change.knob].label} {told(change.before)} → {told(change.after)} {how}"
    words += f": {seen} with {pictures} and {told_seeds}"
    return f"{words}; {_cost(change.slower)}." if change.slower is not None else f"{words}."


def _cost(slower: float) -> str:
    if 0.8 < slower < 1.25:
        return "training takes as long"
    times = slower if slower > 1 else 1 / slower
    told_times = f"{times:.0f}" if times >= 9.5 else f"{times:.1f}".rstrip("0").rstrip(".")
    return f"training takes {told_times}x as long" if slower > 1 else f"training is {told_times}x as fast"
