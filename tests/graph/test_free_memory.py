"""Free memory is read from small files; each machine here is a folder of them."""

import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.graph.free_memory import available_memory

MB = 2**20


def machine(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


MEMINFO = "MemTotal: 8000000 kB\nMemFree: 1000 kB\nMemAvailable: 4096 kB\n"


def test_a_machine_without_a_container_has_what_meminfo_says(tmp_path: Path) -> None:
    assert available_memory(machine(tmp_path, proc__meminfo=MEMINFO)) == 4096 * 1024


def test_a_container_may_allow_less_and_can_give_pages_back(tmp_path: Path) -> None:
    root = machine(
        tmp_path,
        proc__meminfo=MEMINFO,
        sys__fs__cgroup__memory_dot_max=str(10 * MB),
        sys__fs__cgroup__memory_dot_current=str(9 * MB),
        sys__fs__cgroup__memory_dot_stat=f"anon {7 * MB}\ninactive_file {2 * MB}\n",
    )
    assert available_memory(root) == 3 * MB


def test_a_container_without_a_limit_allows_all(tmp_path: Path) -> None:
    root = machine(
        tmp_path,
        proc__meminfo=MEMINFO,
        sys__fs__cgroup__memory_dot_max="max\n",
        sys__fs__cgroup__memory_dot_current="5",
        sys__fs__cgroup__memory__memory_dot_limit_in_bytes=str(2**63 - 4096),
        sys__fs__cgroup__memory__memory_dot_usage_in_bytes="5",
    )
    assert available_memory(root) == 4096 * 1024


def test_the_group_of_this_very_process_counts(tmp_path: Path) -> None:
    root = machine(
        tmp_path,
        proc__meminfo=MEMINFO,
        proc__self__cgroup="5:devices:/\n4:memory:/job/7\n0::/\n",
        sys__fs__cgroup__memory__job__7__memory_dot_limit_in_bytes=str(3 * MB),
        sys__fs__cgroup__memory__job__7__memory_dot_usage_in_bytes=str(2 * MB),
    )
    assert available_memory(root) == 1 * MB


def test_more_used_than_allowed_leaves_nothing(tmp_path: Path) -> None:
    root = machine(tmp_path, sys__fs__cgroup__memory_dot_max="5", sys__fs__cgroup__memory_dot_current="9")
    assert available_memory(root) == 0


def test_a_machine_that_says_nothing_is_not_guessed_at(tmp_path: Path) -> None:
    assert available_memory(tmp_path) is None


def test_this_machine_has_some() -> None:
    free = available_memory()
    assert free is None or free > MB


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v counts on Linux only")
def test_a_limit_on_the_address_space_counts() -> None:
    code = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30)); "
    code += "from glassnet.graph.free_memory import available_memory; print(available_memory())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert 0 < int(told.stdout) < 2**30
