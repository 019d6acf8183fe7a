"""What Optuna is for: a search that goes where it was good, and a view of the study that its dashboard opens."""

import io
import sqlite3
from dataclasses import replace

import optuna
import pytest
from tests.sweeping.conftest import SPACE
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.errors import EnvironmentProblem
from glassnet.extras import MissingPackage
from glassnet.report.sweep import SweepBar
from glassnet.report.sweep_plan import of_plan
from glassnet.sweeping import optuna_view
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import trial
from glassnet.sweeping.searching.searching import wanted
from glassnet.sweeping.sweeps import finished, resume, study_in

WIDE = {"conv_layers": "0,1", "filter_size": "3,9", "filters": "1..3", "padding": "valid", "dense": "none",
        "learning_rate": "0.001..1.0", "epochs": 1}  # fmt: skip
SEARCH = {"seeds": 2, "search": "tpe", "networks": 18}


@pytest.fixture(scope="module")
def searched(digits, tmp_path_factory):
    return gn.sweep(digits, WIDE, **SEARCH, out=tmp_path_factory.mktemp("tpe"), workers=1)


def test_a_search_tries_as_many_networks_as_were_wanted_the_post_first_and_no_impossible_one(searched):
    assert len(searched.agenda) == 18
    assert searched.agenda.whole
    assert searched.missing == 0
    assert searched.agenda.candidates[0].configuration == searched.question.space.nearest_to_the_post()
    assert all(made.network.output.shape.sides == (10,) for made in searched.agenda.candidates)
    assert len({made.key for made in searched.agenda.candidates}) == 18
    assert searched.test is not None


def test_a_search_goes_where_it_was_good(searched):
    accuracy = {row.key: row.accuracy for row in searched.results}
    means = [accuracy[made.key] for made in searched.agenda.candidates]
    assert sum(means[-8:]) > sum(means[:8])


def test_a_search_broken_between_and_within_rounds_ends_with_the_same_table(searched, digits, tmp_path):
    plan = planned(digits, WIDE, **SEARCH, out=tmp_path / "broken")
    for stop in (11, 18, 40):
        count = 0

        def enough(_, stop=stop):
            nonlocal count
            count += 1
            if count == stop:
                raise KeyboardInterrupt

        try:
            finished(plan.folder, workers=1, watch=enough)
        except KeyboardInterrupt:
            half = study_in(plan.folder)
            assert half.missing > 0
            assert half.test is None, "test pictures are not looked at before the search is over"
    assert files(resume(plan.folder.path, workers=1).folder.path) == files(searched.folder.path)


def test_the_dashboard_is_given_a_trial_for_each_network_with_its_settings_and_seeds(study, tmp_path):
    path = study.to_optuna(tmp_path / "study.db")
    view = optuna.load_study(study_name="glassnet", storage=f"sqlite:///{path}")
    rows = {row.key: row for row in study.results}
    assert len(view.trials) == 4
    for each in view.trials:
        row = rows[each.user_attrs["network"]]
        assert each.value == pytest.approx(row.accuracy)
        assert (
            each.params["dense"] == row.configuration.to_plain()["dense"].replace("8", "8") or each.params["dense"] == 8
        )
        assert list(each.intermediate_values.values()) == [
            study.records[row.key, seed].accuracy for seed in study.seeds
        ]
    assert view.best_trial.user_attrs["network"] == study.results[0].key
    assert set(optuna.importance.get_param_importances(view)) >= {"conv_layers", "dense"}


def test_writing_the_view_again_adds_nothing(study, tmp_path):
    path = study.to_optuna(tmp_path / "study.db")
    study.to_optuna(path)
    with sqlite3.connect(path) as base:
        assert base.execute("select count(*) from trials").fetchone() == (4,)
    base.close()


def test_a_view_that_cannot_be_written_says_so_and_costs_nothing_else(study, tmp_path):
    path = tmp_path / "study.db"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(EnvironmentProblem, match="could not be written"):
        study.to_optuna(path)


def test_without_optuna_a_search_by_it_is_refused_before_anything_is_made(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(optuna_view, "needs", _missing)
    monkeypatch.setattr("glassnet.sweeping.planning.needs", _missing)
    with pytest.raises(MissingPackage, match="pip install"):
        planned(digits, SPACE, **SEARCH, out=tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_search_goes_on_as_long_as_its_budget_has_time_for_an_average_network(searched):
    # 18 networks of 2 seeds, 3 s a run: 108 s of work, 54 s on two workers, 3 s a network.
    records = {name: replace(record, seconds=3.0) for name, record in searched.records.items()}
    for budget, most in ((50, 18), (54, 18), (60, 20), (69, 23), (10_000, 40), (None, 40)):
        question = replace(searched.question, budget=budget, networks=40)
        assert wanted(question, searched.agenda, records, 2) == most
    # 5 runs that are done again at the end take the time of 2.5 networks.
    assert wanted(replace(searched.question, budget=69, networks=40), searched.agenda, records, 2, again=5) == 20


def test_a_search_with_a_budget_ends_when_it_is_used_up_and_says_so_before(digits, tmp_path, monkeypatch):
    plan = planned(digits, WIDE, seeds=2, search="tpe", budget=600, out=tmp_path / "study", with_cost=True)
    assert (plan.question.networks, len(plan.agenda), plan.agenda.whole) == (1000, 8, False)
    assert "until 600 s are used up" in " ".join(of_plan(plan, 1).split())
    assert study_in(plan.folder).missing == 9 * 2
    bar = SweepBar(study_in(plan.folder), None, io.StringIO())
    assert bar.line() == "0/16 so far"
    monkeypatch.setattr(trial, "perf_counter", _Clock())  # each run takes 30 s: 20 runs, 10 networks
    study = finished(plan.folder, workers=1, watch=bar.see)
    assert bar.line().startswith("20/20 so far | best ")
    assert "left" not in bar.line()
    assert len(study.results) == 10
    assert study.missing == 0
    assert study.test is not None


class _Clock:
    """Says 30 s more each time it is asked."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 30
        return self.now


def test_the_table_is_given_as_a_frame(study):
    frame = study.to_frame()
    head, rows = study.table()
    assert list(frame.columns) == list(head)
    assert frame["accuracy"].tolist() == [row[head.index("accuracy")] for row in rows]


def _missing(package, purpose, *, extra):
    raise MissingPackage(f"{package} is needed {purpose}: pip install 'glassnet[{extra}]'")
