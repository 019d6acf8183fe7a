"""How long a random start lasts: predicted from the recipe, and measured on filters that were trained by it."""

from dataclasses import replace
from math import inf, log

import numpy as np
import pytest

import glassnet as gn
from glassnet.errors import DataError, UnknownName
from glassnet.inside.decay import Forgetting, forgetting, half_gone
from glassnet.runs.run import Run
from glassnet.terms.optimizers import SGD, Momentum, Nesterov


def network(optimizer: object = "sgd", decay: float | None = 0.03, regularizer: str = "L2"):
    settings = {} if decay is None else {"regularizer": regularizer, "weight_decay": decay}
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 3, 5, activation="relu", name="conv_1", **settings)
    net = gn.max_pool_2d(net, 2, name="pool_1")
    return gn.regression(
        gn.fully_connected(net, 10, activation="softmax", name="fc"), optimizer=optimizer, learning_rate=0.01
    )


def halved(optimizer: object, steps: int) -> float:
    """The share of a start of 1 that so many updates leave when nothing but weight decay 0.03 pulls."""
    import torch

    w = torch.ones(1, dtype=torch.float64)
    slots = optimizer.slots(w)
    for step in range(1, steps + 1):
        optimizer.update(w, 0.03 * w, slots, step)
    return w.item()


@pytest.mark.parametrize(
    "optimizer",
    [
        SGD(0.05),
        Momentum(0.01, momentum=0.9),
        Nesterov(0.01, momentum=0.9),
        Momentum(0.1, momentum=0.5),
        SGD(0.2, lr_decay=0.9, decay_step=100),
        Momentum(0.02, momentum=0.9, lr_decay=0.8, decay_step=50),
    ],
    ids=str,
)
def test_after_the_predicted_steps_the_optimizer_itself_has_taken_half(optimizer) -> None:
    assert halved(optimizer, round(half_gone(optimizer, 0.03))) == pytest.approx(0.5, abs=0.02)


def test_sgd_takes_rate_times_decay_a_step() -> None:
    assert half_gone(SGD(0.01), 0.03) == pytest.approx(log(2) / 0.0003, rel=1e-3)
    assert half_gone(SGD(0.1), 10.0) == 1  # all of it, at once
    assert half_gone(SGD(0.01, lr_decay=0.5, decay_step=10), 0.03) == inf  # the rate is gone before half the start is


@pytest.mark.parametrize("optimizer", [SGD(0.1), Momentum(0.01, momentum=0.9)], ids=str)
def test_the_prediction_is_what_is_measured_on_trained_filters(optimizer) -> None:
    # Flat pictures teach filters nothing but flat things, so that what is left of the start is decay's doing alone.
    shades, labels = np.linspace(0, 1, 300, dtype=np.float32), np.eye(10, dtype=np.float32)[np.arange(300) // 30]
    photos = (np.broadcast_to(shades[:, None, None, None], (300, 8, 8, 1)), labels)
    told = forgetting(network(optimizer), "conv_1", photos=300, batch_size=50)
    assert told.epochs == pytest.approx(told.steps / 6)
    epochs = round(told.epochs)
    run = gn.fit(network(optimizer), photos, n_epoch=epochs, batch_size=50, seed=2, show=False)
    found = gn.inside.filters(run, "conv_1")
    assert found.forgetting == told  # a run knows its photos and its batches
    assert found.left == pytest.approx(0.5 ** (epochs / told.epochs), abs=0.03)


def test_without_decay_no_number_of_epochs_takes_the_start_away() -> None:
    told = forgetting(network(decay=None), "conv_1", photos=100)
    assert (told.steps, told.epochs) == (inf, inf)
    assert str(told) == "conv_1 never forgets its random start: there is no weight decay"
    assert told.to_plain() == {"steps": "never", "epochs": "never"}
    assert forgetting(network(decay=0.0), "conv_1").steps == inf
    assert forgetting(network(), "fc").steps == inf  # it decays where the network says so, and only there


@pytest.mark.parametrize("net", [network("adam"), network(regularizer="L1")], ids=["adam", "L1"])
def test_where_the_decay_follows_another_law_nobody_claims_to_know(net) -> None:
    told = forgetting(net, "conv_1", photos=100)
    assert (told.steps, told.epochs) == (None, None)
    assert "not known beforehand" in str(told)


def test_without_a_count_of_photos_steps_are_told() -> None:
    told = forgetting(network(), "conv_1")
    assert told.epochs is None
    assert str(told) == "conv_1: its random start halves every 2,310 steps, by weight decay alone"


def test_a_falling_rate_is_told_as_one() -> None:
    told = forgetting(network(SGD(0.2, lr_decay=0.9, decay_step=100)), "conv_1", photos=64, batch_size=64)
    assert not told.steady
    assert "falls ever slower" in str(told)
    never = Forgetting("conv_1", inf, inf, steady=False)
    assert "the learning rate falls before" in str(never)


def test_a_layer_that_is_not_there_or_has_no_weights_is_named() -> None:
    with pytest.raises(UnknownName, match="conv_2"):
        forgetting(network(), "conv_2")
    with pytest.raises(DataError, match="'pool_1' is max_pool_2d and has no weights"):
        forgetting(network(), "pool_1")


def test_a_run_that_lost_its_recipe_is_no_reason_to_fail() -> None:
    run = gn.fit(network(), gn.datasets.digits.images()[:64], n_epoch=1, show=False)
    bare = Run(run.network, run.weights)
    assert forgetting(bare, "conv_1").epochs is None
    assert forgetting(replace(run), "conv_1").epochs == pytest.approx(2310, rel=1e-3)
