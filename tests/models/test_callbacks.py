"""TFLearn's hooks: their order, what they see, and what happens when one raises."""

import numpy as np
import pytest

import glassnet.tflearn as tflearn
from glassnet.models.callbacks import Callback, NoCallback
from glassnet.models.dnn import DNN

X = np.eye(4, dtype=np.float32)
Y = np.eye(2, dtype=np.float32)[[0, 1, 0, 1]]


def model(**settings):
    net = tflearn.fully_connected(tflearn.input_data([None, 4]), 2, activation="softmax", name="fc")
    return DNN(tflearn.regression(net, optimizer="sgd", learning_rate=0.5, batch_size=2, **settings))


class Diary(Callback):
    """Writes down every hook as it is called."""

    def __init__(self):
        self.lines = []

    def on_train_begin(self, training_state):
        self.lines.append("train begin")

    def on_epoch_begin(self, training_state):
        self.lines.append(f"epoch {training_state.epoch} begin")

    def on_batch_begin(self, training_state):
        self.lines.append(f"batch {training_state.step} begin")

    def on_sub_batch_begin(self, training_state):
        self.lines.append("sub begin")

    def on_sub_batch_end(self, training_state, train_index=0):
        self.lines.append(f"sub {train_index} end")

    def on_batch_end(self, training_state, snapshot=False):
        self.lines.append(f"batch {training_state.step} end at {training_state.current_iter}" + " snapshot" * snapshot)

    def on_epoch_end(self, training_state):
        self.lines.append(f"epoch {training_state.epoch} end")

    def on_train_end(self, training_state):
        self.lines.append("train end")


def test_hooks_come_in_tflearns_order():
    diary = Diary()
    model().fit(X, Y, n_epoch=1, callbacks=diary)
    assert diary.lines == [
        "train begin",
        "epoch 1 begin",
        *("batch 1 begin", "sub begin", "sub 0 end", "batch 1 end at 2"),
        *("batch 2 begin", "sub begin", "sub 0 end", "batch 2 end at 4 snapshot"),
        "epoch 1 end",
        "train end",
    ]


def test_stop_iteration_ends_the_fit_and_reaches_the_caller_and_the_model_keeps_what_it_learned():
    class Stop(Diary):
        def on_epoch_end(self, training_state):
            super().on_epoch_end(training_state)
            if training_state.epoch == 2:
                raise StopIteration

    stop, net = Stop(), model()
    start = net.get_weights("fc/W")
    with pytest.raises(StopIteration):
        net.fit(X, Y, n_epoch=9, callbacks=[stop])
    assert stop.lines[-1] == "train end"
    assert len(net.history) == 2
    assert (net.get_weights("fc/W") != start).any()
    net.fit(X, Y, n_epoch=1)
    assert [row.epoch for row in net.history] == [1, 2, 3]


def test_any_other_exception_of_a_hook_goes_through():
    class Broken(Callback):
        def on_batch_end(self, training_state, snapshot=False):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        model().fit(X, Y, n_epoch=1, callbacks=Broken())


def test_ctrl_c_ends_the_fit_and_keeps_the_network(capsys):
    class Impatient(Diary):
        def on_batch_end(self, training_state, snapshot=False):
            if training_state.step == 3:
                raise KeyboardInterrupt

    diary, net = Impatient(), model()
    run = net.fit(X, Y, n_epoch=9, callbacks=diary)
    assert run.ended == "Ctrl-C"
    assert (run.weights["fc/W"] == net.get_weights("fc/W")).all()
    assert net.trainer.step == 3
    assert diary.lines[-1] == "train end"
    assert "The network keeps what it has learned" in capsys.readouterr().out


def test_validation_is_told_only_at_the_steps_that_were_validated():
    class Watch(Callback):
        def __init__(self):
            self.seen = []

        def on_batch_end(self, training_state, snapshot=False):
            self.seen.append((snapshot, training_state.val_acc is not None))

        def on_epoch_end(self, training_state):
            self.best = training_state.best_accuracy
            self.loss = training_state.global_loss

    watch = Watch()
    run = model().fit(X, Y, n_epoch=2, validation_set=(X, Y), callbacks=watch)
    assert watch.seen == [(False, False), (True, True)] * 2
    assert watch.best == max(row.val_metrics["acc"] for row in run.history)
    assert watch.loss == pytest.approx(run.history[-1].loss)


def test_what_is_no_callback_is_refused_before_training():
    net = model()
    with pytest.raises(NoCallback, match=r"based on tflearn\.callbacks\.Callback, got str"):
        net.fit(X, Y, callbacks="early")
    assert net.trainer.step == 0
