import numpy as np
import pytest

from glassnet.report.colours import NOT_A_NUMBER, weight_colours


def test_zero_is_white_and_the_ends_are_the_ends_of_the_ramp():
    ends = weight_colours(np.array([-0.2, 0.0, 0.2]), reach=0.2)
    assert ends.tolist() == [[0x54, 0x30, 0x05], [255, 255, 255], [0, 0x3C, 0x30]]


def test_what_lies_beyond_the_reach_has_the_colour_of_the_end():
    assert (weight_colours(np.array([-9.0]), 0.2) == weight_colours(np.array([-0.2]), 0.2)).all()


def test_a_fifth_of_the_reach_is_the_first_step_from_white():
    # Eleven colours from -1 to 1 stand 0.2 apart, so 0.2 of the reach is the colour next to white.
    assert weight_colours(np.array([0.1]), reach=0.5).tolist() == [[0xC7, 0xEA, 0xE5]]


def test_no_reach_draws_everything_white():
    assert (weight_colours(np.array([[1e-9, -1e-9]]), reach=0) == 255).all()


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_grey(broken):
    assert weight_colours(np.array([broken, 1.0]), reach=1)[0].tolist() == list(NOT_A_NUMBER)


def test_the_darker_the_further_from_zero_on_both_sides():
    luma = weight_colours(np.linspace(-1, 1, 101), 1) @ np.array([0.299, 0.587, 0.114])
    assert (np.diff(luma[:51]) > 0).all()
    assert (np.diff(luma[50:]) < 0).all()
