"""A class that is one burst is cut so that tested shots have no near ones in training."""

import numpy as np
import pytest

from glassnet.data.cutting import all_differences, cut


def walk(count, seed=0, step=3.0):
    steps = np.random.default_rng(seed).normal(0, step, (count, 8, 8, 1))
    return (128 + steps.cumsum(axis=0)).clip(0, 255).astype(np.uint8)


def contents(count):
    return [bytes([row]) for row in range(count)]


@pytest.mark.parametrize("seed", range(8))
def test_tested_and_trained_shots_are_farther_apart_than_the_median(seed):
    pixels = walk(120, seed)
    parts = cut(pixels, contents(120), seed, 0.15, 0.15)
    for apart in all_differences(pixels):
        median = np.median(apart[np.triu_indices(120, 1)])
        assert apart[np.ix_(parts.test, parts.train)].min() >= median
    together = np.concatenate([parts.train, parts.validation, parts.test, parts.aside])
    assert sorted(together) == list(range(120))
    assert (np.diff(parts.test) == 1).all()
    assert len(parts.train) >= 3 * len(parts.test) > 0
    assert len(parts.validation) == len(parts.test)


def test_without_a_test_part_the_validation_part_is_the_run():
    parts = cut(walk(120), contents(120), 0, 0.3, 0.0)
    assert len(parts.test) == 0
    assert (np.diff(parts.validation) == 1).all()


def test_the_seed_chooses_where_to_cut():
    places = {int(cut(walk(200), contents(200), seed, 0.15, 0.15).test[0]) for seed in range(12)}
    assert len(places) > 2
