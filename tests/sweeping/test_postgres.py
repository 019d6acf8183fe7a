"""Machines that share a study by a database: a real server, stopped and started on the way. Nothing is done twice."""

import subprocess
import sys
import time

import pytest
from tests.sweeping.conftest import SPACE
from tests.sweeping.postgres_server import workers_of
from tests.sweeping.test_crew import DOOR
from tests.sweeping.test_faults import times
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.cli.main import main
from glassnet.errors import DataError, EnvironmentProblem, FileError
from glassnet.sweeping.keeping import needed
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import database, shared
from glassnet.sweeping.running.events import Job, RunBegin, RunEnd
from glassnet.sweeping.running.shared import Shared
from glassnet.sweeping.sweeps import finished, study_in

pytestmark = pytest.mark.postgres
WORDS = "sweep digits --conv-layers 1 --filters 2,3,4,5 --filter-size 3 --dense none,8 --epochs 3 --seeds 5 --workers 1"


def test_two_machines_share_a_study_whose_server_is_restarted_and_both_hold_the_table_of_one(server, tmp_path):
    unbroken, folders = tmp_path / "unbroken", [tmp_path / "a", tmp_path / "b"]
    assert main([*WORDS.split(), "--out", str(unbroken)]) == 0
    machines = [
        subprocess.Popen(
            [sys.executable, "-c", DOOR, *WORDS.split(), "--storage", server.url, "--out", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for folder in folders
    ]
    try:
        for ended in (8, 20):
            deadline = time.monotonic() + 120
            while min(len(times(folder)) for folder in folders) < ended // 2 and time.monotonic() < deadline:
                time.sleep(0.02)
            server.stop()
            time.sleep(2)
            server.start()
        told = [machine.communicate(timeout=300)[1] for machine in machines]
    finally:
        for machine in machines:
            machine.kill()
            machine.wait()
    assert [machine.returncode for machine in machines] == [0, 0], told
    assert len(workers_of(server)) == 2, "both have worked"
    assert server.ask("select count(*), count(record) from glassnet_runs") == [(40, 40)]
    for folder in folders:
        assert len(times(folder)) == 40
        assert files(folder) == files(unbroken)
    for path in times(folders[0]):
        other = folders[1] / path.relative_to(folders[0])
        assert other.read_bytes() == path.read_bytes(), "one of them did it, the other has its copy"


def test_what_a_silent_machine_was_at_is_taken_over_and_what_a_living_one_is_at_is_not(
    server, study, digits, tmp_path, monkeypatch
):
    dead = planned(digits, SPACE, seeds=2, out=tmp_path / "dead")
    jobs = [Job(made, seed) for made in dead.agenda.candidates for seed in (0, 1)]
    with Shared(dead.folder, server.url) as other:
        assert all(other._claim(job) for job in jobs[:2])
        with Shared(planned(digits, SPACE, seeds=2, out=tmp_path / "here").folder, server.url) as here:
            assert [here._claim(job) for job in jobs[:3]] == [False, False, True]
        other._study = "gone"  # it dies: nothing is given back, and no sign of life comes
        other._beats.stop()
    assert server.ask("select count(*) from glassnet_runs") == [(2,)]
    monkeypatch.setattr(shared, "SILENT", 2.0)
    monkeypatch.setattr(shared, "PAUSE", 0.2)
    seen = []
    whole = gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "here", storage=server.url, workers=1, watch=seen.append)
    begun = [event.job.name for event in seen if isinstance(event, RunBegin)]
    assert set(begun[-2:]) == {job.name for job in jobs[:2]}, "last, when the other had been silent for long enough"
    assert len(begun) == 8
    assert files(whole.folder.path) == files(study.folder.path)


def test_a_machine_that_comes_late_copies_all_and_trains_nothing(server, study, digits, tmp_path):
    gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "first", storage=server.url, workers=2)
    seen = []
    late = gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "late", storage=server.url, watch=seen.append)
    assert seen == []
    assert files(late.folder.path) == files(study.folder.path)
    assert late.test.accuracy == study.test.accuracy


def test_what_ended_while_the_database_was_away_is_kept_and_copied_later(server, study, digits, tmp_path, monkeypatch):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "away")
    monkeypatch.setattr(database, "AWAY", 0.5)
    ended = 0

    def watch(event):
        nonlocal ended
        ended += isinstance(event, RunEnd)
        if ended == 3 and isinstance(event, RunBegin):
            server.stop()

    try:
        with pytest.raises(EnvironmentProblem, match=r"has been away too long.*All that ended is kept"):
            finished(plan.folder, workers=1, storage=server.url, watch=watch)
    finally:
        server.start()
    kept = times(plan.folder.path)
    assert len(kept) == 4, "the one that ended meanwhile, too"
    assert files(finished(plan.folder, workers=1, storage=server.url).folder.path) == files(study.folder.path)
    assert times(plan.folder.path).items() >= kept.items()
    assert server.ask("select count(record) from glassnet_runs") == [(8,)]


def test_a_record_that_is_none_is_refused(server, digits, tmp_path):
    gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "first", storage=server.url, workers=1)
    server.ask("update glassnet_runs set record = %s where seed = 1", ["cos\nsystem\n(S'true'\ntR."])
    with pytest.raises(FileError):
        gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "second", storage=server.url, workers=1)
    assert study_in(planned(digits, SPACE, seeds=2, out=tmp_path / "second").folder).missing >= 1


def test_a_study_of_other_versions_is_not_shared(server, digits, tmp_path, monkeypatch):
    gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "first", storage=server.url, workers=1)
    monkeypatch.setattr("glassnet.sweeping.planning.versions_here", lambda: (("torch", "1.0"),))
    with pytest.raises(DataError, match=r"made otherwise: .*in the study"):
        gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "second", storage=server.url, workers=1)


def test_a_database_that_is_not_there_is_told_before_anything_is_made_and_no_password_with_it(digits, tmp_path):
    with pytest.raises(EnvironmentProblem, match=r"'papers' on 127\.0\.0\.1 cannot be reached") as told:
        gn.sweep(digits, SPACE, out=tmp_path / "s", storage="postgresql://me:secret@127.0.0.1:9/papers")
    assert "secret" not in str(told.value)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("url", ["sqlite:///study.db", "redis://host", "postgresql://[", "study"])
def test_what_is_no_url_of_postgresql_is_refused(digits, tmp_path, url):
    with pytest.raises(DataError, match="postgresql://USER@HOST"):
        gn.sweep(digits, SPACE, out=tmp_path / "s", storage=url)


def test_where_few_models_are_kept_none_goes_through_the_database_and_each_machine_makes_its_own(
    server, study, digits, tmp_path
):
    words, seen = {"seeds": 2, "storage": server.url, "workers": 1}, {}
    for name, keep in (("first", "chosen"), ("late", "chosen"), ("all", "all")):
        events = seen[name] = []
        made = gn.sweep(digits, SPACE, **words, out=tmp_path / name, keep_models=keep, watch=events.append)
        assert files(made.folder.path) == files(study.folder.path)
        assert (made.test.right == study.test.right).all()
        there = {path.parent.name for path in (tmp_path / name).rglob("model.glassnet")}
        assert there == {f"{job.made.key}-{job.seed}" for job in needed(made)}
    assert server.ask("select count(*), count(record), count(model) from glassnet_runs") == [(8, 8, 0)]
    assert all(event.job.again for event in (*seen["late"], *seen["all"]))
