"""Running a TFLearn script of 2017 as it stands: `glassnet run script.py [arguments]`."""

import os
import runpy
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from glassnet.errors import DataError, GlassnetError
from glassnet.tflearn.paths import install

OURS = Path(__file__).resolve().parents[1]
INTERRUPTED = 130  # what a shell expects of a command that was ended by Ctrl-C


def run(script: str | Path, arguments: Sequence[str] = (), *, debug: bool = False) -> int:
    """Run a script as `python script.py arguments` would, with `tflearn` and `tensorflow` meaning Glassnet.

    Returns what the command should end with: 0, what the script gave to `sys.exit`, 130 for Ctrl-C, else 1, or the
    number of the Glassnet error it met (2 bad input, 3 environment). An error shows the script's own lines; with
    `debug`, all. Raises `DataError` where there is no such script.
    """
    path = Path(script)
    if not path.is_file():
        raise DataError(f"There is no script {script}. Give the path of a Python file: glassnet run script.py")
    install(over_installed=True)
    with _as_main(path, arguments):
        return _exit_code(path, debug)


def _exit_code(path: Path, debug: bool) -> int:
    try:
        runpy.run_path(str(path), run_name="__main__")
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)  # noqa: T201 - as Python itself does
            return 1
        return end.code or 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - a script may fail in any way, and its author is shown where
        print(story(error, path, debug=debug), end="", file=sys.stderr)  # noqa: T201 - a traceback goes there
        return error.exit_code if isinstance(error, GlassnetError) else 1
    return 0


def story(error: BaseException, script: Path, *, debug: bool = False) -> str:
    """The traceback of `error` as the author of `script` would have it: from the first line of the script on.

    What Glassnet refuses ends at the line of the script that asked for it, for the message says the rest. Any other
    error keeps every line below, since the fault may be ours. With `debug` nothing is left out.
    """
    summary = traceback.TracebackException.from_exception(error)
    if debug:
        return "".join(summary.format())
    frames = list(summary.stack)
    first = next((at for at, frame in enumerate(frames) if _same(frame.filename, script)), len(frames))
    kept = frames[first:]
    if isinstance(error, GlassnetError):
        kept = [frame for frame in kept if not _is_ours(frame.filename)]
        summary.__cause__ = summary.__context__ = None
        return "".join(traceback.StackSummary.from_list(kept).format()) + f"{type(error).__name__}: {error}\n"
    summary.stack = traceback.StackSummary.from_list(kept)
    return "".join(summary.format())


def _same(filename: str, script: Path) -> bool:
    return Path(filename).resolve() == script.resolve()


def _is_ours(filename: str) -> bool:
    return Path(filename).resolve().is_relative_to(OURS) or filename.startswith("<frozen")


@contextmanager
def _as_main(path: Path, arguments: Sequence[str]) -> Iterator[None]:
    """What `python script.py` sets up: the arguments, the script's folder to import from, a way to show figures."""
    argv, places, backend = sys.argv, list(sys.path), os.environ.get("MPLBACKEND")
    sys.argv = [str(path), *arguments]
    sys.path.insert(0, str(path.resolve().parent))
    if backend is None and not has_display():
        os.environ["MPLBACKEND"] = "module://glassnet.tflearn.figures"
    try:
        yield
    finally:
        sys.argv, sys.path[:] = argv, places
        if backend is None:
            os.environ.pop("MPLBACKEND", None)


def has_display() -> bool:
    """Whether a window could open here. Off Linux we take it that it can."""
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
