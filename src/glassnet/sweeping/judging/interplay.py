"""Which knobs work together: whether turning one does something else where another is turned too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from glassnet.sweeping.judging.crossing import Crossed, crossed
from glassnet.sweeping.judging.designs import ABSENT, Columns, Design, columns_of, design_of, in_order
from glassnet.sweeping.judging.ranking import ALPHA, Right, holm
from glassnet.sweeping.space.configuration import Configuration
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import Value, told


@dataclass(frozen=True)
class Interplay:
    """How much more `knob` does, from its first value to its last, at the last value of `other` than at its first.

    `luck` is corrected for how many pairs were asked.
    """

    knob: str
    other: str
    turned: tuple[Value, Value]
    at: tuple[Value, Value]
    effect: Crossed
    luck: float

    @property
    def is_visible(self) -> bool:
        return self.luck < ALPHA

    def __str__(self) -> str:
        """The pair in words.

        >>> seen = Crossed(0.041, 0.005, 9.0, 0.5, 0.5, 0.001)
        >>> print(Interplay("filters", "dense", (3, 9), (None, 128), seen, 0.004))
        filters 3 → 9 is worth 4.1 ± 1.1 points more with dense 128 than with dense none
        """
        turned = f"{KNOBS[self.knob].label} {told(self.turned[0])} → {told(self.turned[1])}"
        how = f"{self.effect.points[1:]} {'less' if self.effect.points[0] == '-' else 'more'}"
        label = KNOBS[self.other].label
        return f"{turned} is worth {how} with {label} {told(self.at[1])} than with {label} {told(self.at[0])}"


def told_pairs(known: Sequence[Interplay]) -> list[str]:
    """The pairs that are seen to work together, a sentence each, or that none is; nothing where none was asked about.

    >>> told_pairs([Interplay("filters", "dense", (3, 9), (None, 128), Crossed(0.1, 0.1, 9.0, 0.5, 0.5, 0.3), 0.3)])
    ['It is not seen that the one pair of knobs does more, or less, together than each alone.']
    """
    seen = [f"{pair}." for pair in known if pair.is_visible]
    if seen or not known:
        return seen
    if len(known) == 1:
        return ["It is not seen that the one pair of knobs does more, or less, together than each alone."]
    return [f"Of {len(known):,} pairs of knobs none is seen to do more, or less, together than each alone."]


def interplays(
    varied: Sequence[str],
    configurations: Mapping[str, Configuration],
    right: Mapping[str, Right],
    groups: NDArray[np.int64],
) -> tuple[Interplay, ...]:
    """Every pair of knobs whose four corners these networks can tell, the least lucky first.

    To the model of sums (`effects.effects`) each two values of the pair add what is theirs alone.
    """
    keys = [key for key in right if key in configurations]
    columns = columns_of(varied, [configurations[key] for key in keys])
    data = np.stack([right[key] for key in keys]).astype(np.float64)
    found = []
    for one, other in combinations(columns, 2):
        turned, at = _ends(columns, one, other), _ends(columns, other, one)
        weights = _corners(design_of(columns, (one, other)), (one, other), turned, at)
        if weights is not None:
            effect = crossed(np.tensordot(weights, data, axes=1), groups)
            found.append(Interplay(one, other, turned, at, effect, effect.luck))
    lucks = holm([each.luck for each in found])
    corrected = (replace(each, luck=luck) for each, luck in zip(found, lucks, strict=True))
    return tuple(sorted(corrected, key=lambda each: each.effect.luck))


def _ends(columns: Columns, name: str, other: str) -> tuple[Value, Value]:
    """The first and last value of a knob, of those beside which the other has a say."""
    beside = [value for value, each in zip(columns[name], columns[other], strict=True) if each is not ABSENT]
    values = in_order(name, beside) or [ABSENT]
    return values[0], values[-1]


def _corners(
    design: Design, pair: tuple[str, str], turned: tuple[Value, Value], at: tuple[Value, Value]
) -> NDArray[np.float64] | None:
    """How much of each network makes up the difference of differences; None where the networks cannot tell it."""
    if turned[0] == turned[1] or at[0] == at[1]:
        return None
    contrast = np.zeros(design.matrix.shape[1])
    for one, sign in zip(turned, (-1, 1), strict=True):
        for other, side in zip(at, (-1, 1), strict=True):
            if (pair, (one, other)) not in design.place:
                return None
            contrast[design.place[pair, (one, other)]] = sign * side
    return design.weights(contrast)
