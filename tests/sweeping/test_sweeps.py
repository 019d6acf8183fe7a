"""A sweep from end to end: what is kept, what is told, going on, and the same bits again."""

import csv
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tests.sweeping.conftest import SPACE

import glassnet as gn
from glassnet.data.splits import split
from glassnet.errors import DataError, EnvironmentProblem, FileError, GlassnetError, SettingError
from glassnet.runs.saving import load
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.record import Record, read_record
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import trial
from glassnet.sweeping.sweeps import finished, resume, study_in


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in ("results.csv", "runs.csv", "results.json")}


def test_every_network_that_can_be_is_trained_from_every_seed(study):
    assert len(study.records) == 4 * 2
    assert study.missing == 0
    assert [each.why for each in study.agenda.skipped] == ["impossible"] * 2
    for record in study.records.values():
        assert record.ended == "finished"
        assert len(record.right) == len(study.groups)
        assert len(record.history) == 2


def test_the_records_say_what_the_kept_models_answer(study, digits):
    for (key, seed), record in study.records.items():
        run = load(study.folder.model(key, seed))
        right = (
            np.array(run.predict_label(digits.validation.pixels))
            == np.array(digits.validation.classes)[digits.validation.labels]
        )
        assert (right == record.right).all()
        assert run.history[-1].values()["val_acc"] == pytest.approx(record.accuracy)


def test_results_are_a_table_best_first(study):
    rows = study.results
    assert [row.rank for row in rows] == [1, 2, 3, 4]
    means = [row.accuracy for row in rows]
    assert means == sorted(means, reverse=True)
    for row in rows:
        of_seeds = [study.records[row.key, seed].accuracy for seed in (0, 1)]
        assert row.accuracy == pytest.approx(np.mean(of_seeds))
        assert row.spread == pytest.approx(np.std(of_seeds, ddof=1))
        assert row.interval.low <= row.accuracy <= row.interval.high
    assert rows[0].behind == 0.0
    assert rows[1].behind == pytest.approx(means[0] - means[1])


def test_the_folder_can_be_read_without_us(study):
    folder = study.folder.path
    with (folder / "results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["network"] for row in rows] == [row.key for row in study.results]
    assert [float(row["accuracy"]) for row in rows] == [row.accuracy for row in study.results]
    assert {row["dense"] for row in rows} == {"none", "8"}
    told = json.loads((folder / "results.json").read_text())
    assert told["chosen"] == study.ranking.chosen
    assert told["best_validation_is_optimistic"] is True
    assert told["test"]["pictures"] == study.question.pictures.test
    assert len(told["left_out"]) == 2
    with (folder / "runs.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 8


def test_the_chosen_network_alone_is_scored_on_the_test_pictures(study, digits):
    key = study.ranking.chosen
    assert study.test.key == key
    assert study.test.right.shape == (2, len(digits.test))
    run = load(study.folder.model(key, 1))
    right = np.array(run.predict_label(digits.test.pixels)) == np.array(digits.test.classes)[digits.test.labels]
    assert (right == study.test.right[1]).all()


def test_the_words_stay_within_80_columns_and_say_which_number_is_which(study):
    told = str(study)
    assert max(map(len, told.splitlines())) <= 80
    flat = " ".join(told.split())
    assert "is the best of 4 validation scores, so it is optimistic" in flat
    assert "test pictures that nothing had touched" in flat
    assert "Which knob matters, the others alike:" in flat
    assert (study.folder.path / "summary.txt").read_text() == f"{told}\n"


def test_the_same_question_gives_the_same_table_bit_for_bit(study, digits, tmp_path):
    again = gn.sweep(digits, SPACE, seeds=2, out=tmp_path / "again", workers=1)
    assert files(again.folder.path) == files(study.folder.path)
    for key, seed in study.records:
        one, other = (load(each.folder.model(key, seed)) for each in (study, again))
        assert all((one.weights[name] == other.weights[name]).all() for name in one.weights)


def test_a_sweep_that_was_stopped_goes_on_and_ends_with_the_same_table(study, digits, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "stopped")
    seen = []

    def stop_after_three(event):
        seen.append(event)
        if len(seen) == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, watch=stop_after_three, workers=1)
    half = study_in(plan.folder)
    assert len(half.records) == 3
    assert half.test is None
    assert "5 runs are still to be done" in " ".join(str(half).split())
    before = {path: path.stat().st_mtime_ns for path in (plan.folder.path / "runs").rglob("record.json")}
    whole = resume(plan.folder.path, workers=1)
    assert files(whole.folder.path) == files(study.folder.path)
    assert {path: path.stat().st_mtime_ns for path in before} == before, "what had ended was not done again"


def test_asking_the_same_again_only_reads(study, digits):
    seen = []
    again = gn.sweep(digits, SPACE, seeds=2, out=study.folder.path, watch=seen.append)
    assert seen == []
    assert again.table() == study.table()


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"seeds": 3}, "seeds 0, 1 in the study, 0, 1, 2 now"),
        ({"patience": 2}, "patience left out in the study, 2 now"),
        ({"space": {"filters": "2,3", "epochs": 2}}, "the space is --conv-layers 0,1"),
    ],
)
def test_a_folder_with_the_study_of_another_question_is_refused_and_says_what_differs(study, digits, change, letter):
    before = files(study.folder.path)
    with pytest.raises(DataError) as refused:
        gn.sweep(digits, change.pop("space", SPACE), **{"seeds": 2, **change}, out=study.folder.path)
    assert "holds the study of another question" in str(refused.value)
    assert letter in str(refused.value)
    assert files(study.folder.path) == before


def test_a_folder_with_the_study_of_other_pictures_is_refused(study, digits):
    pixels = digits.train.pixels.copy()
    pixels[0, 0, 0, 0] += 0.5
    others = replace(digits, train=replace(digits.train, pixels=pixels))
    with pytest.raises(DataError, match="the pictures are others: 168"):
        gn.sweep(others, SPACE, seeds=2, out=study.folder.path)


def test_a_study_of_another_version_of_torch_is_not_finished_by_this_one(study, digits, tmp_path):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "old")
    path = plan.folder.question_file
    told = json.loads(path.read_text())
    path.write_text(json.dumps({**told, "versions": {**told["versions"], "torch": "1.0"}}))
    with pytest.raises(DataError, match=r"made by other versions: torch 1\.0 in the study"):
        resume(plan.folder.path)
    path.write_text(json.dumps({**told, "format": 9}))
    with pytest.raises(FileError, match="a study of format 9, and this Glassnet reads format 2"):
        resume(plan.folder.path)


def test_a_folder_without_a_study_is_no_study(tmp_path, digits):
    with pytest.raises(FileError, match=r"holds no study: there is no study\.json in it"):
        resume(tmp_path)
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(DataError, match="holds files already, and no study"):
        gn.sweep(digits, SPACE, out=tmp_path)


def test_two_processes_never_work_on_one_study(study):
    with study.folder.held(), pytest.raises(EnvironmentProblem, match=f"is in use by process {os.getpid()}"):
        resume(study.folder.path)


def test_the_folder_is_for_its_owner_alone(tmp_path, digits):
    plan = planned(digits, SPACE, seeds=2, out=tmp_path / "mine")
    assert stat.S_IMODE(plan.folder.path.stat().st_mode) == 0o700


def test_a_run_that_leaves_the_numbers_is_named_and_the_sweep_goes_on(digits, tmp_path):
    space = {
        "conv_layers": 1,
        "filters": 2,
        "filter_size": 3,
        "dense": "none",
        "learning_rate": "0.1,1e30",
        "epochs": 1,
    }
    study = gn.sweep(digits, space, seeds=2, out=tmp_path / "study", workers=1)
    (bad,) = [row for row in study.results if row.failed]
    assert bad.configuration["learning_rate"] == 1e30
    assert bad.rank is None
    assert "became" in bad.failed[0][1]
    assert [row.rank for row in study.results] == [1, None]
    assert "2 runs failed; their networks are not ranked:" in str(study)
    assert study.test is not None


def test_where_the_smallest_is_clearly_behind_the_words_name_both(study):
    pictures = len(study.groups)
    small, middle, *others = sorted(study.sizes, key=study.sizes.get)
    wrong = {small: 3, middle: 1} | dict.fromkeys(others, 0)
    records = {(key, seed): replace(record, right=np.arange(pictures) >= wrong[key])
               for (key, seed), record in study.records.items()}  # fmt: skip
    told = " ".join(str(replace(study, records=records)).split())
    assert f"the smallest of them, with {study.sizes[small]:,} weights, is " in told
    assert "It got 8.3 points less than the first, which is more than one standard error (4.7)" in told
    assert f"so chosen is the smallest within one, with {study.sizes[middle]:,} weights" in told


def test_one_seed_names_no_winner(digits, tmp_path):
    study = gn.sweep(digits, {"conv_layers": 0, "dense": "none,1", "epochs": 3, "optimizer": "adam"}, seeds=1,
                     out=tmp_path / "study", workers=1)  # fmt: skip
    assert study.ranking.winner is None
    assert "With one seed nobody knows how far chance alone moves a network" in " ".join(str(study).split())


def test_pictures_are_swept_over_sizes(digits, tmp_path):
    space = {"size": "8,5x4", "conv_layers": 0, "dense": "none", "epochs": 1}
    study = gn.sweep(digits, space, seeds=2, out=tmp_path / "study", workers=1)
    shapes = {row.configuration.get("size"): study.candidates[row.key].network.inputs[0].shape for row in study.results}
    assert {key: str(shape) for key, shape in shapes.items()} == {8: "8x8x1", "5x4": "5x4x1"}


def test_patience_ends_runs_early_with_their_best_weights(digits, tmp_path):
    space = {"conv_layers": 0, "dense": "none", "learning_rate": "2.0,3.0", "epochs": 30}
    study = gn.sweep(digits, space, seeds=1, patience=1, out=tmp_path / "study", workers=1)
    assert all(len(record.history) < 30 for record in study.records.values())


def test_too_few_pictures_are_refused_before_anything_is_made(tmp_path):
    few = split(gn.datasets.digits.images()[:6], method="random", validation=0, test=0)
    with pytest.raises(DataError, match="there are 6 pictures to train on and 0 to choose by"):
        gn.sweep(few, SPACE, out=tmp_path / "study")
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize("seeds", [0, [], [1, 1], [-1]])
def test_seeds_that_are_none_or_not_different_are_refused(digits, tmp_path, seeds):
    with pytest.raises(SettingError, match="give how many, from 1 on, or a list of different whole numbers"):
        gn.sweep(digits, SPACE, seeds=seeds, out=tmp_path / "study")


def test_without_test_pictures_the_study_says_so(digits, tmp_path):
    study = gn.sweep(replace(digits, test=digits.test[:0]), {"conv_layers": 0, "dense": "none,4", "epochs": 1}, seeds=2,
                     out=tmp_path / "study", workers=1)  # fmt: skip
    assert study.test is None
    assert "There are no test pictures to score the chosen one by." in " ".join(str(study).split())


def test_a_broken_record_is_named(digits, tmp_path):
    study = gn.sweep(digits, {"conv_layers": 0, "dense": "none", "epochs": 1}, seeds=1, out=tmp_path / "s", workers=1)
    path = study.folder.record(study.results[0].key, 0)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileError) as refused:
        resume(tmp_path / "s")
    assert str(path) in str(refused.value)


def test_a_record_of_another_run_is_refused(study, tmp_path):
    folder = StudyFolder(tmp_path)
    key, seed = next(iter(study.records))
    path = folder.record(key, seed + 1)
    path.parent.mkdir(parents=True)
    read_record(study.folder.record(key, seed)).write(path)
    with pytest.raises(FileError, match="is the record of another run"):
        folder.records(study.agenda, (0, 1))


@pytest.mark.parametrize(
    "change", [{"right": "zz"}, {"right": "ff"}, {"pictures": -1}, {"format": 2}, {"seconds": "soon"}, {"more": 1}]
)
def test_a_record_that_is_none_is_refused(change):
    plain = Record("a", 0, "finished", right=np.ones(36, np.bool_)).to_plain()
    with pytest.raises(GlassnetError):
        Record.from_plain({**plain, **change})


def test_a_disk_too_small_for_the_models_is_told_before_the_first_run(digits, tmp_path, monkeypatch):
    monkeypatch.setattr("glassnet.sweeping.planning.disk_usage", lambda _: SimpleNamespace(free=10_000))
    with pytest.raises(EnvironmentProblem, match=r"The models of 8 runs take .* has 10\.0 kB free"):
        planned(digits, SPACE, seeds=2, out=tmp_path / "study")
    assert not (tmp_path / "study" / "study.json").exists()


def test_memory_that_runs_out_in_a_run_is_named_and_the_others_go_on(digits, tmp_path, monkeypatch):
    real = trial.fit

    def greedy(network, *words, **settings):
        if settings["seed"] == 1:
            raise MemoryError
        return real(network, *words, **settings)

    monkeypatch.setattr(trial, "fit", greedy)
    study = gn.sweep(digits, {"conv_layers": 0, "dense": "none,4", "epochs": 1}, seeds=2, out=tmp_path / "s", workers=1)
    assert [record.reason for record in study.records.values() if not record.is_finished] == ["MemoryError"] * 2
    assert study.ranking is None
    assert "No network has finished with all its seeds yet." in str(study)


def test_pictures_that_form_groups_are_told_as_such(digits, tmp_path):
    grouped = replace(digits, validation=replace(digits.validation, groups=np.arange(len(digits.validation)) // 6))
    study = gn.sweep(
        grouped, {"conv_layers": 0, "dense": "none,4", "epochs": 1}, seeds=2, out=tmp_path / "s", workers=1
    )
    assert "accuracy on 36 pictures in 6 groups (validation), mean of 2 seeds" in str(study)
