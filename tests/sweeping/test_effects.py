"""Which knob matters: what networks can tell, of grids with holes and of networks turned one knob at a time."""

from itertools import product

import numpy as np
import pytest

from glassnet.sweeping.judging.changes import drawn, not_parted, sentence
from glassnet.sweeping.judging.designs import base_of, columns_of, design_of
from glassnet.sweeping.judging.effects import effects, pairs
from glassnet.sweeping.judging.interplay import interplays, told_pairs
from glassnet.sweeping.space.configuration import configuration
from glassnet.sweeping.space.space import Space

HUNDRED = np.arange(100)


def answers(percent, seeds=2):
    """So many of a hundred pictures right, from each seed the same."""
    return np.repeat((percent > HUNDRED)[None], seeds, axis=0)


def told_of(known, percent, varied=()):
    """The effects by knob of networks that got so many percent."""
    right = {key: answers(percent[key]) for key in known}
    return {each.knob: each for each in effects(tuple(varied), known, right, HUNDRED)}


def points(effect):
    return {(change.before, change.after): round(100 * change.effect.mean, 6) for change in effect.changes}


def levels(effect):
    return {value: round(100 * mean, 6) for value, mean, _ in effect.levels}


def with_and_without_layers():
    known = {"none": configuration({"conv_layers": 0})}
    for layers, size in product((1, 2), (3, 5)):
        known[f"{layers} of {size}"] = configuration({"conv_layers": layers, "filter_size": size})
    return known, {"none": 20, "1 of 3": 40, "1 of 5": 60, "2 of 3": 50, "2 of 5": 90}


def test_no_layers_are_held_against_the_mean_of_what_was_tried_in_layers():
    found = told_of(*with_and_without_layers(), ("conv_layers", "filter_size"))
    # One layer: (40 + 60) / 2 = 50; two: (50 + 90) / 2 = 70. Size 3 to 5: +20 and +40, so +30 on average.
    assert points(found["conv_layers"]) == {(0, 1): 30, (0, 2): 50}
    assert levels(found["conv_layers"]) == {0: 20, 1: 50, 2: 70}
    assert points(found["filter_size"]) == {(3, 5): 30}
    assert levels(found["filter_size"]) == {3: 45, 5: 75}
    assert not any(each.untold for each in found.values())


def test_pairs_of_knobs_are_asked_about_where_both_have_a_say():
    known, percent = with_and_without_layers()
    right = {key: answers(each) for key, each in percent.items()}
    (pair,) = interplays(("conv_layers", "filter_size"), known, right, HUNDRED)
    assert (pair.turned, pair.at) == ((1, 2), (3, 5))
    assert pair.effect.mean == pytest.approx((0.90 - 0.60) - (0.50 - 0.40))


def test_what_can_be_parted_is_told_and_what_cannot_is_named_with_what_it_is_mixed_with():
    known = {
        "ten": configuration({"epochs": 10, "learning_rate": 0.01, "dense": 8}),
        "six": configuration({"epochs": 6, "learning_rate": 0.01, "dense": 8}),
        "long": configuration({"epochs": 100, "learning_rate": 0.001, "dense": 8}),
        "wide": configuration({"epochs": 100, "learning_rate": 0.001, "dense": 16}),
    }
    found = told_of(known, {"ten": 50, "six": 40, "long": 90, "wide": 95}, ("epochs", "learning_rate", "dense"))
    assert points(found["epochs"]) == {(6, 10): 10}
    assert levels(found["epochs"]) == {6: 40, 10: 50}
    assert (
        not_parted(found["epochs"])
        == "epochs 100 against the others: these networks cannot part it from learning rate."
    )
    assert not_parted(found["learning_rate"]) == "learning rate: these networks cannot part it from epochs."
    assert points(found["dense"]) == {(8, 16): 5}
    assert not_parted(found["dense"]) == ""


def test_of_two_sets_of_values_that_never_meet_each_is_told_by_itself():
    known = {f"{size} {pool}": configuration({"filter_size": size, "pool": pool})
             for size, pool in ((3, 2), (5, 2), (7, 3), (9, 3))}  # fmt: skip
    found = told_of(known, {"3 2": 10, "5 2": 20, "7 3": 30, "9 3": 60}, ("filter_size", "pool"))
    assert points(found["filter_size"]) == {(3, 5): 10, (7, 9): 30}
    assert (found["filter_size"].untold, found["filter_size"].mixed_with) == ((7, 9), ("pool",))


POSTS = {
    "conv_layers": 2,
    "filter_size": 10,
    "filters": 3,
    "pool": 2,
    "dense": 1024,
    "epochs": 10,
    "learning_rate": 0.01,
}
TURNED = {  # what each network of the list has unlike the first, and what it got
    "#1": ({}, 70),
    "one layer": ({"conv_layers": 1}, 66),
    "three layers": ({"conv_layers": 3}, 73),
    "size 3": ({"filter_size": 3}, 60),
    "size 30": ({"filter_size": 30}, 71),
    "size 91": ({"filter_size": 91}, 65),
    "nine filters": ({"filters": 9}, 74),
    "dense 128": ({"dense": 128}, 69),
    "no pool": ({"pool": None}, 80),
    "pool 3": ({"pool": 3}, 62),
    "pool 5": ({"pool": 5}, 55),
    "#3": ({"conv_layers": 1, "filter_size": 91, "epochs": 6}, 50),
    "#4": ({"conv_layers": 3, "filters": 9, "epochs": 6}, 77),
    "#5": ({"conv_layers": 1, "filter_size": 91, "epochs": 100, "learning_rate": 0.001}, 88),
    "#6": ({"filter_size": 30, "filters": 9, "epochs": 100, "learning_rate": 0.001}, 85),
}


@pytest.fixture(scope="module")
def one_at_a_time():
    networks = [{"name": name, **POSTS, **turned} for name, (turned, _) in TURNED.items()]
    known = {each.word("network"): each for each in Space.of({"network": networks}).grid()}
    return told_of(known, {name: percent for name, (_, percent) in TURNED.items()}, ("network",))


def test_of_networks_turned_one_knob_at_a_time_each_value_is_held_against_the_first_networks(one_at_a_time):
    assert {
        name: points(one_at_a_time[name]) for name in ("conv_layers", "filter_size", "filters", "pool", "dense")
    } == {
        "conv_layers": {(2, 1): -4, (2, 3): 3},
        "filter_size": {(10, 3): -10, (10, 30): 1, (10, 91): -5},
        "filters": {(3, 9): 4},
        "pool": {(2, None): 10, (2, 3): -8, (2, 5): -15},
        "dense": {(1024, 128): -1},
    }
    assert "network" not in one_at_a_time
    assert {one_at_a_time[name].base for name in ("conv_layers", "filter_size", "filters", "pool", "dense")} == {"#1"}


def test_their_levels_are_what_the_first_network_got_with_that_knob_turned(one_at_a_time):
    assert levels(one_at_a_time["pool"]) == {None: 80, 2: 70, 3: 62, 5: 55}
    assert levels(one_at_a_time["filter_size"]) == {3: 60, 10: 70, 30: 71, 91: 65}


def test_knobs_that_were_never_turned_alone_are_told_by_the_model_as_far_as_it_goes(one_at_a_time):
    (six,) = one_at_a_time["epochs"].changes
    assert (six.before, six.after) == (10, 6)
    assert not_parted(one_at_a_time["epochs"]).startswith(
        "epochs 100 against the others: these networks cannot part it"
    )
    assert not_parted(one_at_a_time["learning_rate"]) == "learning rate: these networks cannot part it from epochs."


def test_all_changes_of_such_a_list_are_corrected_together_and_told_in_a_sentence_each(one_at_a_time):
    changes = [change for effect in one_at_a_time.values() for change in effect.changes]
    assert len(changes) == 2 + 3 + 1 + 3 + 1 + 1
    least = min(changes, key=lambda change: change.effect.luck)
    assert least.luck == pytest.approx(min(1.0, len(changes) * least.effect.luck))
    told = [sentence(change, "100 pictures", 2) for change in one_at_a_time["pool"].changes]
    assert [each.partition(" changes")[0] for each in told] == ["pool 2 → none", "pool 2 → 3", "pool 2 → 5"]


def test_a_list_of_texts_is_told_by_name_and_a_list_of_both_by_what_they_share():
    texts = ["8x8x1 > dense 10 softmax", "8x8x1 > dense 4 relu > dense 10 softmax"]
    networks = [{"name": name, "network": text} for name, text in zip("ab", texts, strict=True)]
    networks += [{"name": name, "conv_layers": 1, "filters": count} for name, count in (("c", 3), ("d", 9))]
    known = {each.word("network"): each for each in Space.of({"network": networks}).grid()}
    found = told_of(known, {"a": 10, "b": 30, "c": 50, "d": 90}, ("network",))
    assert {name: points(each) for name, each in found.items()} == {
        "network": {("a", "b"): 20},
        "filters": {(3, 9): 40},
    }


def test_a_network_written_as_text_is_no_turn_of_one_made_of_knobs():
    networks = [
        {"name": "text", "network": "8x8x1 > dense 10 softmax", "epochs": 3},
        {"name": "knobs", "conv_layers": 0},
    ]
    known = list(Space.of({"network": networks}).grid())
    columns = columns_of(("network",), known)
    assert list(columns) == ["epochs"]
    assert base_of(columns, known) is None


def test_a_full_grid_has_no_base():
    known = [configuration({"dense": dense, "filters": filters}) for dense, filters in product((8, 16, 32), (3, 9))]
    assert base_of(columns_of(("dense", "filters"), known), known) is None


@pytest.mark.parametrize(
    ("values", "base", "asked"),
    [
        ([3, 9], "none", [(3, 9)]),
        ([None, 2, 3], "none", [(None, 2), (None, 3)]),
        ([3, 10, 30, 91], "none", [(3, 91)]),
        ([None, 2, 3, 5], "none", [(None, 2), (2, 5)]),
        ([None, "flip", "shift", "blur"], "none", [(None, "flip"), (None, "shift"), (None, "blur")]),
        ([None, 2, 3, 5], 2, [(2, None), (2, 3), (2, 5)]),
    ],
)
def test_numbers_are_held_end_to_end_words_against_the_first_and_all_against_a_base(values, base, asked):
    assert pairs(values, base) == asked


@pytest.mark.parametrize("seed", range(25))
def test_where_knobs_only_add_up_every_change_that_is_told_is_the_true_one_whatever_networks_are_missing(seed):
    chance = np.random.default_rng(seed)
    worth = {"dense": {8: 0, 16: 3, 32: 11, 64: 4}, "epochs": {1: 0, 2: 7, 5: 1}, "filters": {3: 0, 9: 20}}
    every = [dict(zip(worth, values, strict=True)) for values in product(*worth.values())]
    some = [every[at] for at in chance.choice(len(every), chance.integers(2, 16), replace=False)]
    known = {str(number): configuration(each) for number, each in enumerate(some)}
    percent = {key: 30 + sum(worth[name][known[key][name]] for name in worth) for key in known}
    for name, effect in told_of(known, percent, worth).items():
        for (before, after), change in points(effect).items():
            assert change == pytest.approx(worth[name][after] - worth[name][before])
        assert set(levels(effect)) | set(effect.untold) == {each[name] for each in some}
        assert bool(effect.untold) is bool(effect.mixed_with)


def test_what_networks_cannot_tell_is_no_weights():
    known = [configuration({"dense": 8, "filters": 3}), configuration({"dense": 16, "filters": 9})]
    design = design_of(columns_of(("dense", "filters"), known))
    assert design.between("dense", 8, 16) is None


def test_pairs_are_said_together_where_none_is_seen():
    known = {f"{a} {b}": configuration({"filters": a, "dense": b}) for a, b in product((3, 9), (None, 128))}
    right = {key: answers(50) for key in known}
    found = interplays(("filters", "dense"), known, right, HUNDRED)
    assert told_pairs(found) == [
        "It is not seen that the one pair of knobs does more, or less, together than each alone."
    ]
    assert told_pairs([]) == []


def test_a_rate_that_nobody_gave_is_the_optimizers_and_can_be_what_differs():
    known = {
        "usual": configuration({"network": "usual", "epochs": 10}),
        "said": configuration({"network": "said", "epochs": 10, "learning_rate": 0.01, "dense": 8}),
        "long": configuration({"network": "long", "epochs": 100, "learning_rate": 0.001}),
    }
    assert columns_of((), list(known.values()))["learning_rate"] == [0.01, 0.01, 0.001]
    found = told_of(known, {"usual": 50, "said": 40, "long": 90})
    assert found["epochs"].mixed_with == ("learning_rate",)
    assert not found["epochs"].changes
    assert points(found["dense"]) == {(8, 1024): 10}
    assert not any(each.is_drawn for each in found.values())


def test_of_a_list_in_which_one_knob_turns_each_is_held_against_the_first():
    pools = {"base": 4, "unpooled": None, "coarse": 8}
    known = {name: configuration({"network": name, "pool": pool}) for name, pool in pools.items()}
    found = told_of(known, {"base": 50, "unpooled": 70, "coarse": 40})
    assert points(found["pool"]) == {(4, None): 20, (4, 8): -10}
    assert found["pool"].base == "base"


def test_a_knob_drawn_from_a_range_is_told_in_thirds_and_hides_no_other():
    chance = np.random.default_rng(1)
    rates = [float(f"{rate:.3g}") for rate in 10 ** chance.uniform(-4, 0, 30)]
    known = {str(number): configuration({"learning_rate": rate, "filters": 3 if number % 2 else 9})
             for number, rate in enumerate(rates)}  # fmt: skip
    thirds = np.searchsorted(sorted(rates), rates) // 10
    percent = {key: 20 + int(thirds[int(key)]) ** 2 * 10 + 5 * (known[key]["filters"] == 9) for key in known}
    found = told_of(known, percent, ("learning_rate", "filters"))
    low, middle, high = (sorted(rates)[at] for at in (5, 15, 25))
    assert points(found["learning_rate"]) == {(low, middle): 10, (low, high): 40}
    assert points(found["filters"]) == {(3, 9): 5}
    assert drawn(found["learning_rate"]) == (
        f"learning rate was drawn from a range: {low}, {middle} and {high} are the middles of its lower, middle and "
        "upper third."
    )
    assert drawn(found["filters"]) == ""


def test_two_hundred_networks_of_two_ranges_are_told():
    chance = np.random.default_rng(2)
    known = {str(number): configuration({"learning_rate": chance.uniform(), "keep": chance.uniform(), "dense": 8})
             for number in range(200)}  # fmt: skip
    found = told_of(known, dict.fromkeys(known, 50), ("learning_rate", "keep"))
    assert [len(each.changes) for each in found.values()] == [2, 2]


def test_values_of_a_list_are_never_put_in_parts():
    sizes = {"base": 10, **{f"size {size}": size for size in (3, 5, 7, 15, 30)}}
    known = {name: configuration({"network": name, "filter_size": size}) for name, size in sizes.items()}
    known["nine"] = configuration({"network": "nine", "filter_size": 10, "filters": 9})
    found = told_of(known, dict.fromkeys(known, 50))
    assert set(points(found["filter_size"])) == {(10, size) for size in (3, 5, 7, 15, 30)}
