import json
from pathlib import Path

import numpy as np
import pytest

from glassnet.report.colours import (
    BROWN_TO_GREEN,
    NOT_A_NUMBER,
    RED_TO_BLUE,
    enlarged,
    greys,
    map_colours,
    weight_colours,
)

HERE = Path(__file__).parent


def test_zero_is_white_and_the_ends_are_the_ends_of_the_ramp():
    ends = weight_colours(np.array([-0.2, 0.0, 0.2]), reach=0.2)
    assert ends.tolist() == [[0x54, 0x30, 0x05], [255, 255, 255], [0, 0x3C, 0x30]]
    assert map_colours(np.array([-3.0, -0.0, 3.0]), 3).tolist() == [[0x67, 0, 0x1F], [255] * 3, [0x05, 0x30, 0x61]]


def test_what_lies_beyond_the_reach_has_the_colour_of_the_end():
    assert (weight_colours(np.array([-9.0]), 0.2) == weight_colours(np.array([-0.2]), 0.2)).all()


def test_a_fifth_of_the_reach_is_the_first_step_from_white():
    # Eleven colours from -1 to 1 stand 0.2 apart, so 0.2 of the reach is the colour next to white.
    assert weight_colours(np.array([0.1]), reach=0.5).tolist() == [[0xC7, 0xEA, 0xE5]]
    assert map_colours(np.array([0.1, -0.1]), reach=0.5).tolist() == [[0xD1, 0xE5, 0xF0], [0xFD, 0xDB, 0xC7]]


@pytest.mark.parametrize("reach", [0.0, 9e-7, float("nan")])
def test_a_reach_under_a_millionth_draws_everything_white(reach):
    for paint in (weight_colours, map_colours):
        assert (paint(np.array([[9e-7, -9e-7]]), reach=reach) == 255).all()


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_grey(broken):
    for paint in (weight_colours, map_colours):
        assert paint(np.array([broken, 1.0]), reach=1)[0].tolist() == list(NOT_A_NUMBER)
    assert greys(np.array([[broken], [1.0]]), 0, 1)[0].tolist() == list(NOT_A_NUMBER)


def test_the_grey_of_what_is_no_number_is_on_neither_ramp():
    along = np.linspace(-1, 1, 4001)
    for paint in (weight_colours, map_colours):
        assert not (paint(along, 1) == NOT_A_NUMBER).all(axis=-1).any()


@pytest.mark.parametrize("paint", [weight_colours, map_colours])
def test_the_darker_the_further_from_zero_on_both_sides(paint):
    luma = paint(np.linspace(-1, 1, 101), 1) @ np.array([0.299, 0.587, 0.114])
    assert (np.diff(luma[:51]) > 0).all()
    assert (np.diff(luma[50:]) < 0).all()


def test_behind_a_relu_the_blue_is_the_same_blue_and_nothing_is_red():
    up = np.linspace(0, 2, 50)
    assert (map_colours(up, 2, positive=True) == map_colours(up, 2)).all()
    assert (map_colours(-up, 2, positive=True) == 255).all()


def read_back(colours, ramp, lowest):
    """The value of each colour: where on the ramp, walked in 20,000 steps, the nearest colour stands."""
    shares = np.linspace(lowest, 1, 20_001)
    walked = np.stack([np.interp(shares, np.linspace(-1, 1, 11), ramp[:, each]) for each in range(3)], axis=-1)
    return np.array([shares[np.abs(walked - colour).max(axis=1).argmin()] for colour in colours.astype(float)])


@pytest.mark.parametrize(
    ("paint", "ramp", "lowest"),
    [
        (weight_colours, BROWN_TO_GREEN, -1),
        (map_colours, RED_TO_BLUE, -1),
        (lambda values, reach: map_colours(values, reach, positive=True), RED_TO_BLUE, 0),
    ],
    ids=["weights", "map", "relu"],
)
def test_a_value_comes_back_from_its_colour_within_a_255th_of_the_range(paint, ramp, lowest):
    values = np.linspace(lowest, 1, 1531) * 0.37
    found = read_back(paint(values, 0.37), ramp, lowest) * 0.37
    assert np.abs(found - values).max() <= (1 - lowest) * 0.37 / 255


def test_a_photo_is_black_at_its_lowest_white_at_its_highest_and_255_levels_come_back_exactly():
    levels = np.arange(256)
    assert (greys((levels / 255).astype(np.float32)[:, None], 0, 1)[:, 0] == levels).all()
    assert greys(np.array([[0.0, 0.2, 1.0]]), 0, 1).tolist() == [[0, 51, 255]]
    assert greys(np.array([[-9.0], [9.0]]), -1, 1)[:, 0].tolist() == [0, 255]


def test_a_picture_of_bytes_keeps_its_bytes():
    assert greys(np.array([[0], [7], [255]], np.uint8), 0, 255)[:, 0].tolist() == [0, 7, 255]


def test_enlarging_invents_nothing_and_stripes_only_what_is_broken():
    small = np.random.default_rng(0).integers(0, 256, (3, 4, 3), np.uint8)
    broken = np.zeros((3, 4), bool)
    broken[1, 2] = True
    large = enlarged(small, 5, broken)
    assert large.shape == (15, 20, 3)
    assert (large[::5, ::5][~broken] == small[~broken]).all()
    # Row 5, column 10 is the first pixel of the broken one: (5 + 10) % 4 = 3 is white, one further on is grey.
    assert large[5, 10:15, 0].tolist() == [255, 0x99, 0x99, 255, 255]


def test_the_numbers_the_javascript_is_tested_by_are_those_python_paints_now():
    kept = (HERE / "view" / "colours.json").read_text()
    assert json.loads(kept) == twin(), "run `python tools/twins/colours.py` again"


def twin():
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("twin_colours", HERE.parents[1] / "tools" / "twins" / "colours.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return json.loads(json.dumps(module.twin()))
