"""Starting a process of ours on one thread, which takes orders as lines of JSON and answers in lines."""

import os
import subprocess
import sys
from typing import IO, Any, TextIO

PROCESS = 400_000_000  # bytes that Python with torch takes before any network
WITHOUT_END = 2**62  # bytes, where the machine does not say what it has


def begun(module: str, *words: str, errors: IO[Any] | int) -> "subprocess.Popen[bytes]":
    """`python -m module words...`, with pipes to and from it; what it prints besides goes to `errors`."""
    alone = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    paths = os.pathsep.join(filter(None, sys.path))  # what this process can import, that one can
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **alone, "PYTHONPATH": paths},
    )


def answers_apart() -> TextIO:
    """In such a process: what was standard output, for answers alone. All else that is printed goes to errors."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
