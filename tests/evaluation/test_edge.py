"""The edge of the familiar keeps its promise, by counting where it can and by extrapolation where it must."""

import numpy as np
import pytest
from scipy import stats

from glassnet.evaluation.edge import conformal_edge, edge_of, extrapolated_edge, needed


@pytest.mark.parametrize(
    ("n", "share", "place", "promised"),
    [(19, 0.05, 19, 1 / 20), (39, 0.05, 38, 2 / 40), (60, 0.05, 58, 3 / 61), (18, 0.05, 18, 1 / 19), (9, 0.5, 5, 0.5)],
)
def test_the_edge_is_the_conformal_quantile(n, share, place, promised):
    """ceil(20 * 0.95) = 19; ceil(40 * 0.95) = 38; ceil(61 * 0.95) = 58; ceil(19 * 0.95) = 19 > 18; ceil(10 / 2) = 5."""
    edge, told = conformal_edge(np.random.default_rng(0).permutation(n) + 1, share)
    assert edge == place
    assert told == pytest.approx(promised)


def test_the_edge_keeps_its_promise_over_many_draws():
    rng = np.random.default_rng(0)
    refused = [rng.normal() > conformal_edge(rng.normal(size=25), 0.1)[0] for _ in range(4000)]
    assert np.mean(refused) == pytest.approx(2 / 26, abs=0.015)


def test_ten_shots_of_one_scene_count_as_one_picture():
    """Nine scenes of one picture and one of ten shots: of 11 draws 8.8 must lie below, so the ninth picture is it."""
    scores = np.array([*range(9), *[100] * 10])
    groups = np.array([*range(9), *[9] * 10])
    assert conformal_edge(scores, 0.2, groups) == (8.0, pytest.approx(2 / 11))
    assert conformal_edge(scores, 0.2)[0] == 100


def test_groups_keep_the_promise_where_single_pictures_break_it():
    """Bursts of equal scores, of 1 to 20 shots, the long ones less odd: a new scene is refused as was promised."""
    rng = np.random.default_rng(0)
    refused = {True: 0, False: 0}
    for _ in range(2000):
        centres, sizes = rng.normal(size=30), rng.integers(1, 21, 30)
        scores, groups = np.repeat(centres - sizes / 10, sizes), np.repeat(np.arange(30), sizes)
        fresh = rng.normal() - rng.integers(1, 21) / 10
        for grouped in refused:
            refused[grouped] += fresh > conformal_edge(scores, 0.1, groups if grouped else None)[0]
    assert refused[True] / 2000 <= 0.1 + 0.02
    assert refused[False] / 2000 > 0.12


def test_twenty_less_one_are_enough_for_a_twentieth():
    scores = np.arange(1.0, 20.0)
    assert edge_of(scores, 0.05) == 19
    assert edge_of(scores[:-1], 0.05) > 18
    assert needed(0.05) == 19


def test_the_extrapolation_is_students_bound_of_the_logarithms():
    logs = np.array([0.0, 0.2, 0.1, 0.3, -0.1])
    bound = logs.mean() + stats.t.ppf(0.95, 4) * logs.std(ddof=1) * np.sqrt(1.2)
    assert extrapolated_edge(np.exp(logs), 0.05) == pytest.approx(np.exp(bound))


def test_the_extrapolation_keeps_its_promise_where_it_holds():
    rng = np.random.default_rng(0)
    draws = np.exp(rng.normal(0, 0.2, (3000, 9)))
    refused = [row[8] > extrapolated_edge(row[:8], 0.05) for row in draws]
    assert np.mean(refused) == pytest.approx(0.05, abs=0.012)


def test_many_shots_of_two_scenes_say_what_two_pictures_say():
    shots = np.exp(np.repeat([0.1, -0.1], 50))
    assert extrapolated_edge(shots, 0.05, np.repeat([0, 1], 50)) == pytest.approx(
        extrapolated_edge(np.exp([0.1, -0.1]), 0.05)
    )


def test_the_extrapolation_goes_three_times_as_far_as_was_seen_and_no_farther():
    assert extrapolated_edge([1e-9, 2.0], 0.05) == 6.0
    assert extrapolated_edge([2.0], 0.05) == 2.0
    assert extrapolated_edge([0.0, 0.0], 0.05) == 0.0
