"""A GPU gives the numbers of the processor, and what was trained on one works without."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.contracts.ops import NETWORKS

import glassnet as gn
from glassnet.engine.choosing import choose
from glassnet.engine.convolution import Algorithm
from glassnet.engine.devices import CPU, exact
from glassnet.engine.plan import LayerPlan, Plan
from glassnet.engine.products import known_products
from glassnet.engine.to_torch import build
from glassnet.errors import TooBigForMemory
from glassnet.graph.network import Network
from glassnet.runs.run import Run
from glassnet.training import samples as samples_room
from glassnet.training.events import BatchEnd
from glassnet.training.fit import train
from glassnet.training.loop import Schedule, Trainer

if not torch.cuda.is_available():
    pytest.skip("needs a GPU", allow_module_level=True)

GPU = torch.device("cuda")
STEPS, BATCH = 10, 16
X = np.random.default_rng(0).random((STEPS * BATCH, 24, 24, 1), dtype=np.float32)
Y = np.eye(2, dtype=np.float32)[(X[:, :12].mean((1, 2, 3)) > X[:, 12:].mean((1, 2, 3))).astype(int)]


def ended(net: object, optimizer: str = "sgd", learning_rate: float = 0.01, keep: float = 1.0) -> Network:
    net = gn.fully_connected(net, 64, activation="relu", name="fc_1")
    net = gn.fully_connected(gn.dropout(net, keep), 2, activation="softmax", name="fc_2")
    return Network(
        gn.regression(net, optimizer=optimizer, learning_rate=learning_rate, batch_size=BATCH, name="targets")
    )


def photo_net(window: int, filters: int = 3, keep: float = 1.0, optimizer: str = "sgd") -> Network:
    net = gn.input_data([None, 24, 24, 1], name="input")
    for number in (1, 2):
        net = gn.conv_2d(net, filters, window, activation="relu", name=f"conv_{number}")
        net = gn.max_pool_2d(net, 2)
    return ended(net, optimizer, keep=keep, learning_rate=0.001 if optimizer == "adam" else 0.01)


def normalized_net() -> Network:
    net = gn.conv_2d(gn.input_data([None, 24, 24, 1], name="input"), 8, 3, regularizer="L2", name="conv_1")
    net = gn.activation(gn.batch_normalization(net), "relu")
    return ended(gn.avg_pool_2d(gn.local_response_normalization(net), 2), "momentum")


def prepared_net() -> Network:
    steps = gn.ImagePreprocessing()
    steps.add_featurewise_zero_center()
    steps.add_featurewise_stdnorm()
    chance = gn.ImageAugmentation()
    chance.add_random_flip_leftright()
    chance.add_random_crop([24, 24], padding=2)
    net = gn.input_data([None, 24, 24, 1], name="input", data_preprocessing=steps, data_augmentation=chance)
    return ended(gn.max_pool_2d(gn.conv_2d(net, 4, 3, activation="relu", name="conv_1"), 2))


NETS: dict[str, Callable[[], Network]] = {
    "small filters": lambda: photo_net(2, 32),
    "large filters": lambda: photo_net(15),
    "adam": lambda: photo_net(3, 8, optimizer="adam"),
    "normalized": normalized_net,
    "prepared and augmented": prepared_net,
}


def trained(network: Network, device: str, **settings: object) -> tuple[list[float], Run]:
    trainer = Trainer(network, seed=1, device=device, **settings)
    events = list(train(trainer, (X, Y), None, Schedule(n_epoch=1)))
    return [event.scores["targets"].loss for event in events if isinstance(event, BatchEnd)], trainer.run()


def in_training(network: Network) -> torch.nn.Module:
    net = build(network, seed=0).train()
    net.begin_step(seed=0, step=1)
    return net


@pytest.mark.parametrize("engine", ["auto", "reference"])
@pytest.mark.parametrize("name", NETS)
def test_ten_steps_are_those_of_the_processor(name: str, engine: str) -> None:
    plain, known = trained(NETS[name](), "cpu", engine="reference")
    found, run = trained(NETS[name](), "cuda", engine=engine)
    assert found == pytest.approx(plain, rel=1e-4)
    for array, values in known.weights.items():
        assert run.weights[array] == pytest.approx(values, abs=1e-3 * float(np.abs(values).max()) + 1e-6), array
    assert run.plan is not None
    assert run.plan.gpu == torch.cuda.get_device_name()


@pytest.mark.parametrize("name", [name for name in NETWORKS if not name.startswith("dropout")])
def test_every_layer_gives_the_values_and_gradients_of_the_processor(name: str) -> None:
    network = Network(NETWORKS[name]())
    chance = torch.Generator().manual_seed(0)
    feeds = {network.name(node): torch.rand(3, *node.shape.sides, generator=chance) for node in network.inputs}
    found = []
    for device in (CPU, GPU):
        net = build(network, seed=0).on(device).train()
        with exact(device):
            value = net.value({key: each.to(device) for key, each in feeds.items()})
            if value.requires_grad:
                (value * torch.linspace(-1, 1, value.numel(), device=device).reshape(value.shape)).sum().backward()
        grads = {key: array.grad for key, array in net.arrays.items() if array.grad is not None}
        arrays = {key: array.detach() for key, array in net.arrays.items()}
        found.append({"value": value.detach(), **arrays, **{f"{key}'": each for key, each in grads.items()}})
    plain, other = found
    assert plain.keys() == other.keys()
    for key, values in plain.items():
        assert other[key].device.type == "cuda"
        assert torch.allclose(other[key].cpu(), values, rtol=1e-4, atol=1e-4 * float(values.abs().max()) + 1e-6), key


@pytest.mark.parametrize("way", ["direct", "fourier", "polyphase"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_a_plan_made_on_a_processor_is_followed(way: Algorithm, optimizer: str) -> None:
    layers = (("conv_1", way), ("conv_2", way), ("fc_1", known_products()[-1]))
    folded = ("fc_1/W", "fc_2/W") if optimizer == "sgd" else ()
    plan = Plan("auto", layers=tuple(LayerPlan(*each, (), "") for each in layers), folded=folded, pool_first=True)
    network = photo_net(5, optimizer=optimizer)
    plain, _ = trained(network, "cpu", engine="reference")
    found, run = trained(network, "cuda", plan=plan)
    assert found == pytest.approx(plain, rel=1e-4)
    assert run.plan == replace(plan, gpu=torch.cuda.get_device_name())


def test_large_filters_are_timed_on_the_gpu_and_go_through_the_transform() -> None:
    net = gn.conv_2d(gn.input_data([None, 91, 91, 1]), 3, 91, name="conv_1")
    plan = choose(Network(gn.regression(gn.flatten(net))), 64, 362, 100, device=GPU)
    assert plan.algorithm("conv_1") == "fourier"
    assert plan.layers[0].candidates[0].seconds is not None
    assert plan.threads == 0


@pytest.mark.parametrize("window", [3, 15])
def test_the_same_seed_and_plan_give_the_same_bits(window: int) -> None:
    network = photo_net(window, 8, keep=0.8)
    once, first = trained(network, "cuda")
    again, second = trained(network, "cuda", plan=first.plan)
    assert once == again
    assert all(np.array_equal(first.weights[name], second.weights[name]) for name in first.weights)


def test_dropout_drops_the_share_it_should() -> None:
    net = in_training(Network(gn.dropout(gn.input_data([None, 1000], name="input"), 0.8))).on(GPU)
    value = net.value({"input": torch.ones(100, 1000, device=GPU)})
    kept = float((value > 0).float().mean())
    assert kept == pytest.approx(0.8, abs=0.006)  # 5 standard errors of 100,000 draws
    assert value.max() == 1.25


@pytest.mark.parametrize("name", NETS)
def test_half_precision_learns_about_the_same(name: str) -> None:
    plain, _ = trained(NETS[name](), "cpu", engine="reference")
    found, run = trained(NETS[name](), "cuda", plan=Plan("auto", precision="bfloat16", pool_first=True))
    assert found == pytest.approx(plain, rel=0.05)
    assert all(array.dtype == np.float32 for array in run.weights.values())


def test_half_precision_may_be_taken_where_it_is_allowed() -> None:
    plain, _ = trained(photo_net(2, 32), "cpu", engine="reference")
    found, run = trained(photo_net(2, 32), "cuda", precision="auto")
    assert run.plan is not None
    assert found == pytest.approx(plain, rel=0.05)


@pytest.mark.parametrize("name", NETS)
def test_what_was_trained_on_a_gpu_answers_on_a_processor(name: str, tmp_path: Path) -> None:
    run = gn.fit(NETS[name](), (X, Y), n_epoch=1, seed=1, show=False, device="cuda")
    gn.save(run, tmp_path / "model.glassnet")
    loaded = gn.load(tmp_path / "model.glassnet")
    assert np.array_equal(loaded.predict(X), run.predict(X))
    assert loaded.plan == run.plan
    judged = gn.evaluate(loaded, X, Y)
    assert judged.n == len(X)
    again = gn.fit(NETS[name](), (X, Y), n_epoch=1, seed=1, show=False, device="cpu", plan=loaded.plan)
    assert again.history.column("loss") == pytest.approx(run.history.column("loss"), rel=1e-4)
    assert again.plan == replace(run.plan, gpu="")


def test_what_goes_on_inside_is_seen_without_the_gpu() -> None:
    images = gn.data.Images(X, Y.argmax(1), ("top", "bottom"))
    run = gn.fit(photo_net(5), images, n_epoch=2, show=False, device="cuda", keep_filters=True)
    assert gn.inside.maps(run, X[:1], "conv_1").values.shape[-1] == 3
    assert gn.inside.filters(run, "conv_1") is not None
    assert gn.inside.reasons(run, images[:1]) is not None


def test_the_best_epoch_is_kept_and_training_stops_early(tmp_path: Path) -> None:
    path = tmp_path / "best.glassnet"
    watchers = [gn.KeepBest(path, "val_loss"), gn.EarlyStopping(patience=2)]
    wrong = np.eye(2)[np.random.default_rng(3).integers(0, 2, len(X))]
    run = gn.fit(
        photo_net(3, 8, optimizer="adam"), (X, wrong), validation=(X[::-1], wrong), n_epoch=60, show=False,
        watchers=watchers, device="cuda",
    )  # fmt: skip
    losses = np.array(run.history.column("val_loss"), dtype=float)
    assert len(losses) == np.argmin(losses) + 1 + 2 < 60
    best = gn.load(path)
    assert all(np.array_equal(best.weights[name], run.weights[name]) for name in run.weights)


def test_validation_on_a_gpu_is_what_the_run_says_on_a_processor() -> None:
    run = gn.fit(normalized_net(), (X, Y), validation=(X, Y), n_epoch=1, show=False, device="cuda")
    judged = gn.evaluate(run, X, Y)
    assert judged.accuracy == pytest.approx(run.history[-1].val_metrics["acc"])
    assert judged.loss == pytest.approx(run.history[-1].val_loss, rel=1e-4)


def test_data_too_large_for_the_gpu_go_there_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = trained(photo_net(3), "cuda")
    monkeypatch.setattr(samples_room, "free_bytes", lambda device: 1000)
    batches, _ = trained(photo_net(3), "cuda")
    assert batches == pytest.approx(whole, rel=1e-6)


def test_a_network_too_large_for_the_gpu_is_refused() -> None:
    net = gn.conv_2d(gn.input_data([None, 8000, 8000, 1]), 4000, 3)
    net = gn.regression(gn.fully_connected(gn.global_avg_pool(net), 2, activation="softmax"))
    with pytest.raises(TooBigForMemory, match="batch"):
        gn.fit(net, (np.zeros((1, 8000, 8000, 1), np.uint8), [[1, 0]]), show=False, device="cuda")


def test_explaining_names_the_gpu_and_its_own_rate() -> None:
    known = gn.explain(photo_net(15, optimizer="adam"), (X, Y), device="cuda")
    assert torch.cuda.get_device_name() in str(known)
    assert known.matrix_rate > 1e12
    assert known.difference is not None
    assert known.difference < 1e-4
    assert not any("Plain SGD" in each for each in known.what_if)  # which would gain nothing there
