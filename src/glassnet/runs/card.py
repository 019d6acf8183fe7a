"""What a network was trained on, in a few numbers: enough to prepare new pictures alike and to notice odd ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from glassnet.data.names import shown
from glassnet.runs.plain import anything, line, many, number, optional, read_fields, table, text, to_number, whole


@dataclass(frozen=True)
class InputCard:
    """What went into one input: the shape of a sample, and the smallest and largest number in any."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    minimum: float
    maximum: float

    def to_plain(self) -> dict[str, Any]:
        """The card as JSON holds it."""
        return {
            "name": self.name,
            "shape": list(self.shape),
            "dtype": self.dtype,
            "minimum": to_number(self.minimum),
            "maximum": to_number(self.maximum),
        }

    @classmethod
    def from_plain(cls, plain: object) -> "InputCard":
        """The card `to_plain` wrote. Raises `FileError` for anything else."""
        return cls(**read_fields(plain, "data card", _INPUT_KINDS))


_INPUT_KINDS = {"name": line, "shape": many(whole), "dtype": line, "minimum": number, "maximum": number}


@dataclass(frozen=True)
class DataCard:
    """What training saw.

    `samples` were trained on, `validation_samples` only measured; each had `shape` (batch left out), was given as
    `dtype`, and lay between `minimum` and `maximum` as the network took it, behind any preparation. `classes` are the
    names of the outputs in order, empty where there are none. `preparation` is the plain form of a
    `glassnet.data.images.Preparation`: what turns a raw picture into what the network takes. `sources` say in words
    where the data came from. A network with several inputs lists the others, by layer name, in `inputs`.

    >>> print(DataCard(samples=281, shape=(91, 91, 1), maximum=1.0, classes=("chi", "lars")))
    281 samples of 91x91x1, 0 to 1, classes chi, lars
    """

    samples: int = 0
    shape: tuple[int, ...] = ()
    dtype: str = "float32"
    minimum: float = 0.0
    maximum: float = 0.0
    classes: tuple[str, ...] = ()
    preparation: Mapping[str, Any] | None = None
    sources: tuple[str, ...] = ()
    validation_samples: int = 0
    inputs: tuple[InputCard, ...] = ()

    def __str__(self) -> str:
        side = "x".join(map(str, self.shape)) or "one number"
        told = f"{self.samples} samples of {side}, {self.minimum:g} to {self.maximum:g}"
        names = ", ".join(map(shown, self.classes[:10])) + (
            f" and {len(self.classes) - 10} more" if len(self.classes) > 10 else ""
        )
        return told + (f", classes {names}" if names else "")

    def of_input(self, name: str) -> InputCard:
        """What went into the input of that name; the first input's where only that one is known."""
        own = InputCard(name, self.shape, self.dtype, self.minimum, self.maximum)
        return next((card for card in self.inputs if card.name == name), own)

    def to_plain(self) -> dict[str, Any]:
        """The card as JSON holds it.

        >>> DataCard.from_plain(DataCard(samples=3, classes=("a", "b")).to_plain()).classes
        ('a', 'b')
        """
        return {
            "samples": self.samples,
            "shape": list(self.shape),
            "dtype": self.dtype,
            "minimum": to_number(self.minimum),
            "maximum": to_number(self.maximum),
            "classes": list(self.classes),
            "preparation": None if self.preparation is None else dict(self.preparation),
            "sources": list(self.sources),
            "validation_samples": self.validation_samples,
            "inputs": [card.to_plain() for card in self.inputs],
        }

    @classmethod
    def from_plain(cls, plain: object) -> "DataCard":
        """The card `to_plain` wrote. Raises `FileError`, saying which field is not what it must be."""
        return cls(**read_fields(plain, "data card", _KINDS))


_KINDS = {
    "samples": whole,
    "shape": many(whole),
    "dtype": line,
    "minimum": number,
    "maximum": number,
    "classes": many(text),
    "preparation": optional(table(anything)),
    "sources": many(text),
    "validation_samples": whole,
    "inputs": many(InputCard.from_plain),
}
