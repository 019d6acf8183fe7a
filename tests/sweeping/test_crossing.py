"""The doubt of seeds and pictures together: by hand where that goes, and by simulated sweeps whose truth is known."""

import numpy as np
import pytest

from glassnet.sweeping.judging.changes import Change, sentence
from glassnet.sweeping.judging.crossing import Crossed, crossed
from glassnet.sweeping.judging.effects import effects
from glassnet.sweeping.judging.interplay import interplays
from glassnet.sweeping.judging.ranking import holm, ranked
from glassnet.sweeping.space.configuration import configuration

SIX = np.arange(6)


def test_two_seeds_and_four_pictures_worked_by_hand():
    # Seeds get 2/4 and 0/4 more right; pictures lead by 1, 1, 0, -1 in the mean of both... laid out:
    values = np.array([[1, 1, 0, 0], [1, -1, 0, 0]])
    known = crossed(values, np.arange(4))
    assert known.mean == 2 / 8
    by_seed = ((0.5 - 0.25) ** 2 + (0 - 0.25) ** 2) / 1 / 2  # 0.0625
    # Picture means 1, 0, 0, 0 around 0.25: squares 0.5625 + 3 * 0.0625 = 0.75, of four with three degrees.
    by_picture = 4 / 3 / 16 * 0.75
    # What is left of each cell without row (0.25 or -0.25) and column mean: 6 of 1/16, 2 of 9/16.
    both = 4 / 3 / 16 * (6 * 0.0625 + 2 * 0.5625) / (2 * 1)
    assert known.error**2 == pytest.approx(max(by_seed + by_picture - both, by_seed, by_picture, both))
    assert known.of_seeds == pytest.approx(by_seed / (by_seed + by_picture))


def test_one_seed_tells_nothing_of_the_next():
    known = crossed(np.ones((1, 40)), np.arange(40))
    assert (known.mean, known.luck, known.reach) == (1.0, 1.0, np.inf)


def test_one_group_tells_nothing_of_the_next():
    assert crossed(np.ones((5, 40)), np.zeros(40, np.int64)).luck == 1.0


def test_five_groups_all_to_one_side_never_tell_and_six_may():
    luck = [crossed(np.ones((5, groups)), np.arange(groups)).luck for groups in (5, 6)]
    assert luck == [1 / 16, 1 / 32]


def test_frames_of_a_burst_count_as_one_draw():
    lead = np.array([[1, 0, 1, 1, 0, 1, 1, 0, 1, 1]] * 4)
    alone = crossed(lead, np.arange(10))
    in_bursts = crossed(np.repeat(lead, 5, axis=1), np.repeat(np.arange(10), 5))
    assert in_bursts.mean == alone.mean
    assert in_bursts.error == pytest.approx(alone.error)


def test_more_seeds_do_not_shrink_the_doubt_that_pictures_bring():
    lead = np.array([1, 1, 1, 0, 0, -1, 1, 0])
    few, many = (crossed(np.repeat(lead[None], seeds, axis=0), np.arange(8)).error for seeds in (3, 300))
    assert few == pytest.approx(many)


def test_holms_rule_by_hand():
    assert holm([0.01, 0.02, 0.9]) == [0.03, 0.04, 0.9]
    assert holm([0.5, 0.4]) == [0.8, 0.8]
    assert holm([]) == []


def test_networks_that_answer_alike_are_tied_and_the_smallest_is_chosen():
    right = np.ones((3, 40), np.bool_)
    found = ranked({"big": right, "small": right}, {"big": 100, "small": 10}, np.arange(40))
    assert (found.winner, set(found.tied), found.chosen, found.order[0]) == (None, {"big", "small"}, "small", "small")


def rights(wrong):
    """Four seeds, the same twelve pictures right but for those that `wrong` names."""
    right = np.ones((4, 12), np.bool_)
    right[:, list(wrong)] = False
    return right


def test_of_the_tied_the_smallest_within_one_standard_error_is_chosen_and_the_smallest_of_all_is_named_too():
    # Behind by 1 picture of 12: each seed alike, so the error is that of pictures alone: the sum of squares is
    # (11/12)**2 + 11 * (1/12)**2 = 132/144, times 12/11/12**2: 1/144. The lag 1/12 is one error exactly: within.
    # Behind by 3 pictures: squares 3 * (9/12)**2 + 9 * (3/12)**2 = 2.25, times 12/11/144: error 0.1306; lag 0.25.
    right = {"big": rights([]), "middle": rights([0]), "tiny": rights([0, 1, 2])}
    found = ranked(right, {"big": 100, "middle": 50, "tiny": 5}, np.arange(12))
    assert found.tied == ("big", "middle", "tiny")
    assert found.lag("middle").error == pytest.approx(1 / 12)
    assert found.lag("tiny").error == pytest.approx((2.25 / 132) ** 0.5)
    assert (found.winner, found.smallest, found.chosen) == (None, "tiny", "middle")
    assert found.is_smallest_worse


def test_where_the_smallest_is_within_one_standard_error_it_is_the_chosen_one():
    right = {"big": rights([]), "small": rights([0])}
    found = ranked(right, {"big": 100, "small": 50}, np.arange(12))
    assert (found.smallest, found.chosen, found.is_smallest_worse) == ("small", "small", False)


def test_taking_the_smallest_near_costs_less_than_taking_the_smallest_of_all_tied():
    chance = np.random.default_rng(9)
    cost = {"near": 0.0, "all": 0.0}
    for _ in range(100):
        right = simulated(chance, ahead=0.8, pictures=40)
        found = ranked(right, {key: 10 - int(key) for key in right}, np.arange(40))
        cost["near"] += found.chosen != "0"
        cost["all"] += (found.winner or found.smallest) != "0"
    assert cost["near"] < 0.75 * cost["all"]


@pytest.mark.parametrize("seed_noise", [0.0, 0.6])
def test_networks_that_are_equally_good_get_a_winner_in_at_most_5_of_100_sweeps(seed_noise):
    chance = np.random.default_rng(5)
    named = 0
    for _ in range(200):
        right = simulated(chance, networks=4, seed_noise=seed_noise)
        named += ranked(right, dict.fromkeys(right, 1), np.arange(60)).winner is not None
    assert named <= 10


def test_a_network_that_is_clearly_better_is_named():
    chance = np.random.default_rng(6)
    named = [ranked(simulated(chance, ahead=2.5), dict.fromkeys("0123", 1), np.arange(60)).winner for _ in range(40)]
    assert named.count("0") >= 36
    assert set(named) <= {"0", None}


def test_who_is_really_best_is_among_those_that_cannot_be_told_apart():
    chance = np.random.default_rng(7)
    dropped = sum(
        "0" not in ranked(simulated(chance, ahead=0.3), dict.fromkeys("0123", 1), np.arange(60)).tied
        for _ in range(200)
    )
    assert dropped <= 10


def simulated(chance, *, networks=4, seeds=5, pictures=60, ahead=0.0, seed_noise=0.3, picture_noise=0.5, of_group=1):
    """What `networks` get right: pictures are easy or hard, seeds lucky or not, for each network in its own way too.

    Pictures stand for `of_group` alike each, as those of a burst are.
    """
    lean = 1.5 + chance.normal(0, 1.5, (1, 1, pictures)) + chance.normal(0, 0.3, (1, seeds, 1))
    lean = (
        lean
        + chance.normal(0, seed_noise, (networks, seeds, 1))
        + chance.normal(0, picture_noise, (networks, 1, pictures))
    )
    lean[0] += ahead
    lean = lean.repeat(of_group, axis=2)
    right = lean + chance.logistic(size=lean.shape) > 0
    return {str(number): right[number] for number in range(networks)}


def grid(**knobs):
    """Configurations of a grid of two knobs by key."""
    (one, these), (other, those) = knobs.items()
    return {f"{a}-{b}": configuration({one: a, other: b}) for a in these for b in those}


def test_the_effect_of_a_knob_in_a_full_grid_is_the_difference_of_plain_means():
    chance = np.random.default_rng(0)
    known = grid(filters=[3, 9], dense=[None, 128])
    right = {key: chance.random((3, 30)) < (0.9 if key.endswith("128") else 0.4) for key in known}
    found = {each.knob: each for each in effects(("filters", "dense"), known, right, np.arange(30))}
    mean = {key: each.mean() for key, each in right.items()}
    (dense,) = found["dense"].changes
    assert dense.effect.mean == pytest.approx((mean["3-128"] + mean["9-128"] - mean["3-None"] - mean["9-None"]) / 2)
    assert (dense.before, dense.after, dense.is_visible) == (None, 128, True)
    assert not found["filters"].changes[0].is_visible
    assert found["filters"].levels[0][1] == pytest.approx((mean["3-128"] + mean["3-None"]) / 2)


def test_knobs_that_only_ever_turn_together_are_not_parted():
    known = {"a": configuration({"filters": 3, "dense": 8}), "b": configuration({"filters": 9, "dense": 16})}
    right = {"a": np.ones((2, 20), np.bool_), "b": np.zeros((2, 20), np.bool_)}
    found = effects(("filters", "dense"), known, right, np.arange(20))
    assert [(each.knob, each.changes, each.mixed_with) for each in found] == [
        ("filters", (), ("dense",)),
        ("dense", (), ("filters",)),
    ]


def test_training_times_are_compared_others_alike():
    known = grid(filters=[3, 9], epochs=[1, 10])
    right = {key: np.ones((2, 20), np.bool_) for key in known}
    seconds = {"3-1": 1.0, "9-1": 2.0, "3-10": 10.0, "9-10": 20.0}
    found = {each.knob: each for each in effects(("filters", "epochs"), known, right, np.arange(20), seconds)}
    assert found["filters"].changes[0].slower == pytest.approx(2)
    assert found["epochs"].changes[0].slower == pytest.approx(10)
    told = sentence(found["epochs"].changes[0], "20 pictures", 2)
    assert told == (
        "epochs 1 → 10 changes accuracy by +0.0 ± 0.0 points: not visible with 20 pictures and 2 seeds; "
        "training takes 10x as long."
    )


def test_a_knob_without_a_say_in_some_networks_is_judged_by_the_others():
    known = {
        "none": configuration({"conv_layers": 0}),
        "few": configuration({"conv_layers": 1, "filters": 3}),
        "many": configuration({"conv_layers": 1, "filters": 9}),
    }
    chance = np.random.default_rng(0)
    right = {key: chance.random((3, 30)) < share for key, share in {"none": 0.1, "few": 0.5, "many": 0.9}.items()}
    found = {each.knob: each for each in effects(("conv_layers", "filters"), known, right, np.arange(30))}
    (change,) = found["filters"].changes
    assert change.effect.mean == pytest.approx(right["many"].mean() - right["few"].mean())


@pytest.mark.parametrize(("knob", "values"), [("augment", [None, "flip"]), ("pool", [None, 2]), ("dense", [None, 8])])
def test_none_is_a_value_like_any_other(knob, values):
    known = {str(value): configuration({knob: value}) for value in values}
    right = {key: np.ones((2, 20), np.bool_) for key in known}
    (found,) = effects((knob,), known, right, np.arange(20))
    assert [level[0] for level in found.levels] == values
    (change,) = found.changes
    assert (change.before, change.after, change.effect.mean) == (values[0], values[1], pytest.approx(0))


def test_a_pair_that_works_together_is_seen_and_its_size_is_the_difference_of_differences():
    chance = np.random.default_rng(0)
    known = grid(filters=[3, 9], dense=[None, 128])
    share = {"3-None": 0.3, "3-128": 0.3, "9-None": 0.3, "9-128": 0.95}
    right = {key: chance.random((4, 60)) < share[key] for key in known}
    (pair,) = interplays(("filters", "dense"), known, right, np.arange(60))
    mean = {key: each.mean() for key, each in right.items()}
    assert pair.effect.mean == pytest.approx(mean["9-128"] - mean["9-None"] - mean["3-128"] + mean["3-None"])
    assert pair.is_visible
    assert str(pair).startswith("filters 3 → 9 is worth ")
    assert str(pair).endswith("more with dense 128 than with dense none")


def test_knobs_that_only_add_up_are_rarely_seen_to_work_together():
    chance, seen = np.random.default_rng(3), 0
    known = grid(filters=[3, 9], dense=[None, 128])
    for _ in range(100):
        lean = {"3-None": 0.0, "3-128": 1.0, "9-None": 1.0, "9-128": 2.0}
        easy = chance.normal(0, 1, (1, 40))
        right = {key: easy + lean[key] + chance.logistic(size=(4, 40)) > 0 for key in known}
        seen += interplays(("filters", "dense"), known, right, np.arange(40))[0].is_visible
    assert seen <= 12


def test_a_corner_that_was_not_tried_leaves_the_pair_untold():
    known = {key: each for key, each in grid(filters=[3, 9], dense=[None, 128]).items() if key != "9-128"}
    right = {key: np.ones((2, 20), np.bool_) for key in known}
    assert interplays(("filters", "dense"), known, right, np.arange(20)) == ()


def test_the_values_of_a_knob_are_averaged_where_it_has_a_say():
    known = {
        "a": configuration({"conv_layers": 0}),
        "b": configuration({"conv_layers": 1, "filters": 2}),
        "c": configuration({"conv_layers": 1, "filters": 4}),
    }
    right = {"a": np.ones((2, 6), np.bool_), "b": np.array([[1, 1, 1, 0, 0, 0]] * 2, np.bool_)}
    right["c"] = np.array([[1, 1, 1, 1, 1, 0]] * 2, np.bool_)
    (filters,) = [each for each in effects(("conv_layers", "filters"), known, right, SIX) if each.knob == "filters"]
    assert [(value, round(mean, 6)) for value, mean, _ in filters.levels] == [(2, 0.5), (4, round(5 / 6, 6))]


def test_a_doubt_beyond_all_accuracies_is_said_in_words_and_kept_as_a_whole_accuracy():
    known = Crossed(-0.114, 0.4, 2.0, 0.9, 0.1, 0.9)
    assert known.error * 4.3 > 1
    assert known.reach == 1
    told = sentence(Change("pool", None, 3, known, 1.0), "60 pictures in 3 groups", 3)
    assert told == (
        "pool none → 3 changes accuracy by -11.4 points (give or take 100 or more): not visible with 60 pictures in 3 "
        "groups and 3 seeds."
    )


def test_one_seed_leaves_the_doubt_unknown_in_words():
    known = crossed(np.array([[1, 0, 0, 0]]), np.arange(4))
    assert known.points == "+25.0 points (give or take nobody knows how much)"


@pytest.mark.parametrize(("seeds", "groups"), [(2, 2), (3, 3), (3, 60), (20, 6)])
def test_degrees_of_freedom_are_never_fewer_than_the_fewer_of_seeds_and_groups_less_one(seeds, groups):
    chance = np.random.default_rng(0)
    for _ in range(300):
        values = chance.integers(-1, 2, (seeds, 4 * groups))
        known = crossed(values, np.arange(4 * groups) // 4)
        assert known.freedom >= min(seeds, groups) - 1
        assert 0 <= known.reach <= 1


def test_few_groups_and_seeds_gave_an_interval_beyond_all_bounds():
    # Each seed and each group comes to nothing, but for one picture; what both count, ten pictures each, is large.
    values = np.array([[1, -1, 0], [-1, 0, 1], [0, 1, -1]]).repeat(10, axis=1)
    values[0, 0] = 0
    known = crossed(values, np.arange(3).repeat(10))
    assert known.freedom == pytest.approx(4, rel=0.01)  # all of it is both at once: 2 x 2
    assert (known.reach, known.luck) == (1, 1)


@pytest.mark.parametrize(("seeds", "groups", "of_group"), [(3, 3, 20), (3, 60, 1), (5, 6, 10), (5, 60, 1)])
def test_intervals_of_a_difference_hold_the_truth_in_95_of_100_sweeps(seeds, groups, of_group):
    chance, held, repeats = np.random.default_rng(11), 0, 400
    for _ in range(repeats):
        right = simulated(chance, networks=2, seeds=seeds, pictures=groups, of_group=of_group)
        known = crossed(right["0"].astype(np.int8) - right["1"].astype(np.int8), np.arange(groups).repeat(of_group))
        held += abs(known.mean) <= known.reach
    assert held >= 0.93 * repeats


@pytest.mark.parametrize(("seeds", "groups", "of_group"), [(3, 60, 1), (3, 8, 20), (5, 12, 10)])
def test_with_few_seeds_and_few_groups_equals_get_a_winner_as_rarely(seeds, groups, of_group):
    chance, named = np.random.default_rng(12), 0
    for _ in range(200):
        right = simulated(chance, networks=2, seeds=seeds, pictures=groups, of_group=of_group)
        found = ranked(right, dict.fromkeys(right, 1), np.arange(groups).repeat(of_group))
        named += found.winner is not None
    assert named <= 10
