"""Whatever ends a write, the old file or the new one is there, whole."""

import errno
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from glassnet.errors import EnvironmentProblem
from glassnet.runs import atomic
from glassnet.runs.atomic import append_line, check_writable, write_whole

CLOSE = os.close
OLD, NEW = b"old" * 1000, b"new" * 1_000_000  # the new one takes three writes

KILLED_AT = """
import os, signal, sys
from glassnet.runs.atomic import write_whole
path, deadly, torn = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "torn"
calls = 0
def counted(real):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == deadly:
            if torn and real is write:
                real(args[0], args[1][: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)
    return call
write = os.write
for name in ("open", "write", "fsync", "close", "replace"):
    setattr(os, name, counted(getattr(os, name)))
write_whole(path, b"new" * 1_000_000)
print(calls)
"""
KILLED_SOMETIME = """
import sys
from pathlib import Path
from glassnet.runs.atomic import write_whole
contents = [Path(name).read_bytes() for name in sys.argv[2:]]
print("ready", flush=True)
while True:
    for content in contents:
        write_whole(sys.argv[1], content)
"""


def python(script: str, *words: object, **settings: Any) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, **settings)


def test_killed_before_any_system_call_of_a_write_the_file_is_old_or_new(tmp_path: Path) -> None:
    path = tmp_path / "model"
    endings = []
    for deadly in range(1, 100):
        path.write_bytes(OLD)
        torn = "torn" if deadly % 2 else "clean"
        child = python(KILLED_AT, path, deadly, torn)
        told, _ = child.communicate(timeout=20)
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        endings.append(path.read_bytes())
        assert endings[-1] in (OLD, NEW), f"half a file after call {deadly}"
    # open, three writes, fsync, close, replace, then the folder: open, fsync, close.
    assert int(told) == 10
    assert endings == [OLD] * 7 + [NEW] * 3


def test_killed_at_any_time_a_model_file_is_one_of_the_two_being_written(
    good: bytes, other_run: Any, tmp_path: Path
) -> None:
    from glassnet.runs.saving import from_bytes, to_bytes

    path, chance = tmp_path / "model", random.Random(7)
    (tmp_path / "a").write_bytes(good)
    (tmp_path / "b").write_bytes(to_bytes(other_run))
    path.write_bytes(good)
    for _ in range(12):
        child = python(KILLED_SOMETIME, path, tmp_path / "a", tmp_path / "b")
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.02))
        child.kill()
        child.wait()
        child.stdout.close()
        assert from_bytes(path.read_bytes()).recipe.seed in (0, 1)


def failing_at(fatal: int, real: Callable[..., Any], trouble: int) -> Callable[..., Any]:
    """A system call that works until its call number `fatal`."""
    calls = 0

    def call(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls != fatal:
            return real(*args, **kwargs)
        if real is CLOSE:
            CLOSE(*args)  # the system closes a descriptor even when it reports an error
        raise OSError(trouble, os.strerror(trouble))

    return call


def attempt(path: Path) -> str:
    """What saving says; nothing where it went well."""
    try:
        write_whole(path, NEW)
    except EnvironmentProblem as told:
        return str(told)
    return ""


@pytest.mark.parametrize("trouble", [errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT], ids=errno.errorcode.get)
@pytest.mark.parametrize(("call", "times"), [("open", 2), ("write", 3), ("fsync", 2), ("close", 2), ("replace", 1)])
def test_an_error_of_any_system_call_leaves_a_whole_file_and_no_other(
    call: str, times: int, trouble: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "model"
    for fatal in range(1, times + 1):
        path.write_bytes(OLD)
        with monkeypatch.context() as patched:
            patched.setattr(os, call, failing_at(fatal, getattr(os, call), trouble))
            told = attempt(path)
        is_new = "model' is saved, but" in told  # only its folder was not brought to the disk
        assert is_new or "model' could not be saved: " in told
        assert "\n" not in told
        assert path.read_bytes() == (NEW if is_new else OLD)
        assert [file.name for file in tmp_path.iterdir()] == ["model"]


def test_ctrl_c_while_writing_leaves_the_old_file_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "model"
    path.write_bytes(OLD)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, NEW)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("model", OLD)]


def test_a_full_disk_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(EnvironmentProblem, match="the disk is full, and what stood there before is untouched; free"):
        write_whole(tmp_path / "model", NEW)


def test_a_missing_folder_and_a_folder_of_that_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"could not be saved: there is no folder '.*/nowhere', so make it"):
        write_whole(tmp_path / "nowhere" / "model", NEW)
    with pytest.raises(EnvironmentProblem, match="a folder has that name, so choose another"):
        write_whole(tmp_path, NEW)
    with pytest.raises(EnvironmentProblem, match="the name is too long"):
        write_whole(tmp_path / ("x" * 300), NEW)


def test_a_folder_one_may_not_write_in_is_told_before_and_at_saving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", forbidden)
    for attempt in (lambda: write_whole(tmp_path / "model", NEW), lambda: check_writable(tmp_path / "model")):
        with pytest.raises(EnvironmentProblem, match=f"you may not write in '{tmp_path}', so name another folder"):
            attempt()


def test_looking_whether_a_place_can_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(OLD)
    check_writable(tmp_path / "model")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("model", OLD)]
    with pytest.raises(EnvironmentProblem, match="there is no folder"):
        check_writable(tmp_path / "nowhere" / "model")
    with pytest.raises(EnvironmentProblem, match="a folder has that name"):
        check_writable(tmp_path)


def test_a_new_file_is_for_its_owner_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    write_whole(tmp_path / "new", NEW)
    (tmp_path / "old").write_bytes(OLD)
    (tmp_path / "old").chmod(0o640)
    write_whole(tmp_path / "old", NEW)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == {"new": 0o600, "old": 0o640}


def test_a_link_goes_on_pointing_where_it_did(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "model").write_bytes(OLD)
    (tmp_path / "model").symlink_to("disk/model")
    write_whole(tmp_path / "model", NEW)
    assert (tmp_path / "model").is_symlink()
    assert (tmp_path / "disk" / "model").read_bytes() == NEW


def test_what_a_killed_process_left_is_cleared_once_it_is_old(tmp_path: Path) -> None:
    fresh, stale = tmp_path / ".model.aa.saving", tmp_path / ".model.bb.saving"
    for left in (fresh, stale, tmp_path / ".other.cc.saving"):
        left.write_bytes(b"half")
    long_ago = time.time() - 2 * atomic.STALE_SECONDS
    os.utime(stale, (long_ago, long_ago))
    write_whole(tmp_path / "model", NEW)
    assert sorted(file.name for file in tmp_path.iterdir()) == [".model.aa.saving", ".other.cc.saving", "model"]


def test_a_file_system_that_cannot_flush_folders_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real: Callable[[int], None] = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    write_whole(tmp_path / "model", NEW)
    assert (tmp_path / "model").read_bytes() == NEW


def test_a_line_torn_by_a_crash_is_cut_off_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append_line(path, b"one\n")
    with path.open("ab") as file:
        file.write(b"tw")
    append_line(path, b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"


def test_a_torn_line_longer_than_a_chunk_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(atomic, "CHUNK", 8)
    path = tmp_path / "log"
    path.write_bytes(b"one\n" + b"x" * 50)
    append_line(path, b"two\n")
    assert path.read_bytes() == b"one\ntwo\n"
    path.write_bytes(b"x" * 50)
    append_line(path, b"one\n")
    assert path.read_bytes() == b"one\n"


def test_a_line_is_on_the_disk_before_adding_it_is_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    flushed: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _: flushed.append((tmp_path / "log").read_bytes()))
    append_line(tmp_path / "log", b"one\n")
    assert flushed == [b"one\n"]


def test_a_full_disk_is_told_when_a_line_cannot_be_added(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "log"
    append_line(path, b"one\n")
    monkeypatch.setattr(os, "write", failing_at(1, os.write, errno.ENOSPC))
    with pytest.raises(EnvironmentProblem, match="log' could not be saved: the disk is full"):
        append_line(path, b"two\n")
    assert path.read_bytes() == b"one\n"
