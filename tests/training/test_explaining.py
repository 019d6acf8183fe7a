"""What `explain` says of a network and data: the plan with its reasons, time, memory, and what would change it."""

import json

import numpy as np
import pytest

import glassnet as gn
from glassnet.engine.plan import Candidate, LayerPlan, Plan
from glassnet.errors import DataError, TooBigForMemory, UnknownName
from glassnet.graph.network import Network
from glassnet.report.plain import to_text
from glassnet.training import explaining, planning
from glassnet.training.explaining import Explanation, explain

X = np.random.default_rng(0).random((40, 12, 12, 1), dtype=np.float32)
Y = np.eye(2, dtype=np.float32)[(X.mean((1, 2, 3)) > 0.5).astype(int)]


def network(optimizer: str = "adam", window: int = 3) -> Network:
    net = gn.conv_2d(gn.input_data([None, 12, 12, 1]), 4, window, activation="relu", name="conv_1")
    net = gn.fully_connected(gn.max_pool_2d(net, 2), 2, activation="softmax")
    return Network(gn.regression(net, optimizer=optimizer, batch_size=8))


def told(**settings: object) -> Explanation:
    values: dict = {
        "plan": Plan("auto", threads=2),
        "samples": 640,
        "validation_samples": 64,
        "batch_size": 64,
        "n_epoch": 10,
        "training_seconds": 2.0,
        "validation_seconds": 0.5,
        "operations": 1e11,
        "memory": 5_000_000,
        "matrix_rate": 1e11,
    }
    return Explanation(**{**values, **settings})


def test_time_memory_and_work_are_those_of_one_epoch() -> None:
    known = explain(network(), (X, Y), batch_size=10)
    assert (known.samples, known.validation_samples, known.batch_size) == (40, 0, 10)
    assert known.training_seconds == pytest.approx(4 * known.plan.step_seconds)  # 40 samples are 4 batches of 10
    assert known.validation_seconds == 0
    assert known.memory == gn.ledger(network(), batch_size=10).training_bytes()
    # conv: 144 places x 9 taps x 4 filters, forward and to weights; dense: 144 numbers x 2 units, and to inputs too;
    # a multiplication and an addition each
    assert known.operations == 40 * 2 * (2 * 144 * 9 * 4 + 3 * 144 * 2)
    assert known.matrix_rate > 1e8
    assert known.difference is not None
    assert known.difference < 1e-4


def test_the_validation_part_of_splits_is_counted_in() -> None:
    digits = gn.data.split(gn.datasets.digits.images(), seed=0)
    net = gn.regression(gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation="softmax"))
    known = explain(net, digits)
    assert known.validation_samples == len(digits.validation)
    assert known.epoch_seconds > known.training_seconds


def test_the_plan_is_the_one_that_fit_then_follows() -> None:
    known = explain(network("sgd"), (X, Y))
    run = gn.fit(network("sgd"), (X, Y), n_epoch=1, show=False)
    assert run.plan is not None
    assert (run.plan.layers, run.plan.folded) == (known.plan.layers, known.plan.folded)


def test_explaining_trains_nothing() -> None:
    before = gn.fit(network(), (X, Y), n_epoch=0, show=False).weights
    explain(network(), (X, Y))
    after = gn.fit(network(), (X, Y), n_epoch=0, show=False).weights
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_every_candidate_has_a_line_with_its_time_and_the_taken_one_its_reason() -> None:
    layers = (
        LayerPlan("conv_1", "fourier", (Candidate("direct", 1.9), Candidate("fourier", 0.012)), "measured; 142x fewer"),
        LayerPlan("a_layer_whose_name_is_long", "direct", (Candidate("direct"),), "the transform would save nothing"),
    )
    lines = str(told(plan=Plan("auto", threads=2, layers=layers))).splitlines()
    assert [line.split() for line in lines[:4]] == [
        ["layer", "way", "a", "batch", "why"],
        ["conv_1", "fourier", "12", "ms", "measured;", "142x", "fewer"],
        ["direct", "1.9", "s"],
        ["a_layer_whose_name_is…", "direct", "not", "timed", "the", "transform", "would", "save", "nothing"],
    ]


def test_the_text_says_time_memory_and_share_in_80_columns() -> None:
    text = str(told(note="on the first batch the fast way differs " * 3, what_if=("A sentence of many words. " * 9,)))
    assert max(map(len, text.splitlines())) <= 80
    flat = " ".join(text.split())
    assert "An epoch of 640 samples in batches of 64: about 2.5 s, 500 ms of it to measure 64 others." in flat
    assert "10 epochs: 25 s." in flat
    assert "Memory at the peak: 5.00 MB" in flat
    assert "Training executes 50 GF/s, 50 % of what this machine does on matrices, 100 GF/s." in flat
    assert "What would change it: - A sentence" in flat


def test_half_precision_is_measured_and_offered_where_the_processor_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "has_bfloat16", lambda device: True)
    seconds = {"float32": 0.024, "bfloat16": 0.016}
    monkeypatch.setattr(
        explaining,
        "prepare",
        lambda *given: planning.Prepared(Plan("auto", precision=given[-1], threads=1, step_seconds=seconds[given[-1]])),
    )
    (first, *_) = explain(network(), (X, Y)).what_if
    assert "a step took 16 ms, in float32 24 ms: it is not used because precision is 'fp32'" in first
    seconds["bfloat16"] = 0.030
    assert "it would not be faster" in explain(network(), (X, Y)).what_if[0]


def test_where_the_processor_lacks_half_precision_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explaining, "has_bfloat16", lambda device: False)
    assert "does not multiply bfloat16 itself" in explain(network(), (X, Y)).what_if[0]


def test_taps_that_can_never_learn_are_named() -> None:
    said = " ".join(explain(network(window=31), (X, Y)).what_if)
    assert "conv_1: on a 12x12 map only 23x23 of the 31x31 taps can ever see data" in said


def test_plain_sgd_is_named_where_another_rule_lays_gradients_out() -> None:
    assert any("Plain SGD" in each for each in explain(network("adam"), (X, Y), device="cpu").what_if)
    assert not any("Plain SGD" in each for each in explain(network("sgd"), (X, Y), device="cpu").what_if)


def test_an_explanation_is_json_with_what_follows_from_it() -> None:
    plain = json.loads(to_text(told().to_plain()))
    assert plain["plan"]["engine"] == "auto"
    assert (plain["epoch_seconds"], plain["rate"]) == (2.5, 5e10)


def test_what_fit_would_refuse_is_refused_in_the_same_words() -> None:
    with pytest.raises(DataError, match="end the network with regression"):
        explain(gn.fully_connected(gn.input_data([None, 4]), 2), (np.ones((3, 4)), np.ones((3, 2))))
    with pytest.raises(UnknownName, match="Invalid precision"):
        explain(network(), (X, Y), precision="fp16")
    huge = gn.fully_connected(gn.fully_connected(gn.input_data([None, 9]), 9_000_000), 9_000_000)
    with pytest.raises(TooBigForMemory):
        explain(gn.regression(huge), (np.ones((3, 9)), np.ones((3, 1))))
