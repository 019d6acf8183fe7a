"""A folder on disk becomes `Images`: sub-folders of pictures, in parts or not, or one `.npy` stack a class."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import DirEntry
from pathlib import Path

from glassnet.data.fitting import as_fit
from glassnet.data.images import Images
from glassnet.data.labels import check_alike
from glassnet.data.names import shown
from glassnet.data.parts import NAMES, Part, check_trained
from glassnet.data.pictures import NOT_READ
from glassnet.data.reading import Listed, Progress, Skipped, Wish, examples, read_listed
from glassnet.data.sizes import Size, as_color, as_sides
from glassnet.data.stacks import images_of_stacks
from glassnet.errors import DataError

MOST_PICTURES = 200_000
_ENDINGS = {
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"),
    *(".pgm", ".ppm", ".pbm", ".pnm", ".pfm", ".heic", ".heif", ".hif"),
}
_INNER = "a folder inside a class folder: not looked into"


@dataclass(frozen=True)
class _Held:
    """What one class folder holds: files that should be pictures, and what nobody would take for one."""

    folder: Path
    part: Part | None
    pictures: tuple[Path, ...]
    ignored: Skipped

    @property
    def name(self) -> str:
        return f"{shown(self.folder.parent.name)}/{self.class_name}" if self.part else self.class_name

    @property
    def class_name(self) -> str:
        return shown(self.folder.name)


def folder(
    root: str | os.PathLike[str],
    size: Size = None,
    color: str | None = None,
    fit: str = "crop",
    *,
    cache: bool = True,
    progress: Progress | None = None,
) -> Images:
    """The labelled pictures under `root`, in any of three forms.

    - `root/<class>/*`: the folder's name is the class, the pictures lie directly inside it.
    - `root/{train,val,test}/<class>/*`, `val` also as `valid` or `validation`: the same, and `Images.parts` says which
      part each picture is in. Two of the three are enough, one of them train.
    - `root/<class>.npy`: a stack `[N, H, W]` or `[N, H, W, C]`; whole numbers 0..255 or floats 0..1; floats that hold
      levels are brought to the same terms.

    JPEG, PNG, WebP, BMP, GIF, TIFF, PGM and PPM are read, and HEIC with `pip install 'glassnet[heic]'`: upright (EXIF),
    levels by the rules of `data.kinds`, then by the one rule that `Preparation` states. Classes are sorted by name.

    `size`: a side in pixels, or (height, width). By default pictures that all have one size with sides up to 256 keep
    it; else each becomes a square as wide as the median shorter side, at most 96: what a small network trains on in
    minutes. `color`: "gray" or "rgb"; by default gray when every file is gray, else rgb. `fit`: "crop", "pad" or
    "stretch", as `Preparation` says.

    Large photos are kept as they were prepared in the user's cache (`$XDG_CACHE_HOME/glassnet/pictures`, at most
    1 GiB), so that a second start takes no time: a file with the size and the time of change it had is taken for the
    same, any other is known by its content. `cache=False` reads all again. `progress` is called with how many pictures
    are read, and of how many.

    Nothing is followed out of the folder: links, devices and hidden files are left alone. A file that is no picture
    we read (damaged, over 40 megapixels or 50 MB) is skipped and listed with its reason in `Images.skipped`; your
    files are never changed. Raises `DataError` when fewer than two classes are there, a class has no picture left or
    none to train on, two class names differ only by case or a space, more than 5 % of the pictures are lost, a stack is
    damaged, or all of them would not fit in 4 GiB.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> with TemporaryDirectory() as root:
    ...     np.save(Path(root, "cat.npy"), np.zeros((3, 9, 9), np.uint8))
    ...     np.save(Path(root, "dog.npy"), np.ones((2, 9, 9), np.uint8))
    ...     print(folder(root))
    5 pictures of 9x9x1 (cat: 3, dog: 2)
    """
    root, wish = Path(root), Wish(as_sides(size), as_color(color), as_fit(fit), cache, progress)
    if not root.is_dir():
        raise DataError(f"'{shown(str(root))}' is no folder.")
    entries = _visible(root)
    stacks = [Path(entry) for entry in entries if entry.name.endswith(".npy") and entry.is_file(follow_symlinks=False)]
    folders = [Path(entry) for entry in entries if entry.is_dir(follow_symlinks=False)]
    parts = _parts(folders)
    if stacks and (parts or any(map(_holds_pictures, folders))):
        raise DataError(f"'{shown(str(root))}' holds .npy stacks and sub-folders of pictures: which are the classes?")
    used = {path.name for path in stacks or parts or folders}
    beside = tuple((shown(entry.name), _why_left(entry, bool(parts))) for entry in entries if entry.name not in used)
    if stacks:
        _check_classes(root, {shown(path.stem): 1 for path in stacks}, (), beside)
        found = images_of_stacks(stacks, wish.sides, wish.color, wish.fit)
    else:
        found = _images_of_folders(root, _held(parts, folders), wish, beside)
    return replace(found, skipped=beside + found.skipped)


def _images_of_folders(root: Path, held: Sequence[_Held], wish: Wish, beside: Skipped) -> Images:
    counts = {each.class_name: 0 for each in held}
    for each in held:
        counts[each.class_name] += len(each.pictures)
    _check_classes(root, counts, held, beside)
    classes = sorted({each.folder.name for each in held})
    files = [
        Listed(path, f"{each.name}/{shown(path.name)}", classes.index(each.folder.name), each.part or "")
        for each in held
        for path in each.pictures
    ]
    names = tuple(map(shown, classes))
    check_trained(names, [(file.label, file.part) for file in files])
    found = read_listed(files, names, root, wish)
    ignored = tuple((f"{each.name}/{name}", why) for each in held for name, why in each.ignored)
    return replace(found, skipped=ignored + found.skipped)


def _parts(folders: Sequence[Path]) -> dict[Path, Part]:
    """The folders that are parts, where there are at least two of them, train among them, and all hold classes."""
    named = {path: NAMES[path.name.lower()] for path in folders if path.name.lower() in NAMES}
    if len(named) < 2 or "train" not in named.values() or not all(map(_holds_folders_alone, named)):
        return {}
    for part in set(named.values()):
        same = [shown(path.name) for path in named if named[path] == part]
        if len(same) > 1:
            raise DataError(f"'{same[0]}' and '{same[1]}' both stand for the {part} part. Leave one of them.")
    return named


def _held(parts: dict[Path, Part], folders: Sequence[Path]) -> list[_Held]:
    """Every class folder with what it holds, those of parts in the order of the parts' names."""
    if not parts:
        places: list[tuple[Path, Part | None]] = [(path, None) for path in folders]
    else:
        places = [(path, part) for root, part in parts.items() for path in _folders_in(root)]
    held: list[_Held] = []
    for path, part in places:
        pictures: list[Path] = []
        ignored: list[tuple[str, str]] = []
        for entry in _visible(path):
            reason = _why_no_picture(entry)
            if reason:
                ignored.append((shown(entry.name), reason))
            else:
                pictures.append(Path(entry))
        held.append(_Held(path, part, tuple(pictures), tuple(ignored)))
        if sum(len(each.pictures) for each in held) > MOST_PICTURES:
            raise DataError(f"'{shown(str(path.parent))}' holds over {MOST_PICTURES:,} pictures, our limit.")
    return held


def _check_classes(root: Path, counts: dict[str, int], held: Sequence[_Held], beside: Skipped) -> None:
    check_alike(counts, f"'{shown(str(root))}'")
    for each in held:
        if not counts[each.class_name]:
            raise DataError(_empty_class(each))
    if len(counts) < 2:
        raise DataError(_too_few(root, list(counts), beside))


def _empty_class(held: _Held) -> str:
    inside = [f"{held.name}/{name}" for name, why in held.ignored if why == _INNER]
    if inside:
        return (
            f"'{held.name}' holds no pictures, but folders: {', '.join(inside[:3])}.\n"
            f"If those are the classes, read '{shown(str(held.folder))}' instead."
        )
    told = examples([(f"{held.name}/{name}", why) for name, why in held.ignored])
    return f"Class '{held.class_name}' has no picture we can read.\n{told or 'Its folder is empty: remove it.'}"


def _too_few(root: Path, names: Sequence[str], beside: Skipped) -> str:
    found = f"only one class, '{names[0]}'" if names else "no classes"
    return (
        f"'{shown(str(root))}' holds {found}; a classifier needs at least two.\n"
        "Make one sub-folder of pictures for each class, or one .npy stack for each, named after it.\n"
        f"{examples(beside)}"
    ).rstrip()


def _why_no_picture(entry: DirEntry[str]) -> str | None:
    if not entry.is_file(follow_symlinks=False):
        return _why_left(entry)
    return None if Path(entry).suffix.lower() in _ENDINGS | NOT_READ else "not a picture by its ending"


def _why_left(entry: DirEntry[str], beside_parts: bool = False) -> str:
    if entry.is_symlink():
        return "a link: not followed"
    if entry.is_dir(follow_symlinks=False):
        return "a folder beside the parts: not looked into" if beside_parts else _INNER
    return "a file beside the classes" if entry.is_file(follow_symlinks=False) else "not an ordinary file"


def _visible(path: Path) -> list[DirEntry[str]]:
    """What lies in a folder, sorted by name, hidden files left out."""
    try:
        with os.scandir(path) as entries:
            return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as why:
        raise DataError(f"'{shown(str(path))}' cannot be read: {why.strerror}.") from None


def _folders_in(path: Path) -> list[Path]:
    return [Path(entry) for entry in _visible(path) if entry.is_dir(follow_symlinks=False)]


def _holds_pictures(path: Path) -> bool:
    return any(Path(entry).suffix.lower() in _ENDINGS for entry in _visible(path))


def _holds_folders_alone(path: Path) -> bool:
    return bool(_folders_in(path)) and not _holds_pictures(path)
