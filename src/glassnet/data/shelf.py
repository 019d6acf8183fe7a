"""What was read before of the pictures under one folder: their headers by path, their pixels by content."""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from time import time_ns
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.kept import keep, kept, user_cache
from glassnet.data.origin import Origin
from glassnet.data.preparation import Preparation

RULES = 1  # goes up when the same file and preparation come to give other pixels
_SETTLED = 2_000_000_000  # ns; a file that changed less than this ago may change again without a new time

Stamp = tuple[int, int]  # size in bytes, time of the last change in ns


@dataclass(frozen=True)
class Seen:
    """A file as it was: its `stamp`, the SHA-256 of its content, what its header said."""

    stamp: Stamp
    digest: str
    origin: Origin


@dataclass(frozen=True, eq=False)
class Row:
    """One picture prepared: the SHA-256 of its file, its pixels `[H, W, C]`, the remark on its levels."""

    digest: str
    pixels: NDArray[np.uint8]
    remark: str = ""


@dataclass(frozen=True)
class Shelf:
    """The pictures under `root` as they were found last time, in a file of `folder`; an empty one remembers nothing.

    A file whose size and time of change are as they were is taken to be the same file, and not opened. That makes a
    second start instant; who changes a file and sets its time back must say `cache=False`. Any other file is read and
    known by its content, wherever under the root it lies now. Several tables of the same pictures share a shelf.
    """

    root: Path = Path()
    folder: Path | None = None
    files: Mapping[str, Seen] = field(default_factory=dict)

    def seen(self, path: Path, now: Stamp) -> Seen | None:
        """What is known of the file at `path` whose stamp is `now`, if it is still the one that was read."""
        known = self.files.get(self._key(path))
        if known is None or known.stamp != now or now[1] < 0:
            return None
        return replace(known, origin=replace(known.origin, path=str(path)))

    def rows(self, preparation: Preparation) -> dict[str, Row]:
        """The pictures prepared in this way before, by content."""
        found = kept(self.folder / _name(self.root, preparation)) if self.folder else None
        if found is None:
            return {}
        head, body = found
        try:
            listed = [(str(digest), str(remark)) for digest, remark in head["rows"]]
            pixels = np.frombuffer(body, np.uint8).reshape(len(listed), *preparation.shape)
        except (KeyError, TypeError, ValueError):
            return {}
        return {digest: Row(digest, pixels[at], remark) for at, (digest, remark) in enumerate(listed)}

    def keep(self, found: Iterable[tuple[Path, Seen]]) -> "Shelf":
        """Remember these files, and of those known before the ones that are still there: the shelf that does."""
        before = {name: seen for name, seen in self.files.items() if (self.root / name).exists()}
        files = before | {self._key(path): seen for path, seen in found}
        if self.folder is not None:
            keep(self.folder / _name(self.root, None), {"files": {name: _plain(seen) for name, seen in files.items()}})
        return replace(self, files=files)

    def keep_rows(self, preparation: Preparation, rows: Iterable[Row]) -> None:
        """Remember these pictures, prepared in this way, as far as their files are known."""
        if self.folder is None:
            return
        digests = {seen.digest for seen in self.files.values()}
        kept_rows = list({row.digest: row for row in rows if row.digest in digests}.values())
        pixels = np.stack([row.pixels for row in kept_rows])
        head = {"rows": [(row.digest, row.remark) for row in kept_rows]}
        keep(self.folder / _name(self.root, preparation), head, pixels.data.cast("B"))

    def _key(self, path: Path) -> str:
        return os.fspath(path.relative_to(self.root))


def open_shelf(root: Path) -> Shelf:
    """The shelf of the pictures under `root`; one that remembers nothing where the user has no cache."""
    folder = user_cache("pictures")
    if folder is None:
        return Shelf(root)
    found = kept(folder / _name(root, None))
    try:
        files = {name: _seen(plain) for name, plain in found[0]["files"].items()} if found else {}
    except (AttributeError, KeyError, TypeError, ValueError):
        files = {}
    return Shelf(root, folder, files)


def stamp(path: Path) -> Stamp:
    """Size and time of change of an ordinary file; (-1, -1) for anything else, which equals no file seen.

    A file changed within the last two seconds has no time yet: it may change again unnoticed.
    """
    try:
        known = path.lstat()
    except OSError:
        return -1, -1
    if not stat.S_ISREG(known.st_mode):
        return -1, -1
    settled = 0 <= known.st_mtime_ns <= time_ns() - _SETTLED
    return known.st_size, known.st_mtime_ns if settled else -1


def _name(root: Path, preparation: Preparation | None) -> str:
    rule = [] if preparation is None else [f"{key}={value}" for key, value in preparation.to_plain().items()]
    told = "\n".join([f"rules={RULES}", *rule, str(root.resolve())])
    return sha256(os.fsencode(told)).hexdigest()[:40]


def _plain(seen: Seen) -> list[Any]:
    about = seen.origin
    said = (about.height, about.width, about.mode, about.orientation, about.taken)
    return [*seen.stamp, seen.digest, *said]


def _seen(plain: Sequence[Any]) -> Seen:
    size, changed, digest, height, width, mode, orientation, taken = plain
    origin = Origin("", int(height), int(width), str(mode), int(orientation), int(size), str(taken))
    return Seen((int(size), int(changed)), str(digest), origin)
