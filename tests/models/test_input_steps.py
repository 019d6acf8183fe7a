"""Preprocessing and augmentation through TFLearn's door: fit, predict, evaluate, save, load, go on."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.errors import FileError

rng = np.random.default_rng(0)
X = (rng.random((48, 6, 6, 3)) * 255).astype(np.uint8)
Y = np.eye(2, dtype=np.float32)[rng.integers(0, 2, 48)]


def model(custom=None, own_chance=None, seed=0):
    steps, chance = gn.ImagePreprocessing(), gn.ImageAugmentation()
    steps.add_featurewise_zero_center()
    steps.add_featurewise_stdnorm(per_channel=True)
    chance.add_random_flip_leftright()
    chance.add_random_rotation(25.0)
    if custom:
        steps.add_custom_preprocessing(custom)
    if own_chance:
        chance.methods.append(own_chance)
        chance.args.append(None)
    net = gn.input_data([None, 6, 6, 3], data_preprocessing=steps, data_augmentation=chance)
    net = gn.fully_connected(net, 2, activation="softmax")
    net = gn.regression(net, optimizer="adam", learning_rate=0.01, batch_size=16)
    np.random.seed(seed)  # whence an old script's model takes its seed
    return gn.DNN(net, engine="reference")


def test_a_model_file_holds_the_statistics_and_answers_alike(tmp_path):
    first = model()
    first.fit(X, Y, n_epoch=2)
    first.save(tmp_path / "m")
    again = model()
    again.load(tmp_path / "m")
    run = gn.load(tmp_path / "m.glassnet")
    assert (again.predict(X) == first.predict(X)).all()
    assert run.predict(X) == pytest.approx(first.predict(X), abs=1e-6)
    assert again.evaluate(X, Y) == first.evaluate(X, Y)
    assert run.weights["InputData/mean"] == pytest.approx(X.mean(), rel=1e-6)
    assert gn.to_text(run.network) == gn.to_text(first.network)


def test_training_cut_in_two_by_a_file_is_the_same_as_in_one_go(tmp_path):
    whole, half, rest = model(), model(), model()
    whole.fit(X, Y, n_epoch=4)
    half.fit(X, Y, n_epoch=2)
    half.save(tmp_path / "half")
    rest.load(tmp_path / "half")
    rest.fit(X, Y, n_epoch=2)
    for name in whole.network.weights:
        assert (rest.get_weights(name) == whole.get_weights(name)).all(), name


def test_pictures_come_out_of_fit_predict_and_evaluate_as_they_went_in():
    before = X.copy()
    floats = X.astype(np.float32)
    floats.flags.writeable = False
    made = model(custom=lambda batch: batch * 2)
    made.fit(floats, Y, n_epoch=1, validation_set=(floats, Y))
    made.predict(floats)
    made.evaluate(floats, Y)
    assert (floats == before).all()


def test_a_function_of_ones_own_works_here_and_is_refused_by_save(tmp_path):
    def halved(batch):
        return batch / 2

    made = model(custom=halved)
    made.fit(X, Y, n_epoch=1)
    with pytest.raises(FileError, match="it uses your own function halved, and no file or text of ours holds code"):
        made.save(tmp_path / "m")
    assert not (tmp_path / "m.glassnet").exists()


def test_chance_of_ones_own_is_left_out_of_the_file_since_no_answer_needs_it(tmp_path):
    made = model(own_chance=lambda batch: batch + 1)
    made.fit(X, Y, n_epoch=1)
    made.save(tmp_path / "m")
    run = gn.load(tmp_path / "m.glassnet")
    assert run.predict(X) == pytest.approx(made.predict(X), abs=1e-6)
    assert [step.name for step in run.network.inputs[0].op.augmentation] == ["random_flip_leftright", "random_rotation"]


def test_a_forged_statistic_is_refused(tmp_path):
    from safetensors import numpy as safetensors

    from glassnet.runs import tensors

    made = model()
    made.fit(X, Y, n_epoch=1)
    weights = {name: made.get_weights(name) for name in made.network.weights}
    for name, forged, why in (
        ("InputData/mean", np.zeros(3, np.float32), r"'InputData/mean' is an array of \[3\], the network's is \[\]"),
        ("InputData/std", np.full(3, np.nan, np.float32), "holds nan"),
    ):
        with pytest.raises(FileError, match=why):
            tensors.unpack(safetensors.save(weights | {name: forged}), made.network)
    del weights["InputData/mean"]
    with pytest.raises(FileError, match="'InputData/mean' is missing"):
        tensors.unpack(safetensors.save(weights), made.network)


def test_models_that_share_a_session_share_what_was_measured():
    made = model()
    made.fit(X, Y, n_epoch=1)
    inside = gn.DNN(made.network.inputs[0], session=made.session)
    assert inside.predict(X).mean(axis=(0, 1, 2)) == pytest.approx(
        ((X - X.mean()) / X.std(axis=(0, 1, 2))).mean(axis=(0, 1, 2)), abs=1e-4
    )


def test_one_batch_alone_is_measured_where_nothing_was_before():
    made = model()
    made.fit_batch(X, Y)
    assert made.get_weights("InputData/pictures") == 48
