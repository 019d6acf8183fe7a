"""What TPE is told: only what had a say. A function that branches is searched along its branches."""

import json
from dataclasses import replace

import numpy as np
import optuna
import pytest

import glassnet as gn
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.planning import planned
from glassnet.sweeping.searching.proposing import View
from glassnet.sweeping.searching.searching import next_round
from glassnet.sweeping.space.space import Space


def branching(trial):
    net = gn.input_data([None, *trial.shape.sides])
    if trial.choose("deep", ["no", "yes"]) == "yes":
        net = gn.fully_connected(net, trial.choose("units", [2, 4, 8, 16, 32]), activation="relu")
        if trial.choose("rate", ["usual", "own"]) == "own":
            net = gn.dropout(net, trial.between("keep_share", 0.2, 0.9))
    else:
        net = gn.conv_2d(net, 2, trial.choose("window", [1, 2, 3, 4, 5, 6]), activation="relu")
        net = gn.fully_connected(net, trial.choose("units", [3, 5, 7]), activation="relu")
    return gn.fully_connected(net, trial.classes, activation="softmax")


def good(known):
    """How good a network is said to be: deep ones are, those of 16 units most."""
    if known["deep"] == "no":
        return 0.3
    return 0.9 - 0.1 * abs(np.log2(float(known["units"])) - 4)


def records_of(plan, score):
    found = {}
    for made in plan.candidates:
        right = np.arange(100) < round(100 * score(made.configuration))
        found[made.key, 0] = Record(made.key, 0, "finished", right=right)
    return found


def searched(digits, folder, score, networks, **words):
    """The agenda of a search whose networks are scored without being trained."""
    found = planned(digits, seeds=1, search="tpe", networks=networks, out=folder, **words)
    plan = found.agenda
    while not plan.whole:
        plan = next_round(found.question, plan, records_of(plan, score), 10**12)
    return found.question, plan


@pytest.fixture(scope="module")
def search(digits, tmp_path_factory):
    return searched(digits, tmp_path_factory.mktemp("tpe"), good, 40, space={"epochs": "1,2"}, build=branching)


def test_the_search_goes_along_the_better_branch_and_finds_the_best_there(search):
    _, plan = search
    deep = [made.configuration["deep"] == "yes" for made in plan.candidates]
    assert sum(deep[:8]) <= 6
    assert sum(deep[-24:]) >= 18
    best = max(plan.candidates, key=lambda made: good(made.configuration)).configuration
    assert (best["deep"], best["units"]) == ("yes", 16)
    units = [made.configuration["units"] for made in plan.candidates[-16:] if made.configuration["deep"] == "yes"]
    assert sum(each in (8, 16, 32) for each in units) >= len(units) / 2


def test_a_trial_holds_what_was_asked_and_nothing_else(search):
    question, plan = search
    view = View(optuna, question, 0)
    view.take(plan, records_of(plan, good))
    for trial, made in zip(view.study.trials, plan.candidates, strict=True):
        known = made.configuration
        if known["deep"] == "yes":
            asked = {"deep", "units 2,4,8,16,32", "rate", "epochs"} | ({"keep_share"} & set(known))
            assert ("keep_share" in known) == (known["rate"] == "own")
        else:
            asked = {"deep", "window", "units 3,5,7", "epochs"}
        assert set(trial.params) == asked
        assert trial.value == pytest.approx(round(100 * good(known)) / 100)
        if known["deep"] == "yes":
            assert [2, 4, 8, 16, 32][trial.params["units 2,4,8,16,32"]] == known["units"]


def test_what_was_proposed_is_the_same_after_a_break(search, digits, tmp_path):
    _, plan = search
    _, again = searched(digits, tmp_path, good, 40, space={"epochs": "1,2"}, build=branching)
    assert [made.key for made in again.candidates] == [made.key for made in plan.candidates]


def test_of_knobs_too_a_trial_holds_those_that_had_a_say(digits, tmp_path):
    space = {"conv_layers": "0,1", "filters": "1..4", "filter_size": 3, "dense": "none,4,8", "keep": "0.5,0.9",
             "epochs": 1, "when": {"keep": "dense == 8"}}  # fmt: skip
    question, plan = searched(digits, tmp_path, lambda known: 0.9 - 0.1 * len(known.settings) % 0.3, 14, space=space)
    view = View(optuna, question, 0)
    view.take(plan, records_of(plan, lambda _: 0.5))
    assert len(view.study.trials) == 14
    for trial, made in zip(view.study.trials, plan.candidates, strict=True):
        known = made.configuration
        assert ("filters" in trial.params) == (known["conv_layers"] == 1)
        if known["dense"] is None:
            assert "keep" not in trial.params
        assert set(trial.params) <= set(known)


def test_a_network_that_is_begun_is_no_result_and_one_that_failed_is_none_either(search):
    question, plan = search
    records = records_of(plan, good)
    failed = plan.candidates[3]
    records[failed.key, 0] = replace(records[failed.key, 0], ended="failed")
    view = View(optuna, question, 0)
    view.take(plan, records)
    view.begin(failed.configuration)
    states = [trial.state for trial in view.study.trials]
    assert states == [optuna.trial.TrialState.COMPLETE] * 39 + [optuna.trial.TrialState.RUNNING]


def test_knobs_beside_a_function_are_known_as_such_when_the_space_is_read_again(search):
    question, _ = search
    assert question.space.beside == ("epochs",)
    assert Space.from_plain(json.loads(json.dumps(question.space.to_plain()))) == question.space


def test_a_rate_that_one_branch_asks_for_is_not_turned_in_the_other(digits, tmp_path):
    def some(trial):
        if trial.choose("fast", ["no", "yes"]) == "yes":
            trial.choose("learning_rate", [0.5, 0.7])
        units = trial.choose("units", [2, 3, 4, 5, 6, 7])
        net = gn.fully_connected(gn.input_data([None, *trial.shape.sides]), units)
        return gn.fully_connected(net, trial.classes, activation="softmax")

    _, plan = searched(digits, tmp_path, lambda _: 0.5, 14, space={"epochs": 1}, build=some)
    slow = [made.configuration for made in plan.candidates if made.configuration["fast"] == "no"]
    assert slow
    assert all("learning_rate" not in known for known in slow)
