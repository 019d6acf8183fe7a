"""Files listed by a folder or a table become `Images`: headers first, then all decoded side by side, losses counted."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glassnet.data.fitting import Fit
from glassnet.data.images import Images
from glassnet.data.kinds import is_gray
from glassnet.data.origin import Origin
from glassnet.data.pictures import Color, UnreadablePicture, read_file, read_header
from glassnet.data.preparation import Preparation
from glassnet.data.shelf import Row, Seen, Shelf, Stamp, open_shelf, stamp
from glassnet.data.sizes import Sides, check_bytes, default_sides
from glassnet.errors import DataError

MOST_LOST = 0.05
_WORTH_KEEPING = 20_000_000  # pixels in all files; fewer are decoded in a fifth of a second
_BYTES_A_PIXEL = 12  # what decoding holds at its worst: a picture with opacity, the white below it, both together
_MEMORY = 1024**3  # bytes for all pictures that are being decoded
_MOST_THREADS = 8

Skipped = tuple[tuple[str, str], ...]
Progress = Callable[[int, int], object]
"""Called with how many pictures are read, and of how many."""


@dataclass(frozen=True)
class Listed:
    """One picture file as its owner listed it: where it lies, its name for people, its class, part and group."""

    path: Path
    name: str
    label: int
    part: str = ""
    group: int | None = None


@dataclass(frozen=True)
class Wish:
    """How pictures are asked for: None leaves the sides or the colour to what the files are."""

    sides: Sides | None = None
    color: Color | None = None
    fit: Fit = "crop"
    cache: bool = True
    progress: Progress | None = None


@dataclass(frozen=True)
class _Lost:
    """A file that turned out to be no picture, and why."""

    file: Listed
    reason: str


@dataclass(frozen=True)
class _Found:
    """A file whose header is known; `digest` is that of its content where that was known before."""

    file: Listed
    origin: Origin
    stamp: Stamp
    digest: str = ""


def read_listed(files: Sequence[Listed], classes: Sequence[str], root: Path, wish: Wish) -> Images:
    """The pictures of `files`, which all lie under `root`, prepared as wished; `classes` are names as they are shown.

    Raises `DataError` when a class has no picture left, in all or in one of the parts; when more than 5 % of the files
    are lost; and when all pictures would not fit in 4 GiB.
    """
    shelf = open_shelf(root) if wish.cache else Shelf(root)
    found, lost = _survey(files, shelf)
    _check_enough(classes, [each.file for each in found], lost)
    preparation = _preparation([each.origin for each in found], wish)
    check_bytes(len(found), preparation.shape)
    known = shelf.rows(preparation)
    pixels = np.empty((len(found), *preparation.shape), np.uint8)
    read: list[_Found] = []
    fresh = False
    for each, row in _rows(found, known, preparation, wish.progress):
        if isinstance(row, str):
            lost.append(_Lost(each.file, row))
            continue
        fresh = fresh or each.digest not in known
        pixels[len(read)] = row.pixels
        read.append(replace(each, digest=row.digest, origin=replace(each.origin, remark=row.remark)))
    pixels = pixels[: len(read)]
    _check_enough(classes, [each.file for each in read], lost)
    if fresh:
        _remember(shelf, read, preparation, pixels, known)
    skipped = tuple((each.file.name, each.reason) for each in lost)
    return _images([each.file for each in read], classes, pixels, preparation, skipped, [each.origin for each in read])


def _survey(files: Sequence[Listed], shelf: Shelf) -> tuple[list[_Found], list[_Lost]]:
    found: list[_Found] = []
    lost: list[_Lost] = []
    for file in files:
        now = stamp(file.path)
        seen = shelf.seen(file.path, now)
        try:
            origin = seen.origin if seen else read_header(file.path)
            found.append(_Found(file, origin, now, seen.digest if seen else ""))
        except UnreadablePicture as why:
            lost.append(_Lost(file, str(why)))
    return found, lost


def _preparation(origins: Sequence[Origin], wish: Wish) -> Preparation:
    sides = wish.sides or default_sides([(origin.height, origin.width) for origin in origins])
    color = wish.color or ("gray" if all(is_gray(origin.mode) for origin in origins) else "rgb")
    return Preparation(*sides, 1 if color == "gray" else 3, fit=wish.fit)


def _rows(
    found: Sequence[_Found], known: Mapping[str, Row], preparation: Preparation, progress: Progress | None
) -> Iterator[tuple[_Found, Row | str]]:
    """Each file with its picture, or the reason why there is none, in order."""

    def row(each: _Found) -> Row | str:
        if each.digest in known:
            return known[each.digest]
        try:
            data = read_file(each.file.path)
            digest = sha256(data).hexdigest()
            return known.get(digest) or Row(digest, *preparation.from_bytes(data))
        except UnreadablePicture as why:
            return str(why)

    pool = ThreadPoolExecutor(_threads(found))  # Pillow decodes and resizes without Python's lock
    try:
        for done, pair in enumerate(zip(found, pool.map(row, found), strict=True), 1):
            yield pair
            if progress:
                progress(done, len(found))
    finally:
        pool.shutdown(cancel_futures=True)


def _threads(found: Sequence[_Found]) -> int:
    """One for each processor, as many as decode within 1 GB if all pictures were as large as the largest."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    largest = max(_area(each) for each in found) * _BYTES_A_PIXEL
    return max(1, min(processors, _MOST_THREADS, _MEMORY // largest))


def _area(each: _Found) -> int:
    return max(1, each.origin.height * each.origin.width)


def _remember(
    shelf: Shelf,
    read: Sequence[_Found],
    preparation: Preparation,
    pixels: NDArray[np.uint8],
    known: Mapping[str, Row],
) -> None:
    """Keep what took time to make, beside what was kept before."""
    if sum(map(_area, read)) < _WORTH_KEEPING:
        return
    fresh = [Row(each.digest, row, each.origin.remark) for each, row in zip(read, pixels, strict=True)]
    shelf = shelf.keep([(each.file.path, Seen(each.stamp, each.digest, each.origin)) for each in read])
    shelf.keep_rows(preparation, [*known.values(), *fresh])


def _images(
    files: Sequence[Listed],
    classes: Sequence[str],
    pixels: NDArray[np.uint8],
    preparation: Preparation,
    skipped: Skipped,
    origins: Sequence[Origin],
) -> Images:
    grouped = any(file.group is not None for file in files)
    return Images(
        pixels,
        np.array([file.label for file in files], np.int64),
        tuple(classes),
        tuple(file.name for file in files),
        preparation,
        skipped,
        groups=np.array([file.group for file in files], np.int64) if grouped else None,
        parts=tuple(file.part for file in files) if any(file.part for file in files) else (),
        origins=tuple(origins),
    )


def _check_enough(classes: Sequence[str], read: Sequence[Listed], lost: Sequence[_Lost]) -> None:
    held = {(file.label, file.part) for file in read}
    for each in lost:
        if (each.file.label, each.file.part) not in held:
            raise DataError(_empty(classes[each.file.label], each.file, lost))
    total = len(lost) + len(read)
    if lost and len(lost) / total > MOST_LOST:
        raise DataError(
            f"{len(lost):,} of {total:,} pictures cannot be read: {len(lost) / total:.1%}, over the 5 % that may be "
            f"skipped.\n{examples([(each.file.name, each.reason) for each in lost])}\n"
            "Repair or remove them, and read the folder again."
        )


def _empty(name: str, file: Listed, lost: Sequence[_Lost]) -> str:
    mine = [each for each in lost if (each.file.label, each.file.part) == (file.label, file.part)]
    place = f" in {file.part}" if file.part else ""
    told = examples([(each.file.name, each.reason) for each in mine])
    return f"Class '{name}' has no picture we can read{place}.\n{told}"


def examples(skipped: Sequence[tuple[str, str]], most: int = 3) -> str:
    """The first few names with their reasons, a line each, and how many more there are."""
    more = f"\n  and {len(skipped) - most:,} more" if len(skipped) > most else ""
    return "\n".join(f"  {name}: {why}" for name, why in skipped[:most]) + more
