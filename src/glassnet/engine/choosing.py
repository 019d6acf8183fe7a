"""Choosing a plan: which ways there are for each layer, which are worth timing, and which won."""

from collections.abc import Iterator

import torch

from glassnet.engine.convolution import Algorithm
from glassnet.engine.operations import convolution_operations
from glassnet.engine.plan import Candidate, LayerPlan, Plan
from glassnet.engine.probe import convolution_seconds
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Conv2D, Dense, Input, Regression
from glassnet.graph.shape import Shape

WORTH_TIMING = 1.5  # direct operations for each of the transform's, below which the transform has never won here
CERTAIN = 50.0  # and above which it always has, by far: timing the direct way would take longer than it could save
LEAST_BUDGET = 0.02  # seconds, below which trying would cost more than choosing right could save
GUESSED_RATE = 5e10  # operations a second, to size the budget before anything is measured
WAYS: tuple[Algorithm, ...] = ("direct", "fourier")
KEPT_BYTES = 1 << 28  # what the values of one batch of validation may take


def choose(network: Network, batch: int, samples: int, n_epoch: int, precision: str = "float32") -> Plan:
    """A plan for training `network`, each convolution done the way that was fastest when tried here.

    Trying may take a second or 2 % of the predicted run, whichever is larger, and never more than a fifth of it.
    """
    nodes = [node for node in network.nodes if isinstance(node.op, Conv2D)]
    limit = _budget(network, samples * n_epoch)
    share = limit / max(1, len(nodes))
    layers = tuple(_layer(network, node, batch, share) for node in nodes)
    return Plan(
        engine="auto",
        precision=precision,
        threads=torch.get_num_threads(),
        layers=layers,
        folded=tuple(_foldable(network)),
        pool_first=True,
        evaluation_batch=_evaluation_batch(network, batch),
    )


def _budget(network: Network, images: int) -> float:
    """Seconds that may be spent on trying, from the operations the run would take done the direct way."""
    operations = 6 * images * sum(node.op.multiply_adds(*_shapes(node)) for node in network.nodes)
    predicted = operations / GUESSED_RATE
    return min(max(1.0, 0.02 * predicted), 0.2 * predicted)


def _shapes(node: Node) -> tuple[Shape, ...]:
    return tuple(before.shape for before in node.inputs)


def _layer(network: Network, node: Node, batch: int, budget: float) -> LayerPlan:
    name, op, image = network.name(node), node.op, node.inputs[0].shape
    if not isinstance(op, Conv2D):
        raise TypeError(f"{node} is no convolution")
    if op.strides != (1, 1):
        return LayerPlan(name, "direct", (Candidate("direct"),), "the transform takes strides of 1 only")
    first = isinstance(node.inputs[0].op, Input)
    direct, transformed = (convolution_operations(image, op, way, first=first) for way in WAYS)
    gain = direct / transformed
    if gain < WORTH_TIMING:
        return LayerPlan(name, "direct", (Candidate("direct"),), f"the transform would save nothing ({gain:.1f}x)")
    if budget < LEAST_BUDGET:
        chosen: Algorithm = "fourier" if gain > CERTAIN else "direct"
        return LayerPlan(name, chosen, (Candidate(chosen),), f"by operations ({gain:.0f}x); too little work to time")
    ways: tuple[Algorithm, ...] = ("fourier",) if gain > CERTAIN else WAYS
    times = convolution_seconds(image, op.filters, op.window, batch, ways, budget, not first)
    timed = [Candidate(way, seconds) for way, seconds in zip(ways, times, strict=True)]
    if len(timed) == 1:
        return LayerPlan(name, "fourier", (*timed, Candidate("direct")), f"{gain:.0f}x fewer operations; not timed")
    best = min(timed, key=lambda each: each.seconds or 0.0)
    return LayerPlan(name, best.algorithm, tuple(timed), f"measured; {gain:.0f}x fewer operations by the transform")


def _foldable(network: Network) -> Iterator[str]:
    """Dense weights that plain SGD may update without laying out their gradient: one loss, no decay, trained."""
    rules = [node.op.optimizer for node in network.nodes if isinstance(node.op, Regression)]
    if len(rules) != 1 or rules[0].name.lower() != "sgd" or rules[0].is_own_code:
        return
    for node in network.nodes:
        if isinstance(node.op, Dense) and node.op.trainable and node.op.regularizer is None:
            yield f"{network.name(node)}/W"


def _evaluation_batch(network: Network, batch: int) -> int:
    sample_bytes = 4 * sum(node.shape.size for node in network.nodes)
    return max(batch, min(1024, KEPT_BYTES // max(1, sample_bytes)))
