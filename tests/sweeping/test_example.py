"""`examples/second_post.toml` is the second post of 2017 as one sweep, `which_knob.toml` its knobs crossed."""

from pathlib import Path

import pytest
from benchmarks.nets import BATCH, NETS

from glassnet.cli.sweeping import Asked, from_file
from glassnet.graph.shape import Shape
from glassnet.sweeping.space.agenda import agenda
from glassnet.sweeping.space.space import Space

EXAMPLES = Path(__file__).parents[2] / "examples"
FILE, SECOND = str(EXAMPLES / "which_knob.toml"), str(EXAMPLES / "second_post.toml")
SIDE, PEOPLE, ENOUGH = Shape((91, 91, 1)), 2, 10**12
POSTS = [net for net in NETS.values() if net.data == "photos"]


@pytest.fixture(scope="module")
def plan():
    return agenda(Space.of(from_file(Asked(), FILE).space).grid(), SIDE, PEOPLE, most=None, limit=ENOUGH)


@pytest.fixture(scope="module")
def second():
    plan = agenda(Space.of(from_file(Asked(), SECOND).space).grid(), SIDE, PEOPLE, most=None, limit=ENOUGH)
    assert plan.skipped == ()
    return {made.configuration["network"]: made for made in plan.candidates}


@pytest.mark.parametrize("net", POSTS, ids=lambda net: net.title)
def test_the_second_post_has_each_network_as_it_was_trained_there(second, net):
    made = second[f"#{net.key}"]
    assert shapes_of(made) == sorted(net.shapes().values())
    trained = [made.configuration.in_force(knob) for knob in ("epochs", "learning_rate", "keep", "optimizer", "batch")]
    assert trained == [net.epochs, net.learning_rate, net.keep, "sgd", BATCH]


def test_the_others_are_its_first_network_with_one_knob_turned_each_of_the_six_in_turn(second):
    first = dict(second["#1"].configuration.settings)
    others = [made.configuration for name, made in second.items() if not name.startswith("#")]
    turned = [{knob for knob, value in each.settings if value != first[knob]} - {"network"} for each in others]
    assert all(len(knobs) == 1 for knobs in turned)
    assert set.union(*turned) == {"conv_layers", "filter_size", "filters", "pool", "dense"}
    assert {each["pool"] for each in others} == {2, None, 3, 5}  # pooling or not, and how large
    assert len(second) == 16


def shapes_of(made):
    return sorted(tuple(weight.shape) for weight in made.network.weights.values())


def test_it_is_a_sweep_that_the_command_takes():
    asked = from_file(Asked(), FILE)
    assert (asked.data, asked.seeds) == ("portraits", 5)
    assert Space.of(asked.space).grid_size == 3 * 4 * 2 * 3 * 2


def test_every_network_can_be_and_none_is_written_twice(plan):
    assert len(plan) == 144
    assert plan.skipped == ()


@pytest.mark.parametrize("net", POSTS, ids=lambda net: net.title)
def test_each_of_the_posts_six_networks_is_in_it(plan, net):
    (filters, window), *_ = net.convs
    wanted = {"conv_layers": len(net.convs), "filters": filters, "filter_size": window, "pool": 2, "dense": 1024}
    (made,) = [
        made for made in plan.candidates if all(made.configuration[knob] == value for knob, value in wanted.items())
    ]
    assert shapes_of(made) == sorted(net.shapes().values())


def test_the_posts_first_network_is_tried_first(plan):
    first = plan.candidates[0].configuration
    assert (first["conv_layers"], first["filters"], first["filter_size"], first["pool"]) == (2, 3, 10, 2)


def test_what_an_option_makes_impossible_is_listed_with_its_reason():
    asked = from_file(Asked(space={"padding": "same,valid"}), FILE)
    plan = agenda(Space.of(asked.space).grid(), SIDE, PEOPLE, most=None, limit=ENOUGH)
    left = {each.configuration.told(("conv_layers", "filter_size", "pool")): each.reason for each in plan.skipped}
    assert {each.why for each in plan.skipped} == {"impossible"}
    # A filter of 91 leaves one number of a photo of 91, which no pool of 2 fits on, and no second filter.
    assert "conv layers 1, filter size 91, pool 2" in left
    assert "conv layers 2, filter size 91, pool none" in left
    # 91 - 29 = 62, pooled 31, 31 - 29 = 2, pooled 1: no third filter of 30.
    assert "'conv_3': a 30x30 window does not fit" in left["conv layers 3, filter size 30, pool 2"]
    # 91 - 9 = 82, pooled 41, 32, 16, 7, 3 (the third pool of 2 fits on 7): it can be.
    assert "conv layers 3, filter size 10, pool 2" not in left
