"""Files that appear whole or not at all, and have reached the disk when we say so.

Write beside, flush to disk, rename over, flush the folder: a crash at any point leaves the old file or the new one.
"""

import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from glassnet.data.names import shown
from glassnet.errors import EnvironmentProblem

CHUNK = 1 << 20
STALE_SECONDS = 3600.0  # a temporary file untouched for so long belongs to a process that died
_ENDING = ".saving"
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}  # file systems that keep folders in order by themselves


def write_whole(path: str | PathLike[str], content: bytes) -> None:
    """Put `content` at `path`, whole and on the disk, or leave what stood there as it was.

    A new file is for its owner alone (mode 0600); one that is replaced keeps its mode. A link keeps pointing where it
    did, and what it points to is replaced. Raises `EnvironmentProblem` in one sentence: no such folder, no right to
    write, a full disk.
    """
    target = Path(os.path.realpath(path))
    with _telling(path):
        _remove_stale(target)
        beside = target.with_name(f".{target.name[:180]}.{secrets.token_hex(6)}{_ENDING}")
        try:
            _write_new(beside, content, _mode(target))
            beside.replace(target)
        except BaseException:  # Ctrl-C as well: whatever ends the writing must not leave half a file lying about
            with suppress(OSError):
                beside.unlink()
            raise
    try:
        _sync_folder(target.parent)
    except OSError as why:
        raise EnvironmentProblem(
            f"'{shown(os.fspath(path))}' is saved, but the system could not bring its folder to the disk "
            f"({_word(why)}), so a power cut may undo it."
        ) from why


def append_line(path: str | PathLike[str], line: bytes) -> None:
    """Add a line to a file and bring it to the disk. A last line without an end was torn by a crash: it is cut off.

    Raises `EnvironmentProblem` when it cannot be written.
    """
    with _telling(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.ftruncate(descriptor, _end_of_last_line(descriptor))
            os.lseek(descriptor, 0, os.SEEK_END)
            _write_all(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def check_writable(path: str | PathLike[str]) -> None:
    """Say before the work, not after it, when `path` could not be saved. Leaves nothing behind.

    Raises `EnvironmentProblem` in one sentence, and lets the old file be.
    """
    target = Path(os.path.realpath(path))
    with _telling(path):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        beside = target.with_name(f".{target.name[:180]}.{secrets.token_hex(6)}{_ENDING}")
        try:
            _write_new(beside, b"", 0o600)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()


def _write_new(path: Path, content: bytes, mode: int) -> None:
    no_follow = getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | no_follow, mode)
    try:
        _write_all(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left[:CHUNK]) :]


def _mode(target: Path) -> int:
    try:
        return stat.S_IMODE(target.stat().st_mode) & 0o666
    except FileNotFoundError:
        return 0o600


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as why:
        if why.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def _end_of_last_line(descriptor: int) -> int:
    """Where the last complete line ends, looking back from the end of the file."""
    end = os.lseek(descriptor, 0, os.SEEK_END)
    while end:
        start = max(0, end - CHUNK)
        os.lseek(descriptor, start, os.SEEK_SET)
        newline = os.read(descriptor, end - start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        end = start
    return 0


def _remove_stale(target: Path) -> None:
    """Clear away what a killed process of ours left beside `target`."""
    beginning = f".{target.name[:180]}."
    for path in target.parent.iterdir():
        if path.name.startswith(beginning) and path.name.endswith(_ENDING):
            with suppress(OSError):  # another process may be clearing the same folder
                if time.time() - path.lstat().st_mtime > STALE_SECONDS:
                    path.unlink()


@contextmanager
def _telling(path: str | PathLike[str]) -> Iterator[None]:
    """Turn the system's errors into a sentence about `path`."""
    try:
        yield
    except EnvironmentProblem:
        raise
    except OSError as why:
        raise EnvironmentProblem(f"'{shown(os.fspath(path))}' could not be saved: {_reason(path, why)}.") from why


def _reason(path: str | PathLike[str], why: OSError) -> str:
    folder = shown(str(Path(os.path.realpath(path)).parent))
    reasons = {
        errno.ENOENT: f"there is no folder '{folder}', so make it or name another",
        errno.ENOTDIR: f"'{folder}' is not a folder, so name another",
        errno.EISDIR: "a folder has that name, so choose another",
        errno.EACCES: f"you may not write in '{folder}', so name another folder",
        errno.EPERM: f"you may not write in '{folder}', so name another folder",
        errno.EROFS: f"'{folder}' can only be read, so name another folder",
        errno.ENOSPC: "the disk is full, and what stood there before is untouched; free some space and save again",
        errno.EDQUOT: "your share of the disk is used up, and what stood there before is untouched; free some space",
        errno.ENAMETOOLONG: "the name is too long, so choose a shorter one",
    }
    return reasons.get(why.errno or 0, f"the system says '{_word(why)}', and what stood there before is untouched")


def _word(why: OSError) -> str:
    return os.strerror(why.errno) if why.errno else str(why)
