"""How often the intervals hold the truth, counted exactly: a figure the docs quote must not slip unseen."""

import numpy as np
import pytest

from benchmarks import coverage


@pytest.mark.parametrize("n", coverage.PICTURES)
@pytest.mark.parametrize("share", coverage.SHARES)
def test_wilsons_interval_holds_the_truth_93_to_97_times_in_100(n, share):
    assert 0.93 <= coverage.wilson_coverage(n, share) <= 0.97


@pytest.fixture(scope="module")
def eight_groups():
    rows = coverage.results(8)
    return rows, coverage.shipped(rows)


@pytest.mark.parametrize("law", [coverage.beta, coverage.copies])
@pytest.mark.parametrize("likeness", [0.3, 0.5])
def test_the_grouped_interval_holds_it_as_often_where_groups_are_few_and_alike(eight_groups, law, likeness):
    held = coverage.listed(*eight_groups, law, likeness).coverage
    assert min(held) >= 0.93
    assert max(held) <= 0.975


def test_taking_groups_for_single_pictures_or_resampling_them_does_not():
    rows = coverage.results(4)
    assert min(coverage.listed(rows, coverage.wilson(rows), coverage.copies, 0.5).coverage) < 0.75
    assert min(coverage.listed(rows, coverage.percentile_bootstrap(rows), coverage.copies, 0.5).coverage) < 0.25


@pytest.mark.parametrize("law", [coverage.beta, coverage.copies])
def test_the_laws_have_the_share_and_the_likeness_they_are_asked_for(law):
    hits = np.arange(coverage.SIZE + 1)
    chances = law(0.8, 0.3)
    assert chances.sum() == pytest.approx(1)
    assert chances @ hits == pytest.approx(0.8 * coverage.SIZE)
    spread = coverage.SIZE * 0.8 * 0.2 * (1 + (coverage.SIZE - 1) * 0.3)
    assert chances @ hits**2 - (0.8 * coverage.SIZE) ** 2 == pytest.approx(spread)


def test_chances_of_all_results_sum_to_one():
    assert coverage.chances(coverage.results(4), coverage.beta(0.9, 0.5)).sum() == pytest.approx(1)
