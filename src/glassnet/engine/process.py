"""What is set for the whole process while a plan is at work: threads, tiny numbers, and how memory is handed back."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import torch

from glassnet.engine.devices import CPU, exact

_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1  # the names glibc's mallopt knows by number
_KEPT = 1 << 30


@contextmanager
def working(threads: int, device: torch.device = CPU) -> Iterator[None]:
    """Until the block ends: `threads` threads (0 leaves torch's own number), numbers below 1e-38 taken for 0.

    On a GPU besides: float32 without shortcuts, and the same bits every time.
    """
    keep_freed_memory()
    before = torch.get_num_threads()
    if threads and threads != before:
        torch.set_num_threads(threads)
    torch.set_flush_denormal(True)
    try:
        with exact(device):
            yield
    finally:
        torch.set_flush_denormal(False)
        if torch.get_num_threads() != before:
            torch.set_num_threads(before)


@lru_cache(maxsize=1)
def keep_freed_memory() -> bool:
    """Let the C library keep freed arrays for the next ones, rather than hand each back to the system and fetch anew.

    A step of training frees and takes the same few arrays over and over; fetched anew, every page of them is first
    cleared by the system. On the MNIST network this alone made a step 1.3 times as fast. Says whether it could be done.
    """
    library = _glibc()
    if library is None:
        return False
    return bool(library.mallopt(_MMAP_THRESHOLD, _KEPT)) and bool(library.mallopt(_TRIM_THRESHOLD, _KEPT))


def hand_back_freed_memory() -> bool:
    """Let the C library hand back what it kept: what comes next needs arrays of other sizes. Says whether it could."""
    library = _glibc()
    return library is not None and bool(library.malloc_trim(0))


@lru_cache(maxsize=1)
def _glibc() -> ctypes.CDLL | None:
    """The C library where it is glibc, the one that has these two functions; elsewhere everything stays as it is."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return library if all(hasattr(library, name) for name in ("mallopt", "malloc_trim")) else None
