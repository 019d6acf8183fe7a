"""One setting of all knobs: what has no say left out, so that two ways to write the same are one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from glassnet.errors import FileError, GlassnetError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_json, to_json
from glassnet.sweeping.space.knobs import KNOBS, knob
from glassnet.sweeping.space.values import Value, as_read, told
from glassnet.terms.optimizers import customary_rate

FROM = "build"  # the setting that names the function which asked for the others


@dataclass(frozen=True)
class Given:
    """A network that is not made of knobs: itself, as JSON; or the reason why there is none."""

    graph: str = ""
    reason: str = ""
    is_error: bool = False  # the user's function failed, rather than made what cannot be

    @classmethod
    def of(cls, network: Network) -> "Given":
        return cls(json.dumps(to_json(network), sort_keys=True))

    def network(self) -> Network:
        """Raises `FileError` where the JSON holds none."""
        try:
            return from_json(json.loads(self.graph))
        except ValueError as why:
            raise FileError(f"a network as JSON belongs here: {why}") from None

    @cached_property
    def is_complete(self) -> bool:
        """Whether it says itself how it is trained."""
        return bool(self.graph) and bool(self.network().targets)


@dataclass(frozen=True)
class Configuration:
    """Settings by knob, in the order of the table of knobs; a knob that has no say is not among them.

    `given` is its network where knobs do not make it; a setting then says which one it is.

    >>> one = configuration({"conv_layers": 1, "filters": 9, "pool_size": 3})
    >>> print(one.told(["conv_layers", "filters", "pool_size"]))
    conv layers 1, filters 9
    >>> one["pool"]
    2
    """

    settings: tuple[tuple[str, Value], ...]
    given: Given | None = field(default=None, compare=False, repr=False)

    @cached_property
    def _by_name(self) -> Mapping[str, Value]:
        return dict(self.settings)

    def __getitem__(self, name: str) -> Value:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def get(self, name: str) -> Value:
        return self._by_name.get(name)

    def whole(self, name: str) -> int:
        """A setting that is a whole number."""
        value = self[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} is {value!r}")
        return value

    def word(self, name: str) -> str:
        """A setting that is a word."""
        return str(self[name])

    def number(self, name: str) -> float | None:
        """A setting that is a number, None where nobody said one."""
        value = self.get(name)
        return float(value) if isinstance(value, int | float) else None

    def in_force(self, name: str) -> Value:
        """The value that counts: of a rate that nobody gave the optimizer's customary one. None where it has no say."""
        if name == "learning_rate" and name not in self and "optimizer" in self:
            return customary_rate(self.word("optimizer"))
        return self.get(name)

    def has_say(self, name: str) -> bool:
        """Whether it is in force in any way, given or not."""
        return name in self or (name == "learning_rate" and "optimizer" in self)

    def told(self, names: Iterable[str]) -> str:
        """Some of the settings in words: those of `names` that have a say."""
        return ", ".join(f"{KNOBS[name].label} {told(self[name])}" for name in names if name in self) or "as it is"

    def to_plain(self) -> dict[str, str]:
        """The settings as JSON holds them: as the command line would have them."""
        return {name: told(value) for name, value in self.settings}

    @classmethod
    def from_plain(cls, plain: object) -> "Configuration":
        """The configuration `to_plain` wrote. Raises `FileError` for anything else.

        >>> Configuration.from_plain(configuration({}).to_plain()) == configuration({})
        True
        """
        if not isinstance(plain, Mapping) or not all(isinstance(each, str) for each in (*plain, *plain.values())):
            raise FileError(f"the settings of a network are words by name, not {plain!r:.60}")
        try:
            read = cls(tuple(_read(name, word, FROM in plain) for name, word in plain.items()))
        except GlassnetError as why:
            raise FileError(f"the settings of a network: {why}") from None
        if not isinstance(read.get("batch"), int) or not isinstance(read.get("epochs"), int):
            raise FileError("the settings of a network: its batch and epochs are missing")
        return read


def configuration(settings: Mapping[str, Value]) -> Configuration:
    """The configuration of some settings, the rest as usual. Raises `UnknownName` for a knob we do not know."""
    full: dict[str, Value] = {name: each.usual for name, each in KNOBS.items()}
    full.update({knob(name).name: value for name, value in settings.items()})
    kept = ((name, full[name]) for name, each in KNOBS.items() if each.matters(full) and _has_say(name, full[name]))
    return Configuration(tuple(kept))


def _has_say(name: str, value: Any) -> bool:
    """Without a value a knob says nothing (the rate is then the optimizer's), unless none is one of its values."""
    return value is not None or getattr(KNOBS[name].kind, "or_none", False)


def _read(name: str, word: str, is_free: bool) -> tuple[str, Value]:
    return (name, as_read(word)) if is_free else (knob(name).name, knob(name).kind.read(word))
