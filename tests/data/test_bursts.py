"""Bursts: shots in the order they were taken, linked where they are far nearer than others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.bursts import differences, in_shot_order, order_of, pieces
from glassnet.data.images import Images
from glassnet.data.origin import Origin


def images_of(names, taken=()):
    count = len(names)
    origins = tuple(Origin(taken=when) for when in taken)
    return Images(np.zeros((count, 1, 1, 1), np.uint8), np.zeros(count, int), ("cat",), tuple(names), origins=origins)


def test_numbers_in_names_count_as_numbers_and_folders_not_at_all():
    names = ["b/shot10.jpg", "c/shot9.jpg", "a/shot9b.jpg", "a/9.jpg", "z/shot.jpg"]
    assert [names[row] for row in in_shot_order(images_of(names), 0)] == [
        "a/9.jpg",
        "c/shot9.jpg",
        "a/shot9b.jpg",
        "b/shot10.jpg",
        "z/shot.jpg",
    ]


def test_the_clock_of_the_camera_goes_before_names_where_all_tell_it():
    taken = ["2017:03:14 09:00:02", "2017:03:14 09:00:01", "2017:03:14 09:00:00"]
    assert in_shot_order(images_of("abc", taken), 0).tolist() == [2, 1, 0]
    assert in_shot_order(images_of("abc", ["", *taken[1:]]), 0).tolist() == [0, 1, 2]


def test_differences_are_means_without_sign():
    pixels = np.array([[0, 10], [4, 0]], np.uint8).reshape(2, 1, 2, 1)
    assert differences(pixels, np.array([0, 1]), np.array([1, 1])).tolist() == [7.0, 0.0]


def scenes(number, shots, seed=0, noise=12):
    draw = np.random.default_rng(seed)
    pixels = np.repeat(draw.integers(0, 256, (number, 8, 8, 1)), shots, axis=0)
    return (pixels + draw.integers(-noise, noise + 1, pixels.shape)).clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("shots", [2, 3, 10, 40])
def test_bursts_of_any_length_are_found(shots):
    pixels = scenes(120 // shots, shots)
    chains = order_of(pixels, np.arange(len(pixels))).chains
    assert [len(chain) for chain in chains] == [shots] * (120 // shots)


@given(st.integers(0, 10**6), st.integers(0, 120))
@settings(max_examples=40, deadline=None)
def test_a_class_without_order_has_no_bursts(seed, count):
    order = order_of(scenes(count, 1, seed), np.arange(count))
    assert order.reach == 0
    assert len(order.chains) == count


@given(st.integers(1, 300), st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_pieces_hold_each_shot_once_in_order_and_at_most_a_tenth(count, seed):
    walk = (128 + np.random.default_rng(seed).normal(0, 2, (count, 4, 4, 1)).cumsum(axis=0)).astype(np.float32)
    found = pieces(order_of(walk, np.arange(count)))
    assert np.concatenate(found).tolist() == list(range(count))
    assert max(map(len, found)) <= max(5, -(-count // 10))


def test_a_class_of_one_burst_is_one_sitting_and_of_three_is_not():
    walk = (128 + np.random.default_rng(0).normal(0, 3, (90, 8, 8, 1)).cumsum(axis=0)).clip(0, 255).astype(np.uint8)
    assert order_of(walk, np.arange(90)).is_one_sitting
    assert not order_of(scenes(3, 30), np.arange(90)).is_one_sitting
    assert not order_of(walk[:1], np.arange(1)).is_one_sitting
    assert not order_of(walk[:0], np.arange(0)).is_one_sitting
