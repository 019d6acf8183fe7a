"""Where settings may lie."""

import numpy as np
import pytest

from glassnet.errors import SettingError
from glassnet.terms.limits import BELOW_ONE, COUNT, FINITE, POSITIVE, SHARE, plain, require


@pytest.mark.parametrize("value", [0, -1.0, float("nan"), float("inf"), True, None, "0.1", 1j])
def test_a_positive_number_is_finite_above_zero_and_a_number(value):
    assert not POSITIVE.admits(value)


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.5), np.int64(3)])
def test_numbers_of_python_and_of_numpy_count_alike(value):
    assert POSITIVE.admits(value)


def test_bounds_belong_to_a_share_but_the_upper_one_not_to_below_one():
    assert [SHARE.admits(value) for value in (0, 1, 1.1)] == [True, True, False]
    assert [BELOW_ONE.admits(value) for value in (0, 0.999, 1)] == [True, True, False]


def test_a_count_is_whole():
    assert [COUNT.admits(value) for value in (1, 2.0, 0, np.int32(7))] == [True, False, False, True]


def test_the_message_names_owner_setting_value_and_limits():
    with pytest.raises(SettingError, match=r"^relu9: slope=nan cannot be; it must be a finite number\.$"):
        require("relu9", "slope", float("nan"), FINITE)


def test_numpy_numbers_become_pythons_so_that_a_file_can_hold_them():
    assert [type(plain(value)) for value in (np.float64(0.5), np.int64(2), np.float32(1), True, "FAN_IN", None)] == [
        float,
        int,
        float,
        bool,
        str,
        type(None),
    ]
