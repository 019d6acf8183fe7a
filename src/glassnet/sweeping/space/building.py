"""`build(trial)`: a function of the user's that asks what varies, and returns a network. It runs here and nowhere else:
what workers get is the network it returned, as JSON, so any function will do, a lambda in a notebook too.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random
from typing import Any

from glassnet.errors import GlassnetError, SettingError, ShapeError
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.scope import Scope
from glassnet.graph.shape import Shape
from glassnet.seeds import stream
from glassnet.sweeping.space.configuration import FROM, Configuration, Given, configuration
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.listed import named_as_ours, settings_of
from glassnet.sweeping.space.ranges import Choices, Span, Values
from glassnet.sweeping.space.values import Value, as_read, told

TRAINING = ("optimizer", "learning_rate", "batch", "epochs")  # knobs that may stand beside a function
LOOKS = 200  # by chance, to learn what a function may ask
LARGEST = 100_000
_TAKEN = {FROM, "size", "rank", "network", "accuracy", "spread", "low", "high", "behind", "luck", "corrected", "tied",
          "parameters", "seeds", "failed"}  # fmt: skip
Answer = Callable[[str, Values], Value]


class Trial:
    """What a `build` function is given: it asks here for each thing that varies, and may go on by the answer.

    `shape` are the sides of the pictures, `classes` how many there are.

    >>> trial = Trial(Shape((8, 8, 1)), 10, lambda name, values: values.values[-1])
    >>> trial.choose("dense", [128, 1024])
    1024
    """

    def __init__(self, shape: Shape, classes: int, answer: Answer) -> None:
        self.shape, self.classes = shape, classes
        self._answer = answer
        self.asked: dict[str, tuple[Values, Value]] = {}

    def choose(self, name: str, options: Sequence[Any]) -> Any:
        """One of some options: numbers, words, None. Asked again under the same name it answers the same.

        Raises `SettingError` for a name or options that cannot be.
        """
        words = [told(option) for option in options] if not isinstance(options, str) else []
        if not words or len(set(words)) < len(words) or not all(word and word.isprintable() for word in words):
            raise SettingError(f"trial.choose({name!r:.40}): give different options, such as [128, 1024].")
        read = Choices(tuple(map(as_read, words)))
        value = self._ask(name, read)
        return options[read.values.index(value)]

    def between(self, name: str, low: float, high: float, *, log: bool = False) -> float:
        """A number between two ends, with `log` each factor of ten as likely as the next. A grid has none of these."""
        if not low < high or (log and low <= 0):
            raise SettingError(
                f"trial.between({name!r:.40}, {low}, {high}): give the smaller end first, above 0 if log."
            )
        return float(self._ask(name, Span(float(low), float(high), log)))  # type: ignore[arg-type]

    def _ask(self, name: Any, values: Values) -> Value:
        if not isinstance(name, str) or not name.strip() or not name.isprintable() or name in _TAKEN:
            raise SettingError(
                f"trial asks for {name!r:.40}: give a line of text, and none that means something else here."
            )
        if name not in self.asked:
            self.asked[name] = values, self._answer(name, values)
        elif self.asked[name][0] != values:
            raise SettingError(
                f"trial asks for {name!r} twice, with other values: {self.asked[name][0]}, then {values}."
            )
        return self.asked[name][1]


@dataclass(frozen=True)
class Builder:
    """A `build` function, with the pictures its networks are for, and a mark by which it is known again."""

    function: Callable[[Trial], Any]
    shape: Shape
    classes: int

    @property
    def name(self) -> str:
        return str(getattr(self.function, "__qualname__", type(self.function).__name__))

    @property
    def mark(self) -> str:
        """Its name and what it is, as far as Python tells: another text of the function is another question."""
        try:
            text = inspect.getsource(self.function)
        except (OSError, TypeError):
            code = getattr(self.function, "__code__", None)
            text = repr(code and (code.co_code, code.co_names))
        return f"{self.name} {sha256(text.encode()).hexdigest()[:10]}"

    def made(self, answer: Answer, beside: Mapping[str, Value]) -> tuple[Configuration, Mapping[str, Values]]:
        """What comes of these answers, and what was asked. A network that cannot be, or an exception, is a reason."""
        trial = Trial(self.shape, self.classes, answer)
        given, own = self._given(trial)
        asked = {name: value for name, (_, value) in trial.asked.items()}
        usual = configuration({name: value for name, value in {**beside, **own}.items() if name in KNOBS})
        open_ones = ("batch", "epochs") if given.is_complete else TRAINING
        rest = {name: usual[name] for name in open_ones if name in usual and name not in asked}
        if not given.reason:
            given = _checked(given, asked, own)
        if given.reason:  # its batch and epochs are never used
            asked = {name: value for name, value in asked.items() if name not in ("batch", "epochs")}
            rest |= {name: usual[name] for name in ("batch", "epochs")}
        settings = ((FROM, self.name), *asked.items(), *rest.items())
        return Configuration(settings, given), {name: values for name, (values, _) in trial.asked.items()}

    def _given(self, trial: Trial) -> tuple[Given, dict[str, Value]]:
        try:
            with Scope().as_default():
                network = self.function(trial)
                if not isinstance(network, Node | Network):
                    raise SettingError(f"{self.name} returned {type(network).__name__}, and not a network.")
                made = named_as_ours(as_network(network))
        except (ShapeError, SettingError) as why:
            return Given(reason=" ".join(str(why).split())), {}
        except GlassnetError as why:
            return Given(reason=" ".join(str(why).split()), is_error=True), {}
        except Exception as why:  # noqa: BLE001 - the user's code may raise anything, and no network of it stops the others
            return Given(
                reason=f"{self.name} raised {type(why).__name__}: {' '.join(str(why).split())}", is_error=True
            ), {}
        return Given.of(made), settings_of(made)

    def every(self, beside: Mapping[str, Value]) -> Iterator[tuple[Configuration, Mapping[str, Values]]]:
        """What comes of every way to answer, the first options first. Raises `SettingError` where there is no end."""
        path: list[int] = []
        for _ in range(LARGEST):
            counts: list[int] = []
            yield self.made(_walking(path, counts), beside)
            path = (path + [0] * len(counts))[: len(counts)]
            while path and path[-1] + 1 == counts[len(path) - 1]:
                path.pop()
            if not path:
                return
            path[-1] += 1
        raise SettingError(f"{self.name} makes more than {LARGEST:,} networks. Draw some: search='random'.")

    def by_chance(self, seed: int) -> Iterator[tuple[Configuration, Mapping[str, Values]]]:
        """What comes of some answers by chance: to see what it may ask."""
        yield self.made(lambda _, values: values.values[0] if isinstance(values, Choices) else values.low, {})
        for number in range(LOOKS):
            chance = Random(stream(seed, "sweep build", number))
            yield self.made(lambda _, values, chance=chance: values.draw(chance), {})  # type: ignore[misc]

    def questions(self, *, all_ways: bool, seed: int) -> dict[str, Values]:
        """All it may ask, with all that may be answered; so far as it was seen to, where not `all_ways` are tried."""
        found: dict[str, Values] = {}
        for _, asked in self.every({}) if all_ways else self.by_chance(seed):
            for name, values in asked.items():
                found[name] = _joined(found.get(name, values), values)
        return found


def _walking(path: Sequence[int], counts: list[int]) -> Answer:
    def answer(name: str, values: Values) -> Value:
        if isinstance(values, Span):
            raise SettingError(
                f"A grid tries every value, and {name} {values} is a range without end: search='random'."
            )
        place = path[len(counts)] if len(counts) < len(path) else 0
        counts.append(len(values))
        return values.values[place]

    return answer


def answering(settings: Mapping[str, Value], questions: Mapping[str, Values]) -> Answer:
    """Answers from settings; where a branch has other options, the one that stands at the same place."""

    def answer(name: str, values: Values) -> Value:
        value = settings.get(name)
        if isinstance(values, Span):
            return min(max(value, values.low), values.high) if isinstance(value, int | float) else values.low
        if name in settings and value in values.values:
            return value
        known = questions.get(name)
        place = known.values.index(value) if isinstance(known, Choices) and value in known.values else 0
        return values.values[place % len(values)]

    return answer


def _joined(one: Values, other: Values) -> Values:
    if isinstance(one, Choices) and isinstance(other, Choices):
        return Choices(tuple(dict.fromkeys((*one.values, *other.values))))
    if isinstance(one, Span) and isinstance(other, Span):
        return replace(one, low=min(one.low, other.low), high=max(one.high, other.high))
    return one


def _checked(given: Given, asked: Mapping[str, Value], own: Mapping[str, Value]) -> Given:
    """Of what is asked by the name of a knob of training: it must be that knob's, and what the network has."""
    for name in (each for each in TRAINING if each in asked):
        try:
            KNOBS[name].kind.checked(asked[name])
        except SettingError as why:
            return Given(reason=f"{KNOBS[name].label} {why}")
    if given.is_complete and asked.get("batch", own.get("batch")) != own.get("batch"):
        return Given(reason=f"batch {asked['batch']} was asked for, and its regression has batch_size={own['batch']}")
    return given
