"""What a sweep survives: killed processes, a full disk, memory that ends, code that raises. No run counts twice."""

import errno
import os
from pathlib import Path

import pytest
from tests.sweeping.conftest import SPACE
from tests.sweeping.test_crew import workers_on
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.errors import EnvironmentProblem
from glassnet.runs import atomic
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import trial
from glassnet.sweeping.sweeps import finished, resume, study_in

# Python runs a file of this name whenever it starts: it makes real workers meet what a test wants them to meet.
SITE = """
import sys
if "glassnet.sweeping.running.worker" in sys.orig_argv:
    from glassnet.sweeping.running import trial
    real = trial.fit

    def fit(network, *words, **settings):
        meet(settings["seed"])
        return real(network, *words, **settings)

    trial.fit = fit
"""


def make_workers_meet(tmp_path, monkeypatch, code):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(f"{code}\n{SITE}")
    monkeypatch.syspath_prepend(tmp_path / "site")


def times(folder: Path) -> dict[Path, int]:
    """When each run ended, as its record says: one that ended twice would say another time."""
    return {path: path.stat().st_mtime_ns for path in (folder / "runs").glob("*/record.json")}


def test_an_error_of_any_kind_in_a_users_code_is_named_and_the_others_go_on(digits, tmp_path, monkeypatch):
    class TheirOwn(Exception):
        pass

    real = trial.fit

    def fit(network, *words, **settings):
        if settings["seed"] == 1:
            raise TheirOwn("no such colour:\n  'mauve'")
        return real(network, *words, **settings)

    monkeypatch.setattr(trial, "fit", fit)
    study = gn.sweep(digits, {"conv_layers": 0, "dense": "none,4", "epochs": 1}, seeds=2, out=tmp_path / "s", workers=1)
    bad = {record.reason for record in study.records.values() if not record.is_finished}
    assert bad == {"TheirOwn: no such colour: 'mauve'"}
    assert study.missing == 0
    assert "TheirOwn: no such colour: 'mauve'" in str(study)


def test_a_disk_that_fills_up_at_any_write_costs_no_run_that_has_ended(digits, tmp_path, monkeypatch):
    space = {"conv_layers": 0, "dense": "none,4", "epochs": 1}
    unbroken = gn.sweep(digits, space, seeds=2, out=tmp_path / "unbroken", workers=1)
    real, writes = atomic._write_all, 0

    def full_at(last):
        def write(descriptor, content):
            nonlocal writes
            writes += 1
            if writes >= last:
                os.write(descriptor, bytes(content[: len(content) // 2]))  # the first half still fits
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(descriptor, content)

        return write

    last, is_through = 0, False
    while not is_through:
        last += 1
        folder, writes = tmp_path / f"full-at-{last}", 0
        plan = planned(digits, space, seeds=2, out=folder)
        with monkeypatch.context() as patch:
            patch.setattr(atomic, "_write_all", full_at(last))
            try:
                finished(plan.folder, workers=1)
                is_through = True
            except EnvironmentProblem as why:
                assert "the disk is full" in str(why)
        ended = times(folder)
        assert len(ended) == min((last - 1) // 2, 4), "each run is a model and a record"
        assert not list(folder.rglob("*.saving")), "no half file is left"
        assert files(resume(folder, workers=1).folder.path) == files(unbroken.folder.path)
        assert times(folder).items() >= ended.items(), "what had ended was not done again"
    assert last == 4 * 2 + 1 + 4 + 1, "four runs, the test score, four files of results, and then none"


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_at_any_moment_loses_no_run_that_has_ended(study, digits, tmp_path, workers):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "stopped")
    stops = 0
    while study_in(plan.folder).missing:
        seen = []

        def stop(event, seen=seen):
            seen.append(event)
            if len(seen) == 3 + workers:
                raise KeyboardInterrupt

        ended = times(plan.folder.path)
        try:
            finished(plan.folder, workers=workers, watch=stop)
        except KeyboardInterrupt:
            stops += 1
        assert times(plan.folder.path).items() >= ended.items()
    assert stops >= 2
    assert files(finished(plan.folder, workers=1).folder.path) == files(study.folder.path)


@pytest.mark.faults
def test_memory_limits_killers_and_errors_in_real_workers_are_each_named(digits, tmp_path, monkeypatch):
    make_workers_meet(tmp_path, monkeypatch, """
import os, resource, signal
def meet(seed):
    if seed == 1:  # a limit on memory, as a shell or a batch system sets one
        taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + (64 << 20), resource.RLIM_INFINITY))
        try:
            hoard = [bytearray(16 << 20) for _ in range(100)]
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    if seed == 2:  # what the system does when memory ends
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == 3:
        os.abort()  # what a library does when it is lost
    if seed == 4:
        raise LookupError("their own code")
""")  # fmt: skip
    study = gn.sweep(digits, {"conv_layers": 0, "dense": "none", "epochs": 1}, seeds=6, out=tmp_path / "s", workers=2)
    told = {record.seed: (record.ended, record.reason) for record in study.records.values()}
    assert study.missing == 0
    assert told == {
        0: ("finished", ""),
        1: ("failed", "MemoryError"),
        2: ("lost", "its process was killed by SIGKILL, most likely because memory ran out, 3 times"),
        3: ("lost", "its process was killed by SIGABRT, 3 times"),
        4: ("failed", "LookupError: their own code"),
        5: ("finished", ""),
    }
    flat = " ".join(str(study).split())
    assert all(f"seed {seed}: {told[seed][1]}" in flat for seed in (1, 2, 3, 4))


@pytest.mark.faults
def test_a_disk_full_to_a_worker_stops_the_sweep_which_goes_on_when_there_is_room(study, digits, tmp_path, monkeypatch):
    make_workers_meet(tmp_path, monkeypatch, """
import errno, os
runs = 0
def meet(seed):
    global runs
    runs += 1
    if runs == 2:
        from glassnet.runs import atomic
        def full(descriptor, content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        atomic._write_all = full
""")  # fmt: skip
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "full")
    with pytest.raises(EnvironmentProblem, match=r"(?s)the disk is full.*What has ended is kept"):
        finished(plan.folder, workers=2)
    assert workers_on(plan.folder.path) == []
    ended = times(plan.folder.path)
    assert ended
    monkeypatch.undo()
    assert files(resume(plan.folder.path, workers=1).folder.path) == files(study.folder.path)
    assert times(plan.folder.path).items() >= ended.items()
