"""What an input layer does to samples, against NumPy's formulas written out."""

import numpy as np
import pytest
import torch

import glassnet as gn
from glassnet.engine.to_torch import build
from glassnet.errors import DataError, SettingError, ShapeError

X = (np.random.default_rng(0).random((5, 6, 4, 3)) * 255).astype(np.float32)
MEAN, PC = X.mean(axis=0), np.random.default_rng(1).random((72, 72)).astype(np.float32)

BY_HAND = {
    "image_normalization": (lambda p: p.add_image_normalization(), X / 255),
    "crop_center": (lambda p: p.add_crop_center((4, 3)), X[:, 1:5, 0:3]),
    "samplewise_zero_center": (
        lambda p: p.add_samplewise_zero_center(),
        X - X.mean(axis=(1, 2, 3), keepdims=True),
    ),
    "samplewise_zero_center by channel": (
        lambda p: p.add_samplewise_zero_center(per_channel=True),
        X - X.mean(axis=(1, 2), keepdims=True),
    ),
    "samplewise_stdnorm": (
        lambda p: p.add_samplewise_stdnorm(),
        X / (X.std(axis=(1, 2, 3), keepdims=True) + 1e-8),
    ),
    "samplewise_stdnorm by channel": (
        lambda p: p.add_samplewise_stdnorm(per_channel=True),
        X / (X.std(axis=(1, 2), keepdims=True) + 1e-8),
    ),
    "featurewise_zero_center, a number": (lambda p: p.add_featurewise_zero_center(100.0), X - 100),
    "featurewise_zero_center, one a channel": (
        lambda p: p.add_featurewise_zero_center([1, 2, 3], per_channel=True),
        X - np.array([1, 2, 3], np.float32),
    ),
    "featurewise_zero_center, a picture": (lambda p: p.add_featurewise_zero_center(MEAN), X - MEAN),
    "featurewise_stdnorm, a number": (lambda p: p.add_featurewise_stdnorm(std=50.0), X / 50),
    "zca_whitening, a matrix": (
        lambda p: p.add_zca_whitening(PC),
        (X.reshape(5, 72).astype(np.float64) @ PC).reshape(X.shape),
    ),
    "custom": (lambda p: p.add_custom_preprocessing(lambda batch: batch[:, ::-1] + 1), X[:, ::-1] + 1),
}


def through(add, X, sides):
    steps = gn.ImagePreprocessing()
    add(steps)
    net = gn.Network(gn.input_data([None, *sides], data_preprocessing=steps))
    return build(net, seed=0).value({"InputData": torch.from_numpy(X)}).numpy()


@pytest.mark.parametrize("name", BY_HAND)
def test_a_step_is_what_its_formula_says_and_leaves_the_samples_alone(name):
    add, wanted = BY_HAND[name]
    given = X.copy()
    made = through(add, given, wanted.shape[1:])
    assert made == pytest.approx(wanted, rel=1e-5, abs=1e-4)
    assert (given == X).all()


def test_a_custom_step_that_writes_into_its_batch_does_not_reach_the_samples():
    def in_place(batch):
        batch -= 1
        return batch

    given = X.copy()
    assert through(lambda p: p.add_custom_preprocessing(in_place), given, (6, 4, 3)) == pytest.approx(X - 1)
    assert (given == X).all()


def test_steps_are_done_in_the_order_they_were_added():
    def both(p):
        p.add_featurewise_zero_center(255.0)
        p.add_image_normalization()

    assert through(both, X, (6, 4, 3)) == pytest.approx((X - 255) / 255, abs=1e-6)


def test_rows_of_numbers_are_prepared_too():
    steps = gn.DataPreprocessing()
    steps.add_samplewise_zero_center()
    rows = X.reshape(5, 72)
    net = gn.Network(gn.input_data([None, 72], data_preprocessing=steps))
    made = build(net, seed=0).value({"InputData": torch.from_numpy(rows)}).numpy()
    assert made == pytest.approx(rows - rows.mean(axis=1, keepdims=True), abs=1e-3)


def test_what_does_not_fit_is_told_where_it_is_said():
    crop = gn.ImagePreprocessing()
    crop.add_crop_center((24, 24))
    with pytest.raises(ShapeError, match=r"crop_center leaves 24x24 pixels, but the input takes 32x32x3: give input_"):
        gn.input_data([None, 32, 32, 3], data_preprocessing=crop)
    with pytest.raises(ShapeError, match=r"crop_center is for pictures of \[height, width, channels\], not for 72"):
        gn.input_data([None, 72], data_preprocessing=crop)
    wrong = gn.ImagePreprocessing()
    wrong.add_featurewise_zero_center([1.0, 2.0])
    with pytest.raises(
        ShapeError, match=r"array given to featurewise_zero_center is of \[2\], where it should be a nu"
    ):
        gn.input_data([None, 6, 4, 3], data_preprocessing=wrong)
    turning = gn.ImageAugmentation()
    turning.add_random_flip_leftright()
    with pytest.raises(SettingError, match="random_flip_leftright is no step of data_preprocessing"):
        gn.input_data([None, 6, 4, 3], data_preprocessing=turning)
    with pytest.raises(SettingError, match="data_augmentation takes an ImageAugmentation, got list"):
        gn.input_data([None, 6, 4, 3], data_augmentation=["flip"])


def test_samples_too_small_for_a_crop_are_told():
    with pytest.raises(DataError, match="crop_center cuts 9x4 out of pictures of 6x4: they are too small"):
        through(lambda p: p.add_crop_center((9, 4)), X, (9, 4, 3))
    with pytest.raises(DataError, match=r"samples of 6x4x3; behind its preprocessing these are 5x4x3"):
        through(lambda p: p.add_custom_preprocessing(lambda batch: batch[:, 1:]), X, (6, 4, 3))


def test_a_step_added_after_the_input_took_the_steps_is_refused():
    steps = gn.ImagePreprocessing()
    gn.input_data([None, 6, 4, 3], data_preprocessing=steps)
    with pytest.raises(DataError, match="add_image_normalization comes too late: input_data has taken these steps"):
        steps.add_image_normalization()
