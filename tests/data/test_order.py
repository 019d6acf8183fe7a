"""The burst test: neighbours that look alike are told, pictures in no order are not."""

import numpy as np
import pytest

from glassnet.data.images import Images
from glassnet.data.order import OrderTest, Step, order_test


def images(levels, labels=None, names=()):
    pixels = np.asarray(levels, np.uint8).reshape(len(levels), 1, 1, 1).repeat(4, axis=1).repeat(4, axis=2)
    labels = np.zeros(len(levels), np.int64) if labels is None else np.asarray(labels)
    return Images(pixels, labels, tuple(map(str, range(labels.max() + 1))), names)


def test_the_differences_are_those_worked_by_hand():
    found = order_test(images([10, 12, 15, 40, 40], labels=[0, 0, 0, 1, 1]))
    assert [step.consecutive for step in found.steps] == [2.5, 0.0]
    assert [step.pairs for step in found.steps] == [2, 1]
    assert found.consecutive == pytest.approx(5 / 3)


def test_bursts_are_found():
    levels = np.repeat(np.random.default_rng(0).permutation(200)[:10], 10)
    found = order_test(images(levels))
    assert found.is_bursts
    assert found.p == 0.005


def test_of_pictures_in_no_order_about_one_in_a_hundred_is_taken_for_ordered():
    draw = np.random.default_rng(0)
    told = [order_test(images(draw.integers(0, 256, 30)), seed=seed) for seed in range(60)]
    assert sum(found.is_informative for found in told) <= 3
    assert 0.3 < np.mean([found.p for found in told]) < 0.7


def test_names_are_read_in_the_order_of_their_numbers():
    ramp = np.arange(0, 120, 10)
    shuffled = np.random.default_rng(0).permutation(12)
    names = tuple(f"cat/IMG_{number}.jpg" for number in shuffled)
    assert order_test(images(ramp[shuffled], names=names)).consecutive == 10


def test_floats_are_told_in_grey_levels_too():
    half = Images(np.array([0, 0.5], np.float32).reshape(2, 1, 1, 1), np.zeros(2, np.int64), ("a",))
    assert order_test(half).consecutive == 127.5


def test_a_class_of_one_picture_has_no_neighbours():
    found = order_test(images([1, 2], labels=[0, 1]))
    assert found.pairs == 0
    assert not found.is_informative
    assert str(found) == "The order was not tested: no class has two pictures."


def test_a_little_alike_is_not_called_a_burst():
    told = OrderTest((Step(32.3, 43.8, 1000),), p=0.005)
    assert told.is_informative
    assert not told.is_bursts
    assert "a little alike" in str(told)
