"""What the input layers of a network do in training beyond passing on: chance, and what they measure beforehand."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from glassnet.data.augment import Augment
from glassnet.data.statistics import moments, whitening
from glassnet.data.steps import Step
from glassnet.engine.modules import Input
from glassnet.engine.to_torch import Net
from glassnet.graph import ops
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.steps import CUSTOM, STATISTICS
from glassnet.graph.term import Term
from glassnet.seeds import stream
from glassnet.training.samples import Samples

NUMBERS_AT_ONCE = 1 << 22  # of the data, while they are measured: 16 MB
COUNT = "pictures"

# One line for each step that TFLearn does in another way, as far as its own shows in the numbers.
_MENDED = {
    "random_blur": "random_blur: each channel by itself (TFLearn blurs across channels too)",
    "samplewise_zero_center": "samplewise_zero_center: by channel (TFLearn's per_channel is not)",
    "samplewise_stdnorm": "samplewise_stdnorm: by channel (TFLearn's per_channel is not)",
    "featurewise_stdnorm": "featurewise_stdnorm: of all numbers of a channel (TFLearn: mean over pictures)",
    "zca_whitening": "zca_whitening: covariance over the samples (TFLearn divides by their size)",
}


def augments(network: Network, seed: int) -> dict[str, Augment]:
    """What chance does to each input that is augmented; a stream of its own for each."""
    return {
        network.name(node): Augment(tuple(map(_step, _input(node).augmentation)), stream(seed, network.name(node)))
        for node in network.inputs
        if _input(node).augmentation
    }


def measure(net: Net, samples: Samples) -> tuple[str, ...]:
    """Measure what the inputs know of the training data, where that was not done before. Says in lines what was found.

    Each statistic is of the samples behind the steps before it, without augmentation.
    """
    return tuple(
        line
        for node in net.network.inputs
        if any(_input(node).is_measured) and not net.array(f"{net.network.name(node)}/{COUNT}")
        for line in _measured(net, node, samples)
    )


def mended(network: Network) -> tuple[str, ...]:
    """Which steps are done otherwise than in TFLearn, a line each."""
    steps = (step for node in network.inputs for step in (*_input(node).augmentation, *_input(node).preprocessing))
    return tuple(dict.fromkeys(_MENDED[step.name] for step in steps if step.name in _MENDED and _is_mended(step)))


def _measured(net: Net, node: Node, samples: Samples) -> Iterator[str]:
    name, op = net.network.name(node), _input(node)
    for place, (step, statistic, asked) in enumerate(zip(op.preprocessing, op.statistics, op.is_measured, strict=True)):
        if asked:
            found = _statistic(step, _blocks(net, node, samples, place))
            net.set_weights({f"{name}/{statistic}": np.asarray(found, np.float32)})
            told = f" {_told(found)}" if found.size <= 4 else ""
            yield f"{name}/{statistic}{told}, measured on {len(samples):,} samples"
    net.set_weights({f"{name}/{COUNT}": np.asarray(len(samples), np.float32)})


def _blocks(net: Net, node: Node, samples: Samples, place: int) -> Iterator[np.ndarray[Any, Any]]:
    """The samples behind the first `place` steps, some at a time."""
    layer, bare = net.layers[node], samples.augmented({})
    if not isinstance(layer, Input):
        raise TypeError(f"{node} is no input")
    rows = max(1, NUMBERS_AT_ONCE // node.shape.size)
    for start in range(0, len(samples), rows):
        fed = bare.feeds(np.arange(start, min(start + rows, len(samples))))[net.network.name(node)]
        with torch.inference_mode():
            yield layer.through(fed, place).cpu().numpy()


def _statistic(step: Term, blocks: Iterator[np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    if STATISTICS[step.name] == "pc":
        return whitening(blocks)
    found = moments(blocks, per_channel=step.setting("per_channel", False))
    return found.mean if STATISTICS[step.name] == "mean" else found.deviation


def _is_mended(step: Term) -> bool:
    if step.name == "featurewise_stdnorm":
        return bool(step.setting("per_channel")) and step.setting("value") is None and step.setting("sides") is None
    return bool(step.setting("per_channel", True)) and step.setting("sides") is None


def _told(numbers: np.ndarray[Any, Any]) -> str:
    return ", ".join(f"{number:.6g}" for number in numbers.reshape(-1))


def _input(node: Node) -> ops.Input:
    if not isinstance(node.op, ops.Input):
        raise TypeError(f"{node} is no input")
    return node.op


def _step(term: Term) -> Step:
    return Step(term.name, () if term.name == CUSTOM else term.settings, code=term.code)
