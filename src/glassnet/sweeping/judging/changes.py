"""A change of one knob and what it does to accuracy, and what is told of a knob: as values, and in words."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from glassnet.runs.plain import to_number
from glassnet.shares import Interval
from glassnet.sweeping.judging.crossing import Crossed
from glassnet.sweeping.judging.ranking import ALPHA
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import Value, told


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

    def to_plain(self) -> dict[str, Any]:
        """The change as JSON holds it; what it took is measured, so it is not in it."""
        return {
            "knob": self.knob,
            "from": self.before,
            "to": self.after,
            "change": self.effect.mean,
            "reach": to_number(self.effect.reach),
            "luck": self.luck,
            "visible": self.is_visible,
        }


class Level(NamedTuple):
    """One value of a knob: the mean accuracy there, 0..1, and its 95 % interval; one seed leaves that unknown."""

    value: Value
    mean: float
    interval: Interval | None


@dataclass(frozen=True)
class Effect:
    """One knob: the mean accuracy at each of its values, the others averaged over, and what changes of it do.

    Where `base` is the key of a network, the others were made from it by turning one knob each: `levels` are then those
    of that network with this knob turned. The sweep cannot part `untold` values from what `mixed_with` names; where it
    can part none, `levels` and `changes` are empty. Where `is_drawn`, its numbers were drawn from a range, and a value
    stands for a third of them, as its middle.
    """

    knob: str
    levels: tuple[Level, ...] = ()
    changes: tuple[Change, ...] = ()
    mixed_with: tuple[str, ...] = ()
    untold: tuple[Value, ...] = ()
    base: str = ""
    is_drawn: bool = False

    def to_plain(self) -> dict[str, Any]:
        """What is known of the knob as JSON holds it, its changes apart."""
        levels = [{"value": each.value, "accuracy": each.mean, "interval": each.interval and list(each.interval)}
                  for each in self.levels]  # fmt: skip
        return {
            "knob": self.knob,
            "levels": levels,
            "turned_alone_from": self.base or None,
            "drawn_from_a_range": self.is_drawn,
            "not_parted": list(self.untold),
            "mixed_with": list(self.mixed_with),
        }


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

    >>> drawn(Effect("keep", tuple(Level(value, 0.9, None) for value in (0.5, 0.7, 0.9)), is_drawn=True))
    'keep was drawn from a range: 0.5, 0.7 and 0.9 are the middles of its lower, middle and upper third.'
    """
    if not effect.is_drawn or not effect.levels:
        return ""
    *some, last = (told(level.value) for level in effect.levels if level.value is not None)
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
