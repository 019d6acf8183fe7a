"""Crop, pad, stretch: what of a photo is seen, and where it lies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.fitting import as_fit, centre_crop, centre_frame, fit_sides
from glassnet.errors import DataError

# A photo twice as wide as high, of three bands: 50, 90, 200, the middle one as wide as the photo is high.
BANDS = np.repeat(np.array([50, 90, 200], np.uint8), [40, 80, 40])[None, :, None].repeat(80, 0)


def test_a_crop_sees_the_middle_alone():
    assert (fit_sides(BANDS, 4, 4, "crop") == 90).all()


def test_padding_keeps_everything_and_lies_on_black():
    padded = fit_sides(BANDS, 40, 40, "pad")[..., 0]
    assert (padded[:10] == 0).all()
    assert (padded[30:] == 0).all()
    assert padded[10:30, [0, 20, 39]].tolist() == [[50, 90, 200]] * 20


def test_stretching_squeezes_everything_in():
    assert fit_sides(BANDS, 40, 40, "stretch")[:, [0, 20, 39], 0].tolist() == [[50, 90, 200]] * 40


@pytest.mark.parametrize("fit", ["crop", "pad", "stretch"])
def test_a_photo_of_the_aspect_wanted_is_the_same_in_every_fit(fit):
    photo = np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)
    assert np.array_equal(fit_sides(photo, 10, 15, fit), fit_sides(photo, 10, 15))


@given(*[st.integers(1, 5000)] * 2, *[st.integers(1, 500)] * 2)
def test_a_frame_lies_inside_touches_two_edges_and_is_what_the_crop_of_the_frame_by_the_photo_would_be(
    rows, columns, height, width
):
    top, left, tall, wide = centre_frame(rows, columns, height, width)
    assert 0 <= top <= top + tall <= height
    assert 0 <= left <= left + wide <= width
    assert tall == height or wide == width
    assert (top, left, tall, wide) == centre_crop(height, width, rows, columns)


def test_a_fit_that_is_none_is_told():
    with pytest.raises(DataError, match="fit='zoom': choose 'crop', 'pad' or 'stretch'"):
        as_fit("zoom")
