"""What a set of networks can tell of knobs: which has which value, and how they are weighed for a difference."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.space.configuration import FROM, Configuration
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import Value

Array = NDArray[np.float64]
Columns = Mapping[str, Sequence[Value]]  # for each knob its value in each network
PARTS = 3  # of numbers drawn from a range
ABSENT: Any = "has no say"  # among the values of a knob, in a network where it is none of them


def columns_of(varied: Sequence[str], known: Sequence[Configuration]) -> dict[str, list[Value]]:
    """For each knob that has several values among the networks where it has a say: its value in each network.

    Of a list of networks all knobs are looked at that any of them sets, for each sets its own. Elsewhere numbers drawn
    from a range, of which hardly any came twice, are put in three parts of equal size; each stands for its middle.
    """
    is_list = any(map(is_only_named, known))
    names = [*varied, *(name for name in KNOBS if is_list and any(name in each for each in known))]
    columns: dict[str, list[Value]] = {}
    for name in dict.fromkeys(names):
        values = [value_in(each, name) for each in known]
        if len({value for value in values if value is not ABSENT}) > 1:
            columns[name] = values
    if is_list or len(columns) == 1:
        return columns
    return {name: in_parts(values) for name, values in columns.items()}


def value_in(known: Configuration, name: str) -> Value:
    """The value of a knob that can be held against those of other networks, ABSENT where there is none.

    In a list a rate that is not set is the optimizer's; elsewhere it was left out where it has no say.
    """
    if is_only_named(known):
        return ABSENT if name == "network" or not known.has_say(name) else known.in_force(name)
    return known[name] if name in known else ABSENT  # noqa: SIM401 - a configuration is no dict


def in_parts(column: list[Value]) -> list[Value]:
    """A column of numbers of which more than half came once, in three parts, each told by its middle; else as it is.

    >>> in_parts([0.01, 0.5, 0.02, 0.9, 0.03, 0.4])
    [0.02, 0.9, 0.02, 0.9, 0.4, 0.4]
    >>> in_parts([3, 3, 9, 9, 27, 27])
    [3, 3, 9, 9, 27, 27]
    """
    numbers = [value for value in column if value is not None and value is not ABSENT]
    single = sorted({value for value in numbers if isinstance(value, int | float)})
    once = sum(count == 1 for count in Counter(numbers).values())
    if not are_numbers(numbers) or len(single) < 2 * PARTS or 2 * once <= len(numbers):
        return column
    middle = {value: part[len(part) // 2] for part in _split(single) for value in part}
    return [middle.get(value, value) for value in column]


def _split(values: Sequence[Value]) -> list[Sequence[Value]]:
    ends = [round(part * len(values) / PARTS) for part in range(PARTS + 1)]
    return [values[low:high] for low, high in pairwise(ends)]


def is_only_named(known: Configuration) -> bool:
    """Whether this is a network of a list that is made of knobs: its name then says nothing that they do not."""
    return "network" in known and "conv_layers" in known and FROM not in known


def in_order(name: str, column: Sequence[Value]) -> list[Value]:
    """Its values: numbers by size, `none` first; words as they come."""
    values = [value for value in dict.fromkeys(column) if value is not ABSENT]
    if are_numbers(values):
        return sorted(values, key=lambda value: -1.0 if value is None else float(str(value)))
    return values


def are_numbers(values: Sequence[Value]) -> bool:
    """Whether they have an order: all numbers, but for `none`."""
    return all(value is None or isinstance(value, int | float) for value in values)


@dataclass(frozen=True, eq=False)
class Design:
    """A model of sums: each value of each knob adds its own to accuracy, whatever the other knobs are.

    `matrix` `[networks, columns]` has a column of ones and one for each value of each knob, `inverse` is its
    pseudo-inverse, `place` says which column is whose.
    """

    columns: Columns
    matrix: Array
    inverse: Array
    place: Mapping[tuple[object, object], int]

    def weights(self, contrast: Array) -> Array | None:
        """How much of each network's accuracy makes up the contrast; None where the networks cannot tell it."""
        weights = contrast @ self.inverse
        return weights if np.allclose(weights @ self.matrix, contrast, atol=1e-8) else None

    def between(self, name: str, before: Value, after: Value) -> Array | None:
        """The weights of a change from one value of a knob to another, None where the networks cannot tell it.

        A value may take the say from other knobs, as no layers take it from the size of filters: such a change is one
        between nothing there and the mean of what was tried there.
        """
        plain = self._alone(name, after) - self._alone(name, before)
        found = self.weights(plain)
        taken = [self._silenced(name, value) for value in (before, after)]
        if found is not None or taken[0] == taken[1]:
            return found
        either = taken[0] ^ taken[1]
        return self.weights(plain + self._beside(name, after, either) - self._beside(name, before, either))

    def _alone(self, name: str, value: Value) -> Array:
        contrast = np.zeros(self.matrix.shape[1])
        contrast[self.place[name, value]] = 1
        return contrast

    def _silenced(self, name: str, value: Value) -> frozenset[str]:
        """The knobs that have no say in any network with this value."""
        rows = [at for at, each in enumerate(self.columns[name]) if each == value]
        return frozenset(other for other, column in self.columns.items() if all(column[at] is ABSENT for at in rows))

    def _beside(self, name: str, value: Value, others: frozenset[str]) -> Array:
        """What `others` are on average in networks whose value leaves the same knobs a say as this one does."""
        silenced = {each: self._silenced(name, each) & others for each in dict.fromkeys(self.columns[name])}
        alike = [silenced[each] == silenced[value] and each is not ABSENT for each in self.columns[name]]
        contrast: Array = self.matrix[alike].mean(axis=0)
        for (whose, _), at in self.place.items():
            contrast[at] *= whose in others
        contrast[0] = 0
        return contrast


def design_of(columns: Columns, pair: tuple[str, str] | None = None) -> Design:
    """One column for each value of each knob; with `pair`, also one for each two values of those two knobs."""
    networks = len(next(iter(columns.values()))) if columns else 0
    place: dict[tuple[object, object], int] = {}
    parts = [np.ones((networks, 1))]
    wanted: dict[Any, Sequence[Any]] = {**columns}
    if pair is not None:
        wanted[pair] = list(zip(columns[pair[0]], columns[pair[1]], strict=True))
    for name, values in wanted.items():
        for value in dict.fromkeys(values):
            place[name, value] = 1 + len(place)
            parts.append(np.array([[each == value] for each in values], np.float64))
    matrix = np.concatenate(parts, axis=1)
    inverse = np.asarray(np.linalg.pinv(matrix), np.float64) if networks else matrix.T
    return Design(columns, matrix, inverse, place)


@dataclass(frozen=True)
class Base:
    """The network that others were made from by turning one knob each: its place, and theirs by knob and value."""

    at: int
    turned: Mapping[tuple[str, Value], int]


def base_of(columns: Columns, known: Sequence[Configuration]) -> Base | None:
    """The one network from which more than half of the others differ in one knob; None where none, or several, are so.

    In a full grid many are alike in that, and there is none; in a list where a single knob turns it is the first.

    >>> base_of({"pool": [2, 3, 2, 5], "dense": [8, 8, 16, 8]}, [Configuration(())] * 4)
    Base(at=0, turned={('pool', 3): 1, ('dense', 16): 2, ('pool', 5): 3})
    """
    alike = np.array([is_only_named(each) for each in known])
    codes = np.array([_numbered(column) for column in columns.values()]).reshape(len(columns), len(known))
    near = [_one_turn_from(at, codes, alike) for at in range(len(known))]
    most = max(map(len, near), default=0)
    found = [at for at, each in enumerate(near) if len(each) == most]
    is_told_by_order = alike.all() and len(columns) == 1  # a list in which one knob turns: from its first network on
    if (len(found) > 1 and not is_told_by_order) or 2 * most <= len(known) - 1:
        return None
    names = list(columns)
    turned = {(names[knob], columns[names[knob]][other]): other for other, knob in near[found[0]].items()}
    return Base(found[0], turned)


def _numbered(column: Sequence[Value]) -> list[int]:
    """A number for each value, -1 where there is none."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(column))}
    return [-1 if value is ABSENT else numbers[value] for value in column]


def _one_turn_from(at: int, codes: NDArray[np.int64], alike: NDArray[np.bool_]) -> dict[int, int]:
    """The networks that differ from this one in one knob, of those that have a say in both; and in which.

    None, where two of them have the same value there: then another was turned too, that has no say in this one.
    """
    mine = codes[:, [at]]
    differ = (codes != mine) & (codes >= 0) & (mine >= 0)
    found = np.flatnonzero((alike == alike[at]) & (differ.sum(axis=0) == 1))
    turned = {int(other): int(differ[:, other].argmax()) for other in found}
    return turned if len({(knob, codes[knob, other]) for other, knob in turned.items()}) == len(turned) else {}
