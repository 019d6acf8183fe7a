"""One thing worked out before, kept in a file of the user's cache: JSON and bytes, whole or not there at all."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import Any

MOST_KEPT = 1024**3  # bytes in one folder; the files unused for longest go first
_STALE = 3600.0  # seconds after which an unfinished file has nobody any more who writes it
_LONGEST_HEAD = 256 * 1024**2


def user_cache(kind: str) -> Path | None:
    """The folder for what can be worked out again: `$XDG_CACHE_HOME/glassnet/<kind>`, or under `~/.cache`.

    None where there is no home.
    """
    root = os.environ.get("XDG_CACHE_HOME", "")
    if Path(root).is_absolute():  # the XDG rule: a relative path there is to be ignored
        return Path(root) / "glassnet" / kind
    try:
        return Path.home() / ".cache" / "glassnet" / kind
    except RuntimeError:
        return None


def keep(path: Path, head: Mapping[str, Any], body: bytes | memoryview = b"") -> bool:
    """Write `head` and `body` as one file, for its owner's eyes alone; False where the folder does not take it.

    The file is written beside, with its checksum, brought to disk and renamed, so that `kept` finds it whole or not at
    all. A cache that cannot be written is no error: the work is done again next time.
    """
    text = json.dumps(head, separators=(",", ":")).encode("ascii")
    size = len(text) + memoryview(body).nbytes
    if size > MOST_KEPT // 2 or len(text) > _LONGEST_HEAD:
        return False
    digest = _digest(text, body)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(path.parent, size)
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            try:
                file.write(f"{digest} {len(text)}\n".encode("ascii"))
                file.write(text)
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError:
        return False
    return True


def kept(path: Path) -> tuple[dict[str, Any], memoryview] | None:
    """What `keep` wrote there; None where there is nothing, or something that is not whole."""
    try:
        data = memoryview(path.read_bytes())
        with suppress(OSError):
            os.utime(path)
        line, _, _ = bytes(data[:100]).partition(b"\n")
        digest, length = line.decode("ascii").split(" ")
        rest = data[len(line) + 1 :]
        text, body = rest[: int(length)], rest[int(length) :]
        if digest != _digest(text, body):
            return None
        head = json.loads(bytes(text))
    except (OSError, ValueError, RecursionError):
        return None
    return (head, body) if isinstance(head, dict) else None


def _digest(text: bytes | memoryview, body: bytes | memoryview) -> str:
    known = sha256(text)
    known.update(body)
    return known.hexdigest()


def _make_room(folder: Path, size: int) -> None:
    """Delete what was unused for longest until `size` bytes more fit, and what a broken-off writer left behind."""
    files = [(file.stat(), file) for file in folder.iterdir() if file.is_file()]
    files.sort(key=lambda each: each[0].st_mtime, reverse=True)
    room = MOST_KEPT - size
    for known, file in files:
        room -= known.st_size
        if room < 0 or (file.suffix == ".part" and time() - known.st_mtime > _STALE):
            file.unlink(missing_ok=True)
