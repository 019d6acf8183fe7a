"""One-hot labels, shuffling, centring."""

import numpy as np
import pytest

from glassnet.errors import DataError
from glassnet.tflearn import data_utils


def test_missing_classes_keep_their_column():
    assert data_utils.to_categorical([0, 2]).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert data_utils.to_categorical([0, 2], 4).shape == (2, 4)


def test_a_label_beyond_the_classes_is_named_with_its_row():
    with pytest.raises(DataError, match="label 5 at row 1 is none of the class numbers 0 to 2"):
        data_utils.to_categorical([0, 5], 3)


def test_shuffle_gives_a_tuple_even_of_one_and_follows_numpys_seed():
    np.random.seed(1)
    (once,) = data_utils.shuffle(np.arange(20))
    np.random.seed(1)
    (again,) = data_utils.shuffle(np.arange(20))
    assert (once == again).all()
    assert sorted(once) == list(range(20))


def test_centring_gives_the_mean_only_when_it_was_not_given():
    X = np.array([[0.0, 2.0], [2.0, 6.0]])
    centred, mean = data_utils.featurewise_zero_center(X)
    assert centred.tolist() == [[-1, -2], [1, 2]]
    assert data_utils.featurewise_zero_center(X, mean).tolist() == centred.tolist()
    assert X[0, 1] == 2.0


def test_a_constant_pixel_survives_division_by_its_deviation():
    scaled, spread = data_utils.featurewise_std_normalization(np.array([[0.0, 7.0], [4.0, 7.0]]))
    assert spread.tolist() == [2, 1]
    assert scaled.tolist() == [[0, 7], [2, 7]]
