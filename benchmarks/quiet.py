"""How much of the machine others took meanwhile: a time taken beside a busy neighbour is none. Only Linux tells."""

import os
from pathlib import Path

IDLE = (3, 4)  # the columns of /proc/stat in which a processor waits; the ninth on count guests a second time


class Watch:
    """Runs from its making on, beside the process `pid`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.began = _ticks(), _own_ticks(pid)

    def others(self) -> float | None:
        """The share of the processors' time that went to neither `pid` nor idleness; 0.5 of two is one whole."""
        now = _ticks(), _own_ticks(self.pid)
        if None in (*self.began, *now):
            return None
        (busy, total), own = _less(now[0], self.began[0]), (now[1] or 0) - (self.began[1] or 0)
        return max(0.0, round((busy - own) / total, 3)) if total else None


def _less(now: tuple[int, int] | None, before: tuple[int, int] | None) -> tuple[int, int]:
    assert now
    assert before
    return now[0] - before[0], now[1] - before[1]


def _ticks() -> tuple[int, int] | None:
    """Busy and all ticks of all processors together since the machine started."""
    try:
        columns = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return None
    return sum(columns) - sum(columns[place] for place in IDLE), sum(columns)


def _own_ticks(pid: int) -> int | None:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(after_name[11]) + int(after_name[12])


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
