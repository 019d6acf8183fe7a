"""What a sweep will try, and what it will not, each with its reason: settled by shapes alone, before anything runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any, Literal

from glassnet.errors import FileError, SettingError
from glassnet.graph.amounts import in_bytes
from glassnet.graph.memory import memory
from glassnet.graph.network import Network
from glassnet.graph.notation import from_json, to_json, to_text
from glassnet.graph.shape import Shape
from glassnet.runs.plain import flag, line, many, read_fields, whole
from glassnet.seeds import stream
from glassnet.sweeping.space.configuration import Configuration
from glassnet.sweeping.space.networks import key_of, possible
from glassnet.sweeping.space.space import Space

Why = Literal["impossible", "build failed", "equal", "too big", "over budget", "pruned"]
WHYS: tuple[Why, ...] = ("impossible", "build failed", "equal", "too big", "over budget", "pruned")
TRIES = 100  # draws for each network wanted, before a space counts as exhausted


@dataclass(frozen=True, eq=False)
class Candidate:
    """A network that will be tried: its settings, itself, and the key that its files go by."""

    key: str
    configuration: Configuration
    network: Network

    @property
    def parameters(self) -> int:
        """How many numbers it learns."""
        return memory(self.network).weights // 4

    @property
    def model_bytes(self) -> int:
        """What its trained weights take on the disk."""
        return memory(self.network).weights

    @property
    def bytes_needed(self) -> int:
        """What training takes, torch and the data not counted."""
        return memory(self.network).training(self.configuration.whole("batch"))

    def to_plain(self) -> dict[str, Any]:
        """The candidate as JSON holds it; `text` is there for people."""
        return {
            "key": self.key,
            "settings": self.configuration.to_plain(),
            "text": to_text(self.network),
            "network": to_json(self.network),
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Candidate":
        """The candidate `to_plain` wrote. Raises `FileError`."""
        kinds = {"key": line, "settings": Configuration.from_plain, "text": line, "network": from_json}
        read = read_fields(plain, "network of the sweep", kinds)
        made = cls(read["key"], read["settings"], read["network"])
        if made.key != key_of(made.configuration, made.network):
            raise FileError(f"network of the sweep: the key {made.key!r:.20} is not that of its network")
        return made


@dataclass(frozen=True)
class Skipped:
    """A setting that will not be tried: it is impossible, equal to another, too big, or beyond the budget."""

    configuration: Configuration
    why: Why
    reason: str

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {"settings": self.configuration.to_plain(), "why": self.why, "reason": self.reason}

    @classmethod
    def from_plain(cls, plain: object) -> "Skipped":
        """What `to_plain` wrote. Raises `FileError`."""
        kinds = {"settings": Configuration.from_plain, "why": _why, "reason": line}
        read = read_fields(plain, "network left out", kinds)
        return cls(read["settings"], read["why"], read["reason"])


@dataclass(frozen=True, eq=False)
class Agenda:
    """The networks that will be tried, in order, and what was left out. While a search is on it is not `whole` yet."""

    candidates: tuple[Candidate, ...]
    skipped: tuple[Skipped, ...] = ()
    whole: bool = True
    stage: int = 0  # of halving: how often networks were dropped

    def __len__(self) -> int:
        return len(self.candidates)

    def left_out(self, why: Why) -> tuple[Skipped, ...]:
        return tuple(each for each in self.skipped if each.why == why)

    def to_plain(self) -> dict[str, Any]:
        """The agenda as JSON holds it."""
        return {
            "networks": [each.to_plain() for each in self.candidates],
            "skipped": [each.to_plain() for each in self.skipped],
            "whole": self.whole,
            "stage": self.stage,
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Agenda":
        """The agenda `to_plain` wrote. Raises `FileError`."""
        kinds = {"networks": many(Candidate.from_plain), "skipped": many(Skipped.from_plain), "whole": flag,
                 "stage": whole}  # fmt: skip
        read = read_fields(plain, "agenda", kinds)
        return cls(read["networks"], read["skipped"], read["whole"], read["stage"])


def agenda(proposed: Iterable[Configuration], shape: Shape, classes: int, *, most: int | None, limit: int) -> Agenda:
    """The first `most` networks of `proposed` that can be, each once; `limit` are the bytes that one may take.

    Raises `SettingError` when none is left, with the first reason.

    >>> space = Space.of({"conv_layers": "0,1", "filters": "3,9", "padding": "valid", "filter_size": "3,9"})
    >>> found = agenda(space.grid(), Shape((8, 8, 1)), 2, most=None, limit=10**9)
    >>> len(found), [(each.why, each.configuration.told(space.varied)) for each in found.skipped][:1]
    (3, [('impossible', 'conv layers 1, filter size 9, filters 3')])
    """
    kept: dict[str, Candidate] = {}
    skipped: list[Skipped] = []
    seen: set[Configuration] = set()
    for known in proposed:
        if most is not None and len(kept) == most:
            break
        if known in seen:
            continue  # a setting without a say made two settings one: nothing was left out
        seen.add(known)
        found = tryable(known, shape, classes, limit, kept)
        if isinstance(found, Skipped):
            skipped.append(found)
        else:
            kept[found.key] = found
    if not kept:
        raise SettingError(_nothing_left(skipped))
    return Agenda(tuple(kept.values()), tuple(skipped))


def tryable(
    known: Configuration, shape: Shape, classes: int, limit: int, kept: Mapping[str, Candidate]
) -> Candidate | Skipped:
    """The network of a configuration, if it can be tried beside those that are `kept`; else why it is left out."""
    found = possible(known, shape, classes)
    if isinstance(found, str):
        is_error = known.given is not None and known.given.is_error
        return Skipped(known, "build failed" if is_error else "impossible", found)
    made = Candidate(key_of(known, found), known, found)
    if made.key in kept:
        return Skipped(known, "equal", f"the same network and recipe as {_unlike(kept[made.key].configuration, known)}")
    if made.bytes_needed > limit:
        return Skipped(known, "too big", _too_big(made, limit))
    return made


def drawn(space: Space, seed: int, networks: int) -> Iterator[Configuration]:
    """Settings by chance without end but for `TRIES` a network; the first is the one nearest to the post's.

    The draw with a number depends on the seed and that number alone.
    """
    yield space.nearest_to_the_post()
    for number in range(1, TRIES * networks):
        yield space.draw(Random(stream(seed, "sweep", number)))


def first_of(plan: Agenda, count: int, reason: str) -> Agenda:
    """The agenda with its first `count` networks; the others are beyond the budget, for `reason`."""
    left = tuple(
        Skipped(each.configuration, "over budget", reason) for each in islice(plan.candidates, count, len(plan))
    )
    return Agenda(plan.candidates[:count], (*plan.skipped, *left), plan.whole)


def _unlike(other: Configuration, known: Configuration) -> str:
    """The other in those settings in which it is written otherwise."""
    return other.told(["network"] if "network" in other else [name for name in other if other[name] != known.get(name)])


def _too_big(made: Candidate, limit: int) -> str:
    batch = made.configuration.whole("batch")
    return f"training takes {in_bytes(made.bytes_needed)} at a batch of {batch}, and {in_bytes(limit)} are free"


def _nothing_left(skipped: list[Skipped]) -> str:
    if not skipped:
        return "The space holds no network to try."
    first = skipped[0]
    others = f" The other {len(skipped) - 1:,} fail likewise." if len(skipped) > 1 else ""
    how = first.configuration.told(first.configuration)
    return (
        f"None of the networks of this space can be trained. The first, {how}: {first.reason}.{others}\n"
        "Change one of the knobs that its reason names."
    )


def _why(value: object) -> Why:
    for why in WHYS:
        if value == why:
            return why
    raise FileError(f"one of {', '.join(WHYS)} belongs here, not {value!r:.60}")
