"""Preparation: one rule from raw photo to network input, and a plain form that trusts nobody."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from glassnet.data.fitting import FITS, centre_crop, fit_channels, fit_sides
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError, FileError

SMALL = Preparation(4, 4, 1)


def test_levels_become_0_to_1():
    assert Preparation(1, 2, 1).apply(np.array([[0, 255]], np.uint8)).tolist() == [[[0], [1]]]


def test_whole_numbers_of_any_type_are_levels():
    levels = np.arange(16).reshape(4, 4)
    for dtype in (np.uint8, np.int16, np.int64):
        assert np.array_equal(SMALL.apply(levels.astype(dtype))[..., 0], levels.astype(np.float32) / np.float32(255))


def test_floats_within_0_to_1_are_taken_as_already_divided():
    assert (SMALL.apply(np.full((4, 4), 0.25)) == 0.25).all()


def test_floats_that_were_not_divided_are_caught_and_named():
    with pytest.raises(DataError, match=r"runs from 200 to 200, but training saw 0 to 1.\nDivide .* X / 255"):
        SMALL.apply(np.full((4, 4), 200.0))


@pytest.mark.parametrize(
    ("raw", "shape"),
    [((9, 7), (4, 4, 1)), ((9, 7, 3), (4, 4, 1)), ((5, 9, 7), (5, 4, 4, 1)), ((5, 9, 7, 4), (5, 4, 4, 1))],
)
def test_a_photo_and_a_stack_are_told_apart_by_the_last_axis(raw, shape):
    assert SMALL.apply(np.zeros(raw, np.uint8)).shape == shape


def test_a_batch_has_its_axis_even_for_one_photo(tmp_path):
    Image.new("RGB", (6, 5), (0, 0, 255)).save(tmp_path / "blue.png")
    preparation = Preparation(2, 3, 3)
    one = preparation.batch(tmp_path / "blue.png")
    assert one.shape == (1, 2, 3, 3)
    assert one[0, 0, 0].tolist() == [0, 0, 1]
    assert np.array_equal(preparation.batch([str(tmp_path / "blue.png")] * 2), np.concatenate([one, one]))


def test_a_file_and_its_pixels_come_out_the_same(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    for preparation in (Preparation(8, 8, 3), Preparation(8, 8, 1), Preparation(50, 20, 3)):
        from_file = preparation.batch(tmp_path / "noise.png")
        assert np.abs(from_file - preparation.batch(pixels)).max() <= 1 / 255  # luma may round the other way


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (np.zeros(5, np.uint8), r"An array of shape \(5,\) is no photo"),
        (np.zeros((2, 4, 4, 2), np.uint8), "channels last, 1, 3 or 4 of them"),
        (np.zeros((0, 4), np.uint8), r"shape \(0, 4\) is no photo"),
        (np.full((4, 4), 256), "0 to 255; this array holds 256..256"),
        (np.full((4, 4), -1), "this array holds -1..-1"),
        (np.full((4, 4), np.nan), r"X\[0, 0\] is nan"),
        (np.full((4, 4), "x"), "Pixels are numbers"),
    ],
)
def test_what_is_no_photo_is_refused(raw, sentence):
    with pytest.raises(DataError, match=sentence):
        SMALL.apply(raw)


def test_a_missing_or_mistaken_file_is_named(tmp_path):
    (tmp_path / "notes.jpg").write_text("not a photo")
    with pytest.raises(DataError, match=r"notes.jpg' is no picture we can read: not a picture in any of JPEG"):
        SMALL.from_file(tmp_path / "notes.jpg")
    with pytest.raises(DataError, match="No such file"):
        SMALL.from_file(tmp_path / "gone.jpg")


def test_the_centre_is_cut_not_squeezed():
    photo = np.zeros((4, 12, 1), np.uint8)
    photo[:, 4:8] = 90
    assert (fit_sides(photo, 2, 2) == 90).all()


@pytest.mark.parametrize(
    ("rows", "columns", "height", "width", "crop"),
    [(10, 20, 5, 5, (0, 5, 10, 10)), (20, 10, 5, 5, (5, 0, 10, 10)), (10, 20, 1, 2, (0, 0, 10, 20))],
)
def test_the_crop_is_the_largest_of_the_wanted_aspect(rows, columns, height, width, crop):
    assert centre_crop(rows, columns, height, width) == crop


@given(*[st.integers(1, 5000)] * 2, *[st.integers(1, 500)] * 2)
def test_a_crop_lies_inside_and_touches_two_edges(rows, columns, height, width):
    top, left, tall, wide = centre_crop(rows, columns, height, width)
    assert top >= 0
    assert left >= 0
    assert 1 <= tall <= rows - top
    assert 1 <= wide <= columns - left
    assert tall == rows or wide == columns


def test_resizing_numbers_stays_within_their_range():
    edge = np.zeros((20, 20, 1), np.float32)
    edge[:, 10:] = 1
    small = fit_sides(edge, 7, 7)
    assert small.dtype == np.float32
    assert small.min() >= 0
    assert small.max() <= 1


def test_gray_is_luma_and_colour_from_gray_repeats():
    red_green_blue = np.eye(3, dtype=np.uint8)[None] * 255
    assert fit_channels(red_green_blue, 1)[0, :, 0].tolist() == [76, 150, 29]
    assert fit_channels(np.full((1, 1, 1), 7, np.uint8), 3).tolist() == [[[7, 7, 7]]]


def test_what_is_transparent_lies_on_white():
    clear = np.zeros((1, 1, 4), np.uint8)
    assert fit_channels(clear, 3).tolist() == [[[255, 255, 255]]]
    assert fit_channels(clear.astype(np.float32), 3).tolist() == [[[1, 1, 1]]]


@given(
    st.integers(1, 4096),
    st.integers(1, 4096),
    st.sampled_from([1, 3]),
    st.floats(1e-3, 65535),
    st.sampled_from([*FITS]),
)
def test_the_plain_form_goes_through_json_and_back(height, width, channels, scale, fit):
    preparation = Preparation(height, width, channels, scale, fit)
    assert Preparation.from_plain(json.loads(json.dumps(preparation.to_plain()))) == preparation


OLD = {"height": 4, "width": 6, "channels": 1, "scale": 255.0, "resize": "centre crop, lanczos"}


def test_the_plain_form_of_before_there_was_a_choice_means_cropping():
    assert Preparation.from_plain(OLD) == Preparation(4, 6, 1, fit="crop")
    for change in ({"resize": "stretched, lanczos"}, {"resize": None}, {"height": 0}):
        with pytest.raises(FileError, match="preparation in this file"):
            Preparation.from_plain(OLD | change)


@pytest.mark.parametrize(
    ("fit", "words"), [("crop", "centre crop, lanczos"), ("pad", "padded, lanczos"), ("stretch", "stretched, lanczos")]
)
def test_a_preparation_says_how_it_fits_and_does_so(fit, words):
    preparation = Preparation(4, 4, 1, fit=fit)
    assert str(preparation) == f"upright, {words} to 4x4 gray, levels / 255"
    photo = np.random.default_rng(0).integers(0, 256, (9, 20, 1), np.uint8)
    assert np.array_equal(preparation.apply(photo), fit_sides(photo, 4, 4, fit) / np.float32(255))


def test_a_fit_that_is_none_is_told_at_once():
    with pytest.raises(DataError, match="fit='zoom': choose 'crop', 'pad' or 'stretch'"):
        Preparation(4, 4, 1, fit="zoom")


@pytest.mark.parametrize(
    "change",
    [
        {"height": 0},
        {"height": True},
        {"height": 91.0},
        {"width": 10**9},
        {"width": "91"},
        {"channels": 2},
        {"channels": 4},
        {"scale": 0},
        {"scale": -1},
        {"scale": math.nan},
        {"scale": math.inf},
        {"scale": None},
        {"fit": "os.system"},
        {"fit": ["crop"]},
        {"resize": "centre crop, lanczos"},
        {"code": "print(1)"},
    ],
    ids=str,
)
def test_a_plain_form_out_of_range_is_refused(change):
    with pytest.raises(FileError, match="preparation in this file"):
        Preparation.from_plain(SMALL.to_plain() | change)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_json_is_refused_in_our_words(plain):
    with pytest.raises(FileError):
        Preparation.from_plain(plain)
