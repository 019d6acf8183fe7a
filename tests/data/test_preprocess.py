"""TFLearn's data_utils, without its damage to the caller's arrays."""

import numpy as np
import pytest

from glassnet.data.preprocess import (
    featurewise_std_normalization,
    featurewise_zero_center,
    samplewise_std_normalization,
    samplewise_zero_center,
    shuffle,
    to_categorical,
)
from glassnet.errors import DataError


def test_with_the_number_of_classes_rows_are_that_wide_and_float64():
    rows = to_categorical([0, 3, 1], 5)
    assert rows.dtype == np.float64
    assert rows.tolist() == [[1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 1, 0, 0, 0]]


def test_without_it_a_class_that_never_occurs_has_no_column():
    rows = to_categorical([7, 3, 7])
    assert rows.dtype == np.float32
    assert rows.tolist() == [[0, 1], [1, 0], [0, 1]]
    assert to_categorical(["b", "a"]).tolist() == [[0, 1], [1, 0]]


def test_a_column_of_numbers_is_taken_too():
    assert to_categorical(np.array([[0], [1]]), 2).tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("y", "sentence"),
    [
        ([0, 10, 11], r"y\[1\] is 10; with nb_classes=10 classes are 0 to 9"),
        ([0, -1], r"y\[1\] is -1"),
        ([0.5], r"y\[0\] is 0.5"),
        ([[0, 1]], r"takes class numbers \[N\]; this array has shape \(1, 2\)"),
        (["a"], "takes numbers; this array holds <U1"),
    ],
)
def test_labels_that_name_no_class_are_told(y, sentence):
    with pytest.raises(DataError, match=sentence):
        to_categorical(y, 10)


def test_shuffling_keeps_rows_together_and_gives_a_tuple():
    rows = np.arange(50)
    (alone,) = shuffle(rows, seed=1)
    assert sorted(alone) == list(range(50))
    A, B = shuffle(rows, rows * 2, seed=1)
    assert (A * 2 == B).all()
    assert (alone == A).all()
    assert rows.tolist() == list(range(50))
    assert shuffle() == ()


def test_an_old_script_s_numpy_seed_governs_its_shuffle():
    np.random.seed(3)
    one = shuffle(np.arange(20))[0].tolist()
    np.random.seed(3)
    assert shuffle(np.arange(20))[0].tolist() == one


def test_arrays_of_unequal_length_cannot_be_shuffled_together():
    with pytest.raises(DataError, match=r"these have \[2, 3\]"):
        shuffle([1, 2], [1, 2, 3])


TWO = np.array([[1.0, 10.0], [3.0, 30.0]])


def test_centring_by_feature_gives_the_mean_only_when_it_found_it():
    centred, mean = featurewise_zero_center(TWO)
    assert mean.tolist() == [2, 20]
    assert centred.tolist() == [[-1, -10], [1, 10]]
    assert featurewise_zero_center(TWO, mean=1.0).tolist() == [[0, 9], [2, 29]]


def test_scaling_by_feature_gives_the_spread_only_when_it_found_it():
    scaled, std = featurewise_std_normalization(TWO)
    assert std.tolist() == [1, 10]  # biased: half the distance of two numbers
    assert scaled.tolist() == [[1, 1], [3, 3]]
    assert featurewise_std_normalization(TWO, 2.0).tolist() == [[0.5, 5], [1.5, 15]]


def test_a_feature_that_never_changes_is_left_alone():
    assert featurewise_std_normalization(np.full((2, 1), 7.0))[0].tolist() == [[7], [7]]


def test_a_sample_is_centred_and_scaled_along_its_second_axis():
    pictures = np.arange(8, dtype=np.uint8).reshape(1, 2, 4, 1)
    assert samplewise_zero_center(pictures)[0, ..., 0].tolist() == [[-1.5, -0.5, 0.5, 1.5]] * 2
    spread = np.std([0, 1, 2, 3])
    assert np.allclose(samplewise_std_normalization(pictures)[0, 0, :, 0], np.arange(4) / spread)


def test_flat_samples_use_their_only_axis_and_bare_numbers_are_refused():
    assert samplewise_zero_center(TWO).tolist() == [[-4.5, 4.5], [-13.5, 13.5]]
    with pytest.raises(DataError, match="takes samples in rows"):
        samplewise_zero_center([1.0, 2.0])


def test_none_of_them_alters_its_argument():
    for change in (featurewise_zero_center, featurewise_std_normalization, samplewise_zero_center,
                   samplewise_std_normalization):  # fmt: skip
        held = TWO.copy()
        change(held)
        assert (held == TWO).all()
