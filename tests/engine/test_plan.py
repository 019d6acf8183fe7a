"""Plans: what is chosen, what following one changes (nothing but time), and what a run keeps of it."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

import glassnet as gn
from glassnet.engine.choosing import choose
from glassnet.engine.convolution import Algorithm
from glassnet.engine.gradients import HalfCopy, Outer
from glassnet.engine.operations import convolution_operations
from glassnet.engine.plan import REFERENCE, Candidate, LayerPlan, Plan, Way
from glassnet.engine.process import working
from glassnet.engine.products import ProductName
from glassnet.engine.to_torch import build
from glassnet.errors import UnknownName
from glassnet.graph.network import Network
from glassnet.graph.ops import Conv2D
from glassnet.graph.shape import Shape
from glassnet.training.feeding import samples_of
from glassnet.training.planning import TOLERANCE, prepare


def photo_net(size: int = 9, optimizer: str = "sgd") -> Network:
    net = gn.input_data([None, 12, 12, 1], name="input")
    net = gn.conv_2d(net, 3, size, activation="relu", name="conv_1")
    net = gn.max_pool_2d(net, 2, name="pool_1")
    net = gn.conv_2d(net, 3, size, activation="relu", name="conv_2")
    net = gn.max_pool_2d(net, 2, name="pool_2")
    net = gn.dropout(gn.fully_connected(net, 16, activation="relu", name="fc_1"), 0.8)
    net = gn.fully_connected(net, 2, activation="softmax", name="fc_2")
    return Network(gn.regression(net, optimizer=optimizer, learning_rate=0.05, batch_size=8, name="targets"))


def layer(name: str, algorithm: Way) -> LayerPlan:
    return LayerPlan(name, algorithm, (Candidate(algorithm, 0.01),), "for a test")


FAST = Plan(
    engine="auto",
    threads=1,
    layers=(layer("conv_1", "fourier"), layer("conv_2", "fourier")),
    folded=("fc_1/W", "fc_2/W"),
    pool_first=True,
)
X = np.random.default_rng(0).random((20, 12, 12, 1), dtype=np.float32)
Y = np.eye(2, dtype=np.float32)[(X.mean((1, 2, 3)) > 0.5).astype(int)]


def test_a_fast_plan_learns_what_the_plain_path_learns_for_ten_steps() -> None:
    plain, fast = (gn.fit(photo_net(), (X, Y), n_epoch=4, seed=1, plan=plan, show=False) for plan in (REFERENCE, FAST))
    assert fast.history.column("loss") == pytest.approx(plain.history.column("loss"), rel=1e-4)
    for name, array in plain.weights.items():
        assert fast.weights[name] == pytest.approx(array, abs=1e-4 * float(np.abs(array).max()) + 1e-7)


def test_every_part_of_a_plan_leaves_the_function_as_it_is() -> None:
    network = photo_net()
    plain, fast = build(network, seed=3).eval(), build(network, seed=3).eval()
    fast.follow(FAST)
    feeds = {"input": torch.from_numpy(X)}
    for name in ("conv_1", "pool_1", "conv_2", "pool_2", "fc_2"):
        assert torch.allclose(plain.value(feeds, name), fast.value(feeds, name), atol=1e-5)


@pytest.mark.parametrize(("way", "product"), [("fourier", "matmul"), ("polyphase", "onednn"), ("direct", "onednn")])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_every_way_learns_what_the_plain_path_learns(way: Algorithm, product: ProductName, optimizer: str) -> None:
    layers = (layer("conv_1", way), layer("conv_2", way), layer("fc_1", product))
    plan = replace(FAST, layers=layers, folded=FAST.folded if optimizer == "sgd" else ())
    network = photo_net(3, optimizer)
    plain, fast = (gn.fit(network, (X, Y), n_epoch=2, seed=1, plan=each, show=False) for each in (REFERENCE, plan))
    assert fast.history.column("loss") == pytest.approx(plain.history.column("loss"), rel=1e-4)


def test_a_map_asked_for_has_its_relu_even_where_the_plan_takes_it_behind_the_pool() -> None:
    net = build(photo_net(), seed=3).eval()
    net.follow(FAST)
    values = net({"input": torch.from_numpy(X)}, ["conv_1", "pool_1"])
    assert values["conv_1"].min() >= 0
    assert torch.equal(values["pool_1"], torch.nn.functional.max_pool2d(
        values["conv_1"].permute(0, 3, 1, 2), 2
    ).permute(0, 2, 3, 1))  # fmt: skip


def test_a_folded_gradient_is_the_gradient() -> None:
    outer = Outer(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([[5.0], [6.0]]))
    # rows: 1*5 + 3*6 = 23, 2*5 + 4*6 = 34
    assert outer.tensor().flatten().tolist() == [23, 34]
    assert outer.squares() == pytest.approx(23**2 + 34**2)
    W = torch.zeros(2, 1)
    outer.scaled(2).add_to(W, -0.5)
    assert W.flatten().tolist() == [-23, -34]


def test_weights_that_decay_or_remember_are_not_folded() -> None:
    assert choose(photo_net(), 8, 20, 1).folded == ("fc_1/W", "fc_2/W")
    assert choose(photo_net(optimizer="momentum"), 8, 20, 1).folded == ()
    decays = gn.fully_connected(gn.input_data([None, 4]), 2, activation="softmax", regularizer="L2")
    assert choose(Network(gn.regression(decays, optimizer="sgd")), 8, 20, 1).folded == ()


def test_small_filters_and_strides_stay_direct_without_being_timed() -> None:
    net = gn.conv_2d(gn.conv_2d(gn.input_data([None, 28, 28, 1]), 32, 2), 4, 9, strides=2)
    plan = choose(Network(gn.regression(gn.flatten(net))), 64, 1000, 1)
    assert [(each.algorithm, each.candidates[0].seconds) for each in plan.layers] == [("direct", None)] * 2


def test_large_filters_go_through_the_transform() -> None:
    net = gn.conv_2d(gn.input_data([None, 91, 91, 1]), 3, 91, name="conv_1")
    plan = choose(Network(gn.regression(gn.flatten(net))), 64, 362, 100)
    assert plan.algorithm("conv_1") == "fourier"
    assert plan.layers[0].candidates[0].seconds is not None


@pytest.mark.parametrize(
    ("side", "size", "channels", "least", "most"),
    [(91, 91, (1, 3), 100, 200), (91, 30, (1, 9), 20, 40), (91, 3, (1, 3), 0, 1)],
)
def test_operations_saved_by_the_transform_are_those_of_the_count(
    side: int, size: int, channels: tuple[int, int], least: float, most: float
) -> None:
    image, op = Shape((side, side, channels[0])), Conv2D(filters=channels[1], size=(size, size))
    direct, fourier = (convolution_operations(image, op, way, first=True) for way in ("direct", "fourier"))
    assert least < direct / fourier < most


def test_a_plan_is_plain_json_both_ways() -> None:
    assert Plan.from_plain(json.loads(json.dumps(FAST.to_plain()))) == FAST


def test_a_run_keeps_its_plan_through_a_file_and_it_can_be_followed_again(tmp_path) -> None:
    run = gn.fit(photo_net(), (X, Y), n_epoch=1, plan=FAST, show=False, device="cpu")
    gn.save(run, tmp_path / "model.glassnet")
    kept = gn.load(tmp_path / "model.glassnet")
    assert kept.plan == FAST
    again = gn.fit(photo_net(), (X, Y), n_epoch=1, plan=kept.plan, show=False, device="cpu")
    assert all(np.array_equal(run.weights[name], again.weights[name]) for name in run.weights)


def test_an_automatic_run_says_how_far_it_was_from_the_plain_path() -> None:
    from glassnet.training.events import TrainBegin
    from glassnet.training.fit import train
    from glassnet.training.loop import Schedule, Trainer

    begin = next(train(Trainer(photo_net()), (X, Y), None, Schedule(n_epoch=1)))
    assert isinstance(begin, TrainBegin)
    assert begin.plan.engine == "auto"
    assert begin.difference is not None
    assert 0 <= begin.difference < 1e-4
    assert begin.expected_seconds is not None


def test_a_wrong_way_is_noticed_and_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    from glassnet.engine import fourier
    from glassnet.training import planning
    from glassnet.training.loop import Trainer
    from glassnet.training.samples import Samples

    right = fourier._outputs
    monkeypatch.setattr(fourier, "_outputs", lambda *given: right(*given) * 1.001)
    monkeypatch.setattr(planning, "choose", lambda *_: FAST)
    trainer = Trainer(photo_net())
    prepared = planning.prepare(trainer.net, 5.0, Samples({"input": X}, {"targets": Y}), 8, 1, "float32")
    assert prepared.plan.engine == "reference"
    assert "so the plain one is used" in prepared.note


def test_planning_leaves_the_network_and_chance_as_they_were() -> None:
    trainers = [
        gn.fit(photo_net(), (X, Y), n_epoch=0, seed=5, engine=engine, show=False) for engine in ("auto", "reference")
    ]
    assert all(np.array_equal(trainers[0].weights[name], trainers[1].weights[name]) for name in trainers[0].weights)


def test_unknown_engines_and_precisions_are_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'auto'"):
        gn.fit(photo_net(), (X, Y), engine="auta", show=False)
    with pytest.raises(UnknownName, match="Invalid precision: 'fp16'"):
        gn.fit(photo_net(), (X, Y), precision="fp16", show=False)


def test_threads_are_put_back() -> None:
    before = torch.get_num_threads()
    with working(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before


def test_half_precision_is_only_taken_when_asked_for_and_still_learns() -> None:
    plan = Plan(engine="auto", precision="bfloat16", threads=1, folded=("fc_1/W", "fc_2/W"), pool_first=True)
    run = gn.fit(photo_net(3), (X, Y), n_epoch=2, seed=1, plan=plan, show=False)
    plain = gn.fit(photo_net(3), (X, Y), n_epoch=2, seed=1, plan=REFERENCE, show=False)
    assert run.weights["fc_1/W"].dtype == np.float32
    assert run.history.column("loss") == pytest.approx(plain.history.column("loss"), rel=0.02)


def test_half_precision_passes_its_own_check_on_the_network_of_the_post(glassnet_data) -> None:
    """Where the processor has no bfloat16, it is computed all the same, only slowly: the check is of the numbers."""
    digits = gn.data.datasets.mnist.images()[0][:256]
    net = gn.from_text(
        "28x28x1 > conv 32@2 relu > pool 2 > conv 64@2 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 10 softmax"
        " > regression sgd(learning_rate=0.01)"
    )
    samples = samples_of(net, digits)
    prepared = prepare(build(net, seed=0), 5.0, samples, 64, 1, "bfloat16")
    assert prepared.plan.precision == "bfloat16"
    assert prepared.difference is not None
    assert 1e-4 < prepared.difference < TOLERANCE["bfloat16"]


def test_a_half_copy_made_while_judging_may_change_while_learning() -> None:
    plan = Plan(engine="auto", precision="bfloat16", threads=1, folded=("fc_1/W", "fc_2/W"), pool_first=True)
    half, other = (
        gn.fit(photo_net(3), (X, Y), n_epoch=2, seed=1, plan=plan, show=False, validation=held)
        for held in ((X[:4], Y[:4]), None)
    )
    assert all(np.array_equal(half.weights[name], other.weights[name]) for name in half.weights)


def test_a_half_copy_follows_its_weight() -> None:
    W, copies = torch.ones(3, 2), HalfCopy()
    assert copies.of(W) is copies.of(W)
    W.mul_(3)
    assert copies.of(W).unique().tolist() == [3]


def test_sums_that_cancel_are_no_fault_but_a_wrong_number_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from glassnet.engine import polyphase
    from glassnet.training.planning import disagreement

    net, x = build(photo_net(), seed=3), torch.from_numpy(X)
    assert disagreement(net, "conv_1", "polyphase", x) < 1e-5
    right = polyphase.convolve
    monkeypatch.setattr(polyphase, "convolve", lambda *given: right(*given) * 1.01)
    assert disagreement(net, "conv_1", "polyphase", x) > 1e-4
