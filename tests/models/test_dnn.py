"""DNN: feeds, fits, answers, and TFLearn's traps."""

import re
from pathlib import Path

import numpy as np
import pytest

import glassnet.tflearn as tflearn
from glassnet.errors import DataError, FeedError, UnknownName
from glassnet.models.dnn import DNN
from glassnet.tflearn import tensorflow as tf
from glassnet.training.watchers import EarlyStopping


@pytest.fixture(autouse=True)
def _graph_of_its_own():
    np.random.seed(0)
    with tf.Graph().as_default():
        yield


def dots(n=60, side=6, seed=0):
    """Pictures with a bright left half (class 0) or right half (class 1), float32 0..1, and one-hot labels."""
    chance = np.random.default_rng(seed)
    X = chance.random((n, side, side, 1), dtype=np.float32) * 0.5
    labels = np.arange(n) % 2
    for picture, label in zip(X, labels, strict=True):
        half = slice(0, side // 2) if label == 0 else slice(side // 2, side)
        picture[:, half] += 0.5
    return X, np.eye(2, dtype=np.float32)[labels]


def convnet(side=6, optimizer="adam", learning_rate=0.01, **settings):
    net = tflearn.input_data([None, side, side, 1], name="input")
    net = tflearn.conv_2d(net, 3, 3, activation="relu", name="conv_1")
    net = tflearn.max_pool_2d(net, 2)
    net = tflearn.fully_connected(net, 2, activation="softmax", name="fc")
    return tflearn.regression(net, optimizer=optimizer, learning_rate=learning_rate, name="targets", **settings)


def test_it_learns_and_returns_a_run_with_every_epoch():
    X, Y = dots()
    model = DNN(convnet())
    run = model.fit(X, Y, n_epoch=20, validation_set=dots(seed=1))
    assert len(run.history) == 20
    assert model.evaluate(X, Y) == [1.0]
    assert run.history[-1].val_metrics["acc"] == 1.0
    assert (run.predict(X) == model.predict(X)).all()


def test_the_sentdex_template_runs_unchanged(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    X, Y = dots()
    raw, labels = (X * 255).astype(np.uint8), Y.astype(int).tolist()
    model = DNN(convnet(learning_rate=1e-3), tensorboard_dir="log")
    assert not Path("dogs-0.001.meta").exists()
    model.fit(
        {"input": raw},
        {"targets": labels},
        n_epoch=20,
        validation_set=({"input": raw}, {"targets": labels}),
        snapshot_step=500,
        show_metric=True,
        run_id="dogs",
    )
    model.save("dogs-0.001")
    assert Path("dogs-0.001.meta").exists()
    assert Path("dogs-0.001.index").exists()
    with tf.Graph().as_default():
        again = DNN(convnet(learning_rate=1e-3))
        again.load("dogs-0.001")
    for img, label in zip(raw[:6], labels, strict=False):
        data = img.reshape(6, 6, 1)
        out = again.predict([data])[0]
        assert np.argmax(out) == np.argmax(label)


def test_a_second_network_never_breaks_the_first():
    X, Y = dots()
    first = DNN(convnet())
    before = first.predict(X)
    second = DNN(convnet(side=4))
    assert [model.network.names for model in (first, second)] == [first.network.names] * 2
    second.fit(*dots(side=4), n_epoch=1)
    assert (first.predict(X) == before).all()
    first.fit({"input": X}, {"targets": Y}, n_epoch=1)
    assert second.inputs == second.network.inputs
    assert first.inputs[0] is not second.inputs[0]


def test_two_regressions_learn_nand_and_or_and_their_product_is_xor():
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    nand, either = [[1.0], [1.0], [1.0], [0.0]], [[0.0], [1.0], [1.0], [1.0]]
    tf.set_random_seed(1)
    g = tflearn.input_data(shape=[None, 2])

    def gate(g):
        g = tflearn.fully_connected(g, 32, activation="linear")
        g = tflearn.fully_connected(g, 32, activation="linear")
        g = tflearn.fully_connected(g, 1, activation="sigmoid")
        return tflearn.regression(g, optimizer="sgd", learning_rate=2.0, loss="mean_square")

    g_xor = tflearn.merge([gate(g), gate(g)], mode="elemwise_mul")
    model = DNN(g_xor)
    model.fit(X, [nand, either], n_epoch=400, snapshot_epoch=False)
    answers = model.predict(X)[:, 0]
    assert answers.round(1).tolist() == pytest.approx([0, 1, 1, 0], abs=0.11)
    assert len(model.train_ops) == 2


def test_several_inputs_are_fed_in_the_order_they_were_made_or_by_name():
    one = tflearn.input_data([None, 3], name="left")
    two = tflearn.input_data([None, 2], name="right")
    net = tflearn.fully_connected(tflearn.merge([two, one], "concat"), 2, activation="softmax")
    model = DNN(tflearn.regression(net, name="targets"))
    left, right = np.ones((5, 3)), np.zeros((5, 2))
    by_order = model.predict([left, right])
    by_name = model.predict({"right": right, "left": left})
    by_layer = model.predict({one: left, two: right})
    assert (by_order == by_name).all()
    assert (by_order == by_layer).all()


def test_an_unknown_feed_key_is_refused_in_tflearns_words():
    X, Y = dots()
    with pytest.raises(
        FeedError, match="Feed dict asks for variable named 'non_existent' but no such variable is known"
    ):
        DNN(convnet()).fit({"non_existent": X}, {"targets": Y})


def test_a_wrong_shape_is_told_before_training():
    X, Y = dots()
    model = DNN(convnet())
    with pytest.raises(DataError, match=re.escape("X.reshape(-1, 6, 6, 1) would fit")):
        model.fit(X.reshape(-1, 36), Y)
    assert model.trainer.step == 0


def test_epochs_and_steps_count_on_across_fits():
    X, Y = dots(n=10)
    model = DNN(convnet(batch_size=4))
    model.fit(X, Y, n_epoch=2)
    model.fit(X, Y, n_epoch=1)
    assert [row.epoch for row in model.history] == [1, 2, 3]
    assert [row.step for row in model.history] == [3, 6, 9]


def test_a_batch_size_once_given_holds_for_later_fits():
    X, Y = dots(n=10)
    model = DNN(convnet())
    model.fit(X, Y, n_epoch=1, batch_size=5)
    model.fit(X, Y, n_epoch=1)
    assert model.trainer.step == 4


def test_without_snapshots_nothing_is_validated():
    X, Y = dots(n=10)
    run = DNN(convnet()).fit(X, Y, n_epoch=1, validation_set=(X, Y), snapshot_epoch=False)
    assert run.history[0].val_loss is None


def test_a_share_held_out_is_the_same_in_every_fit():
    X, Y = dots(n=20)
    seen = []

    class Watch(tflearn.callbacks.Callback):
        def on_epoch_end(self, training_state):
            seen.append((training_state.current_iter, training_state.val_loss))

    model = DNN(convnet(optimizer="sgd", learning_rate=1e-12))
    for _ in range(2):
        model.fit(X, Y, n_epoch=1, validation_set=0.25, callbacks=Watch())
    assert [current for current, _ in seen] == [15, 15]
    assert seen[0][1] == pytest.approx(seen[1][1], rel=1e-6)


@pytest.mark.parametrize("share", [0.001, 1.0, -0.1])
def test_a_share_that_leaves_nothing_is_refused(share):
    X, Y = dots(n=20)
    with pytest.raises(DataError, match="leaves"):
        DNN(convnet()).fit(X, Y, validation_set=share)


def test_numpys_seed_makes_an_old_script_reproducible():
    X, _ = dots(n=4)
    answers = []
    for seed in (3, 3, 4):
        np.random.seed(seed)
        answers.append(DNN(convnet()).predict(X))
    assert (answers[0] == answers[1]).all()
    assert (answers[0] != answers[2]).any()


def test_the_graphs_seed_outweighs_numpys():
    X, Y = dots(n=10)
    answers = []
    for number in range(2):
        np.random.seed(number)
        with tf.Graph().as_default():
            tf.set_random_seed(5)
            model = DNN(convnet())
            model.fit(X, Y, n_epoch=2)
            answers.append(model.predict(X))
    assert (answers[0] == answers[1]).all()


def test_weights_are_read_and_written_as_height_width_in_out():
    model = DNN(convnet())
    variable = tflearn.get_layer_variables_by_name("conv_1")[0]
    weights = model.get_weights(variable)
    assert weights.shape == (3, 3, 1, 3)
    model.set_weights(variable, np.zeros_like(weights))
    assert not model.get_weights("conv_1/W").any()
    assert weights.any()
    with pytest.raises(DataError, match=r"'conv_1/W' is an array of \(3, 3, 1, 3\), the new values are \(3, 3\)"):
        model.set_weights("conv_1/W", np.zeros((3, 3)))


def test_a_variable_of_another_network_is_told_as_such():
    first, second = DNN(convnet()), DNN(convnet())
    variable = tflearn.get_layer_variables_by_name("conv_1")[0]
    assert second.get_weights(variable).shape == (3, 3, 1, 3)
    with pytest.raises(UnknownName, match=r"this 'conv_1/W' belongs to another network.*get_weights\('conv_1/W'\)"):
        first.get_weights(variable)


def test_a_session_is_what_variables_are_read_in():
    model = DNN(convnet())
    variable = tflearn.get_layer_variables_by_name("fc")[1]
    with model.session.as_default():
        tflearn.variables.set_value(variable, [1.0, 2.0])
        assert tflearn.variables.get_value(variable).tolist() == [1.0, 2.0]
    with pytest.raises(RuntimeError, match=r"model\.session\.as_default"):
        tflearn.variables.get_value(variable)
    assert tflearn.variables.get_value(variable, session=model.session).tolist() == [1.0, 2.0]


def test_a_shared_session_shares_weights_even_while_training():
    X, Y = dots()
    net = tflearn.input_data([None, 6, 6, 1], name="input")
    features = tflearn.conv_2d(net, 3, 3, activation="relu", name="conv_1")
    net = tflearn.fully_connected(features, 2, activation="softmax", name="fc")
    model = DNN(tflearn.regression(net, name="targets"))
    extractor = DNN(features, session=model.session)
    before = extractor.predict(X)
    model.fit(X, Y, n_epoch=1)
    assert before.shape == (60, 6, 6, 3)
    assert (extractor.get_weights(features.W) == model.get_weights(features.W)).all()
    assert (extractor.predict(X) != before).any()
    with pytest.raises(DataError, match=r"'conv_1' ends without regression"):
        extractor.fit(X, Y)


def test_predict_warns_of_another_scale_and_answers_all_the_same():
    X, Y = dots()
    model = DNN(convnet())
    model.fit(X, Y, n_epoch=1)
    with pytest.warns(UserWarning, match="X runs from .* but training saw"):
        assert model.predict(X * 255).shape == (60, 2)


def test_predict_leaves_the_array_as_it_is():
    X, _ = dots()
    before = X.copy()
    model = DNN(convnet())
    assert (model.predict(X) == model.predict(X)).all()
    assert (before == X).all()


def test_predict_label_ranks_all_classes():
    X, Y = dots()
    model = DNN(convnet())
    model.fit(X, Y, n_epoch=20)
    assert model.predict_label(X[:2]).tolist() == [[0, 1], [1, 0]]


def test_evaluate_gives_one_metric_for_each_regression_and_none_is_refused():
    X, Y = dots()
    assert len(DNN(convnet()).evaluate(X, Y, batch_size=7)) == 1
    with pytest.raises(DataError, match="there is no metric to evaluate"):
        DNN(convnet(metric=None)).evaluate(X, Y)


def test_fit_batch_takes_one_step_and_tells_the_loss_before_it():
    X, Y = dots()
    model = DNN(convnet(optimizer="sgd", learning_rate=0.1))
    p = model.predict(X)
    loss = model.fit_batch(X, Y)
    assert loss == pytest.approx(float(-np.log((p * Y).sum(axis=1)).mean()), rel=1e-5)
    assert model.fit_batch({"input": X}, {"targets": Y}) < loss
    assert model.trainer.step == 2


def test_train_vars_leave_frozen_layers_out():
    net = tflearn.input_data([None, 4])
    net = tflearn.fully_connected(net, 3, trainable=False)
    net = tflearn.regression(tflearn.fully_connected(net, 2, activation="softmax"))
    assert [variable.shape for variable in DNN(net).get_train_vars()] == [(3, 2), (2,)]


def test_watchers_of_glassnet_may_stand_among_the_callbacks():
    X, Y = dots()
    model = DNN(convnet(optimizer="sgd", learning_rate=1e-12))
    run = model.fit(X, Y, n_epoch=50, validation_set=(X, Y), callbacks=[EarlyStopping("val_acc", patience=2)])
    assert len(run.history) == 3
    assert run.ended != "finished"


def test_labels_may_be_class_numbers_where_the_regression_says_so():
    X, Y = dots()
    model = DNN(convnet(to_one_hot=True, n_classes=2))
    model.fit(X, Y.argmax(axis=1), n_epoch=20)
    assert model.evaluate(X, Y.argmax(axis=1)) == [1.0]


def test_linear_regression_by_a_single_unit():
    X = np.array([1.0, 2.0, 3.0, 4.0], dtype=np.float32)
    net = tflearn.single_unit(tflearn.input_data([None]))
    model = DNN(tflearn.regression(net, optimizer="sgd", loss="mean_square", metric="R2", learning_rate=0.05))
    model.fit(X, 2 * X + 1, n_epoch=400)
    assert model.predict([3.5])[0] == pytest.approx(8.0, abs=0.1)


def test_fit_says_how_many_samples_it_trains_on(capsys):
    X, Y = dots(n=10)
    DNN(convnet()).fit(X, Y, n_epoch=1, validation_set=(X, Y), show_metric=True, run_id="dots_1")
    told = capsys.readouterr().out
    assert "Run id: dots_1" in told
    assert "Training samples: 10\nValidation samples: 10\n--" in told
    assert re.search(r"epoch: 001 \| loss: \S+ - acc: \S+ \| val_loss: \S+ - val_acc: \S+ .*-- iter: 10/10", told)
