"""Near copies: what is one picture is found, what merely looks alike is not, and bursts are told by order."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import glassnet as gn
from glassnet.data.duplicates import connected, near_copies
from glassnet.data.images import Images

SIZES = [(8, 8, 1), (9, 31, 3), (24, 24, 1), (64, 64, 3), (256, 200, 1)]


def scenes(count, shape=(64, 64, 3), seed=0):
    """Pictures as different as photos are: smooth waves of random directions, and a few sharp blocks."""
    draw = np.random.default_rng(seed)
    height, width, channels = shape
    y, x = np.mgrid[:height, :width] / max(height, width)
    pictures = np.zeros((count, *shape))
    for picture in pictures:
        for channel in range(channels):
            for _ in range(6):
                fy, fx = draw.normal(0, 1.5, 2)
                picture[..., channel] += np.cos(2 * np.pi * (fy * y + fx * x + draw.random()))
        top, left = draw.integers(0, height - 2), draw.integers(0, width - 2)
        picture[top : top + height // 4, left : left + width // 4] += draw.normal(0, 3)
    pictures -= pictures.min()
    return (230 * pictures / pictures.max()).astype(np.uint8)


def images_of(pixels, classes=2):
    labels = np.arange(len(pixels)) % classes
    return Images(pixels, labels, tuple(f"c{n}" for n in range(classes)))


def pairs_of(copies):
    return {(pair.one, pair.other): pair.kind for pair in copies.pairs}


@pytest.mark.parametrize("shape", SIZES, ids=str)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_pictures_of_any_size_that_are_no_copies_raise_no_alarm(shape, dtype):
    pixels = scenes(60, shape).astype(dtype) / (1 if dtype == np.uint8 else 255)
    assert near_copies(images_of(pixels.astype(dtype))).pairs == ()


@pytest.mark.parametrize("shape", SIZES, ids=str)
def test_equal_pixels_are_found_under_any_label(shape):
    pixels = scenes(40, shape)
    pixels[31] = pixels[6]
    found = near_copies(images_of(pixels, classes=2))
    assert pairs_of(found) == {(6, 31): "same"}
    assert found.groups[31] == found.groups[6]
    assert found.number_of_groups == 39


def as_photo(pixels):
    return Image.fromarray(pixels)


def jpeg(photo):
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=60)
    return Image.open(file)


EDITS = {
    "recompressed": jpeg,
    "brighter": lambda photo: photo.point(lambda level: min(level * 1.05, 255)),
    "darker": lambda photo: photo.point(lambda level: level * 0.95),
    "shifted": lambda photo: photo.transform(photo.size, Image.Transform.AFFINE, (1, 0, 2, 0, 1, 2)),
    "cropped": lambda photo: photo.crop((photo.width // 33, photo.height // 33, photo.width, photo.height)),
    "turned": lambda photo: photo.rotate(3, Image.Resampling.BICUBIC),
    "mirrored": lambda photo: photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "half the size": lambda photo: photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.LANCZOS),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.parametrize("color", ["L", "RGB"])
def test_an_edited_copy_is_found(edit, color):
    photos = [as_photo(one).convert(color) for one in scenes(60, (192, 192, 3))]
    photos.append(edit(photos[4]))
    prepared = [np.asarray(photo.resize((64, 64), Image.Resampling.LANCZOS)) for photo in photos]
    found = near_copies(images_of(np.stack(prepared).reshape(61, 64, 64, -1)))
    assert pairs_of(found) == {(4, 60): "copy"}


def test_two_pictures_and_none_are_no_trouble():
    for count in (0, 1, 2, 3):
        assert near_copies(images_of(scenes(count) if count else np.zeros((0, 8, 8, 1), np.uint8))).pairs == ()


def test_blank_pictures_are_only_like_those_that_equal_them():
    pixels = scenes(30)
    pixels[3], pixels[8], pixels[9] = 7, 7, 8
    assert pairs_of(near_copies(images_of(pixels))) == {(3, 8): "same"}


def test_many_copies_of_one_picture_are_one_group():
    pixels = scenes(80)
    for row in range(20):
        pixels[row] = np.roll(pixels[0], row % 3, axis=1) * (0.9 + row / 400)
    found = near_copies(images_of(pixels, classes=1))
    assert set(found.groups[:20]) == {0}
    assert found.number_of_groups == 61


# Bursts


def shot_in_bursts(number, shots, seed=0):
    pixels = np.repeat(scenes(number, (16, 16, 1), seed), shots, axis=0).astype(int)
    return (pixels + np.random.default_rng(seed).integers(-20, 21, pixels.shape)).clip(0, 255).astype(np.uint8)


def test_shots_in_a_row_are_one_group_and_their_order_is_what_tells():
    pixels = shot_in_bursts(30, 4)
    found = near_copies(images_of(pixels, classes=1))
    assert (found.groups == np.arange(120) // 4).mean() > 0.9
    assert found.bursts
    assert not near_copies(images_of(pixels[np.random.default_rng(0).permutation(120)], classes=1)).bursts


def test_a_class_that_is_one_burst_is_cut_into_pieces():
    walk = np.random.default_rng(0).normal(0, 3, (100, 16, 16, 1)).cumsum(axis=0)
    pixels = (128 + walk).clip(0, 255).astype(np.uint8)
    found = near_copies(images_of(pixels, classes=1))
    assert found.orders[0].is_one_sitting
    sizes = np.bincount(found.groups)
    assert 10 <= len(sizes) <= 25
    assert (np.diff(found.groups) >= 0).all()  # each piece is shots in a row


@given(st.integers(0, 200), st.integers(10, 80))
@settings(max_examples=20, deadline=None)
def test_pictures_in_any_order_have_no_bursts(seed, count):
    assert not near_copies(images_of(scenes(count, (8, 8, 1), seed), classes=1)).bursts


# Groups


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30))
def test_connected_is_what_a_walk_reaches(links):
    groups = connected(20, links)
    reached = np.eye(20, dtype=bool)
    for one, other in links:
        reached[one, other] = reached[other, one] = True
    for middle in range(20):
        reached |= np.outer(reached[:, middle], reached[middle])
    assert (reached == (groups[:, None] == groups)).all()


def test_what_is_found_is_said_in_a_few_short_lines():
    pixels = scenes(40)
    pixels[1], pixels[12] = pixels[0], np.minimum(pixels[11] * 1.05, 255).astype(np.uint8)
    told = str(near_copies(images_of(pixels)))
    assert told == (
        "4 of 40 pictures have near copies; 38 groups stay whole.\n  2 equal to another, 2 nearly the same as another"
    )


# Real pictures


def test_digits_raise_hardly_any_alarm():
    found = near_copies(gn.datasets.digits.images())
    assert found.involved <= 0.003 * 1797
    assert not found.bursts


@pytest.fixture(scope="module")
def flowers(glassnet_data):
    return gn.data.folder(glassnet_data / "flowers", size=64)


def test_flowers_raise_hardly_any_alarm(flowers):
    assert near_copies(flowers).involved <= 0.01 * len(flowers)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_planted_copies_of_flowers_are_found(glassnet_data, flowers, edit):
    some = flowers[::9]
    photos = [Image.open(glassnet_data / "flowers" / name).convert("RGB") for name in some.names]
    prepared = np.stack([some.preparation.apply(np.asarray(edit(photo))) for photo in photos])
    levels = (prepared.reshape(some.pixels.shape) * 255 + 0.5).clip(0, 255).astype(np.uint8)
    found = gn.data.leaks(flowers, Images(levels, some.labels, some.classes))
    assert all(pair.one == 9 * pair.other for pair in found.pairs)
    assert found.count >= len(some) - 1


def test_two_people_were_each_shot_in_one_burst(glassnet_data):
    found = near_copies(gn.data.folder(glassnet_data / "chi_lars"))
    chi, lars = found.orders
    assert (chi.steps.mean().round(1), round(chi.usual, 1)) == (3.6, 8.9)
    assert chi.is_one_sitting
    assert lars.is_one_sitting
    inside = np.ones(402, bool)
    inside[202] = False  # from one person to the other
    assert (np.diff(found.groups) == 0)[inside].mean() > 0.9
    assert found.number_of_groups > 20


def test_hundreds_of_digits_raise_hardly_any_alarm_however_alike(glassnet_data):
    train, _ = gn.datasets.mnist.images(glassnet_data / "mnist")
    # Only of the digit 1, of which some are one stroke: 1 % of 500 digits, 0.1 % of 3,000.
    assert near_copies(train[:500]).involved <= 10
    assert near_copies(train[:3000]).involved <= 10
