"""A plan by counting: the same every time, one thread, and every number as the plain path makes it."""

import numpy as np
import pytest
import torch

import glassnet as gn
from glassnet.engine.counting import counted, to_answer
from glassnet.engine.to_torch import build
from glassnet.graph.notation import from_text

TEXTS = [
    "91x91x1 > conv 3@10 relu > pool 2 > conv 3@10 relu > pool 2 > dense 2 softmax",
    "28x28x1 > conv 32@5 relu > pool 2 > conv 64@5 stride=2 relu > dense 10 softmax",
    "8x8x3 > conv 4@3 relu > pool 2 > dense 2 softmax",
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_plan_follows_from_shapes_alone_and_takes_one_thread(text):
    plans = [counted(from_text(text), 64) for _ in range(2)]
    assert plans[0] == plans[1]
    assert (plans[0].threads, plans[0].engine, plans[0].step_seconds) == (1, "counted", None)


def test_large_filters_take_the_transform_and_few_filters_on_gray_pictures_the_corners():
    ways = [layer.algorithm for text in TEXTS for layer in counted(from_text(text), 64).layers]
    assert ways == ["polyphase", "fourier", "direct", "direct", "direct"]


def test_training_by_such_a_plan_gives_what_the_plain_path_gives():
    draw = np.random.default_rng(0)
    pictures = draw.random((96, 20, 20, 1), np.float32), np.eye(2)[draw.integers(0, 2, 96)]
    net = from_text(
        "20x20x1 > conv 3@4 relu > pool 2 > conv 4@10 relu > dense 2 softmax > regression sgd(learning_rate=0.1)"
    )
    plan = counted(net, 64)
    assert {layer.algorithm for layer in plan.layers} == {"polyphase", "fourier"}
    one = gn.fit(net, pictures, n_epoch=2, plan=plan, show=False)
    other = gn.fit(net, pictures, n_epoch=2, engine="reference", show=False)
    assert one.history.column("loss") == pytest.approx(other.history.column("loss"), rel=1e-4)


def test_a_run_answers_by_the_transform_where_filters_are_large_with_every_layer_as_the_plain_path_has_it():
    network = from_text("40x40x1 > conv 3@40 relu > pool 2 > conv 4@3 relu > dense 2 softmax")
    plain = build(network, seed=3).eval()
    run = gn.Run(network, plain.weights())
    photos = np.random.default_rng(0).random((5, 40, 40, 1), np.float32)
    assert to_answer(network).algorithm("Conv2D") == "fourier"
    assert to_answer(network).algorithm("Conv2D_1") == "direct"
    names = tuple(network.names)
    with torch.inference_mode():
        expected = plain({"InputData": torch.from_numpy(photos)}, names)
    for name, values in run.outputs(photos, names).items():
        np.testing.assert_allclose(values, expected[name].numpy(), atol=1e-5)
