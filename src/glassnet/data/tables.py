"""A CSV file that lists pictures (path, label, and perhaps group and part) becomes `Images`."""

import csv
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

from glassnet.data.fitting import as_fit
from glassnet.data.images import Images
from glassnet.data.labels import check_alike
from glassnet.data.names import shown
from glassnet.data.parts import as_part, check_trained
from glassnet.data.pictures import UnreadablePicture, open_regular
from glassnet.data.reading import Listed, Progress, Skipped, Wish, examples, read_listed
from glassnet.data.sizes import Size, as_color, as_sides
from glassnet.errors import DataError

TABLES = (".csv", ".tsv")
MOST_ROWS = 200_000
_MEANT = {
    "path": ("file", "filename", "file_name", "filepath", "image", "image_path", "photo", "paths"),
    "label": ("class", "labels", "target", "category", "y"),
    "group": ("groups", "person", "burst"),
    "part": ("split", "set", "subset"),
}
_LARGEST_TABLE = 100 * 1024**2  # bytes; 200,000 rows of 500
_COLUMNS = ("path", "label", "group", "part")
_MOST_NAMED = 10


@dataclass(frozen=True)
class _Row:
    """One row as it is written, `number` counted as a spreadsheet counts: the names of the columns are row 1."""

    number: int
    path: str
    label: str
    group: str = ""
    part: str = ""


def table(
    path: str | os.PathLike[str],
    size: Size = None,
    color: str | None = None,
    fit: str = "crop",
    *,
    root: str | os.PathLike[str] | None = None,
    cache: bool = True,
    progress: Progress | None = None,
) -> Images:
    r"""The pictures that a CSV file lists, with their labels.

    Its first row names the columns: `path` and `label`, and where wanted `group` (what belongs together: a person, a
    day, a burst; a picture without one stands alone) and `part` (train, val, valid, validation or test, for every row
    or for none). Other columns are left alone. UTF-8, with commas, semicolons or tabs between. Classes are the labels,
    sorted.

    Paths count from `root`, by default the folder of the CSV file, and nothing outside of it is read: a path that leads
    out, by `..`, by a link or because it is absolute, is refused. Give a higher `root` if that is what you mean.
    `size`, `color`, `fit`, `cache` and `progress` are those of `folder`, and so is what happens to files that are no
    pictures. A picture listed twice, with the same label and part, is taken once, and told in `Images.skipped`.

    Raises `DataError`, with the rows, when columns or values are missing, files are not there, one picture has two
    labels, a picture or a group is in two parts, or labels differ only by case or a space.

    >>> from tempfile import TemporaryDirectory
    >>> from PIL import Image
    >>> with TemporaryDirectory() as here:
    ...     for name in ("a.png", "b.png"):
    ...         Image.new("L", (8, 8)).save(Path(here, name))
    ...     written = Path(here, "photos.csv").write_text("path,label\na.png,cat\nb.png,dog\n")
    ...     print(table(Path(here, "photos.csv")))
    2 pictures of 8x8x1 (cat: 1, dog: 1)
    """
    path, wish = Path(path), Wish(as_sides(size), as_color(color), as_fit(fit), cache, progress)
    name = shown(path.name)
    rows = list(_rows(_text(path), name))
    labels = Counter(row.label for row in rows)
    check_alike({shown(label): count for label, count in labels.items()}, f"'{name}'")
    if len(labels) < 2:
        what = f"only one label, '{shown(rows[0].label)}'" if rows else "no rows"
        raise DataError(f"'{name}' holds {what}; a classifier needs pictures of at least two classes.")
    base = Path(path.parent if root is None else root).resolve()
    placed, skipped = _once(_placed(rows, base, name), name)
    classes = sorted(labels)
    files = _listed(placed, classes, name)
    names = tuple(map(shown, classes))
    check_trained(names, [(file.label, file.part) for file in files])
    found = read_listed(files, names, base, wish)
    return replace(found, skipped=skipped + found.skipped)


def _text(path: Path) -> str:
    try:
        with open_regular(path, follow_links=True) as file:
            data = file.read(_LARGEST_TABLE + 1)
    except UnreadablePicture as why:
        raise DataError(f"'{shown(str(path))}' {why}.") from None
    if len(data) > _LARGEST_TABLE:
        raise DataError(f"'{shown(path.name)}' is over {_LARGEST_TABLE / 1e6:.0f} MB; that is no list of pictures.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DataError(f"'{shown(path.name)}' is UTF-16. Save it as CSV UTF-8.")
    return data.decode("utf-8-sig", "surrogateescape")  # names on a disk are bytes: any of them come through


def _rows(text: str, name: str) -> Iterator[_Row]:
    number = 1
    try:
        columns, reader = _columns(text, name)
        for number, values in enumerate(reader, 2):
            if number > MOST_ROWS + 1:
                raise DataError(f"'{name}' lists over {MOST_ROWS:,} pictures, our limit.")
            if any(values):
                yield _row(number, {key: values[at] if at < len(values) else "" for key, at in columns.items()}, name)
    except csv.Error as why:
        raise DataError(f"'{name}' cannot be read as CSV behind row {number}: {why}.") from None


def _row(number: int, cells: Mapping[str, str], name: str) -> _Row:
    for column in ("path", "label"):
        if not cells[column].strip():
            raise DataError(f"Row {number} of '{name}' has no {column}.")
    group, part = (cells.get(column, "").strip() for column in ("group", "part"))
    return _Row(number, cells["path"], cells["label"], group, part)


def _columns(text: str, name: str) -> tuple[dict[str, int], Iterator[list[str]]]:
    """Where each column stands, and a reader that has gone past their names."""
    heads: list[list[str]] = []
    for separator in (",", ";", "\t"):
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
        head = [column.strip().lower() for column in next(reader, [])]
        if {"path", "label"} <= set(head):
            return {column: head.index(column) for column in _COLUMNS if column in head}, reader
        heads.append(head)
    head = max(heads, key=len)
    near = [
        f"'{shown(column)}' for '{known}'"
        for known in _COLUMNS
        for column in head
        if known not in head and (column in _MEANT[known] or get_close_matches(column, [known]))
    ]
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    told = ", ".join(shown(column) for column in head[:8]) or "nothing"
    raise DataError(f"The first row of '{name}' must name the columns path and label.\nIt has {told[:100]}.{hint}")


def _placed(rows: Sequence[_Row], base: Path, name: str) -> list[tuple[_Row, Path]]:
    """Each row with the real path of its file."""
    placed = [(row, _real(base, row.path)) for row in rows]
    out = [row for row, path in placed if path is not None and not path.is_relative_to(base)]
    if out:
        raise DataError(
            f"{len(out):,} of {len(rows):,} paths in '{name}' lead out of '{shown(str(base))}':\n{_told(out)}\n"
            "Nothing outside of it is read. If your pictures are there, say so in Python:\n"
            "gn.data.table(path, root=...) with a folder above both."
        )
    there = [(row, path) for row, path in placed if path is not None and path.exists()]
    if len(there) < len(rows):
        numbers = {row.number for row, _ in there}
        missing = [row for row in rows if row.number not in numbers]
        raise DataError(
            f"{len(missing):,} of {len(rows):,} files that '{name}' lists are not there:\n{_told(missing)}\n"
            f"Paths count from '{shown(str(base))}'. Correct them, or remove these rows."
        )
    return there


def _real(base: Path, text: str) -> Path | None:
    """Where `text` leads once links are followed; None for what can be nowhere, such as a loop of links."""
    try:
        return (base / text).resolve()
    except (OSError, RuntimeError, ValueError):
        return None


def _once(placed: Sequence[tuple[_Row, Path]], name: str) -> tuple[list[tuple[_Row, Path]], Skipped]:
    """Each picture once, and what was listed again; refused where the two rows do not agree."""
    first: dict[Path, _Row] = {}
    skipped: list[tuple[str, str]] = []
    for row, path in placed:
        known = first.setdefault(path, row)
        if known is row:
            continue
        for what in ("label", "part", "group"):
            one, other = getattr(known, what), getattr(row, what)
            if one != other:
                raise DataError(
                    f"'{name}' lists '{shown(row.path)}' twice, with {what} '{shown(one)}' in row {known.number}\nand "
                    f"'{shown(other)}' in row {row.number}. Leave one of the two rows."
                )
        skipped.append((shown(row.path), f"listed again in row {row.number}: taken once"))
    return [(row, path) for path, row in first.items()], tuple(skipped)


def _listed(placed: Sequence[tuple[_Row, Path]], classes: Sequence[str], name: str) -> list[Listed]:
    rows = [row for row, _ in placed]
    parts = _parts(rows, name)
    groups = _groups(rows)
    _check_whole(rows, parts, name)
    numbers = {label: number for number, label in enumerate(classes)}
    return [
        Listed(path, shown(row.path), numbers[row.label], part, group)
        for (row, path), part, group in zip(placed, parts, groups, strict=True)
    ]


def _parts(rows: Sequence[_Row], name: str) -> list[str]:
    if not any(row.part for row in rows):
        return [""] * len(rows)
    for row in rows:
        if not row.part:
            raise DataError(f"Row {row.number} of '{name}' names no part, other rows do: name it in all or in none.")
    return [as_part(row.part, f"Row {row.number} of '{name}'") for row in rows]


def _groups(rows: Sequence[_Row]) -> list[int | None]:
    """Groups numbered as they appear; a picture without one has a number of its own, if any has one."""
    if not any(row.group for row in rows):
        return [None] * len(rows)
    numbers: dict[str | int, int] = {}
    return [numbers.setdefault(row.group or row.number, len(numbers)) for row in rows]


def _check_whole(rows: Sequence[_Row], parts: Sequence[str], name: str) -> None:
    """A group that its owner put into two parts would be learned and tested at once."""
    homes: dict[str, tuple[_Row, str]] = {}
    for row, part in zip(rows, parts, strict=True):
        first, home = homes.setdefault(row.group, (row, part)) if row.group else (row, part)
        if home != part:
            raise DataError(
                f"Group '{shown(row.group)}' of '{name}' is in two parts: {home} in row {first.number}, {part} "
                f"in row {row.number}.\nWhat belongs together must not be learned from and tested on: choose one part."
            )


def _told(rows: Sequence[_Row]) -> str:
    return examples([(f"row {row.number}", shown(row.path)) for row in rows], _MOST_NAMED)
