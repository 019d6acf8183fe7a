"""Whether a knob has a say anywhere in a space: one that has none was given in vain, and its user is told."""

from collections.abc import Mapping, Sequence
from itertools import product

from glassnet.errors import SettingError
from glassnet.sweeping.space.knobs import KNOBS, Knob
from glassnet.sweeping.space.listed import Listed
from glassnet.sweeping.space.ranges import Choices, Values
from glassnet.sweeping.space.values import Value


def check_has_a_say(known: Knob, values: Mapping[str, Values], networks: Sequence[Listed]) -> None:
    """A knob may have no say in some networks. Raises `SettingError` where it has none in any."""
    if networks:
        _check_is_open(known, values, networks)
        return
    conditions = {name: _some(name, values) for name in ("conv_layers", "pool", "dense")}
    worlds = (dict(zip(conditions, world, strict=True)) for world in product(*conditions.values()))
    if not any(known.matters(world) for world in worlds):
        raise SettingError(
            f"{known.option} has no say here: it counts only where {known.condition}. "
            "Leave it out, or let the other be so in some networks."
        )


def _check_is_open(known: Knob, values: Mapping[str, Values], networks: Sequence[Listed]) -> None:
    """Beside a list a knob has a say where some network of it leaves it open."""
    usual = {name: each.values[0] for name, each in values.items() if isinstance(each, Choices)}
    for each in networks:
        if known.name == "network":
            return
        if known.name in each.configured(usual) and known.name not in dict(each.settings):
            return
    raise SettingError(
        f"{known.option} has no say here: every network of the list settles it. Leave it out, or leave it open in "
        "the list."
    )


def _some(name: str, values: Mapping[str, Values]) -> tuple[Value, ...]:
    known = values.get(name)
    return known.values if isinstance(known, Choices) else (KNOBS[name].usual,)
