"""What a study asks: the pictures, the space, the seeds. Two studies with the same question have the same answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from typing import Any, Literal

from glassnet.data.names import cut_short
from glassnet.data.splits import Splits
from glassnet.errors import DataError, FileError
from glassnet.graph.shape import Shape
from glassnet.runs.plain import flag, line, many, optional, read_fields, table, text, whole
from glassnet.sweeping.kept.stored import fingerprint
from glassnet.sweeping.space.configuration import configuration
from glassnet.sweeping.space.networks import sides_of
from glassnet.sweeping.space.space import Space

FORMAT = 2
Search = Literal["grid", "random", "tpe"]
SEARCHES: tuple[Search, ...] = ("grid", "random", "tpe")


@dataclass(frozen=True)
class Pictures:
    """What is known of the pictures: how many in each part, their shape and classes, and a mark of them."""

    name: str
    mark: str
    train: int
    validation: int
    test: int
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    kind: str

    @classmethod
    def of(cls, splits: Splits, name: str) -> "Pictures":
        """Of the three parts of a data set. Raises `DataError` where there is nothing to choose by."""
        if not len(splits.train) or not len(splits.validation):
            raise DataError(
                f"A sweep trains on one part and chooses by another: there are {len(splits.train):,} pictures to train "
                f"on and {len(splits.validation):,} to choose by. Give more pictures, or another share for validation."
            )
        train = splits.train
        sizes = (len(train), len(splits.validation), len(splits.test))
        return cls(name, fingerprint(splits), *sizes, train.shape, train.classes, splits.kind)

    def to_plain(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_plain(cls, plain: object) -> "Pictures":
        """What `to_plain` wrote. Raises `FileError`."""
        return cls(**read_fields(plain, "pictures", _PICTURES))


_PICTURES: Mapping[str, Any] = {
    "name": text,
    "mark": line,
    "train": whole,
    "validation": whole,
    "test": whole,
    "shape": many(whole),
    "classes": many(text),
    "kind": line,
}


@dataclass(frozen=True)
class Question:
    """All that settles the table a sweep ends with, but for the bits of another version or machine.

    `networks` is how many are drawn where not all are tried; `limit` the bytes one network may take; `budget` seconds.
    """

    pictures: Pictures
    space: Space
    seeds: tuple[int, ...]
    search: Search = "grid"
    networks: int | None = None
    search_seed: int = 0
    patience: int | None = None
    limit: int | None = None
    budget: int | None = None
    halving: bool = False
    versions: tuple[tuple[str, str], ...] = ()

    @property
    def shape(self) -> Shape:
        return Shape(self.pictures.shape)

    def to_plain(self) -> dict[str, Any]:
        """The question as JSON holds it."""
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            "format": FORMAT,
            **plain,
            "pictures": self.pictures.to_plain(),
            "space": self.space.to_plain(),
            "versions": dict(self.versions),
        }

    @classmethod
    def from_plain(cls, plain: object) -> "Question":
        """The question `to_plain` wrote. Raises `FileError` for anything else, and for another format."""
        if isinstance(plain, Mapping) and plain.get("format") != FORMAT:
            raise FileError(
                f"it is a study of format {plain.get('format')!r:.20}, and this Glassnet reads format {FORMAT}: it was "
                "made by another version"
            )
        read = read_fields(plain, "study", _KINDS)
        del read["format"]
        return cls(**{**read, "search": _search(read["search"]), "versions": tuple(sorted(read["versions"].items()))})

    def differences(self, other: "Question") -> Iterator[str]:
        """What `other` asks otherwise, a sentence each, ours first."""
        mine, theirs = self.pictures, other.pictures
        if mine.mark != theirs.mark:
            yield f"the pictures are others: {_counted(mine)} in the study, {_counted(theirs)} now"
        for name in ("seeds", "search", "networks", "search_seed", "patience", "budget", "halving"):
            if getattr(self, name) != getattr(other, name):
                label = name.replace("_", " ")
                yield f"{label} {_told(getattr(self, name))} in the study, {_told(getattr(other, name))} now"
        if self.space != other.space:
            yield f"the space is {self.space} in the study, {other.space} now"
        yield from self.other_versions(other.versions)

    def other_versions(self, versions: tuple[tuple[str, str], ...]) -> Iterator[str]:
        """Packages of other versions: the same question may then have an answer of other last bits."""
        there = dict(versions)
        for package, known in self.versions:
            if there.get(package) != known:
                yield f"{package} {known} in the study, {there.get(package)} now"


def shapes_of(question: Question) -> tuple[Shape, ...]:
    """The sides in which the networks of this question may ask for pictures."""
    known = (sides_of(configuration({"size": size}), question.shape) for size in question.space.sizes)
    return tuple(dict.fromkeys(known))


def versions_here() -> tuple[tuple[str, str], ...]:
    """The packages that settle the bits of a result, with their versions."""
    return tuple(sorted((package, version(package)) for package in ("glassnet", "numpy", "torch")))


_KINDS: Mapping[str, Any] = {
    "format": whole,
    "pictures": Pictures.from_plain,
    "space": Space.from_plain,
    "seeds": many(whole),
    "search": line,
    "networks": optional(whole),
    "search_seed": whole,
    "patience": optional(whole),
    "limit": optional(whole),
    "budget": optional(whole),
    "halving": flag,
    "versions": table(line),
}


def _search(word: str) -> Search:
    for known in SEARCHES:
        if word == known:
            return known
    raise FileError(f"study, 'search': one of {', '.join(SEARCHES)} belongs here, not {word!r:.40}")


def _counted(known: Pictures) -> str:
    return (
        f"{known.train:,} + {known.validation:,} + {known.test:,} of '{cut_short(known.name, 40)}' ({known.mark[:8]})"
    )


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else "left out" if value is None else str(value)
