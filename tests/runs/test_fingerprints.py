from hashlib import sha256

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from glassnet.runs.fingerprints import fingerprints, sorted_marks


def test_a_mark_is_the_first_eight_bytes_of_the_hash_of_the_levels():
    levels = np.array([0, 51, 255], "<i4")
    expected = int.from_bytes(sha256(levels.tobytes()).digest()[:8], "little")
    assert fingerprints(np.array([[0.0, 0.2, 1.0]])).tolist() == [expected]


@given(st.lists(st.integers(0, 255), min_size=1, max_size=20))
def test_levels_divided_in_single_or_double_precision_have_one_mark(levels):
    single = np.array([levels], np.uint8).astype(np.float32) / np.float32(255)
    double = np.array([levels]) / 255
    assert fingerprints(single) == fingerprints(double)


def test_one_level_in_one_pixel_changes_the_mark():
    picture = np.zeros((2, 28, 28, 1))
    picture[1, 14, 14, 0] = 1 / 255
    one, other = fingerprints(picture)
    assert one != other


def test_values_of_any_size_have_a_mark():
    assert len(set(fingerprints(np.array([[1e30], [-1e30], [0.0]])).tolist())) == 3


def test_marks_are_kept_in_order_and_once():
    assert sorted_marks(np.array([5, 2**64 - 1, 0, 5], np.uint64)).tolist() == [0, 5, 2**64 - 1]
