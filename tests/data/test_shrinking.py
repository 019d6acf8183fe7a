import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from glassnet.data.shrinking import shrunk


@given(height=st.integers(1, 40), width=st.integers(1, 40), most=st.integers(1, 20))
def test_no_side_is_longer_than_asked_and_a_flat_picture_stays_flat(height, width, most):
    small = shrunk(np.full((2, height, width, 3), 200, np.uint8), most)
    assert small.shape == (2, min(height, most), min(width, most), 3)
    assert np.allclose(small, 200)


def test_each_pixel_is_the_mean_of_those_it_covers():
    levels = np.arange(16, dtype=np.uint8).reshape(1, 4, 4, 1)
    assert shrunk(levels, 2)[0, ..., 0].tolist() == [[2.5, 4.5], [10.5, 12.5]]


def test_bytes_do_not_overflow():
    assert shrunk(np.full((1, 100, 1, 1), 255, np.uint8), 1).item() == 255
