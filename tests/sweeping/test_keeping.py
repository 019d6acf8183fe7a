"""Whose trained networks stay: the same table and test score either way, also after a break; and what is told of it."""

import json
import os
import shutil
import signal
from dataclasses import replace

import numpy as np
import pytest
from tests.sweeping.conftest import SPACE
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.errors import EnvironmentProblem, FileError, UnknownName
from glassnet.report.sweep import SweepBar
from glassnet.report.sweep_plan import of_plan
from glassnet.runs.saving import load
from glassnet.sweeping.close import close_ones
from glassnet.sweeping.keeping import needed
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import shapes_of, versions_here
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import serial, trial
from glassnet.sweeping.running.crew import Crew
from glassnet.sweeping.running.events import Job, RunBegin, RunEnd
from glassnet.sweeping.running.on_ray import pictures_of, train_there
from glassnet.sweeping.sweeps import finished, resume, study_in


def models_in(folder):
    return {path.parent.name for path in (folder / "runs").glob("*/model.glassnet")}


def names_of(jobs):
    return {f"{job.made.key}-{job.seed}" for job in jobs}


def stopped_at(number):
    """A watcher that lets so many runs be done again, and then stops all."""
    count = 0

    def watch(event):
        nonlocal count
        count += isinstance(event, RunEnd) and event.job.again
        if count == number and (number or event.job.again):
            raise KeyboardInterrupt

    return watch


@pytest.fixture(scope="module")
def few(digits, tmp_path_factory):
    """The sweep of the fixture `study`, of which few models are kept."""
    return gn.sweep(digits, SPACE, seeds=2, out=tmp_path_factory.mktemp("few"), workers=1, keep_models="chosen")


def test_the_table_and_the_test_score_are_those_of_a_sweep_that_keeps_all(few, study):
    assert files(few.folder.path) == files(study.folder.path)
    assert (few.folder.path / "test.json").read_bytes() != b""
    assert (few.test.right == study.test.right).all()


def test_kept_are_all_seeds_of_the_chosen_one_and_the_first_of_those_the_page_shows(few, study):
    assert models_in(study.folder.path) == {f"{key}-{seed}" for key, seed in study.records}
    chosen = few.chosen.key
    shown = {f"{each.key}-0" for each in close_ones(few)}
    assert models_in(few.folder.path) == {f"{chosen}-0", f"{chosen}-1"} | shown == names_of(needed(few))
    for name in models_in(few.folder.path):
        one, other = (load(each.folder.path / "runs" / name / "model.glassnet") for each in (few, study))
        assert all((one.weights[array] == other.weights[array]).all() for array in one.weights)
    gn.write_report(few, few.folder.path / "report.html")
    assert "Its model cannot be read" not in (few.folder.path / "report.html").read_text()


def test_the_records_of_the_table_stay_as_they_were_when_a_run_is_done_again(few):
    for job in needed(few):
        first, again = (few.folder.record(*job.name, again=each) for each in (False, True))
        assert first.stat().st_mtime_ns < again.stat().st_mtime_ns
        assert json.loads(first.read_text())["right"] == json.loads(again.read_text())["right"]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_one_that_is_stopped_while_models_are_made_again_says_so_and_goes_on_there(few, digits, tmp_path, number):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "s", keep_models="chosen")
    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, workers=1, watch=stopped_at(number))
    half = study_in(plan.folder)
    assert half.missing == 0
    assert (half.test is None) == (number < 2)
    if number < 2:
        assert "is still to be trained again for its test score: glassnet sweep --resume" in " ".join(str(half).split())
    seen = []
    whole = resume(plan.folder.path, workers=1, watch=seen.append)
    ended = [event.job for event in seen if isinstance(event, RunEnd)]
    assert all(job.again for job in ended)
    assert len(ended) == len(needed(whole)) - number
    assert files(whole.folder.path) == files(few.folder.path)
    assert models_in(whole.folder.path) == models_in(few.folder.path)


def test_two_workers_killed_while_they_make_models_again_lose_nothing(few, digits, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "s", keep_models="chosen")
    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, workers=1, watch=stopped_at(0))
    left, kills = needed(study_in(plan.folder)), 0
    with Crew(plan.folder, 2, 10**12) as crew:
        for event in crew.run(left):
            if isinstance(event, RunBegin) and kills < 3:
                kills += 1
                victim = next(hand for hand in crew._hands if hand.number == event.worker)
                os.kill(victim.process.pid, signal.SIGKILL)
    assert files(resume(plan.folder.path, workers=1).folder.path) == files(few.folder.path)
    assert models_in(plan.folder.path) == models_in(few.folder.path)


def test_a_model_that_cannot_be_made_again_leaves_the_table_and_has_another_chance(few, digits, tmp_path, monkeypatch):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "s", keep_models="chosen")
    real = serial.tried

    def out_of_memory_again(made, seed, train, validation, habits, model, attempt=1):
        if model is not None:
            return Record(made.key, seed, "failed", "MemoryError")
        return real(made, seed, train, validation, habits, model, attempt)

    monkeypatch.setattr(serial, "tried", out_of_memory_again)
    poor = finished(plan.folder, workers=1)
    assert poor.test is None
    assert poor.table() == few.table()
    assert "It was tried, and came to nothing: seed 0: MemoryError" in " ".join(str(poor).split())
    monkeypatch.undo()
    assert files(resume(plan.folder.path, workers=1).folder.path) == files(few.folder.path)


def test_what_is_kept_may_be_settled_anew_and_is_remembered_otherwise(digits, few, study, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "s", keep_models="chosen")
    seen = []

    def three(event):
        seen.append(event)
        if len(seen) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, workers=1, watch=three)
    assert models_in(plan.folder.path) == set()
    assert planned(digits, SPACE, seeds=2, out=tmp_path / "s").folder.keep_models == "chosen"
    whole = resume(plan.folder.path, workers=1, keep_models="all")
    assert whole.folder.keep_models == "all"
    later = {f"{key}-{seed}" for key, seed in list(whole.records)[3:]}
    assert models_in(plan.folder.path) == later | names_of(needed(whole))
    assert files(whole.folder.path) == files(study.folder.path)


def test_models_that_were_deleted_to_make_room_come_back_where_they_are_needed(study, few, tmp_path):
    shutil.copytree(study.folder.path, tmp_path / "copy")
    for model in (tmp_path / "copy" / "runs").glob("*/model.glassnet"):
        model.unlink()
    again = resume(tmp_path / "copy", workers=1)
    assert models_in(tmp_path / "copy") == names_of(needed(again)) == models_in(few.folder.path)
    assert files(tmp_path / "copy") == files(study.folder.path)


def test_of_networks_that_are_dropped_on_the_way_no_model_is_kept(tmp_path):
    many = gn.data.split(gn.datasets.digits.images()[:500], method="random", validation=0.44, test=0.1)
    space = {"conv_layers": 0, "dense": "none", "learning_rate": "0.0001,0.01,0.1", "epochs": 3}
    study = gn.sweep(many, space, seeds=2, halving=True, out=tmp_path, workers=1)
    assert models_in(tmp_path) == {f"{row.key}-{seed}" for row in study.results for seed in (0, 1)}
    assert len(models_in(tmp_path)) < len(list((tmp_path / "runs").iterdir()))


def test_the_cost_tells_the_disk_of_what_is_kept_and_the_time_of_doing_it_again(digits, tmp_path):
    plans = {keep: planned(digits, SPACE, seeds=3, out=tmp_path / keep, workers=1, with_cost=True, keep_models=keep)
             for keep in ("all", "chosen")}  # fmt: skip
    models = sorted((made.model_bytes for made in plans["all"].agenda.candidates), reverse=True)
    assert len(models) == 4
    assert plans["all"].cost.disk == 3 * (sum(models) + 4 * 20_000)
    assert plans["chosen"].cost.disk == 3 * models[0] + sum(models[1:]) + 3 * 4 * 20_000
    for keep, runs in (("all", 3 * 4), ("chosen", 3 * 4 + 3 + 3)):
        known = plans[keep].cost
        assert known.total == pytest.approx(runs / 4 * sum(known.seconds.values()))
    told = " ".join(of_plan(plans["chosen"], 1).split())
    assert "12 runs, 3 seeds each, by one worker." in told
    assert "at most 6 runs, which are done again at the end." in told
    assert "done again" not in of_plan(plans["all"], 1)


def test_the_bar_counts_what_is_done_again_apart_and_tells_of_other_answers(few, capsys):
    bar = SweepBar(few, None)
    job = needed(few)[0]
    record = few.records[job.name]
    bar.see(RunBegin(job, 1))
    assert " | 1 running" in bar.line()
    bar.see(RunEnd(job, 1, record))
    assert bar.line().startswith("8/8, 1 done again | best ")
    assert capsys.readouterr().out == ""
    right = record.right.copy()
    right[:2] = ~right[:2]
    bar.see(RunEnd(job, 1, Record(*job.name, "finished", right=right)))
    assert "done again, it has other answers to 2 validation pictures" in capsys.readouterr().out


def test_a_node_sends_no_model_that_is_not_kept(few):
    pictures = pictures_of(few.folder, shapes_of(few.question))
    order = {"attempt": 1, "patience": None, "shape": [8, 8, 1], "versions": dict(versions_here())}
    for keeps in (False, True):
        told, model = train_there(pictures, json.dumps({**Job(few.chosen, 0, keeps).to_plain(), **order}))
        assert (model != b"") is keeps
        assert (Record.from_plain(json.loads(told)).right == few.records[few.chosen.key, 0].right).all()


def test_a_way_to_keep_that_we_do_not_know_is_refused_before_anything_is_made(digits, tmp_path):
    with pytest.raises(UnknownName, match="Did you mean 'chosen'"):
        gn.sweep(digits, SPACE, out=tmp_path / "s", keep_models="choosen")
    assert not (tmp_path / "s").exists()


def test_what_is_kept_is_not_changed_under_a_sweep_that_runs(digits, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "s", keep_models="chosen")
    with plan.folder.held(), pytest.raises(EnvironmentProblem, match="is in use by process"):
        resume(plan.folder.path, keep_models="all")
    assert plan.folder.keep_models == "chosen"


def test_a_file_that_says_neither_is_named(tmp_path):
    (tmp_path / "keep-models.txt").write_text("some")
    with pytest.raises(FileError, match="says neither of all, chosen"):
        _ = StudyFolder(tmp_path).keep_models


def test_a_disk_too_small_for_all_models_is_told_the_way_out(digits, tmp_path, monkeypatch):
    class Full:
        free = 200_000

    monkeypatch.setattr("glassnet.sweeping.planning.disk_usage", lambda _: Full)
    space = {"conv_layers": 0, "dense": "64,128,256,512", "epochs": 1}
    with pytest.raises(EnvironmentProblem, match="--keep-models chosen keeps few of them"):
        planned(digits, space, seeds=2, out=tmp_path / "all")


@pytest.mark.parametrize("keeps", [True, False])
def test_weights_that_left_the_numbers_at_the_last_step_fail_a_run_whether_it_is_kept_or_not(
    few, digits, tmp_path, monkeypatch, keeps
):
    real = trial.fit

    def fit(*words, **settings):
        run = real(*words, **settings)
        name, array = next(iter(run.weights.items()))
        return replace(run, weights={**run.weights, name: np.full_like(array, np.inf)})

    monkeypatch.setattr(trial, "fit", fit)
    model = tmp_path / "model.glassnet" if keeps else None
    record = trial.tried(few.chosen, 0, digits.train, digits.validation, trial.Habits(), model)
    assert record.ended == "failed"
    assert "held what is no number: try a smaller learning rate" in record.reason
    assert list(tmp_path.iterdir()) == []
