"""Likeness: blind to light and small movements, not to what a picture shows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.likeness import looks_of, shrunk, tangents_of


def hills(count, shape=(40, 40, 1), seed=0):
    """Smooth pictures, which a small shift changes little."""
    draw = np.random.default_rng(seed)
    y, x = np.mgrid[: shape[0], : shape[1]]
    pictures = np.zeros((count, *shape))
    for number in np.repeat(np.arange(count), 8):
        top, left, width = draw.uniform(0, shape[0]), draw.uniform(0, shape[1]), draw.uniform(3, 10)
        hill = np.exp(-((y - top) ** 2 + (x - left) ** 2) / (2 * width**2))
        pictures[number] += draw.uniform(0, 60) * hill[..., None]
    return pictures.clip(0, 200).astype(np.float32)


def test_a_shrunken_pixel_is_the_mean_of_its_area():
    assert shrunk(np.arange(16).reshape(1, 4, 4, 1), 2)[0, ..., 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]
    # Three columns become two: the middle one is shared half and half.
    assert shrunk(np.array([[0, 3, 6]]).reshape(1, 1, 3, 1), 2)[0, 0, :, 0].tolist() == [1.0, 5.0]


@pytest.mark.parametrize("blur", [0.0, 0.05, 0.5])
def test_shrinking_and_blurring_keep_an_even_picture_even(blur):
    assert np.allclose(shrunk(np.full((2, 30, 17, 3), 7.0), 8, blur), 7)


@given(st.floats(0.5, 1.2), st.floats(-20, 40), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_light_does_not_count(contrast, brightness, seed):
    picture = hills(1, seed=seed)
    both = looks_of(np.concatenate([picture, picture * np.float32(contrast) + np.float32(brightness)]))
    assert np.allclose(both.plain[0], both.plain[1], atol=1e-4)
    assert tangents_of(both.fine[:1]).unlikeness(np.array([0]), both.fine[None, 1:])[0, 0] < 1e-3


def test_a_mirrored_picture_looks_like_its_mirror_image():
    picture = hills(1)
    both = looks_of(np.concatenate([picture, picture[:, :, ::-1]]))
    assert np.allclose(both.plain[1], both.mirrored[0], atol=1e-5)
    assert np.allclose(both.fine[1], both.fine[0, :, ::-1], atol=1e-5)


def test_a_blank_picture_is_like_nothing():
    assert not looks_of(np.full((1, 9, 9, 3), 80, np.uint8)).plain.any()


def test_small_movements_count_far_less_than_another_picture():
    pictures = hills(12, (44, 44, 1))
    here, moved = pictures[:, 2:42, 2:42], pictures[:, 3:43, 3:43]
    looks, other = looks_of(here).fine, looks_of(moved).fine
    rows = np.arange(12)
    apart = tangents_of(looks).unlikeness(rows, np.stack([other, np.roll(other, 1, axis=0)], axis=1))
    assert (apart[:, 0] < 0.2 * apart[:, 1]).all()


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 9, 3), (2, 2, 1), (8, 8, 1)], ids=str)
def test_pictures_of_few_pixels_are_no_trouble(shape):
    pixels = np.random.default_rng(0).integers(0, 256, (5, *shape), np.uint8)
    fine = looks_of(pixels).fine
    assert np.isfinite(tangents_of(fine).unlikeness(np.arange(5), fine[:, None])).all()
