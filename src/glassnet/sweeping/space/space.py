"""The space of a sweep: which knobs vary, and what each may be. Contradictions are told before anything is tried."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from random import Random
from typing import Any

from glassnet.errors import FileError, GlassnetError, SettingError
from glassnet.runs.plain import line, many, read_fields, table
from glassnet.sweeping.space.building import TRAINING, Builder, answering
from glassnet.sweeping.space.conditions import Conditions, conditions, settled
from glassnet.sweeping.space.configuration import Configuration, configuration
from glassnet.sweeping.space.knobs import KNOBS, Knob, knob
from glassnet.sweeping.space.listed import Listed, listed
from glassnet.sweeping.space.ranges import Choices, Span, Values, values_of
from glassnet.sweeping.space.say import check_has_a_say
from glassnet.sweeping.space.values import Value, as_read, told

LARGEST_GRID = 100_000


@dataclass(frozen=True)
class Space:
    """Values by knob, in the order of the table of knobs. A knob that is not named stays as the post had it.

    `networks` are those of a list, where there is one; the knob `network` then says which. `when`
    are conditions of knobs: where one does not hold, its knob stays as in the post. `built` is
    the mark of a function that makes the networks, where one does; `knobs` are then what it asks for and those `beside`
    it, and `builder` is there as long as the function is.

    >>> space = Space.of({"conv-layers": "1..3", "filters": [3, 9]})
    >>> print(space)
    --conv-layers 1,2,3 --filters 3,9
    >>> space.grid_size
    6
    """

    knobs: tuple[tuple[str, Values], ...]
    networks: tuple[Listed, ...] = ()
    when: Conditions = ()
    built: str = ""
    beside: tuple[str, ...] = ()
    builder: Builder | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, given: "Mapping[str, Any] | Space") -> "Space":
        """The space of what a user gave by knob.

        Raises `UnknownName` for a knob we do not know (did you mean), `SettingError` for a space that is empty, a value
        that cannot be, or a knob that is varied where it never has a say.
        """
        if isinstance(given, Space):
            return given
        read: dict[str, Values] = {}
        networks: tuple[Listed, ...] = ()
        for name, values in given.items():
            if name == "when":
                continue
            known = knob(name)
            if known.name in read:
                raise SettingError(f"{known.label} is given twice, as {known.name!r} and as {name!r}.")
            if known.name == "network":
                networks = listed(values)
                read[known.name] = Choices(tuple(each.name for each in networks))
                continue
            read[known.name] = values_of(known, values)
        if not read:
            raise SettingError(
                "The space is empty: there is nothing to try. Name a knob with some values, such as --filters 3,9 "
                f"(others: {', '.join(each.option for each in list(KNOBS.values())[:6])}, ...)."
            )
        ordered = tuple((name, read[name]) for name in KNOBS if name in read)
        space = cls(ordered, networks, conditions(given.get("when", {}), read))
        for name, _ in ordered:
            check_has_a_say(KNOBS[name], read, networks)
        return space

    @classmethod
    def of_function(cls, builder: Builder, given: Mapping[str, Any], *, all_ways: bool, seed: int = 0) -> "Space":
        """The space of what a function asks for, and of knobs of training beside it.

        Raises `SettingError` for a function that asks for nothing or without end, and for a knob it leaves no room.
        """
        if "when" in given:
            raise SettingError(f"{builder.name} makes the networks: write the condition there, as a plain if.")
        beside = dict(cls.of(given).knobs) if given else {}
        asked = builder.questions(all_ways=all_ways, seed=seed)
        for name in beside:
            if name not in TRAINING or name in asked:
                raise SettingError(
                    f"{KNOBS[name].label} has no say here: {builder.name} makes the networks. Let it ask: "
                    f"trial.choose({name!r}, [...])."
                )
        if not asked and not beside:
            raise SettingError(
                f"{builder.name} asks for nothing, so there is one network. Let it: trial.choose('dense', [128, 1024])."
            )
        return cls((*asked.items(), *beside.items()), (), (), builder.mark, tuple(beside), builder)

    def __str__(self) -> str:
        knobs = [f"{KNOBS[name].option} {values}" for name, values in self.knobs]
        return " ".join([*knobs, *(f"--when '{name}: {each.text}'" for name, each in self.when)])

    @property
    def varied(self) -> tuple[str, ...]:
        """The knobs that have more than one value."""
        return tuple(name for name, values in self.knobs if isinstance(values, Span) or len(values) > 1)

    @property
    def grid_size(self) -> int:
        """How many settings a grid has. Raises `SettingError` for a range, of which there is no end of values."""
        for name, values in self.knobs:
            if isinstance(values, Span):
                raise SettingError(
                    f"A grid tries every value, and {KNOBS[name].label} {values} is a range without end. "
                    f"Name some values of it, or draw from it: --search random --networks 20."
                )
        return prod(len(values) for _, values in self.knobs if isinstance(values, Choices))

    def grid(self) -> Iterator[Configuration]:
        """Every setting once: first the one nearest to the post's own network, then in order, the last knob fastest.

        Raises `SettingError` for a range, and for a grid beyond all patience.
        """
        if self.built:
            yield from self._every_way()
            return
        size = self.grid_size
        if size > LARGEST_GRID:
            raise SettingError(
                f"This grid has {size:,} networks; {LARGEST_GRID:,} are the most. Draw some of them instead: "
                "--search random --networks 50."
            )
        first = self.nearest_to_the_post()
        yield first
        names = [name for name, _ in self.knobs]
        choices = [values.values for _, values in self.knobs if isinstance(values, Choices)]
        for values in product(*choices):
            found = self.configured(dict(zip(names, values, strict=True)))
            if found != first:
                yield found

    def _every_way(self) -> Iterator[Configuration]:
        """Every way to answer what a function asks, at each setting of the knobs beside it."""
        builder = self.its_builder()
        beside = [(name, values) for name, values in self.knobs if name in self.beside]
        for values in product(*(each.values for _, each in beside if isinstance(each, Choices))):
            settings = dict(zip((name for name, _ in beside), values, strict=True))
            yield from (known for known, _ in builder.every(settings))

    def its_builder(self) -> Builder:
        """The function that makes the networks. Raises `SettingError` where it is not at hand."""
        if self.builder is None:
            raise SettingError(
                f"The networks of this study come from your function {self.built.split()[0]}, and a folder holds no "
                "code. Call gn.sweep with it and the same folder: it goes on there."
            )
        return self.builder

    def draw(self, chance: Random) -> Configuration:
        """One setting by chance, each knob by itself."""
        return self.configured({name: values.draw(chance) for name, values in self.knobs})

    def nearest_to_the_post(self) -> Configuration:
        """What the post of 2017 had, as far as the space has it; else each knob's first value."""
        settings = {name: _nearest(KNOBS[name], values) for name, values in self.knobs}
        posts = next((each.name for each in self.networks if each.is_the_posts), None)
        return self.configured({**settings, "network": posts} if posts else settings)

    def configured(self, settings: Mapping[str, Value]) -> Configuration:
        """The configuration of one value for each knob: what has no say there left out."""
        if self.built:
            beside = {name: settings[name] for name in self.beside if name in settings}
            return self.its_builder().made(answering(settings, dict(self.knobs)), beside)[0]
        settings = settled(self.when, settings) if self.when else settings
        named = next((each for each in self.networks if each.name == settings.get("network")), None)
        return named.configured(settings) if named else configuration(settings)

    @property
    def sizes(self) -> tuple[Value, ...]:
        """The sides in which pictures may be asked for, None for as they are read."""
        values = dict(self.knobs).get("size")
        free = values.values if isinstance(values, Choices) else (None,)
        own = [dict(each.settings).get("size") for each in self.networks]
        if self.networks and None not in own:  # none of them leaves it open
            free = ()
        return tuple(dict.fromkeys([*free, *(size for size in own if size is not None)]))

    def to_plain(self) -> dict[str, Any]:
        """The space as JSON holds it: what the command line was given.

        >>> Space.of(Space.of({"dense": "none,128"}).to_plain()) == Space.of({"dense": [None, 128]})
        True
        """
        if self.built:
            asked = [[name, _plain(values)] for name, values in self.knobs]
            return {"built": self.built, "asked": asked, "beside": list(self.beside)}
        plain: dict[str, Any] = {name: str(values) for name, values in self.knobs}
        if self.networks:
            plain["network"] = [each.to_plain() for each in self.networks]
        if self.when:
            plain["when"] = {name: each.text for name, each in self.when}
        return plain

    @classmethod
    def from_plain(cls, plain: object) -> "Space":
        """The space `to_plain` wrote. Raises `FileError`."""
        if not isinstance(plain, Mapping):
            raise FileError(f"a space is values by knob, not {plain!r:.60}")
        if "built" in plain:
            kinds = {"built": line, "asked": many(_question), "beside": many(line)}
            read = read_fields(plain, "space of a function", kinds)
            return cls(read["asked"], built=read["built"], beside=read["beside"])
        rest = dict(plain)
        networks = many(Listed.from_plain)(rest.pop("network", []))
        when = table(line)(rest.pop("when", {}))
        try:
            knobs = {knob(name).name: values_of(knob(name), word) for name, word in table(line)(rest).items()}
            if networks:
                knobs = {"network": Choices(tuple(each.name for each in networks)), **knobs}
            return cls(tuple(knobs.items()), networks, conditions(when, knobs))
        except GlassnetError as why:
            raise FileError(f"the space: {why}") from None


def _plain(values: Values) -> list[Any]:
    """Values as JSON holds them: words, or two numbers and whether factors count."""
    if isinstance(values, Span):
        return [values.low, values.high, values.log]
    return [told(value) for value in values.values]


def _question(plain: object) -> tuple[str, Values]:
    match plain:
        case [str(name), [float(low), float(high), bool(log)]]:
            return name, Span(low, high, log)
        case [str(name), [*words]] if words and all(isinstance(word, str) for word in words):
            return name, Choices(tuple(as_read(str(word)) for word in words))
    raise FileError(f"a name and its values belong here, not {plain!r:.60}")


def _nearest(known: Knob, values: Values) -> Value:
    wanted = known.usual if known.posts is None else known.posts
    if isinstance(values, Choices):
        return wanted if wanted in values.values else values.values[0]
    return min(max(wanted if isinstance(wanted, float) else values.low, values.low), values.high)
