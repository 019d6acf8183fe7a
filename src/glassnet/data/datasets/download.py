"""Fetching one file of known size and checksum: from several mirrors, taking up where a cut connection left off."""

import hashlib
import os
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from glassnet.errors import EnvironmentProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = 1 << 16
_TRIES = 2  # in a row without a new byte, per mirror
_TIMEOUT = 15.0  # seconds without a byte: offline, all mirrors together are given up within a minute

Advance = Callable[[int], object]


@dataclass(frozen=True)
class RemoteFile:
    """A file as it must arrive: its name at every mirror, its bytes, its SHA-256."""

    name: str
    size: int
    sha256: str

    def is_whole(self, path: Path) -> bool:
        """Whether the file at `path` is this one, byte for byte."""
        return path.is_file() and path.stat().st_size == self.size and _sha256(path) == self.sha256


class _Failed(Exception):
    """Why a mirror did not give the file."""


def fetch(file: RemoteFile, folder: Path, mirrors: Sequence[str], *, advice: str = "") -> Path:
    """The path of `file` in `folder`, downloaded there unless it is there whole already.

    Bytes are gathered in `<name>.part`, which a later call takes up; nothing beyond `file.size` is read. Only what has
    the right checksum is renamed to its final name, after fsync, so the file appears whole or not at all. `mirrors`
    are addresses of folders, tried in order. Raises `EnvironmentProblem`, with each mirror's reason and `advice`,
    when none of them gives the file, and when `folder` cannot be written.
    """
    final, part = folder / file.name, folder / f"{file.name}.part"
    if file.is_whole(final):
        return final
    try:
        folder.mkdir(parents=True, exist_ok=True)
        reasons = []
        with _progress(file) as advance:
            for mirror in mirrors:
                try:
                    _gather(f"{mirror.rstrip('/')}/{file.name}", file, part, advance)
                    _settle(part, final)
                    return final
                except _Failed as why:
                    reasons.append(f"  {mirror}: {why}")
    except OSError as why:
        raise EnvironmentProblem(f"Cannot write to '{folder}': {why.strerror or why}.\n{advice}".rstrip()) from None
    raise EnvironmentProblem("\n".join([f"Could not download {file.name}.", *reasons, advice]).rstrip())


def _gather(url: str, file: RemoteFile, part: Path, advance: Advance) -> None:
    """Fill `part` from `url` until it is whole. Raises `_Failed` when it cannot be."""
    tries = 0
    while _size(part) < file.size:
        before = _size(part)
        try:
            _append(url, file, part, advance)
            trouble = "the connection was cut"
        except HTTPError as answer:
            if answer.code != 416:  # 416: what we hold is no beginning of theirs
                raise _Failed(f"it answered {answer.code} {answer.reason}") from None
            part.unlink(missing_ok=True)
            trouble = "it refused to go on from where we were"
        except (OSError, HTTPException) as why:
            if isinstance(why, OSError) and why.errno is not None and why.filename is not None:
                raise  # our own disk, not their line
            trouble = f"{type(why).__name__}: {getattr(why, 'reason', why)}"
        tries = 0 if _size(part) > before else tries + 1
        if tries == _TRIES:
            raise _Failed(trouble)
    if _sha256(part) != file.sha256:
        part.unlink()
        raise _Failed("what it gave has a wrong checksum, and was deleted")


def _append(url: str, file: RemoteFile, part: Path, advance: Advance) -> None:
    have = _size(part)
    request = Request(url, headers={"User-Agent": "glassnet", "Accept-Encoding": "identity"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    with urlopen(request, timeout=_TIMEOUT) as answer:  # addresses come from tables in our code
        if url.startswith("https:") and not answer.url.startswith("https:"):
            raise _Failed(f"it sent us on to {answer.url}, which is not https")
        goes_on = _goes_on(answer, have)
        with part.open("ab" if goes_on else "wb") as out:
            got = have if goes_on else 0
            advance(got)
            # read1 gives what has come so far, so that a line cut in the middle keeps its first half.
            while got < file.size and (piece := answer.read1(min(_PIECE, file.size - got))):
                out.write(piece)
                got += len(piece)
                advance(got)


def _goes_on(answer: HTTPResponse, have: int) -> bool:
    return answer.status == 206 and (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-")


def _settle(part: Path, final: Path) -> None:
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(final)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(final.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _progress(file: RemoteFile) -> "Iterator[Advance]":
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(f"Downloading {file.name} ({file.size / 1e6:.1f} MB)", highlight=False)
        yield _nothing
        return
    columns: list[Any] = ["{task.description}", BarColumn(), DownloadColumn(), TransferSpeedColumn()]
    with Progress(*columns, TimeRemainingColumn(), console=console) as bar:
        task = bar.add_task(file.name, total=file.size)
        yield lambda got: bar.update(task, completed=got)


def _nothing(_: int) -> None:
    """Progress nobody watches."""
