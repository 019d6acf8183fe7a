"""A race on a tiny network: who computes the same is timed, who does not is refused, and the page says so."""

import doctest
import json

import numpy as np
import pytest
from benchmarks.nets import NETS, Net
from benchmarks.quiet import Watch

from benchmarks import bench, contestants, nets, page, race, task

TINY = Net("mnist", "Tiny net: 2@2x2", "mnist", 7, ((2, 2),), 3, 0.1, 0.8, 1, gate_batch=4)
SETTINGS = race.Settings(rounds=2, seconds=0.01, threads=1)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Glassnet beside the textbook, and beside one whose pool rounds down."""
    folder = tmp_path_factory.mktemp("race")
    chance = np.random.default_rng(0)
    X, Y = chance.random((10, 7, 7, 1), dtype=np.float32), chance.integers(0, 3, 10)
    wrong = contestants.Contestant("wrong", "Wrong", "tests.benchmarks.floor_pool")
    known = [contestants.CONTESTANTS["glassnet-reference"], contestants.CONTESTANTS["textbook-torch"]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(race, "probe", lambda _threads: {"cpu": "?", "sgemm": 1.0, "bf16": 2.0, "copy": 3.0})
        return race.race(task.of_arrays(TINY, X, Y, X, Y), [*known, wrong], folder, SETTINGS, lambda line: None)


def test_contestants_with_the_same_losses_are_timed_in_every_round(told):
    for key in ("glassnet-reference", "textbook-torch"):
        one = told["contestants"][key]
        assert one.get("failed") is None
        assert one["apart"][0] <= 1e-5
        assert one["apart"][1] <= 1e-3
        assert len(one["seconds"]) == 2
        assert min(one["seconds"]) > 0
        assert one["peak"] > 10
        assert 0 <= one["accuracy"]["right"] <= 1


def test_a_contestant_that_computes_something_else_is_refused(told):
    wrong = told["contestants"]["wrong"]
    assert "computes something else" in wrong["failed"]
    assert "seconds" not in wrong


def test_the_page_tells_times_and_is_read_back_with_its_numbers(told, tmp_path):
    kept = {"mnist": {**told, "contestants": {k: v for k, v in told["contestants"].items() if k != "wrong"}}}
    path = tmp_path / "benchmarks.json"
    page.write(path, kept)
    assert page.read(path) == json.loads(json.dumps(kept))
    text = path.with_suffix(".md").read_text()
    middle = np.median(told["contestants"]["textbook-torch"]["seconds"])
    assert f"**{middle:.3g}**" in text
    assert "n 2" in text


def test_a_round_is_whole_epochs_where_they_are_short_and_else_steps(told):
    for key in ("glassnet-reference", "textbook-torch"):
        work = told["contestants"][key]["work"]
        assert (work["images"], work["batch"]) == (10, 10)
    assert race.Work(images=128, batch=64, epochs=1).share(640) == 0.2
    assert race.Work(images=10, batch=10, epochs=3).share(10) == 3


def test_arguments_name_nets_and_contestants():
    wanted = bench.arguments(["--nets", "1,mnist", "--rivals", "glassnet", "--quick", "--rounds", "3"])
    assert wanted.nets == ["1", "mnist"]
    assert bench.settings(wanted).rounds == 3
    with pytest.raises(SystemExit):
        bench.arguments(["--nets", "7"])


def test_operations_of_an_epoch_are_those_counted_by_hand():
    assert NETS["mnist"].operations() == pytest.approx(29.36e6, rel=1e-3)
    assert NETS["5"].operations() == pytest.approx((823 + 39) * 1e6, rel=1e-2)


@pytest.mark.parametrize("module", [nets, page, race], ids=lambda module: module.__name__)
def test_examples_in_docstrings_are_true(module):
    assert doctest.testmod(module) == (0, doctest.testmod(module).attempted)


def test_a_quiet_moment_has_a_share_or_none():
    others = Watch(1).others()
    assert others is None or 0 <= others <= 1
