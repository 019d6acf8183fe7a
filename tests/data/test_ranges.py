"""The scale of training against the scale given."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.ranges import check_range
from glassnet.errors import DataError


@pytest.mark.parametrize(
    ("values", "minimum", "maximum", "sentence"),
    [
        ([0, 255], 0, 1, "X runs from 0 to 255, but training saw 0 to 1.\nDivide as the training data were"),
        ([0.0, 8.0], 0, 1, "X / 255."),  # a very dark photo
        ([0, 65535], 0, 1, "X / 65535."),
        ([0, 255], -1, 1, "X runs from 0 to 255, but training saw -1 to 1."),
        ([0, 255], -2.1, 2.6, "Prepare it by the same steps as the training data."),
        ([0.0, 0.5], 0, 255, "Multiply back to the levels of training: X * 255."),
        ([0.0, 0.5], 0, 250, "X * 255."),
        ([-30, 0], 0, 1, "X runs from -30 to 0"),
    ],
)  # fmt: skip
def test_another_scale_is_named_with_the_step_back(values, minimum, maximum, sentence):
    with pytest.raises(DataError) as why:
        check_range(np.array(values), minimum, maximum, "X")
    assert sentence in str(why.value)


@pytest.mark.parametrize(
    ("values", "minimum", "maximum"),
    [
        ([0, 1], 0, 1),
        ([-0.1, 1.3], 0, 1),
        ([0, 0], 0, 255),
        ([0, 1], 0, 255),  # a dark photo in levels
        ([3, 900], 0, 255),
        ([-4, 6], -2.1, 2.6),
        ([], 0, 1),
    ],
)
def test_the_same_scale_passes(values, minimum, maximum):
    check_range(np.array(values), minimum, maximum, "X")


@given(st.lists(st.floats(0, 1, width=32), min_size=1) | st.lists(st.integers(0, 255), min_size=1))
def test_what_training_saw_never_alarms(values):
    array = np.array(values)
    check_range(array, array.min(), array.max(), "X")
    check_range(array[:1], array.min(), array.max(), "X")


def test_levels_that_all_lie_below_1_are_only_caught_where_they_have_fractions():
    check_range(np.array([0.0, 1.0]), 0, 255, "X")
    with pytest.raises(DataError):
        check_range(np.array([0.0, 0.99]), 0, 255, "X")
