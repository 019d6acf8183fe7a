"""Pictures by one word, as a command takes it: `digits`, `mnist`, `portraits`, a folder's path or a CSV file's."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import numpy as np

from glassnet.data import datasets
from glassnet.data.fitting import Fit
from glassnet.data.folders import folder
from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.pictures import Color
from glassnet.data.preparation import Preparation
from glassnet.data.reading import Progress
from glassnet.data.splits import Method, Splits, split
from glassnet.data.tables import TABLES, table
from glassnet.errors import DataError

BUILT_IN = ("digits", "mnist", "portraits")
CLEAN = ("digits", "mnist")  # others have looked for copies there, and audits find nothing
Size = tuple[int, int]
Part = Literal["all", "train", "validation", "test"]


def named_pictures(
    name: str,
    *,
    size: Size | None = None,
    color: Color | None = None,
    fit: Fit = "crop",
    progress: Progress | None = None,
) -> Images:
    """All pictures that `name` stands for.

    `size` (height, width), `color` and `fit` tell how those of a folder or a CSV file are read; `progress` is called
    with how many are read, and of how many. Raises `DataError` when there is nothing of that name.

    >>> len(named_pictures("digits"))
    1797
    """
    if name not in BUILT_IN:
        path = _existing(name)
        read = folder if path.is_dir() else table
        return read(path, size=size, color=color, fit=fit, progress=progress)
    _check_unasked(name, size, color)
    if name == "portraits":
        return datasets.portraits().images
    return datasets.digits.images() if name == "digits" else _in_parts(*datasets.mnist.images())


def named_splits(
    name: str,
    *,
    seed: int = 0,
    validation: float = 0.15,
    test: float = 0.15,
    size: Size | None = None,
    color: Color | None = None,
    fit: Fit = "crop",
    method: Method | None = None,
    group_by: str | None = None,
    progress: Progress | None = None,
) -> Splits:
    """The pictures that `name` stands for in three parts, as `parted` makes them.

    >>> print(named_splits("digits"))
    1,259 train, 269 validation, 269 test pictures, split at random
    """
    pictures = named_pictures(name, size=size, color=color, fit=fit, progress=progress)
    return parted(name, pictures, seed=seed, validation=validation, test=test, method=method, group_by=group_by)


def parted(
    name: str,
    pictures: Images,
    *,
    seed: int = 0,
    validation: float = 0.15,
    test: float = 0.15,
    method: Method | None = None,
    group_by: str | None = None,
) -> Splits:
    """`pictures`, which `named_pictures(name)` gave, in three parts: by groups, unless `method` says otherwise.

    Digits and MNIST are drawn at random unless asked for, without a search: both were cleaned by others. MNIST keeps
    the test part it comes with. (`split(datasets.digits.images())` keeps together what seems written by one hand.)
    """
    if name in CLEAN and group_by is not None:
        raise DataError(f"group_by={group_by!r}: a pattern on file names, of which {name} has none.")
    is_clean = name in CLEAN
    if name == "mnist" and method != "grouped":
        is_held = np.array(pictures.parts) == "test"
        train, held = replace(pictures, parts=())[~is_held], pictures[is_held]
        parts = split(train, seed, validation, test=0, method="random")
        note = "Validation is drawn from training at random; nobody looked for copies."
        return Splits(parts.train, parts.validation, held, "given", notes=(note,))
    return split(pictures, seed, validation, test, method or ("random" if is_clean else "grouped"), group_by)


def named_part(
    name: str,
    part: Part,
    *,
    preparation: Mapping[str, Any] | None = None,
    seed: int = 0,
    method: Method | None = None,
    group_by: str | None = None,
) -> Images:
    """One part of the same, or all of it. The other settings must be those of the training, or its parts are others.

    Pictures in files are read by `preparation`, the plain form of the one that a trained network keeps.
    """
    size: Size | None = None
    color: Color | None = None
    fit: Fit = "crop"
    if preparation is not None and name not in BUILT_IN:
        known = Preparation.from_plain(preparation)
        size, color, fit = (known.height, known.width), known.color, known.fit
    if part == "all":
        return named_pictures(name, size=size, color=color, fit=fit)
    splits = named_splits(name, seed=seed, size=size, color=color, fit=fit, method=method, group_by=group_by)
    return {"train": splits.train, "validation": splits.validation, "test": splits.test}[part]


def _existing(name: str) -> Path:
    path = Path(name)
    if path.is_dir() or (path.is_file() and path.suffix.lower() in TABLES):
        return path
    near = get_close_matches(name.lower(), BUILT_IN, n=1)
    known = f"Give a folder of pictures, a CSV file, or one of: {', '.join(BUILT_IN)}."
    hint = f"Did you mean {near[0]!r}?" if near else known
    what = "is a file, but neither a folder nor a CSV" if path.exists() else "is no folder that is there"
    raise DataError(f"'{shown(name)}' {what}. {hint}")


def _check_unasked(name: str, size: Size | None, color: Color | None) -> None:
    if size or color:
        raise DataError(f"{name} has one size and is gray; size and color are for folders of pictures.")


def _in_parts(train: Images, test: Images) -> Images:
    return Images(
        np.concatenate([train.pixels, test.pixels]),
        np.concatenate([train.labels, test.labels]),
        train.classes,
        train.names + test.names,
        train.preparation,
        parts=("train",) * len(train) + ("test",) * len(test),
    )
