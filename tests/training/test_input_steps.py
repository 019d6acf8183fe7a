"""What inputs do in training: chance by seed, epoch and picture; statistics measured once and kept."""

import numpy as np
import pytest
import torch

import glassnet as gn
from glassnet.errors import DataError
from glassnet.training.input_steps import augments
from glassnet.training.samples import Samples

rng = np.random.default_rng(0)
X = (rng.random((60, 8, 8, 3)) * 255).astype(np.uint8)
Y = np.eye(2, dtype=np.float32)[rng.integers(0, 2, 60)]


def network(prepare=None, chance=None, size=8):
    steps, drawn = gn.ImagePreprocessing(), gn.ImageAugmentation()
    if prepare:
        prepare(steps)
    if chance:
        chance(drawn)
    net = gn.input_data([None, size, size, 3], data_preprocessing=steps, data_augmentation=drawn)
    net = gn.fully_connected(net, 2, activation="softmax")
    return gn.Network(gn.regression(net, optimizer="sgd", learning_rate=0.001, batch_size=16))


def standard(steps):
    steps.add_image_normalization()
    steps.add_featurewise_zero_center(per_channel=True)
    steps.add_featurewise_stdnorm()


def turning(steps):
    steps.add_random_flip_leftright()
    steps.add_random_90degrees_rotation()
    steps.add_random_crop((8, 8), padding=2)


def fit(net, n_epoch=1, **more):
    return gn.fit(net, (X, Y), n_epoch=n_epoch, show=False, engine="reference", **more)


def test_statistics_are_those_of_the_training_data_behind_the_steps_before():
    run = fit(network(standard), validation=(X[:20] // 2, Y[:20]))
    scaled = X / 255.0
    assert run.weights["InputData/mean"] == pytest.approx(scaled.mean(axis=(0, 1, 2)), rel=1e-5)
    assert run.weights["InputData/std"] == pytest.approx((scaled - scaled.mean(axis=(0, 1, 2))).std(), rel=1e-5)
    assert run.weights["InputData/pictures"] == 60


def test_the_network_sees_prepared_pictures_in_training_validation_and_prediction_alike():
    run = fit(network(standard), n_epoch=2, validation=(X, Y))
    by_hand = (X / 255.0 - run.weights["InputData/mean"]) / (run.weights["InputData/std"] + 1e-8)
    assert run.outputs(X, ["InputData"])["InputData"] == pytest.approx(by_hand, abs=1e-5)
    plain = fit(network(), n_epoch=1)
    same = gn.Run(plain.network, {name: run.weights[name] for name in plain.weights})
    assert run.predict(X) == pytest.approx(same.predict(by_hand.astype(np.float32)), abs=1e-5)
    assert gn.evaluate(run, X, Y).loss == pytest.approx(run.history[-1].val_loss, rel=1e-5)


def test_a_constant_change_of_the_data_changes_nothing_once_they_are_standardised():
    run = fit(network(standard), n_epoch=3)
    other = gn.fit(network(standard), (X.astype(np.float32) * 4 + 100, Y), n_epoch=3, show=False, engine="reference")
    assert other.history[-1].loss == pytest.approx(run.history[-1].loss, rel=1e-4)


def test_statistics_are_of_the_pictures_as_they_are_not_as_chance_has_them():
    run = fit(network(standard, turning))
    assert run.weights["InputData/mean"] == pytest.approx((X / 255.0).mean(axis=(0, 1, 2)), rel=1e-5)


def test_chance_changes_what_is_learned_from_and_not_what_is_judged():
    plain, drawn = fit(network(), validation=(X, Y)), fit(network(chance=turning), validation=(X, Y))
    assert plain.history[0].loss != drawn.history[0].loss
    assert (drawn.predict(X[:5]) == drawn.predict(X[:5])).all()
    again = fit(network(chance=turning), validation=(X, Y))
    assert all((again.weights[name] == drawn.weights[name]).all() for name in drawn.weights)
    other = fit(network(chance=turning), validation=(X, Y), seed=1)
    assert other.history[0].loss != drawn.history[0].loss


def test_a_picture_of_an_epoch_is_the_same_in_any_batch():
    samples = Samples({"InputData": X}, {}).augmented(augments(network(chance=turning), seed=3)).in_epoch(5)
    whole = samples.feeds(np.arange(60))["InputData"]
    some = np.array([7, 41, 3])
    assert (samples.feeds(some)["InputData"] == whole[some]).all()
    assert (samples.in_epoch(6).feeds(some)["InputData"] != whole[some]).any()


def test_pictures_that_chance_changes_stay_where_numpy_can_reach_them():
    elsewhere = torch.device("meta")
    drawn = Samples({"InputData": X}, {"t": Y}).augmented(augments(network(chance=turning), 0)).on(elsewhere)
    assert drawn.inputs["InputData"] is X
    assert drawn.feeds(np.arange(3))["InputData"].device == elsewhere
    assert drawn.targets["t"].device == elsewhere


def test_pictures_without_steps_stay_bytes_until_their_batch_and_no_step_is_called():
    net = network()
    samples = Samples({"InputData": X}, {})
    assert augments(net, 0) == {}
    assert samples.augmented({}).in_epoch(3).inputs["InputData"] is X
    assert not net.inputs[0].weights


def test_pictures_larger_than_the_network_are_cropped_by_chance_and_to_the_middle():
    def cropped(steps):
        steps.add_crop_center((5, 5))

    def by_chance(steps):
        steps.add_random_crop((5, 5))

    run = fit(network(cropped, by_chance, size=5), validation=(X, Y))
    assert (run.outputs(X, ["InputData"])["InputData"] == X[:, 1:6, 1:6]).all()
    assert run.predict(X[0]).shape == (1, 2)
    with pytest.raises(DataError, match=r"'InputData' takes samples of 5x5x3; X has shape \(60, 4, 4, 3\)"):
        run.predict(X[:, :4, :4])


def test_pictures_cropped_by_chance_alone_need_the_crop_that_judges_them():
    net = network(chance=lambda steps: steps.add_random_crop((5, 5)), size=5)
    assert fit(net).predict(X[:, :5, :5]).shape == (60, 2)
    with pytest.raises(DataError, match="takes samples of 5x5x3"):
        fit(net, validation=(X, Y))
    held = gn.DNN(net)
    with pytest.raises(DataError, match=r"add_crop_center\(\[5, 5\]\) to its data_preprocessing crops every other"):
        held.fit(X, Y, n_epoch=1, validation_set=0.2)


def test_training_says_what_it_measured_and_what_it_mends(capsys):
    def steps(given):
        given.add_featurewise_zero_center()
        given.add_featurewise_stdnorm(per_channel=True)

    net = network(steps, lambda drawn: drawn.add_random_blur(1.0))
    model = gn.DNN(net)
    model.fit(X, Y, n_epoch=1)
    told = capsys.readouterr().out
    assert f"InputData/mean {X.mean():.6g}, measured on 60 samples\n" in told
    assert "random_blur: each channel by itself (TFLearn blurs across channels too)\n" in told
    assert "featurewise_stdnorm: of all numbers of a channel (TFLearn: mean over pictures)\n" in told
    assert max(map(len, told.splitlines()[:8])) <= 80
    model.fit(X, Y, n_epoch=1)
    assert "measured" not in capsys.readouterr().out


def test_a_second_fit_keeps_what_the_first_has_measured():
    model = gn.DNN(network(standard))
    model.fit(X, Y, n_epoch=1)
    kept = model.get_weights("InputData/mean")
    model.fit(X // 2, Y, n_epoch=1)
    assert (model.get_weights("InputData/mean") == kept).all()


def test_zca_whitens_what_was_trained_on():
    def steps(given):
        given.add_featurewise_zero_center()
        given.add_zca_whitening()

    few = X[:, :2, :2]
    net = network(steps, size=2)
    run = gn.fit(net, (few, Y), n_epoch=1, show=False, engine="reference")
    white = run.outputs(few, ["InputData"])["InputData"].reshape(60, 12)
    white -= white.mean(axis=0)
    assert white.T @ white / 60 == pytest.approx(np.eye(12), abs=1e-3)


def test_photos_that_are_prepared_are_cropped_behind_their_preparation(tmp_path):
    from PIL import Image

    def cropped(steps):
        steps.add_crop_center((5, 5))
        steps.add_featurewise_zero_center()

    images = gn.data.arrays(X, Y, classes=("dull", "bright"))
    run = gn.fit(network(cropped, size=5), images, n_epoch=1, show=False, engine="reference")
    Image.fromarray(X[0]).save(tmp_path / "photo.png")
    assert run.predict(str(tmp_path / "photo.png")) == pytest.approx(run.predict(X[:1]), abs=1e-6)
    assert run.predict(X[0]) == pytest.approx(run.predict(images[[0]].inputs()), abs=1e-6)
    gn.save(run, tmp_path / "run.glassnet")
    assert (gn.load(tmp_path / "run.glassnet").predict(X) == run.predict(X)).all()
    assert gn.evaluate(run, images).n == 60


def test_a_fast_plan_is_tried_on_what_chance_leaves():
    def by_chance(steps):
        steps.add_random_crop((5, 5))

    run = gn.fit(network(standard, by_chance, size=5), (X, Y), n_epoch=1, show=False, engine="auto")
    assert len(run.history) == 1
