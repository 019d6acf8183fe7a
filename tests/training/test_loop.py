"""Training as a stream of events: what each tells, what a seed settles, and how it stops."""

import numpy as np
import pytest
import torch

import glassnet as gn
from glassnet.errors import DataError, EnvironmentProblem, NonFiniteLoss, TooBigForMemory, UnknownName
from glassnet.graph.network import Network
from glassnet.training.events import BatchEnd, EpochEnd, Event, TrainBegin, TrainEnd
from glassnet.training.fit import fit, train
from glassnet.training.loop import Schedule, Trainer
from glassnet.training.samples import Samples
from glassnet.training.step import clipped, length

X = np.random.default_rng(0).random((30, 4), dtype=np.float32)
Y = np.eye(2, dtype=np.float32)[(X[:, 0] > X[:, 1]).astype(int)]


def small_net(learning_rate: float = 0.5, keep: float = 1.0, **settings: object) -> Network:
    net = gn.fully_connected(gn.input_data([None, 4], name="input"), 8, activation="tanh")
    net = gn.fully_connected(gn.dropout(net, keep), 2, activation="softmax")
    return Network(
        gn.regression(net, optimizer="sgd", learning_rate=learning_rate, batch_size=8, name="targets", **settings)
    )


def events_of(network: Network, schedule: Schedule, seed: int = 0, validation: object = None) -> list[Event]:
    return list(train(Trainer(network, seed), (X, Y), validation, schedule))


def test_an_epoch_is_a_begin_a_pair_for_each_batch_and_an_end() -> None:
    names = [type(event).__name__ for event in events_of(small_net(), Schedule(n_epoch=1))]
    assert names == ["TrainBegin", "EpochBegin", *["BatchBegin", "BatchEnd"] * 4, "EpochEnd", "TrainEnd"]


def test_the_last_batch_is_short_and_no_sample_is_left_out() -> None:
    seen = [event.seen for event in events_of(small_net(), Schedule(n_epoch=1)) if isinstance(event, BatchEnd)]
    assert seen == [8, 16, 24, 30]


def test_the_mean_shown_is_the_mean_of_the_raw_values_weighted_by_samples() -> None:
    batches = [event for event in events_of(small_net(), Schedule(n_epoch=1)) if isinstance(event, BatchEnd)]
    raw = [event.scores["targets"].loss for event in batches]
    assert batches[-1].means["targets"].loss == pytest.approx(np.average(raw, weights=[8, 8, 8, 6]))


def test_validation_happens_at_snapshots_alone() -> None:
    def validated(schedule: Schedule) -> list[int]:
        events = events_of(small_net(), schedule, validation=(X, Y))
        return [event.step for event in events if isinstance(event, BatchEnd) and event.validation]

    assert validated(Schedule(n_epoch=2)) == [4, 8]
    assert validated(Schedule(n_epoch=2, snapshot_step=3)) == [3, 4, 6, 8]
    assert validated(Schedule(n_epoch=2, snapshot_step=3, snapshot_epoch=False)) == [3, 6]
    assert validated(Schedule(n_epoch=2, snapshot_epoch=False)) == []


def test_validation_is_the_mean_over_samples_out_of_training() -> None:
    trainer = Trainer(small_net(keep=0.5))
    rows = [e.row for e in train(trainer, (X, Y), (X, Y), Schedule(n_epoch=1, batch_size=7)) if isinstance(e, EpochEnd)]
    p = np.clip(trainer.run().predict(X), 1e-10, 1)
    assert rows[0].val_loss == pytest.approx(-(Y * np.log(p)).sum(1).mean(), rel=1e-5)
    assert rows[0].val_metrics["acc"] == pytest.approx((p.argmax(1) == Y.argmax(1)).mean())


def test_the_same_seed_gives_the_same_bits_and_another_seed_others() -> None:
    first, again, other = (fit(small_net(keep=0.7), (X, Y), n_epoch=3, seed=seed, show=False) for seed in (4, 4, 5))
    assert all(np.array_equal(first.weights[name], again.weights[name]) for name in first.weights)
    assert first.history.column("loss") == again.history.column("loss")
    assert not np.array_equal(first.weights["FullyConnected/W"], other.weights["FullyConnected/W"])


def test_global_random_state_is_neither_read_nor_changed() -> None:
    torch.manual_seed(1), np.random.seed(1)
    before = (torch.get_rng_state(), np.random.get_state()[1].copy())
    first = fit(small_net(keep=0.7), (X, Y), n_epoch=1, show=False)
    assert torch.equal(before[0], torch.get_rng_state())
    assert np.array_equal(before[1], np.random.get_state()[1])
    torch.manual_seed(2), np.random.seed(2)
    again = fit(small_net(keep=0.7), (X, Y), n_epoch=1, show=False)
    assert np.array_equal(first.weights["FullyConnected/W"], again.weights["FullyConnected/W"])


def test_fitting_in_two_goes_is_fitting_in_one() -> None:
    once = Trainer(small_net(keep=0.7), seed=3)
    list(train(once, (X, Y), None, Schedule(n_epoch=4)))
    twice = Trainer(small_net(keep=0.7), seed=3)
    for _ in range(2):
        list(train(twice, (X, Y), None, Schedule(n_epoch=2)))
    assert all(np.array_equal(once.run().weights[name], twice.run().weights[name]) for name in once.run().weights)
    assert [row.epoch for row in twice.rows] == [1, 2, 3, 4]
    assert twice.step == 16


def test_asking_for_no_more_events_stops_training_where_it_is() -> None:
    trainer = Trainer(small_net())
    events = train(trainer, (X, Y), None, Schedule(n_epoch=100))
    for event in events:
        if isinstance(event, BatchEnd) and event.step == 6:
            break
    assert (trainer.step, trainer.epoch) == (6, 1)


def test_the_network_learns() -> None:
    run = fit(small_net(), (X, Y), n_epoch=150, show=False)
    assert (run.predict(X).argmax(1) == Y.argmax(1)).mean() >= 0.95


def test_gradients_are_clipped_together_to_five_by_default() -> None:
    # One weight, prediction 0, target 100: mean square has gradient -200, clipped to -5, times rate 1.
    net = gn.fully_connected(gn.input_data([None, 1]), 1, bias=False, weights_init="zeros")
    net = gn.regression(net, optimizer="sgd", learning_rate=1.0, loss="mean_square", metric=None)
    data = (np.ones((1, 1)), np.full((1, 1), 100.0))
    assert fit(net, data, n_epoch=1, show=False).weights["FullyConnected/W"] == pytest.approx(5.0)
    unclipped = fit(net, data, n_epoch=1, clip_gradients=0, show=False)
    assert unclipped.weights["FullyConnected/W"] == pytest.approx(200.0)


def test_a_short_gradient_is_left_as_it_is() -> None:
    gradient = torch.tensor([3.0, 4.0])
    assert clipped([gradient], length([gradient]), limit=5.0)[0] is gradient


def test_weight_decay_counts_half_the_square_and_only_with_a_regularizer() -> None:
    def trained(regularizer: str | None) -> float:
        net = gn.fully_connected(
            gn.input_data([None, 1]), 1, bias=False, weights_init=[[2.0]], regularizer=regularizer, weight_decay=0.1
        )
        net = gn.regression(net, optimizer="sgd", learning_rate=1.0, loss="mean_square", metric=None)
        # Input 0: the loss has no gradient of its own.
        run = fit(net, (np.zeros((1, 1)), np.zeros((1, 1))), n_epoch=1, show=False)
        return run.weights["FullyConnected/W"].item()

    assert trained(None) == 2.0
    assert trained("L2") == pytest.approx(2.0 - 0.1 * 2.0)  # gradient of 0.1 * w^2 / 2
    assert trained("L1") == pytest.approx(2.0 - 0.1)


def test_the_loss_shown_leaves_weight_decay_out() -> None:
    net = gn.fully_connected(gn.input_data([None, 1]), 1, weights_init=[[2.0]], regularizer="L2", weight_decay=10.0)
    net = gn.regression(net, optimizer="sgd", learning_rate=1e-9, loss="mean_square", metric=None)
    run = fit(net, (np.zeros((1, 1)), np.ones((1, 1))), n_epoch=1, show=False)
    assert run.history[0].loss == pytest.approx(1.0)


def test_a_frozen_layer_stays_as_it_was() -> None:
    net = gn.fully_connected(gn.input_data([None, 4]), 3, trainable=False, name="frozen")
    net = Network(gn.regression(gn.fully_connected(net, 2, activation="softmax"), optimizer="sgd", learning_rate=1.0))
    trainer = Trainer(net, seed=0)
    before = trainer.run().weights
    list(train(trainer, (X, Y), None, Schedule(n_epoch=1)))
    assert np.array_equal(before["frozen/W"], trainer.run().weights["frozen/W"])
    assert not np.array_equal(before["FullyConnected/W"], trainer.run().weights["FullyConnected/W"])


def test_two_regressions_learn_in_one_network_each_from_its_own_targets() -> None:
    data = gn.input_data([None, 2], name="x")
    low = gn.fully_connected(data, 1, name="low")
    low = gn.regression(low, optimizer="sgd", learning_rate=0.1, loss="mean_square", metric=None, name="sum")
    high = gn.fully_connected(data, 1, name="high")
    high = gn.regression(high, optimizer="sgd", learning_rate=0.1, loss="mean_square", metric=None, name="difference")
    x = np.random.default_rng(1).random((64, 2)).astype(np.float32)
    feeds = {"sum": x.sum(1, keepdims=True), "difference": x[:, :1] - x[:, 1:]}
    run = fit(Network(gn.merge_outputs([low, high])), ({"x": x}, feeds), n_epoch=400, show=False)
    assert run.weights["low/W"].flatten() == pytest.approx([1, 1], abs=0.1)
    assert run.weights["high/W"].flatten() == pytest.approx([1, -1], abs=0.1)
    assert run.history.columns[:5] == ("epoch", "step", "loss", "sum/loss", "difference/loss")


def test_class_numbers_serve_as_targets_when_one_hot_is_asked_for() -> None:
    numbers = Y.argmax(1)
    run = fit(small_net(to_one_hot=True, n_classes=2), (X, numbers), n_epoch=2, show=False)
    plain = fit(small_net(), (X, Y), n_epoch=2, show=False)
    assert run.history.column("loss") == pytest.approx(plain.history.column("loss"))


def test_the_first_loss_that_is_no_number_stops_training_with_step_and_rate() -> None:
    net = gn.fully_connected(gn.input_data([None, 1]), 1, weights_init=[[1.0]])
    net = gn.regression(net, optimizer="sgd", learning_rate=1e15, loss="mean_square", metric=None, name="out")
    trainer = Trainer(Network(net), clip_gradients=0.0)
    data = (np.full((4, 1), 1e5), np.zeros((4, 1)))
    with pytest.raises(NonFiniteLoss, match=r"'out' became inf at step 2, with learning rate 1e\+15"):
        list(train(trainer, data, None, Schedule(n_epoch=5)))
    assert all(np.isfinite(array).all() for array in trainer.run().weights.values())


def test_a_network_without_regression_cannot_be_trained_and_says_what_is_missing() -> None:
    with pytest.raises(DataError, match="end the network with regression"):
        fit(gn.fully_connected(gn.input_data([None, 4]), 2), (X, Y), show=False)


def test_bad_data_are_refused_before_anything_trains() -> None:
    with pytest.raises(DataError, match=r"Y\[1\]"):
        fit(small_net(), (X[:2], [[1, 0], [1, 1]]), show=False)
    with pytest.raises(DataError, match="X holds 30 samples, Y holds 29"):
        fit(small_net(), (X, Y[:-1]), show=False)


def test_a_network_that_cannot_fit_in_memory_is_refused_with_a_batch_that_would() -> None:
    net = gn.conv_2d(gn.input_data([None, 4000, 4000, 1]), 400, 3)
    net = gn.regression(gn.fully_connected(gn.global_avg_pool(net), 2, activation="softmax"))
    with pytest.raises(TooBigForMemory, match="batch"):
        fit(net, (np.zeros((1, 4000, 4000, 1), np.uint8), [[1, 0]]), show=False)


def test_the_data_card_tells_what_training_saw() -> None:
    card = fit(small_net(), (X * 255, Y), n_epoch=1, show=False, validation=(X, Y)).card
    assert (card.samples, card.validation_samples, card.shape) == (30, 30, (4,))
    assert card.maximum == pytest.approx(X.max() * 255)


def test_events_begin_with_the_counts_and_end_with_the_last_row() -> None:
    events = events_of(small_net(), Schedule(n_epoch=2), validation=(X[:5], Y[:5]))
    begin, end = events[0], events[-1]
    assert isinstance(begin, TrainBegin)
    assert isinstance(end, TrainEnd)
    assert (begin.samples, begin.validation_samples, begin.first_epoch, begin.last_epoch) == (30, 5, 1, 2)
    assert [(target.name, target.label, target.metric) for target in begin.targets] == [("targets", "SGD", "acc")]
    assert end.row is not None
    assert end.row.epoch == 2
    assert 0 < end.step_seconds < end.seconds  # judging is no step


def test_a_gpu_that_is_not_there_is_said_before_anything_else() -> None:
    if torch.cuda.is_available():
        assert fit(small_net(), (X, Y), n_epoch=1, show=False, device="cuda").history[0].loss > 0
        return
    with pytest.raises(EnvironmentProblem, match="torch finds no GPU here for device='cuda'"):
        fit(small_net(), (X, Y), show=False, device="cuda")
    with pytest.raises(UnknownName, match="Did you mean 'cuda'"):
        fit(small_net(), (X, Y), show=False, device="cudda")


def test_samples_moved_as_tensors_make_the_same_batches() -> None:
    whole = Samples({"input": X}, {"targets": Y})
    moved = Samples({"input": torch.from_numpy(X)}, {"targets": torch.from_numpy(Y)})
    indices = np.array([5, 2, 9])
    network = small_net()
    assert torch.equal(whole.feeds(indices)["input"], moved.feeds(indices)["input"])
    assert torch.equal(whole.target(network, "targets", indices), moved.target(network, "targets", indices))


def test_weights_that_cannot_fit_are_refused_before_they_are_drawn() -> None:
    net = gn.fully_connected(gn.input_data([None, 200_000]), 400_000, activation="relu")
    net = gn.regression(gn.fully_connected(net, 2, activation="softmax"))
    with pytest.raises(TooBigForMemory):
        fit(net, (np.zeros((1, 200_000), np.uint8), [[1, 0]]), show=False)
