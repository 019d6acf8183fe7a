"""Successive halving: who goes on, what is said of the others, the same after a break, and where it is refused."""

import io
from dataclasses import replace

import numpy as np
import pytest
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.data.splits import split
from glassnet.errors import SettingError
from glassnet.report.sweep import SweepBar
from glassnet.report.sweep_plan import of_plan
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running.events import Job, RunEnd
from glassnet.sweeping.searching.halving import at_stage
from glassnet.sweeping.sweeps import finished, resume, study_in
from glassnet.sweeping.telling import told_agenda

SPACE = {"conv_layers": 0, "dense": "none", "learning_rate": "1e-6,1e-5,1e-4,0.01,0.1,0.5,1e30", "epochs": 9}


@pytest.fixture(scope="module")
def many():
    return split(gn.datasets.digits.images()[:500], method="random", validation=0.44, test=0.1)


@pytest.fixture(scope="module")
def halved(many, tmp_path_factory):
    return gn.sweep(many, SPACE, seeds=2, halving=True, out=tmp_path_factory.mktemp("halved"), workers=1)


def test_the_better_third_goes_on_twice_and_the_others_are_listed_with_their_score_then(halved):
    assert len(halved.results) == 1  # of 7 go on 3, of 3 one
    assert halved.results[0].rank == 1
    assert halved.missing == 0
    assert {len(record.history) for record in halved.records.values()} == {9}
    reasons = [each.reason for each in halved.agenda.left_out("pruned")]
    assert len(reasons) == 6
    assert sum("pruned at epoch 1 of 9, with" in each for each in reasons) == 4
    assert sum("pruned at epoch 3 of 9, with" in each for each in reasons) == 2
    assert halved.test is not None
    told = " ".join(str(halved).split())
    assert "6 networks were pruned on the way, and not ranked:" in told
    assert "One of 7 networks was left, so there is nothing to compare." in told
    assert "is the best of 7 validation scores, so it is optimistic" in told
    assert "6 pruned on the way, and not ranked:" in told_agenda(halved.agenda, ("learning_rate",))


def test_a_network_that_fails_on_the_way_is_dropped_and_named(many, tmp_path):
    space = {"conv_layers": 1, "filters": 2, "filter_size": 3, "dense": "none", "learning_rate": "0.1,1e30"}
    study = gn.sweep(many, {**space, "epochs": 2}, seeds=2, halving=True, out=tmp_path / "study", workers=1)
    assert [row.configuration["learning_rate"] for row in study.results] == [0.1]
    (left,) = study.agenda.left_out("pruned")
    assert left.reason.startswith("failed within 1 of 2 epochs, seed ")
    assert "became nan" in left.reason


def test_who_is_dropped_was_worse_after_the_same_epochs_from_the_same_seeds(halved, many, tmp_path):
    short = gn.sweep(many, {**SPACE, "epochs": 1}, seeds=2, out=tmp_path / "short", workers=1)
    scores = {row.configuration["learning_rate"]: row.accuracy for row in short.results if row.rank}
    dropped = [each for each in halved.agenda.skipped if "pruned at epoch 1" in each.reason]
    on = set(scores) - {each.configuration["learning_rate"] for each in dropped}
    assert min(scores[rate] for rate in on) >= max(scores[each.configuration["learning_rate"]] for each in dropped)
    for each in dropped:
        assert f"with {100 * scores[each.configuration['learning_rate']]:.1f} % on" in each.reason


@pytest.mark.parametrize("stop", [5, 20, 38])
def test_halving_that_was_stopped_goes_on_and_ends_with_the_same_table(halved, many, tmp_path, stop):
    plan = planned(many, SPACE, seeds=2, halving=True, out=tmp_path / "broken")
    count = 0

    def enough(_):
        nonlocal count
        count += 1
        if count == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, workers=1, watch=enough)
    assert study_in(plan.folder).test is None
    assert study_in(plan.folder).missing > 0
    assert files(resume(plan.folder.path, workers=2).folder.path) == files(halved.folder.path)


def test_the_screen_says_that_networks_will_be_pruned_and_the_cost_is_less(many, tmp_path):
    plans = [planned(many, SPACE, seeds=2, halving=each, workers=1, with_cost=True, out=tmp_path / str(each))
             for each in (True, False)]  # fmt: skip
    told = " ".join(of_plan(plans[0], 1).split())
    assert "the better third of them goes on, and again; the others are pruned" in told
    assert "Networks and epochs: 7 for 1, 3 for 3, 1 for 9. 22 runs, 2 seeds each" in told
    # 7 x 1 + 3 x 3 + 1 x 9 epochs of 7 x 9.
    known = plans[1].cost.seconds
    assert plans[0].cost.total == pytest.approx(2 * sum(plans[0].cost.seconds.values()) * 25 / 63)
    assert len(known) == 7


@pytest.mark.parametrize(
    ("change", "letter"),
    [
        ({"space": {**SPACE, "epochs": "3,9"}}, "these want 3, 9"),
        ({"space": {**SPACE, "epochs": 1}}, "Halving needs 2 epochs or more"),
        ({"search": "tpe"}, "TPE learns from whole runs"),
    ],
)
def test_what_halving_cannot_do_is_refused_in_a_letter(many, tmp_path, change, letter):
    with pytest.raises(SettingError, match=letter):
        planned(many, change.pop("space", SPACE), halving=True, out=tmp_path / "no", **change)


def test_few_pictures_or_few_groups_are_refused_with_the_number_and_why(digits, many, tmp_path):
    with pytest.raises(SettingError, match=r"here 36 pictures give them .* one standard error is 6\.7 points"):
        planned(digits, SPACE, halving=True, out=tmp_path / "few")
    groups = np.arange(len(many.validation)) // 4
    bursts = replace(many, validation=replace(many.validation, groups=groups))
    with pytest.raises(SettingError, match="here 55 pictures give them"):
        planned(bursts, SPACE, halving=True, out=tmp_path / "bursts")
    assert not (tmp_path / "few" / "study.json").exists()


def test_the_bar_counts_the_runs_of_all_stages_from_the_start_and_after_a_break_those_ahead(many, tmp_path):
    plan = planned(many, SPACE, seeds=2, halving=True, out=tmp_path / "study")
    bar, lines = SweepBar(study_in(plan.folder), None, io.StringIO()), []

    def watch(event):
        bar.see(event)
        lines.append(bar.line())
        if len(lines) == 34:  # 17 runs: all 14 of the first stage and 3 of the 6 of the second
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finished(plan.folder, workers=1, watch=watch)
    # 7 for 1 epoch, 3 for 3, 1 for 9.
    assert {line.split(" | ")[0].partition("/")[2] for line in lines} == {"22"}
    assert lines[-1].startswith("17/22 | best ")
    again = SweepBar(study_in(plan.folder), None, io.StringIO())
    assert again.line().startswith("3/8 | best ")
    study = finished(plan.folder, workers=1, watch=again.see)
    assert again.line().startswith(f"8/8 | best {100 * study.results[0].accuracy:.1f} % ")


def test_the_time_left_knows_that_later_stages_have_more_epochs(many, tmp_path):
    plan = planned(many, SPACE, seeds=2, halving=True, out=tmp_path / "study")
    bar = SweepBar(study_in(plan.folder), dict.fromkeys(study_in(plan.folder).candidates, 9.0), io.StringIO())
    bar._began -= 60.0
    for made in at_stage(plan.question, plan.agenda).candidates[:6]:
        for seed in (0, 1):
            bar.see(
                RunEnd(
                    Job(made, seed),
                    1,
                    Record(made.key, seed, "finished", right=np.ones(len(many.validation), np.bool_)),
                )
            )
    # 12 of the 14 runs of one epoch took 60 s: two more, then 6 of three epochs and 2 of nine.
    assert f"{60 / 12 * (2 + 6 * 3 + 2 * 9) / 60:.1f} min left" in bar.line()
