"""A folder on disk becomes `Images`: sub-folders of pictures, or one `.npy` stack a class."""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import DirEntry
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.pictures import Color, Header, UnreadablePicture, decode, read_header
from glassnet.data.preparation import Preparation, fit_sides
from glassnet.data.sizes import Sides, Size, as_color, as_sides, check_bytes, default_sides
from glassnet.data.stacks import images_of_stacks
from glassnet.errors import DataError

MOST_PICTURES = 200_000
MOST_LOST = 0.05
_ENDINGS = {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif"}
_OTHER_ENDINGS = {".heic", ".heif", ".avif", ".tif", ".tiff", ".svg", ".dng", ".cr2", ".nef", ".arw"}
_INNER = "a folder inside a class folder: not looked into"

Skipped = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _File:
    """One picture file with the class it belongs to and what its header says."""

    path: Path
    label: int
    header: Header


@dataclass(frozen=True)
class _Survey:
    """What the class folders hold: pictures, what nobody would take for one, and pictures that cannot be read."""

    files: tuple[_File, ...]
    ignored: Skipped
    lost: Skipped


def folder(root: str | os.PathLike[str], size: Size = None, color: str | None = None) -> Images:
    """The labelled pictures under `root`: either one sub-folder of pictures a class, or one `.npy` stack a class.

    **Sub-folders.** The folder's name is the class; JPEG, PNG, WebP, BMP and GIF directly inside it are read, upright
    (EXIF), by the one rule that `Preparation` states. **Stacks.** `<class>.npy`, `[N, H, W]` or `[N, H, W, C]`; whole
    numbers 0..255 or floats 0..1; floats that hold levels are brought to the same terms. Classes are sorted by name.

    `size`: a side in pixels, or (height, width). By default pictures that all have one size with sides up to 256 keep
    it; else each becomes a square as wide as the median shorter side, at most 96: what a small network trains on in
    minutes. `color`: "gray" or "rgb"; by default gray when every file is gray, else rgb.

    Nothing is followed out of the folder: links, devices and hidden files are left alone. A file that is no picture
    we read (damaged, over 40 megapixels or 50 MB) is skipped and listed with its reason in `Images.skipped`; your
    files are never changed. Raises `DataError` when fewer than two classes are there, a class has no picture left,
    more than 5 % of the pictures are lost, a stack is damaged, or all of them would not fit in 4 GiB.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as root:
    ...     np.save(Path(root, "cat.npy"), np.zeros((3, 9, 9), np.uint8))
    ...     np.save(Path(root, "dog.npy"), np.ones((2, 9, 9), np.uint8))
    ...     print(folder(root))
    5 pictures of 9x9x1 (cat: 3, dog: 2)
    """
    root, sides, own_color = Path(root), as_sides(size), as_color(color)
    if not root.is_dir():
        raise DataError(f"'{shown(str(root))}' is no folder.")
    entries = _visible(root)
    stacks = [Path(entry) for entry in entries if entry.name.endswith(".npy") and entry.is_file(follow_symlinks=False)]
    classes = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    if stacks and any(map(_holds_pictures, classes)):
        raise DataError(f"'{shown(str(root))}' holds .npy stacks and sub-folders of pictures: which are the classes?")
    of_classes = {path.name for path in stacks or classes}
    beside = tuple((shown(entry.name), _why_left(entry)) for entry in entries if entry.name not in of_classes)
    if len(of_classes) < 2:
        raise DataError(_too_few(root, [shown(path.stem) for path in stacks or classes], beside))
    found = images_of_stacks(stacks, sides, own_color) if stacks else _images_of_files(classes, sides, own_color)
    return replace(found, skipped=beside + found.skipped)


def _images_of_files(classes: Sequence[Path], sides: Sides | None, color: Color | None) -> Images:
    survey = _survey(classes)
    _check_enough(classes, survey)
    sides = sides or default_sides([(file.header.height, file.header.width) for file in survey.files])
    color = color or ("gray" if all(file.header.is_gray for file in survey.files) else "rgb")
    preparation = Preparation(*sides, 1 if color == "gray" else 3)
    check_bytes(len(survey.files), preparation.shape)
    pixels, survey = _read(survey, preparation)
    _check_enough(classes, survey)
    return Images(
        pixels,
        np.array([file.label for file in survey.files], np.int64),
        tuple(shown(path.name) for path in classes),
        tuple(_name(file.path) for file in survey.files),
        preparation,
        survey.ignored + survey.lost,
    )


def _survey(classes: Sequence[Path]) -> _Survey:
    files: list[_File] = []
    ignored: list[tuple[str, str]] = []
    lost: list[tuple[str, str]] = []
    for label, entry in ((label, entry) for label, path in enumerate(classes) for entry in _visible(path)):
        path = Path(entry)
        reason = _why_no_picture(entry)
        if reason:
            ignored.append((_name(path), reason))
            continue
        try:
            files.append(_File(path, label, _header(path)))
        except UnreadablePicture as why:
            lost.append((_name(path), str(why)))
        if len(files) > MOST_PICTURES:
            raise DataError(f"'{shown(str(path.parents[1]))}' holds over {MOST_PICTURES:,} pictures, our limit.")
    return _Survey(tuple(files), tuple(ignored), tuple(lost))


def _why_no_picture(entry: DirEntry[str]) -> str | None:
    if not entry.is_file(follow_symlinks=False):
        return _why_left(entry)
    return None if Path(entry).suffix.lower() in _ENDINGS | _OTHER_ENDINGS else "not a picture by its ending"


def _header(path: Path) -> Header:
    if path.suffix.lower() in _OTHER_ENDINGS:
        raise UnreadablePicture(f"{path.suffix[1:].upper()} files are not read; convert it to JPEG or PNG")
    return read_header(path)


def _read(survey: _Survey, preparation: Preparation) -> tuple[NDArray[np.uint8], _Survey]:
    pixels = np.empty((len(survey.files), *preparation.shape), np.uint8)
    read: list[_File] = []
    broken: list[tuple[str, str]] = []
    for file in survey.files:
        try:
            levels = decode(file.path, preparation.color)
        except UnreadablePicture as why:
            broken.append((_name(file.path), str(why)))
            continue
        pixels[len(read)] = fit_sides(levels, preparation.height, preparation.width)
        read.append(file)
    return pixels[: len(read)], _Survey(tuple(read), survey.ignored, survey.lost + tuple(broken))


def _check_enough(classes: Sequence[Path], survey: _Survey) -> None:
    count = Counter(file.label for file in survey.files)
    for label, path in enumerate(classes):
        if not count[label]:
            raise DataError(_empty_class(path, survey.lost + survey.ignored))
    lost, total = len(survey.lost), len(survey.lost) + len(survey.files)
    if lost / total > MOST_LOST:
        raise DataError(
            f"{lost:,} of {total:,} pictures cannot be read: {lost / total:.0%}, over the 5 % that may be skipped.\n"
            f"{_examples(survey.lost)}\nRepair or remove them, and read the folder again."
        )


def _empty_class(path: Path, skipped: Skipped) -> str:
    name = shown(path.name)
    mine = tuple((file, why) for file, why in skipped if file.startswith(f"{name}/"))
    inside = [file for file, why in mine if why == _INNER]
    if inside:
        return (
            f"'{name}' holds no pictures, but folders: {', '.join(inside[:3])}.\n"
            f"If those are the classes, read '{shown(str(path))}' instead."
        )
    return f"Class '{name}' has no picture we can read.\n{_examples(mine)}".rstrip()


def _too_few(root: Path, names: Sequence[str], beside: Skipped) -> str:
    found = f"only one class, '{names[0]}'" if names else "no classes"
    return (
        f"'{shown(str(root))}' holds {found}; a classifier needs at least two.\n"
        "Make one sub-folder of pictures for each class, or one .npy stack for each, named after it.\n"
        f"{_examples(beside)}"
    ).rstrip()


def _examples(skipped: Skipped) -> str:
    more = f"\n  and {len(skipped) - 3:,} more" if len(skipped) > 3 else ""
    return "\n".join(f"  {name}: {why}" for name, why in skipped[:3]) + more


def _why_left(entry: DirEntry[str]) -> str:
    if entry.is_symlink():
        return "a link: not followed"
    if entry.is_dir(follow_symlinks=False):
        return _INNER
    return "a file beside the classes" if entry.is_file(follow_symlinks=False) else "not an ordinary file"


def _visible(path: Path) -> list[DirEntry[str]]:
    """What lies in a folder, sorted by name, hidden files left out."""
    try:
        with os.scandir(path) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as why:
        raise DataError(f"'{shown(str(path))}' cannot be read: {why.strerror}.") from None


def _holds_pictures(path: Path) -> bool:
    return any(Path(entry).suffix.lower() in _ENDINGS for entry in _visible(path))


def _name(path: Path) -> str:
    return f"{shown(path.parent.name)}/{shown(path.name)}"
