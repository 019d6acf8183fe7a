"""What a sweep will take: reckoned by hand, rehearsed alone or side by side, and what a budget allows."""

from dataclasses import replace

import pytest
from tests.sweeping.conftest import SPACE

from glassnet.sweeping.forecast import reckoning
from glassnet.sweeping.forecast.beside import SideBySide
from glassnet.sweeping.forecast.cost import STARTED, Cost, Terms, affordable
from glassnet.sweeping.forecast.reckoning import reckoned, rehearse_some
from glassnet.sweeping.forecast.rehearsing import Probe, Stage
from glassnet.sweeping.planning import planned
from glassnet.sweeping.running import processes


@pytest.fixture(scope="module")
def plan(digits, tmp_path_factory):
    """Four networks, two seeds each, nothing run; 168 pictures to train on, 36 to choose by."""
    return planned(digits, SPACE, seeds=2, out=tmp_path_factory.mktemp("plan"))


def keys_of(plan):
    return [made.key for made in plan.agenda.candidates]


def test_a_run_takes_its_steps_its_judging_and_what_is_done_once(plan):
    probe = Probe(once=1.0, step=0.64, judge=0.01, save=5.0)
    # 168 pictures in batches of 64, twice; 36 judged after each of 2 epochs and once more.
    wanted = 1.0 + 2 * (0.64 * 168 / 64 + 0.36) + 0.36
    for keep, saved in (("all", 5.0), ("chosen", 0.0)):
        known = reckoned(plan.question, plan.agenda, dict.fromkeys(keys_of(plan), probe), Terms(2, 1, keep))
        assert known.timed == 4
        assert list(known.seconds.values()) == pytest.approx([wanted + saved] * 4)


def test_a_network_that_was_not_rehearsed_is_likened_to_the_nearest_by_what_is_to_be_done(plan, monkeypatch):
    work = dict(zip(keys_of(plan), (100.0, 120.0, 1000.0, 3000.0), strict=True))
    monkeypatch.setattr(reckoning, "_operations", lambda made: work[made.key])
    keys = keys_of(plan)
    probes = {keys[0]: Probe(1.0, 1.0, 0.0), keys[2]: Probe(2.0, 5.0, 0.0)}
    known = reckoned(plan.question, plan.agenda, probes, Terms(2, 1))
    steps = 2 * 168 / 64
    assert known.timed == 2
    assert [known.seconds[key] for key in keys] == pytest.approx(
        [1 + steps, 1 + 1.2 * steps, 2 + 5 * steps, 2 + 15 * steps]
    )


def test_where_no_network_could_be_rehearsed_nothing_is_expected_and_nothing_breaks(plan):
    known = reckoned(plan.question, plan.agenda, {}, Terms(2, 2))
    assert (known.timed, known.total) == (0, STARTED)


def test_the_first_rehearsed_lie_all_over_the_plan_and_those_known_are_not_rehearsed_again(plan):
    seen = []

    def rehearse(made):
        seen.append(made.key)
        return Probe(0, 0, 0)

    keys = keys_of(plan)
    glance = rehearse_some(plan.agenda, rehearse, 60.0, most=2)
    assert seen == list(glance) == [keys[0], keys[2]]
    assert set(rehearse_some(plan.agenda, rehearse, 60.0, glance)) == set(keys)
    assert seen == [keys[0], keys[2], keys[1], keys[3]]
    assert list(rehearse_some(plan.agenda, rehearse, 0.0)) == [keys[0]], "one at least"


def test_a_rehearsal_finds_times_and_leaves_nothing(plan):
    before = sorted(path.name for path in plan.folder.pictures.rglob("*"))
    probe = Stage(plan.folder.pictures, plan.question.shape).rehearse(plan.agenda.candidates[0])
    assert min(probe.once, probe.step, probe.judge, probe.save) > 0
    assert sorted(path.name for path in plan.folder.pictures.rglob("*")) == before


def test_a_network_that_fails_in_its_rehearsal_is_not_timed(plan, digits, tmp_path):
    wild = planned(digits, {"conv_layers": 0, "dense": "none", "learning_rate": 1e39, "epochs": 1}, out=tmp_path / "s")
    made = wild.agenda.candidates[0]
    assert Stage(wild.folder.pictures, wild.question.shape).rehearse(made) is None
    with SideBySide(wild.folder.pictures, wild.question.shape, 1) as others:
        assert others.rehearse(made, 1) is None
        assert others.rehearse(plan.agenda.candidates[0], 1) is not None, "the process goes on"


def test_processes_rehearse_side_by_side_and_go_one_that_dies_is_done_without(plan):
    made, before = plan.agenda.candidates[0], set(plan.folder.pictures.rglob("*"))
    with SideBySide(plan.folder.pictures, plan.question.shape, 2) as others:
        assert others.started > 0.1
        there = list(others._there)
        assert len(there) == 2
        assert others.rehearse(made, 2).step > 0
        there[0].kill()
        there[0].wait()
        assert others.rehearse(made, 2).step > 0
        there[1].kill()
        there[1].wait()
        assert others.rehearse(made, 2) is None
    assert all(each.poll() is not None for each in there)
    assert set(plan.folder.pictures.rglob("*")) == before


def test_processes_that_do_not_start_leave_what_a_glance_found(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(reckoning, "WORTH", 0.0)
    monkeypatch.setattr(processes.sys, "executable", "/bin/false")
    known = planned(digits, SPACE, seeds=2, out=tmp_path / "s", workers=2, with_cost=True).cost
    assert known.timed == reckoning.GLANCE
    assert known.total > 0


class _Never:
    def __init__(self, *_):
        raise AssertionError("a short sweep starts no processes to rehearse")


class _Slow:
    """Side by side each step takes a second."""

    started = 7.0

    def __init__(self, pictures, shape, hands):
        self.hands = hands

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def rehearse(self, made, at_once):
        assert at_once == self.hands == 2
        return Probe(0.0, 1.0, 0.0)


def test_a_short_sweep_is_rehearsed_here_and_a_long_one_by_as_many_processes_as_workers(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(reckoning, "SideBySide", _Never)
    short = planned(digits, SPACE, seeds=2, out=tmp_path / "short", workers=2, with_cost=True)
    assert short.cost.timed == 4
    monkeypatch.setattr(reckoning, "SideBySide", _Slow)
    monkeypatch.setattr(reckoning, "WORTH", 0.0)
    long = planned(digits, SPACE, seeds=2, out=tmp_path / "long", workers=2, with_cost=True)
    assert long.cost.total == pytest.approx(7.0 + 4 * 2 * 2 * 168 / 64 / 2)


def test_a_budget_allows_as_many_networks_as_are_through_by_then_one_at_least(plan):
    seconds = dict(zip(keys_of(plan), (1.0, 2.0, 3.0, 4.0), strict=True))
    known, terms = Cost(seconds, 0.0, 0, 4, 1), Terms(2, 1)
    for budget, count in ((0.1, 1), (2.0, 1), (5.9, 1), (6.0, 2), (12.0, 3), (19.9, 3), (20.0, 4), (1e9, 4)):
        assert affordable(known, plan.agenda, terms, budget) == count
    # With few models kept, 2 + 1 runs of a mean network are done again: 6 + 3 * 1.5 for two of them.
    few = replace(terms, keep="chosen")
    assert [affordable(known, plan.agenda, few, budget) for budget in (10.4, 10.6)] == [1, 2]
