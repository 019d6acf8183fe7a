"""scikit-learn's door: its own checks, its tools around it, and pictures through it."""

import pickle
from importlib.util import find_spec
from inspect import signature

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

import glassnet as gn
from glassnet.errors import DataError, FileError, NotationError, ShapeError
from glassnet.models.held_back import held_back

NEEDS_PANDAS = "check_classifier_data_not_an_array"
# These need more than NumPy and say nothing without it. Every other check must pass.
NOT_HERE = {"check_array_api_input"} if find_spec("pandas") else {"check_array_api_input", NEEDS_PANDAS}
ON_ROWS = gn.ImageClassifier("dense 16 relu", n_epoch=30, batch_size=8, learning_rate=0.01)
CHECKS = [
    check
    for _, check in estimator_checks_generator(ON_ROWS, mark="xfail")
    if getattr(check, "func", check).__name__ not in NOT_HERE
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: getattr(check, "func", check).__name__)
def test_a_check_of_scikit_learns_own_passes(check):
    check(clone(ON_ROWS))


@pytest.fixture(scope="module")
def digits():
    X, y = load_digits(n_class=3, return_X_y=True)
    return X[:240].reshape(-1, 8, 8) / 16, y[:240]


def small(net="conv 8@3 relu > pool 2", **more):
    return gn.ImageClassifier(net, **{"n_epoch": 8, "batch_size": 16, "learning_rate": 0.01, **more})


def test_pictures_with_and_without_channels_and_laid_out_flat_give_one_network(digits):
    X, y = digits
    gray = small().fit(X, y)
    channel = small().fit(X[..., None], y)
    flat = small(shape=(8, 8)).fit(X.reshape(-1, 64), y)
    assert (gray.predict_proba(X) == channel.predict_proba(X[..., None])).all()
    assert (gray.predict_proba(X) == flat.predict_proba(X.reshape(-1, 64))).all()
    assert (gray.shape_, flat.shape_, flat.n_features_in_) == ((8, 8, 1), (8, 8, 1), 64)
    assert not hasattr(gray, "n_features_in_")
    assert gray.score(X, y) > 0.95


def test_labels_of_any_kind_come_back(digits):
    X, y = digits
    names = np.array(["nought", "one", "two"])[y]
    model = small().fit(X, names)
    assert model.classes_.tolist() == ["nought", "one", "two"]
    assert (model.predict(X) == names).mean() > 0.95
    assert model.run_.classes == ("nought", "one", "two")
    numbers = small().fit(X, y * 10 - 5)
    assert numbers.classes_.tolist() == [-5, 5, 15]
    assert (numbers.predict_proba(X) == model.predict_proba(X)).all()


def test_shares_are_rows_that_sum_to_one_and_speak_for_the_prediction(digits):
    X, y = digits
    model = small().fit(X, y)
    shares = model.predict_proba(X)
    assert shares.shape == (240, 3)
    assert shares.sum(axis=1) == pytest.approx(np.ones(240), abs=1e-6)
    assert (model.classes_[shares.argmax(axis=1)] == model.predict(X)).all()


def test_a_net_that_gives_no_shares_itself_is_read_as_shares(digits):
    X, y = digits
    net = "flatten > dense 3 > regression sgd(learning_rate=0.1) softmax_categorical_crossentropy"
    model = small(net).fit(X, y)
    assert model.predict_proba(X).sum(axis=1) == pytest.approx(np.ones(240), abs=1e-6)
    assert model.score(X, y) > 0.9


def test_the_same_random_state_gives_the_same_bits(digits):
    X, y = digits
    first, again, other = (small(random_state=seed).fit(X, y).predict_proba(X) for seed in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any()
    drawn = small(random_state=np.random.RandomState(0)).fit(X, y)
    assert (drawn.predict_proba(X) == small(random_state=np.random.RandomState(0)).fit(X, y).predict_proba(X)).all()


def test_levels_are_scaled_alike_in_training_and_prediction(digits):
    X, y = digits
    levels = np.rint(X * 255).astype(np.uint8)
    model = small().fit(levels, y)
    assert model.score(levels, y) > 0.95
    assert model.predict_proba(levels.astype(np.int64)) == pytest.approx(model.predict_proba(levels))
    assert model.predict_proba(levels / 255) == pytest.approx(model.predict_proba(levels), abs=1e-5)
    with pytest.raises(DataError, match="runs from 0 to 255, but training saw 0 to 1"):
        model.predict(levels.astype(float))
    assert model.run_.predict(levels) == pytest.approx(model.predict_proba(levels), abs=1e-6)


def test_cross_validation_and_a_grid_over_nets_and_epochs(digits):
    X, y = digits
    assert cross_val_score(small(), X, y, cv=3).mean() > 0.9
    grid = GridSearchCV(small(), {"net": ["dense 8 relu", "conv 8@3 relu > pool 2"], "n_epoch": [1, 8]}, cv=2)
    grid.fit(X, y)
    assert grid.best_params_["n_epoch"] == 8
    assert grid.best_estimator_.score(X, y) > 0.9
    assert len(grid.cv_results_["params"]) == 4


def test_a_pipeline_scales_rows_before_the_network_lays_them_out(digits):
    X, y = digits
    model = make_pipeline(MinMaxScaler(), small(shape=(8, 8))).fit(X.reshape(-1, 64) * 7, y)
    assert model.score(X.reshape(-1, 64) * 7, y) > 0.95
    model.set_params(imageclassifier__n_epoch=1)
    assert model[-1].n_epoch == 1


def test_groups_of_a_cross_validation_are_scikit_learns_and_those_of_fit_are_ours(digits):
    X, y = digits
    groups = np.arange(240) // 4
    assert len(cross_val_score(small(n_epoch=1), X, y, cv=GroupKFold(3), groups=groups)) == 3
    model = small(validation=0.25, n_epoch=2).fit(X, y, groups=groups)
    held = model.run_.card.validation_samples
    assert 40 <= held <= 80
    assert held + model.run_.card.samples == 240
    assert model.run_.history[-1].val_loss is not None


def test_patience_stops_training_and_goes_back_to_the_best(digits):
    X, y = digits
    model = small(validation=0.2, patience=2, n_epoch=60, learning_rate=0.03).fit(X, y)
    losses = [epoch.val_loss for epoch in model.run_.history.epochs]
    assert len(losses) < 60
    assert losses.index(min(losses)) == len(losses) - 3
    with pytest.raises(DataError, match="patience waits for a better validation loss"):
        small(patience=2).fit(X, y)


def test_preprocessing_and_augmentation_are_settings_like_others(digits):
    X, y = digits
    steps, chance = gn.ImagePreprocessing(), gn.ImageAugmentation()
    steps.add_featurewise_zero_center()
    steps.add_crop_center((6, 6))
    chance.add_random_crop((6, 6))
    model = small(data_preprocessing=steps, data_augmentation=chance, n_epoch=15)
    assert cross_val_score(model, X, y, cv=2).mean() > 0.85
    fitted = clone(model).fit(X, y)
    assert fitted.run_.network.inputs[0].shape.sides == (6, 6, 1)
    assert fitted.run_.weights["InputData/mean"] == pytest.approx(X.mean(), rel=1e-4)
    own = gn.ImagePreprocessing()
    own.add_custom_preprocessing(lambda batch: batch)
    with pytest.raises(NotationError, match="your own function <lambda>"):
        small(data_preprocessing=own).fit(X, y)


def test_a_fitted_estimator_survives_pickling_and_keeping_its_run(digits, tmp_path):
    X, y = digits
    model = small().fit(X, y)
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict_proba(X) == model.predict_proba(X)).all()
    gn.save(model.run_, tmp_path / "digits.glassnet")
    kept = gn.load(tmp_path / "digits.glassnet")
    assert kept.predict(X[..., None].astype(np.float32)) == pytest.approx(model.predict_proba(X))
    state = model.__getstate__()
    state["run_"] = state["run_"][:-1]
    with pytest.raises(FileError, match="damaged"):
        gn.ImageClassifier().__setstate__(state)


def test_settings_are_stored_as_they_were_given_and_nothing_more():
    names = signature(gn.ImageClassifier).parameters
    odd = {name: object() for name in names}
    assert gn.ImageClassifier(**odd).get_params() == odd
    assert set(vars(gn.ImageClassifier())) == set(names)


def test_what_does_not_fit_is_told(digits):
    X, y = digits
    with pytest.raises(NotFittedError):
        small().predict(X)
    with pytest.raises(DataError, match="y holds one class only"):
        small().fit(X, np.zeros(240))
    with pytest.raises(DataError, match=r"shape=\(8, 9\) lays out 72 numbers, X has 64"):
        small(shape=(8, 9)).fit(X.reshape(-1, 64), y)
    with pytest.raises(DataError, match="X holds samples of 7x8x1, but fit saw 8x8x1"):
        small(n_epoch=1).fit(X, y).predict(X[:, 1:])
    with pytest.raises(ShapeError, match="ends with 7 outputs, but there are 3 classes"):
        small("dense 7 softmax").fit(X, y)
    with pytest.raises(DataError, match="the share to keep back lies between 0 and 1"):
        small(validation=2).fit(X, y)
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        small(validation=0.2).fit(X, y, groups=[1, 2])


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_a_share_of_each_class_is_kept_back_and_groups_stay_whole(share):
    chance = np.random.default_rng(0)
    groups = chance.integers(0, 80, 600)
    labels = groups % 3
    mask = held_back(labels, share, 1, groups)
    assert not set(groups[mask]) & set(groups[~mask])
    for label in range(3):
        assert mask[labels == label].mean() == pytest.approx(share, abs=0.05)
    assert (held_back(labels, share, 1, groups) == mask).all()
    assert (held_back(labels, share, 2, groups) != mask).any()


def test_a_class_is_never_kept_back_whole():
    labels = np.array([0] * 20 + [1])
    for seed in range(20):
        assert not held_back(labels, 0.5, seed)[20]
    with pytest.raises(DataError, match="keeps none back: there are too few of each class, or they are of too few"):
        held_back(np.array([0, 0, 1, 1]), 0.5, 0, groups=np.array([1, 1, 2, 2]))


def test_the_door_is_loaded_only_when_it_is_asked_for():
    import subprocess
    import sys

    code = "import sys, glassnet.models.dnn; print('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
