"""The digits that come with scikit-learn."""

import numpy as np

from glassnet.data.datasets import digits


def test_all_digits_are_there_from_0_to_1():
    images = digits.images()
    assert images.pixels.shape == (1797, 8, 8, 1)
    assert images.pixels.dtype == np.float32
    assert (images.pixels.min(), images.pixels.max()) == (0, 1)
    assert images.counts == (178, 182, 177, 183, 181, 182, 181, 179, 174, 180)


def test_a_fifth_of_each_class_is_held_out_by_seed():
    X, Y, testX, testY = digits.load_data(seed=1)
    assert (len(X), len(testX)) == (1438, 359)
    assert np.bincount(testY).tolist() == [36, 36, 35, 37, 36, 36, 36, 36, 35, 36]
    assert not np.array_equal(testX, digits.load_data(seed=2)[2])
    assert np.array_equal(testX, digits.load_data(seed=1)[2])
    assert np.array_equal(digits.load_data(one_hot=True, seed=1)[1].argmax(axis=1), Y)
