"""Workers: side by side, the same bits, and nothing lost when they, or whoever gives them orders, are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.sweeping.conftest import SPACE
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.cli.main import main
from glassnet.errors import EnvironmentProblem
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import processes
from glassnet.sweeping.running.crew import Crew
from glassnet.sweeping.running.events import Job, RunBegin, RunEnd, RunLost
from glassnet.sweeping.sweeps import finished, going, resume, study_in

# Whoever starts tests in the background may have them ignore Ctrl-C, and every child inherits that.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
DOOR = HEARS + "import sys; from glassnet.cli.main import main; sys.exit(main())"
WORDS = "sweep digits --conv-layers 0,1 --filters 2,4 --filter-size 3 --dense none --epochs 4 --seeds 3"


def jobs_of(plan):
    return [Job(made, seed) for made in plan.agenda.candidates for seed in plan.question.seeds]


def all_of(plan):
    with Crew(plan.folder, 2, 10**12) as crew:
        return list(crew.run(jobs_of(plan)))


def kill(crew, number):
    victim = next(hand for hand in crew._hands if hand.number == number)
    os.kill(victim.process.pid, signal.SIGKILL)


def workers_on(folder: Path) -> list[int]:
    """The processes that work on a study."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            is_zombie = (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
        if b"glassnet.sweeping.running.worker" in words and os.fsencode(folder) in words and not is_zombie:
            found.append(int(entry.name))
    return found


def test_two_workers_make_the_same_table_as_one_bit_for_bit(study, digits, tmp_path):
    seen = []
    other = gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "two", workers=2, watch=seen.append)
    assert files(other.folder.path) == files(study.folder.path)
    assert {event.worker for event in seen} <= {1, 2}  # the second may come too late to so short a sweep
    assert sum(isinstance(event, RunEnd) for event in seen) == 8
    assert workers_on(tmp_path / "two") == []


def test_a_worker_killed_at_its_job_costs_nothing_but_time(study, digits, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "killed")
    seen = []
    with Crew(plan.folder, 2, 10**12) as crew:
        for event in crew.run(jobs_of(plan)):
            seen.append(event)
            if isinstance(event, RunBegin) and sum(isinstance(each, RunLost) for each in seen) < 2:
                kill(crew, event.worker)
    lost = [event for event in seen if isinstance(event, RunLost)]
    assert len(lost) >= 2
    assert all(
        event.again and "killed by SIGKILL, most likely because memory ran out" in event.reason for event in lost
    )
    ended = [event.job.name for event in seen if isinstance(event, RunEnd)]
    assert sorted(ended) == sorted({job.name for job in jobs_of(plan)}), "each ended exactly once"
    assert files(finished(plan.folder, workers=1).folder.path) == files(study.folder.path)


def test_a_job_whose_workers_are_always_killed_is_given_up_and_named(digits, tmp_path):
    space = {"conv_layers": 0, "dense": "none,8", "epochs": 1}
    plan = planned(digits, space, seeds=2, out=tmp_path / "poison")
    poison = jobs_of(plan)[1].name
    with Crew(plan.folder, 2, 10**12) as crew:
        for event in crew.run(jobs_of(plan)):
            if isinstance(event, RunBegin) and event.job.name == poison:
                kill(crew, event.worker)
    record = plan.folder.records(plan.agenda, (0, 1))[poison]
    assert (record.ended, record.attempts) == ("lost", 3)
    told = str(study_in(plan.folder))
    assert "1 runs failed" in told
    assert "killed by SIGKILL" in " ".join(told.split())


def test_workers_that_do_not_start_end_the_sweep_with_their_last_words(digits, tmp_path, monkeypatch):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "study")
    monkeypatch.setattr(processes.sys, "executable", "/bin/false")
    with pytest.raises(EnvironmentProblem, match="do not start: its process ended with code 1"):
        all_of(plan)


def test_a_disk_that_takes_nothing_stops_the_sweep_and_says_so(digits, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "full")
    (plan.folder.path / "runs").write_text("in the way")
    with pytest.raises(EnvironmentProblem, match="What has ended is kept"):
        all_of(plan)
    assert workers_on(plan.folder.path) == []


def test_networks_that_do_not_fit_side_by_side_take_turns(digits, tmp_path):
    plan = planned(digits, {"conv_layers": 0, "dense": "none", "epochs": 1}, seeds=4, out=tmp_path / "big")
    running, most = set(), 0
    with Crew(plan.folder, 2, plan.agenda.candidates[0].bytes_needed) as crew:
        for event in crew.run(jobs_of(plan)):
            (running.add if isinstance(event, RunBegin) else running.discard)(event.job.name)
            most = max(most, len(running))
    assert most == 1
    assert study_in(plan.folder).missing == 0


def test_one_that_asks_for_no_more_events_stops_the_workers_where_they_are(digits, tmp_path):
    plan = planned(digits, {**SPACE, "epochs": 2000}, seeds=2, out=tmp_path / "stopped")
    events = going(plan.folder, 2)
    assert isinstance(next(events), RunBegin)
    events.close()
    assert workers_on(plan.folder.path) == []


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    """The folder of the sweep that the next test breaks, unbroken."""
    folder = tmp_path_factory.mktemp("unbroken")
    assert main([*WORDS.split(), "--out", str(folder), "--workers", "1"]) == 0
    return folder


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_sweep_killed_in_the_middle_goes_on_and_ends_with_the_table_of_an_unbroken_one(how, unbroken, tmp_path):
    folder, runs = tmp_path / "broken", tmp_path / "broken" / "runs"
    command = [sys.executable, "-c", DOOR, *WORDS.split(), "--out", str(folder), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as parent:
        deadline = time.monotonic() + 120
        while len(list(runs.glob("*/record.json"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        parent.send_signal(how)
        out, _ = parent.communicate(timeout=60)
    if how == signal.SIGINT:
        assert parent.returncode == 130
        assert "runs are kept" in out
        assert f"--resume {folder}" in out
    deadline = time.monotonic() + 30
    while workers_on(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers_on(folder) == [], "workers go when there is nobody to give them orders"
    kept = {path: path.stat().st_mtime_ns for path in runs.glob("*/record.json")}
    assert len(kept) >= 3
    resume(folder, workers=1)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert files(folder) == files(unbroken)
