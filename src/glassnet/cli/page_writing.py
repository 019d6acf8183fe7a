"""Writing a page while somebody waits: it is told that it takes a moment, and nothing is lost when it fails."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TextIO

from glassnet.errors import GlassnetError


def told(write: Callable[[], Path], stream: TextIO) -> Path:
    """Write a page by `write`; tell `stream` that it is being written, how large it came out and how long it took."""
    began = perf_counter()
    print("Writing the report ...", end=" ", file=stream, flush=True)
    try:
        path = write()
    except BaseException:
        print("not written.", file=stream, flush=True)
        raise
    print(f"{path.stat().st_size / 1e6:.1f} MB, {perf_counter() - began:.1f} s.", file=stream, flush=True)
    return path


def told_last(write: Callable[[], Path], stream: TextIO) -> str:
    """The same at the end of long work. Returns why no page was written, "" where one was: by now the work is kept, and
    must not be lost for its page.
    """
    try:
        told(write, stream)
    except GlassnetError as why:
        return f"The report was not written: {why}"
    except KeyboardInterrupt:
        return "The report was not written: stopped by Ctrl-C."
    except Exception as why:  # noqa: BLE001  whatever it is, the outcome of the work is still to be told
        return f"The report was not written, by a fault of ours ({type(why).__name__}: {why})."
    return ""
