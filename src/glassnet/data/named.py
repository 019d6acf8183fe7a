"""Pictures by one word, as a command takes it: `digits`, `mnist`, or the path of a folder."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import numpy as np

from glassnet.data import datasets
from glassnet.data.folders import folder
from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.pictures import Color
from glassnet.data.preparation import Preparation
from glassnet.data.splits import Splits, split
from glassnet.errors import DataError

BUILT_IN = ("digits", "mnist")
Size = tuple[int, int]
Part = Literal["all", "train", "validation", "test"]


def named_pictures(name: str, *, size: Size | None = None, color: Color | None = None) -> Images:
    """All pictures that `name` stands for. `size` (height, width) and `color` tell how those of a folder are read.

    Raises `DataError` when there is nothing of that name.

    >>> len(named_pictures("digits"))
    1797
    """
    if name not in BUILT_IN:
        return folder(_existing(name), size=size, color=color)
    _check_unasked(name, size, color)
    return datasets.digits.images() if name == "digits" else _joined(*datasets.mnist.images())


def named_splits(
    name: str,
    *,
    seed: int = 0,
    validation: float = 0.15,
    test: float = 0.15,
    size: Size | None = None,
    color: Color | None = None,
    group_by: str | None = None,
) -> Splits:
    """The pictures that `name` stands for in three parts, by `split`; those of a folder by groups.

    Digits and MNIST are drawn at random, without a search: both were cleaned by others. MNIST keeps the test part it
    comes with. `group_by` is a pattern on the file names of a folder, as `split` takes it.

    >>> print(named_splits("digits"))
    1,259 train, 269 validation, 269 test pictures, split at random
    """
    if name != "mnist":
        pictures = named_pictures(name, size=size, color=color)
        return split(pictures, seed, validation, test, "random" if name in BUILT_IN else "grouped", group_by)
    _check_unasked(name, size, color)
    if group_by is not None:
        raise DataError(f"group_by={group_by!r}: a pattern on file names, of which MNIST has none.")
    train, held = datasets.mnist.images()
    parts = split(train, seed, validation, test=0, method="random")
    note = "Validation is drawn from training at random; nobody looked for copies."
    return Splits(parts.train, parts.validation, held, "given", notes=(note,))


def named_part(
    name: str,
    part: Part,
    *,
    preparation: Mapping[str, Any] | None = None,
    seed: int = 0,
    group_by: str | None = None,
) -> Images:
    """One part of the same, or all of it.

    A folder's pictures are read by `preparation`, the plain form of the one that a trained network keeps.
    """
    size: Size | None = None
    color: Color | None = None
    if preparation is not None and name not in BUILT_IN:
        known = Preparation.from_plain(preparation)
        size, color = (known.height, known.width), known.color
    if part == "all":
        return named_pictures(name, size=size, color=color)
    splits = named_splits(name, seed=seed, size=size, color=color, group_by=group_by)
    return {"train": splits.train, "validation": splits.validation, "test": splits.test}[part]


def _existing(name: str) -> Path:
    path = Path(name)
    if path.is_dir():
        return path
    near = get_close_matches(name.lower(), BUILT_IN, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Give a folder of pictures, or one of: digits, mnist."
    what = "is a file, not a folder" if path.exists() else "is no folder that is there"
    raise DataError(f"'{shown(name)}' {what}. {hint}")


def _check_unasked(name: str, size: Size | None, color: Color | None) -> None:
    if size or color:
        raise DataError(f"{name} has one size and is gray; size and color are for folders of pictures.")


def _joined(one: Images, other: Images) -> Images:
    return Images(
        np.concatenate([one.pixels, other.pixels]),
        np.concatenate([one.labels, other.labels]),
        one.classes,
        one.names + other.names,
        one.preparation,
    )
