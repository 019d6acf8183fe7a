"""The layout of a model file, and what can be read of it without numpy or torch: everything but the weights.

`network.json` says what the network is, `weights.safetensors` holds its arrays, `card.json` the rest: data card,
recipe, history, counters, calibration, snapshots, and the checksums of the other two.
"""

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from glassnet.data.names import shown
from glassnet.errors import EnvironmentProblem, FileError, GlassnetError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_json
from glassnet.runs import container, foreign, strict_json
from glassnet.runs.card import DataCard
from glassnet.runs.history import History
from glassnet.runs.plain import anything, line, optional, read_fields, table, whole
from glassnet.runs.recipe import Recipe

# Formats: the second has a calibration in its card, the third snapshots and perhaps a calibration.
PLAIN, CALIBRATED, SNAPPED = 1, 2, 3
ENDING = ".glassnet"  # what our files are called, by custom; they are known by their content
NETWORK, WEIGHTS, CARD = PARTS = ("network.json", "weights.safetensors", "card.json")
LARGEST_NETWORK = 1 << 20  # bytes of JSON; a network of 100 layers takes some 40,000
LARGEST_CARD = 1 << 24  # 16 MB: a history of 50,000 epochs

FilePath = str | PathLike[str]


class NewerFormat(FileError):
    """A file of a format that is not ours; the message is its number."""


@dataclass(frozen=True)
class Peek:
    """What a model file says about itself, its weights left unread."""

    network: Network
    card: DataCard
    recipe: Recipe
    history: History


@dataclass(frozen=True)
class Opened:
    """A model file whose box, checksums and plain parts have been checked; the weights are still bytes."""

    name: str
    peek: Peek
    weights: memoryview
    ended: str
    counts: object  # of the checkpoint; None without one
    calibration: object = None  # without its arrays; None where the run was not calibrated
    snapshots: object = None  # without their arrays; None where none were kept


def peek(path: FilePath) -> Peek:
    """Network, data card, recipe and history of a model file, without its weights: torch and numpy stay at rest.

    Raises `FileError` in one sentence for anything but an undamaged file that `save` wrote.
    """
    return opened(read_once(path), shown(os.fspath(path))).peek


def network_of(path: FilePath) -> Network:
    """The network of a model file, its weights unread and unchecked: as quick for a large file as for a small one.

    Raises `FileError` in one sentence, as `peek` does.
    """
    return _first_part(path) or peek(path).network


def _first_part(path: FilePath) -> Network | None:
    """The network, read from its own part alone. None for any file that is not as it must be: `peek` says why."""
    if not Path(path).is_file():  # a pipe would keep us waiting
        return None
    try:
        with ZipFile(path) as box:
            part = box.getinfo(NETWORK)
            fits = tuple(box.namelist()) == PARTS and part.compress_type == ZIP_STORED
            return _network(box.read(part)) if fits and part.file_size <= LARGEST_NETWORK else None
    except (BadZipFile, KeyError, NotImplementedError, EOFError, ValueError, OSError, GlassnetError):
        return None


def opened(data: bytes, name: str) -> Opened:
    """What the bytes of a model file hold, checked; `name` is what messages call it. Raises `FileError`."""
    parts = _parts(data, name)
    try:
        return described(parts, name)
    except NewerFormat as why:
        raise FileError(
            f"'{name}' is of format {why}, and this Glassnet reads formats {PLAIN} to {SNAPPED}: "
            "a newer one may know it (pip install --upgrade glassnet)."
        ) from None
    except FileError as why:
        raise damaged(name, why) from None


def described(parts: Mapping[str, bytes | memoryview], name: str) -> Opened:
    """What the plain parts say, once the checksums in the card fit. Raises `FileError` with the bare reason."""
    try:
        card = strict_json.read(parts[CARD], largest=LARGEST_CARD)
    except FileError as why:
        raise FileError(f"{CARD}: {why}") from None
    _check_format(card)
    fields = read_fields(card, CARD, _CARD_KINDS[card["format"]])
    _check_checksums(parts, fields["checksums"])
    known = Peek(_network(parts[NETWORK]), fields["data"], fields["recipe"], fields["history"])
    return Opened(
        name,
        known,
        memoryview(parts[WEIGHTS]),
        fields["ended"],
        fields["checkpoint"],
        fields.get("calibration"),
        fields.get("snapshots"),
    )


def read_once(path: FilePath) -> bytes:
    """The bytes of an ordinary file, read once: what is checked is what is used, even if the file changes meanwhile.

    Never waits on a pipe. Raises `FileError` for what is no file or too large, `EnvironmentProblem` where the system
    refuses to read it.
    """
    name = shown(os.fspath(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                raise FileError(
                    f"'{name}' is a {'folder' if stat.S_ISDIR(about.st_mode) else 'device'}, not a model file."
                )
            if about.st_size > container.LARGEST_FILE:
                raise FileError(f"'{name}' takes {about.st_size:,} bytes, and a model file has 4 GB at most.")
            return file.read(container.LARGEST_FILE)
    except (FileNotFoundError, NotADirectoryError):
        raise FileError(_no_file(Path(path))) from None
    except IsADirectoryError:
        raise FileError(f"'{name}' is a folder, not a model file.") from None
    except OSError as why:
        raise EnvironmentProblem(f"'{name}' could not be read: {why.strerror}.") from why


def damaged(name: str, why: object) -> FileError:
    """The sentence for a file that is ours and not as it was written."""
    return FileError(f"'{name}' is damaged or was changed after it was saved: {why}.")


def checksum(part: bytes | memoryview) -> str:
    """SHA-256 of a part, as `card.json` lists it."""
    return sha256(part).hexdigest()


def _no_file(path: Path) -> str:
    name = shown(str(path))
    if path.with_name(path.name + ENDING).exists():
        return f"There is no file '{name}', but there is '{name}{ENDING}': load that."
    if path.with_name(path.name + ".index").exists() and path.with_name(path.name + ".meta").exists():
        return f"'{name}' is {foreign.TENSORFLOW}."
    return f"There is no file '{name}'."


def _parts(data: bytes, name: str) -> dict[str, memoryview]:
    """The three parts, if this is a box of ours at all."""
    if not data.startswith(b"PK\x03\x04"):
        raise FileError(f"'{name}' is {foreign.kind(data)}.")
    try:
        return container.unpack(data, PARTS)
    except FileError as why:
        other = foreign.zip_kind(data)
        raise FileError(f"'{name}' is {other}.") if other else damaged(name, why) from None


def _check_format(card: object) -> None:
    if not isinstance(card, dict) or type(card.get("format")) is not int or card["format"] < 1:
        raise FileError(f"{CARD} does not say its format")
    if card["format"] not in _CARD_KINDS:
        raise NewerFormat(str(card["format"]))


def _check_checksums(parts: Mapping[str, bytes | memoryview], told: Mapping[str, str]) -> None:
    for part, known in told.items():
        if checksum(parts[part]) != known:
            raise FileError(f"{part} is not the one {CARD} was written with, their checksums differ")


def _network(part: bytes | memoryview) -> Network:
    """The network in `network.json`. Its rooms check every name and number; here their letters become one line."""
    try:
        plain = strict_json.read(part, largest=LARGEST_NETWORK)
    except FileError as why:
        raise FileError(f"{NETWORK}: {why}") from None
    try:
        return from_json(plain)
    except GlassnetError as why:
        raise FileError(str(why).splitlines()[0].rstrip(".")) from None


_CHECKSUM_KINDS = {NETWORK: line, WEIGHTS: line}
_PLAIN_KINDS: dict[str, Callable[[object], Any]] = {
    "format": whole,
    "checksums": lambda value: read_fields(value, "checksums", _CHECKSUM_KINDS),
    "data": DataCard.from_plain,
    "recipe": Recipe.from_plain,
    "history": History.from_plain,
    "ended": line,
    "checkpoint": anything,
}
_CARD_KINDS = {
    PLAIN: _PLAIN_KINDS,
    CALIBRATED: {**_PLAIN_KINDS, "calibration": table(anything)},
    SNAPPED: {**_PLAIN_KINDS, "calibration": optional(table(anything)), "snapshots": table(anything)},
}
