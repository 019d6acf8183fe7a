"""Splitting: three parts, no picture twice, every class everywhere it can be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.images import Images
from glassnet.data.splits import shares, split
from glassnet.errors import DataError


def images_of(*counts):
    labels = np.repeat(np.arange(len(counts)), counts)
    return Images(np.zeros((len(labels), 1, 1, 1), np.uint8), labels, tuple(f"c{n}" for n in range(len(counts))))


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=5),
    st.integers(0, 2**40),
    st.floats(0, 0.49),
    st.floats(0, 0.49),
)
def test_parts_share_nothing_and_lose_nothing(counts, seed, validation, test):
    parts = split(images_of(*counts), seed, validation, test)
    names = [name for part in (parts.train, parts.validation, parts.test) for name in part.names]
    assert sorted(map(int, names)) == list(range(sum(counts)))
    for count, *of_class in zip(counts, parts.train.counts, parts.validation.counts, parts.test.counts, strict=True):
        wanted = 1 + (validation > 0) + (test > 0)
        assert sum(number > 0 for number in of_class) >= min(count, 1)
        if count >= 3 * wanted:
            assert sum(number > 0 for number in of_class) == wanted


def test_the_photos_of_2017_split_as_one_would_by_hand():
    parts = split(images_of(203, 200))
    # 203 x 0.15 = 30.45 and 200 x 0.15 = 30.
    assert (parts.train.counts, parts.validation.counts, parts.test.counts) == ((143, 140), (30, 30), (30, 30))
    assert str(parts) == "283 train, 60 validation, 60 test pictures, split at random"


def test_the_seed_decides_and_nothing_else():
    images = images_of(50, 50)
    np.random.seed(1)
    one = split(images, seed=3)
    np.random.seed(2)
    assert split(images, seed=3).test.names == one.test.names
    assert split(images, seed=4).test.names != one.test.names


def test_a_class_keeps_its_draw_when_another_class_changes_its_labels_only():
    parts = split(images_of(20, 20))
    assert not (parts.train.labels == parts.train.labels[::-1]).all()
    assert (np.diff([int(name) for name in parts.test.names]) > 0).all()  # in the order they had


@pytest.mark.parametrize(("count", "parts"), [(0, (0, 0)), (1, (0, 0)), (2, (0, 1)), (3, (1, 1)), (10, (2, 2))])
def test_few_pictures_go_to_training_first_then_test_then_validation(count, parts):
    assert shares(count, 0.15, 0.15) == parts


@pytest.mark.parametrize("change", [{"validation": 0.5, "test": 0.5}, {"test": -0.1}, {"test": float("nan")}], ids=str)
def test_shares_that_leave_nothing_are_refused(change):
    with pytest.raises(DataError, match="must be shares of 1 that leave some to train on"):
        split(images_of(9, 9), **change)


def test_a_negative_seed_is_refused():
    with pytest.raises(DataError, match="seed=-1"):
        split(images_of(9, 9), seed=-1)
