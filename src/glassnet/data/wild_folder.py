"""A folder of photos unlike those of the training: in folders named like the classes, in `none`, or loose."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import shown
from glassnet.data.preparation import Preparation
from glassnet.data.sizes import check_bytes
from glassnet.errors import DataError

NONE = "none"  # what a folder is called whose photos show none of the classes
MOST_PHOTOS = 20_000


@dataclass(frozen=True, eq=False)
class WildPhotos:
    """Photos `[N, H, W, C]` with what they show, as far as that is known: `truths[n]` is a class, `NONE`, or None.

    `names` tells where each came from; `skipped` what was left out, and why.
    """

    pixels: NDArray[Any]
    names: tuple[str, ...]
    truths: tuple[str | None, ...]
    skipped: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.pixels)


def wild_folder(root: str | os.PathLike[str], classes: Sequence[str], preparation: Preparation) -> WildPhotos:
    """The photos under `root`, prepared as those of the training were.

    A photo in a folder named like one of `classes` shows that class; one in `none` shows none of them (unless that is
    a class); of one that lies loose nothing is known. Links and hidden files are left alone, and a file that is no
    picture we read is listed in `skipped`. Raises `DataError` for a folder of another name, and when no photo is left.
    """
    root = Path(root)
    if not root.is_dir():
        raise DataError(f"'{shown(str(root))}' is no folder.")
    found: list[tuple[str, str | None, NDArray[np.uint8]]] = []
    skipped: list[tuple[str, str]] = []
    for path, truth in _files(root, classes, skipped):
        name = shown(os.fspath(path.relative_to(root)))
        try:
            found.append((name, truth, preparation.from_file(path)))
        except DataError as why:
            skipped.append((name, _reason(why)))
        _check_number(root, len(found), preparation)
    if not found:
        raise DataError(f"'{shown(str(root))}' holds no photo we can read.{_examples(skipped)}")
    names, truths, photos = zip(*found, strict=True)
    return WildPhotos(np.stack(photos), names, truths, tuple(skipped))


def _files(root: Path, classes: Sequence[str], skipped: list[tuple[str, str]]) -> Iterator[tuple[Path, str | None]]:
    """The ordinary files directly in `root` and one folder below, with what their folder says; the rest is skipped."""
    for entry in _visible(root):
        if entry.is_dir(follow_symlinks=False):
            truth = _truth(shown(entry.name), classes, root)
            inside = _visible(Path(entry))
            yield from ((Path(each), truth) for each in _ordinary(inside, root, skipped))
        else:
            yield from ((Path(each), None) for each in _ordinary([entry], root, skipped))


def _ordinary(
    entries: Iterable[os.DirEntry[str]], root: Path, skipped: list[tuple[str, str]]
) -> Iterator[os.DirEntry[str]]:
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield entry
        else:
            why = "a link: not followed" if entry.is_symlink() else "not an ordinary file"
            inner = "a folder inside a folder: not looked into"
            name = shown(os.fspath(Path(entry).relative_to(root)))
            skipped.append((name, inner if entry.is_dir(follow_symlinks=False) else why))


def _truth(name: str, classes: Sequence[str], root: Path) -> str:
    if name in classes or name == NONE:
        return name
    near = {each.casefold().strip(): each for each in (NONE, *classes)}.get(name.casefold().strip())
    hint = f"Did you mean {near!r}?" if near else f"Name it '{NONE}' if its photos show none of these."
    known = ", ".join(map(repr, classes[:10])) + (", ..." if len(classes) > 10 else "")
    raise DataError(
        f"'{shown(str(root))}' has a folder {name!r}; the network knows {known or 'no class by name'}.\n{hint}"
    )


def _check_number(root: Path, count: int, preparation: Preparation) -> None:
    if count > MOST_PHOTOS:
        raise DataError(f"'{shown(str(root))}' holds over {MOST_PHOTOS:,} photos, our limit for a wild set.")
    check_bytes(count, preparation.shape)


def _visible(path: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as why:
        raise DataError(f"'{shown(str(path))}' cannot be read: {why.strerror}.") from None


def _reason(why: DataError) -> str:
    """Of what is said about a file only the reason: the file is named already."""
    return str(why).splitlines()[0].rpartition("can read: ")[2].rstrip(".")


def _examples(skipped: Sequence[tuple[str, str]]) -> str:
    return "".join(f"\n  {name}: {why}" for name, why in skipped[:3])
