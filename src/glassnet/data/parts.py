"""The three parts people divide pictures into, under the names they give them."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Literal

from glassnet.errors import DataError

Part = Literal["train", "validation", "test"]

NAMES: dict[str, Part] = {
    "train": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
}


def as_part(name: str, where: str) -> Part:
    """The part that `name` stands for, in any case. Raises `DataError`, beginning with `where`, for none.

    >>> as_part("Valid", "row 3"), as_part("test", "row 4")
    ('validation', 'test')
    >>> as_part("tset", "row 5")
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: row 5: 'tset' is no part. Did you mean 'test'? Parts are train, validation and test.
    """
    known = NAMES.get(name.strip().lower())
    if known:
        return known
    near = get_close_matches(name.strip().lower(), NAMES, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise DataError(f"{where}: {name!r} is no part.{hint} Parts are train, validation and test.")


def check_trained(classes: Sequence[str], found: Iterable[tuple[int, str]]) -> None:
    """Raise `DataError` when a class has pictures in other parts and none to train on.

    `found` are the label and the part of each picture; a part of "" leaves it to us.
    """
    trained: set[int] = set()
    held: dict[int, str] = {}
    for label, part in found:
        if part in ("", "train"):
            trained.add(label)
        else:
            held[label] = part
    for label in sorted(held.keys() - trained):
        raise DataError(
            f"Class '{classes[label]}' has pictures in {held[label]} and none in train: no network can learn it.\n"
            "Put some of it into train, or leave it out everywhere."
        )
