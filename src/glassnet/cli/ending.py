"""How a command ends: an exit code, and on trouble one plain sentence instead of a traceback."""

import errno
import os
import sys
import traceback
from collections.abc import Callable

from glassnet.data.names import shown
from glassnet.errors import GlassnetError

OK, OUR_FAULT, BAD_INPUT, ENVIRONMENT, INTERRUPTED = 0, 1, 2, 3, 130
# Faults of the machine, not of what was asked: no space, no permission, read-only, broken disk, quota.
OF_THE_MACHINE = {errno.ENOSPC, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.EDQUOT}


def ended(command: Callable[[], object], *, debug: bool = False) -> int:
    """Run `command` to whatever end and return its exit code. Nothing escapes; with `debug` the traceback shows.

    >>> ended(lambda: None)
    0
    """
    _speak_any_alphabet()
    try:
        code = _code_of(command)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except Exception as trouble:  # noqa: BLE001  the last line of defence: whatever it is, say it in a sentence
        if debug:
            traceback.print_exception(trouble)
        code = explained(trouble)
    if code == INTERRUPTED:
        _tell("Stopped by Ctrl-C.")
    return _flushed(code)


def _code_of(command: Callable[[], object]) -> int:
    try:
        command()
    except SystemExit as end:  # how typer ends, always
        if isinstance(end.code, str):
            _tell(end.code)
            return OUR_FAULT
        return end.code or OK
    return OK


def explained(trouble: Exception) -> int:
    """Say on stderr what went wrong, and return the exit code for it."""
    match trouble:
        case GlassnetError():
            _tell(str(trouble))
            return trouble.exit_code
        case OSError(errno=int(), strerror=str()):
            where = f": {shown(str(trouble.filename))}" if trouble.filename is not None else ""
            _tell(f"{trouble.strerror}{where}.")
            return ENVIRONMENT if trouble.errno in OF_THE_MACHINE else BAD_INPUT
        case MemoryError():
            _tell("This machine ran out of memory. Try a smaller --batch, or a smaller network.")
            return ENVIRONMENT
        case _:
            why = f"{type(trouble).__name__}: {trouble}".strip().splitlines()[0]
            _tell(f"Something went wrong inside Glassnet ({why}). Run again with --debug to see where.")
            return OUR_FAULT


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _speak_any_alphabet() -> None:
    """An arrow that a terminal cannot show must not end a command: it is written as its number."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _flushed(code: int) -> int:
    """`code`, after the last words are out. A reader that went away (`| head`) is no reason to complain."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer must go somewhere, or Python complains while it shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OUR_FAULT
    return code
