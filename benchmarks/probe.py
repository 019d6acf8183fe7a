"""What the machine can do, in the same run as the times: matrix products and copying. `python -m benchmarks.probe`."""

import json
import platform
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import torch

SIDE, REPEATS = 2048, 7
COPIED = 64 * 1024 * 1024  # floats: 256 MB, far more than any cache holds


def main() -> None:
    torch.set_flush_denormal(True)
    print(json.dumps({"cpu": cpu(), "sgemm": rate(torch.float32), "bf16": rate(torch.bfloat16), "copy": copy_rate()}))


def cpu() -> str:
    """The processor's name as the system tells it."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def rate(dtype: torch.dtype) -> float:
    """Billions of operations a second in a product of two square matrices."""
    a, b = (torch.rand(SIDE, SIDE).to(dtype) for _ in range(2))
    out = torch.empty(SIDE, SIDE, dtype=dtype)
    return round(2 * SIDE**3 / seconds(lambda: torch.mm(a, b, out=out)) / 1e9, 1)


def copy_rate() -> float:
    """Billions of bytes a second that are read and written again."""
    source, target = torch.zeros(COPIED), torch.zeros(COPIED)
    return round(2 * 4 * COPIED / seconds(lambda: target.copy_(source)) / 1e9, 1)


def seconds(work: Callable[[], object]) -> float:
    work()
    taken = []
    for _ in range(REPEATS):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return median(taken)


if __name__ == "__main__":
    main()
