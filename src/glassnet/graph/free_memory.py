"""How much memory this process may still take: the least of what the machine, its container and its limits allow."""

import os
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path("/")
_UNLIMITED = 2**60  # cgroups of the first kind write a number near 2**63 for "no limit"


def available_memory(root: Path = _ROOT) -> int | None:
    """Bytes that are free for this process; None where the machine does not say (`root` is for tests).

    Looked at are /proc/meminfo (MemAvailable), the limits of a container (cgroups of both kinds, what can be given
    back not counted as used) and RLIMIT_AS. Elsewhere than on Linux: all the memory there is, where that is told.
    """
    known = [*_machine(root), *_containers(root), *_address_space(root)]
    return max(0, min(known)) if known else _installed() if root == _ROOT else None


def _machine(root: Path) -> Iterator[int]:
    for line in _lines(root / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024


def _containers(root: Path) -> Iterator[int]:
    """Limits of the container, and of the groups within it that this process is in."""
    for line in [*_lines(root / "proc/self/cgroup"), "0::/", ":memory:/"]:
        _, kinds, group = line.split(":", 2)
        inside = group.strip("/")
        if kinds == "":
            folder = root / "sys/fs/cgroup" / inside
            yield from _container(folder, "memory.max", "memory.current", "inactive_file")
        elif "memory" in kinds.split(","):
            folder = root / "sys/fs/cgroup/memory" / inside
            yield from _container(folder, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _container(folder: Path, limit: str, used: str, given_back: str) -> Iterator[int]:
    most, taken = _number(folder / limit), _number(folder / used)
    if most is None or taken is None or most >= _UNLIMITED:
        return
    for line in _lines(folder / "memory.stat"):
        word, _, amount = line.partition(" ")
        taken -= int(amount) if word == given_back else 0
    yield most - taken


def _address_space(root: Path) -> Iterator[int]:
    """What `ulimit -v` leaves. Windows knows no such limit, and no `resource` module."""
    try:
        import resource
    except ImportError:
        return
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    pages = next(_lines(root / "proc/self/statm"), "").split()
    if most != resource.RLIM_INFINITY and pages:
        yield most - int(pages[0]) * resource.getpagesize()


def _installed() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):
        return None


def _number(path: Path) -> int | None:
    digits = next(_lines(path), "").strip()
    return int(digits) if digits.isdigit() else None


def _lines(path: Path) -> Iterator[str]:
    try:
        yield from path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return
