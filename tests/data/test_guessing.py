"""Judging one cue: parts that split no group, and a vote of near neighbours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.guessing import PARTS, block_folds, grouped_folds, guesses

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), min_size=2, max_size=60)


@given(rows=ROWS, seed=st.integers(0, 9))
def test_no_group_is_on_two_sides_unless_it_is_said_to_be_cut(rows, seed):
    labels, groups = (np.array(column) for column in zip(*rows, strict=True))
    folds = grouped_folds(labels, groups, np.random.default_rng(seed))
    assert set(folds.numbers) <= set(range(folds.count))
    assert 2 <= folds.count <= PARTS
    for group in set(groups):
        if not set(labels[groups == group]) & set(folds.cut):
            assert len(set(folds.numbers[groups == group])) == 1


def test_each_part_holds_each_class_in_even_shares():
    labels, groups = np.repeat([0, 1], 50), np.repeat(np.arange(20), 5)
    folds = grouped_folds(labels, groups, np.random.default_rng(0))
    assert folds.count == 5
    assert [np.bincount(labels[folds.numbers == part]).tolist() for part in range(5)] == [[10, 10]] * 5


def test_a_class_with_few_groups_makes_for_few_parts():
    labels, groups = np.repeat([0, 1], 12), np.array([0] * 6 + [1] * 6 + list(range(2, 14)))
    assert grouped_folds(labels, groups, np.random.default_rng(0)).count == 2


def test_a_class_in_one_single_group_is_cut_and_named():
    labels, groups = np.repeat([0, 1], 10), np.array([0] * 10 + list(range(1, 11)))
    folds = grouped_folds(labels, groups, np.random.default_rng(0))
    assert folds.cut == (0,)
    assert len(set(folds.units[:10])) == PARTS
    assert len(set(folds.numbers[:10])) == PARTS


def test_blocks_count_once_where_neighbours_look_alike():
    labels = np.repeat([0, 1], 20)
    assert len(set(block_folds(labels, alike=True).units)) == 10
    assert len(set(block_folds(labels, alike=False).units)) == 40


def test_what_says_nothing_is_right_as_often_as_the_commonest_class():
    labels = np.array([0] * 30 + [1] * 10)
    nothing = np.zeros((40, 1), np.float32)
    assert guesses(nothing, labels, block_folds(labels, alike=False)).tolist() == [0] * 40


@pytest.mark.parametrize("width", [1, 100])
def test_a_level_that_differs_is_found_in_one_number_and_in_many(width):
    draw = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 30)
    numbers = (labels[:, None] * 40 + draw.normal(0, 3, (90, width))).astype(np.float32)
    assert np.array_equal(guesses(numbers, labels, block_folds(labels, alike=False)), labels)


def test_noise_is_no_better_than_chance():
    draw = np.random.default_rng(0)
    labels = np.repeat([0, 1], 200)
    guessed = guesses(draw.normal(size=(400, 3)).astype(np.float32), labels, block_folds(labels, alike=False))
    assert 150 < (guessed == labels).sum() < 250  # 200 ± 5 standard errors


def test_numbers_that_are_chosen_are_chosen_by_the_rows_that_teach():
    labels = np.repeat([0, 1], 10)
    folds = block_folds(labels, alike=False)
    asked = []

    def choose(teachers):
        asked.append(teachers)
        return labels[:, None].astype(np.float32)

    assert np.array_equal(guesses(choose, labels, folds), labels)
    for part, teachers in enumerate(asked):
        assert not set(teachers) & set(np.flatnonzero(folds.numbers == part))
