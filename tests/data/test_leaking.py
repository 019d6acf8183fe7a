"""Leaks: test pictures with a near copy in training are found, counted and named."""

import json

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.data.leaking import leaks
from glassnet.errors import DataError


def images_of(count, seed=0, shape=(8, 8, 1), prefix=""):
    pixels = np.random.default_rng(seed).integers(0, 256, (count, *shape), np.uint8)
    names = tuple(f"{prefix}{n}.jpg" for n in range(count))
    return Images(pixels, np.arange(count) % 2, ("chi", "lars"), names)


def with_pictures(images, rows, pictures):
    pixels = images.pixels.copy()
    pixels[rows] = pictures
    return Images(pixels, images.labels, images.classes, images.names)


def test_parts_without_copies_do_not_leak():
    found = leaks(images_of(60), images_of(30, seed=1))
    assert (found.count, found.share) == (0, 0)
    assert str(found) == "None of 30 test pictures has a near copy in training."


def test_equal_and_edited_pictures_leak_and_are_named():
    train = images_of(60, prefix="train/")
    brighter = np.minimum(train.pixels[9] * 1.05, 255).astype(np.uint8)
    test = with_pictures(images_of(30, 1, prefix="test/"), [4, 5], [train.pixels[7], brighter[:, ::-1]])
    found = leaks(train, test)
    assert np.flatnonzero(found.test).tolist() == [4, 5]
    assert np.flatnonzero(found.train).tolist() == [7, 9]
    assert str(found) == (
        "2 of 30 test pictures (6.67 %) have near copies in training:\n"
        "  test/4.jpg equals train/7.jpg\n"
        "  test/5.jpg is nearly the same as train/9.jpg"
    )
    plain = json.loads(json.dumps(found.to_plain()))
    assert plain["pairs"][0] == {"train": "train/7.jpg", "test": "test/4.jpg", "kind": "same", "distance": 0.0}


def test_long_names_and_many_leaks_fit_a_terminal():
    train = images_of(60, prefix="a/" + "x" * 60)
    found = leaks(train, with_pictures(images_of(30, 1, prefix="b/" + "y" * 60), range(9), train.pixels[:9]))
    lines = str(found).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1] == "  and 6 more"


def test_shots_of_a_burst_leak_from_a_class_that_is_one():
    walk = np.random.default_rng(0).normal(0, 3, (100, 16, 16, 1)).cumsum(axis=0)
    pixels = (128 + walk).clip(0, 255).astype(np.uint8)
    all_shots = Images(pixels, np.zeros(100, np.int64), ("chi",))
    every_fifth = np.arange(100) % 5 == 2
    found = leaks(all_shots[~every_fifth], all_shots[every_fifth])
    assert found.count == 20
    # The next shot leaks; one taken 40 shots later does not.
    assert leaks(all_shots[:50], all_shots[90:]).count == 0


@pytest.mark.parametrize("shape", [(9, 9, 1), (8, 8, 3)])
def test_pictures_of_two_kinds_are_refused(shape):
    with pytest.raises(DataError, match="Leaks are looked for between pictures of one kind: 8x8x1"):
        leaks(images_of(9), images_of(9, shape=shape))


def test_a_random_split_of_two_people_leaks_everywhere_and_is_told(glassnet_data):
    parts = gn.data.split(gn.data.folder(glassnet_data / "chi_lars"), method="random")
    assert leaks(parts.train, parts.test).count == 60


def test_a_random_split_of_flowers_does_not_leak(glassnet_data):
    parts = gn.data.split(gn.data.folder(glassnet_data / "flowers", size=64), method="random")
    assert leaks(parts.train, parts.test).count <= 1
