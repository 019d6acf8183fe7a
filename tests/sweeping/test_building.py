"""`build(trial)`: what it asks is the space, what it returns is tried, and what goes wrong in it is named."""

import json

import pytest
from tests.sweeping.test_sweeps import files

import glassnet as gn
from glassnet.errors import DataError, SettingError
from glassnet.graph.shape import Shape
from glassnet.sweeping.planning import planned
from glassnet.sweeping.space.agenda import Agenda, agenda
from glassnet.sweeping.space.building import Builder
from glassnet.sweeping.space.space import Space
from glassnet.sweeping.sweeps import finished, resume

DIGIT = Shape((8, 8, 1))


def build(trial):
    net = gn.input_data([None, *trial.shape.sides])
    if trial.choose("conv", [False, True]):
        net = gn.conv_2d(net, 2, trial.choose("window", [3, 9]), padding="valid", activation="relu")
    units = trial.choose("dense", [None, 4, 8])
    if units == 4:
        raise RuntimeError("four will not do")
    if units:
        net = gn.fully_connected(net, units, activation="relu")
    return gn.fully_connected(net, trial.classes, activation="softmax")


def dense(units):
    return gn.fully_connected(gn.input_data([None, 8, 8, 1]), units, activation="softmax")


def space_of(function, all_ways=True, **beside):
    return Space.of_function(Builder(function, DIGIT, 10), beside, all_ways=all_ways)


def test_every_way_to_answer_is_tried_once_and_what_was_not_asked_has_no_say():
    space = space_of(build, epochs="1,2")
    assert space.varied == ("conv", "dense", "window", "epochs")
    found = agenda(space.grid(), DIGIT, 10, most=None, limit=10**9)
    names = [made.configuration.told(space.varied) for made in found.candidates]
    assert names[:4] == [
        "conv False, dense none, epochs 1",
        "conv False, dense 8, epochs 1",
        "conv True, dense none, window 3, epochs 1",
        "conv True, dense 8, window 3, epochs 1",
    ]
    assert len(names) == 8
    failed, impossible = found.left_out("build failed"), found.left_out("impossible")
    assert len(failed) == 2 * 2
    assert failed[0].reason == "build raised RuntimeError: four will not do"
    assert {each.configuration["window"] for each in impossible} == {9}
    assert "a 9x9 window does not fit" in impossible[0].reason


def test_an_agenda_and_a_space_of_a_function_are_read_as_they_were_written():
    space = space_of(build)
    found = agenda(space.grid(), DIGIT, 10, most=None, limit=10**9)
    again = Agenda.from_plain(json.loads(json.dumps(found.to_plain())))
    assert [made.configuration for made in again.candidates] == [made.configuration for made in found.candidates]
    assert again.skipped == found.skipped
    assert Space.from_plain(json.loads(json.dumps(space.to_plain()))) == space


def test_a_function_is_swept_by_two_workers_and_a_lambda_no_worse(digits, tmp_path):
    study = gn.sweep(digits, {"epochs": 1}, build=build, seeds=2, out=tmp_path / "one", workers=2)
    assert len(study.results) == 4
    before = files(study.folder.path)
    assert files(resume(tmp_path / "one").folder.path) == before
    assert "nearest to the post" not in gn.write_report(study, tmp_path / "page.html").read_text()
    again = gn.sweep(digits, {"epochs": 1}, build=build, seeds=2, out=tmp_path / "one")
    assert again.table() == study.table()
    space, plain = {"epochs": 1, "learning_rate": "0.1,0.2"}, lambda trial: dense(trial.classes)
    quick = gn.sweep(digits, space, build=plain, seeds=1, workers=1, out=tmp_path / "two")
    assert len(quick.results) == 2
    with pytest.raises(DataError, match="holds the study of another question"):
        gn.sweep(digits, {"epochs": 1}, build=ranged, seeds=2, out=tmp_path / "one")


def ranged(trial):
    net = gn.input_data([None, 8, 8, 1])
    if trial.choose("deep", ["no", "yes"]) == "yes":
        net = gn.fully_connected(net, trial.choose("units", [2, 4, 8]), activation="relu")
    net = gn.fully_connected(net, 10, activation="softmax")
    return gn.regression(net, optimizer="sgd", learning_rate=trial.between("rate", 0.01, 1.0, log=True))


def test_ranges_are_drawn_and_searched_and_a_search_stopped_goes_on_with_the_function_alone(digits, tmp_path):
    words = {"seeds": 1, "search": "tpe", "networks": 10}
    whole = gn.sweep(digits, {"epochs": 1}, build=ranged, **words, out=tmp_path / "whole", workers=1)
    assert len(whole.results) == 10
    rates = [made.network.targets[0].op.optimizer.setting("learning_rate") for made in whole.agenda.candidates]
    assert rates == [made.configuration["rate"] for made in whole.agenda.candidates]
    plan = planned(digits, {"epochs": 1}, build=ranged, **words, out=tmp_path / "broken")
    with pytest.raises(SettingError, match="come from your function ranged, and a folder holds no code"):
        finished(plan.folder, workers=1)
    again = gn.sweep(digits, {"epochs": 1}, build=ranged, **words, out=tmp_path / "broken", workers=1)
    assert files(again.folder.path) == files(whole.folder.path)


@pytest.mark.parametrize(
    ("function", "letter"),
    [
        (lambda trial: 3, "returned int, and not a network"),
        (lambda trial: trial.choose("a", []), "give different options"),
        (lambda trial: trial.choose("a", [1, 1]), "give different options"),
        (lambda trial: trial.choose("rank", [1, 2]), "none that means something else here"),
        (lambda trial: trial.choose("size", [8, 4]), "none that means something else here"),
        (lambda trial: (trial.choose("a", [1, 2]), trial.choose("a", [1, 3])), "twice, with other values"),
        (lambda trial: trial.between("a", 1, 2), "is a range without end"),
        (lambda trial: trial.between("a", 2, 1), "give the smaller end first"),
        (lambda trial: (trial.choose("epochs", [0]), build(trial))[1], "epochs must be a whole number from 1 on"),
    ],
)
def test_what_a_function_may_not_do_is_told_as_the_reason(function, letter):
    with pytest.raises(SettingError, match=letter):
        agenda(space_of(function, batch="8").grid(), DIGIT, 10, most=1, limit=10**9)


def test_a_function_that_leaves_a_knob_no_room_is_told():
    with pytest.raises(SettingError, match="filters has no say here: build makes the networks"):
        space_of(build, filters="3,9")
    with pytest.raises(SettingError, match="asks for nothing"):
        space_of(lambda trial: gn.input_data([None, 8, 8, 1]))


def test_code_of_the_users_inside_a_network_is_named_as_what_no_worker_can_get():
    def own(trial):
        return gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation=lambda x: x)

    with pytest.raises(SettingError, match="it uses your own function"):
        agenda(space_of(own, batch="8").grid(), DIGIT, 10, most=1, limit=10**9)
