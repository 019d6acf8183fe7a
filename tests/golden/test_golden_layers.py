"""Layers against TensorFlow's numbers: what they make of their inputs, and the gradients that come back."""

from typing import Any

import numpy as np
import pytest
import torch
from golden_inputs import apart, as_array, numbers, read, weighting

import glassnet as gn
from glassnet.engine.to_torch import Net, build
from glassnet.graph.network import Network

ANSWERS = read("layers")


def built(layer: str, settings: dict[str, Any], inputs: list[np.ndarray[Any, Any]]) -> Net:
    """A net of inputs `in_0`, `in_1`, ... and the one layer behind them."""
    fed = [gn.input_data([None, *array.shape[1:]], name=f"in_{place}") for place, array in enumerate(inputs)]
    made = getattr(gn, layer)(fed if layer.startswith("merge") else fed[0], **settings)
    return build(Network(made), seed=0)


def set_arrays(net: Net, arrays: dict[str, Any]) -> dict[str, torch.Tensor]:
    """The net's arrays by their short names, with these values in them."""
    by_name = {full.rpartition("/")[2]: full for full in net.arrays}
    net.set_weights({by_name[name]: as_array(values) for name, values in arrays.items()})
    return {name: net.array(full) for name, full in by_name.items()}


def judge(value: torch.Tensor) -> torch.Tensor:
    return torch.from_numpy(weighting(tuple(value.shape)))


def named(case: dict[str, Any]) -> str:
    return f"{case['layer']} {case['settings']}"


@pytest.mark.parametrize("case", ANSWERS["cases"], ids=named)
def test_layers_and_their_gradients_are_tensorflows(case: dict[str, Any]) -> None:
    inputs = [as_array(array) for array in case["inputs"]]
    net = built(case["layer"], case["settings"], inputs)
    arrays = set_arrays(net, case["arrays"])
    feeds = {f"in_{place}": torch.from_numpy(array).requires_grad_() for place, array in enumerate(inputs)}
    value = net.value(feeds)
    assert apart(value.tolist(), case["value"]) < 1e-5
    if "gradients" not in case:
        return
    by = {**feeds, **{name: arrays[name] for name in case["array_gradients"]}}
    gradients = torch.autograd.grad(value, list(by.values()), judge(value))
    for (name, stored), ours in zip(
        [*enumerate(case["gradients"]), *case["array_gradients"].items()], gradients, strict=True
    ):
        assert apart(ours.tolist(), stored) < 1e-5, name


@pytest.mark.parametrize("case", ANSWERS["batch_normalization"], ids=lambda case: str(case["shape"]))
def test_batch_normalization_trains_and_remembers_as_tensorflows(case: dict[str, Any]) -> None:
    shape = tuple(case["shape"])
    feeds = [3 * numbers(shape, salt=t) + np.float32(t) for t in range(4)]
    net = built("batch_normalization", {}, feeds[:1])
    arrays = set_arrays(net, case["arrays"])
    net.train()
    for feed, step in zip(feeds, case["steps"], strict=False):
        x = torch.from_numpy(feed).requires_grad_()
        value = net.value({"in_0": x})
        gradients = torch.autograd.grad(value, [x, arrays["gamma"], arrays["beta"]], judge(value))
        assert apart(value.tolist(), step["value"]) < 1e-5
        for name, ours in zip(("dgamma", "dbeta"), gradients[1:], strict=True):
            assert apart(ours.tolist(), step[name]) < 1e-5, name
        # Small differences of large sums: TensorFlow's own rounding is this large here.
        assert apart(gradients[0].tolist(), step["dx"]) < 1e-4
        for name in ("moving_mean", "moving_variance"):
            assert apart(arrays[name].tolist(), step[name]) < 1e-5, name
    net.eval()
    assert apart(net.value({"in_0": torch.from_numpy(feeds[3])}).tolist(), case["in_use"]) < 1e-5


@pytest.mark.parametrize("case", ANSWERS["dropout"], ids=lambda case: f"keep {case['keep_prob']}")
def test_dropout_scales_what_it_keeps_as_tensorflow(case: dict[str, Any]) -> None:
    ones = np.ones((100, 1000), np.float32)
    net = built("dropout", {"keep_prob": case["keep_prob"]}, [ones])
    net.train()
    net.begin_step(seed=0, step=1)
    value = net.value({"in_0": torch.from_numpy(ones)})
    assert apart(value.unique().tolist(), case["values"]) < 1e-6
    assert (value > 0).double().mean().item() == pytest.approx(case["kept"], abs=0.01)
    net.eval()
    assert net.value({"in_0": torch.from_numpy(ones)}).unique().tolist() == case["in_use"]
