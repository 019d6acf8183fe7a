"""Choosing a plan: which ways there are for each layer, which are worth timing, and which won."""

from collections import Counter
from collections.abc import Iterator

import torch

from glassnet.engine.convolution import Algorithm
from glassnet.engine.devices import CPU, is_gpu, name_of
from glassnet.engine.operations import convolution_operations
from glassnet.engine.plan import Candidate, LayerPlan, Plan
from glassnet.engine.pooling import is_by_two
from glassnet.engine.probe import Trial, convolution_seconds, product_seconds
from glassnet.engine.process import working
from glassnet.engine.products import known_products
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Conv2D, Dense, Input, MaxPool2D, Regression
from glassnet.graph.shape import Shape

WORTH_TIMING = 1.5  # direct operations for each of the transform's, below which the transform has never won here
CERTAIN = 50.0  # and above which it always has, by far: timing the direct way would take longer than it could save
GPU_CERTAIN = 8.0  # there it won 2.4-fold at 8.6, and tenfold at 32
FEW_FILTERS = 16  # below which a processor works on too few channels at a time, and the corners of blocks may help
LEAST_BUDGET = 0.02  # seconds, below which trying would cost more than choosing right could save
LITTLE_PRODUCT = 5e7  # operations of a dense layer's product for a batch, below which it matters little who does it
GUESSED_RATE = 5e10  # operations a second, to size the budget before anything is measured
GPU_RATE, GPU_STEP = 5e12, 0.003  # on a GPU; and the seconds a step takes there at least, to be handed over
KEPT_BYTES = 1 << 28  # what the values of one batch of validation may take


def choose(
    network: Network, batch: int, samples: int, n_epoch: int, precision: str = "float32", device: torch.device = CPU
) -> Plan:
    """A plan for training `network`, each convolution and each large product done the way that was fastest here.

    Trying may take a second or 2 % of the predicted run, whichever is larger, and never more than a fifth of it.
    """
    asked = not is_gpu(device) and precision == "float32"  # which library shall multiply: a GPU has one
    nodes = [n for n in network.nodes if isinstance(n.op, Conv2D) or (asked and _is_worth_asking(n, batch))]
    share = _budget(network, samples * n_epoch, batch, device) / max(1, len(nodes))
    threads = 0 if is_gpu(device) else torch.get_num_threads()
    with working(threads, device):  # as it will be in training: memory kept, or each trial would fetch its own
        layers = tuple(_layer(network, node, batch, share, device) for node in nodes)
    return Plan(
        engine="auto",
        precision=precision,
        threads=threads,
        layers=layers,
        # What folding saves is reading and writing weights, which a GPU does faster than it is told to do more.
        folded=() if is_gpu(device) else tuple(foldable(network)),
        pool_first=True,
        evaluation_batch=evaluation_batch(network, batch),
        gpu=name_of(device),
    )


def _budget(network: Network, images: int, batch: int, device: torch.device) -> float:
    """Seconds that may be spent on trying, from the operations the run would take done the direct way."""
    operations = 6 * images * sum(node.op.multiply_adds(*_shapes(node)) for node in network.nodes)
    predicted = operations / GUESSED_RATE
    if is_gpu(device):
        predicted = operations / GPU_RATE + images / batch * GPU_STEP
    return min(max(1.0, 0.02 * predicted), 0.2 * predicted)


def _shapes(node: Node) -> tuple[Shape, ...]:
    return tuple(before.shape for before in node.inputs)


def _layer(network: Network, node: Node, batch: int, budget: float, device: torch.device) -> LayerPlan:
    needs_image = not isinstance(node.inputs[0].op, Input)
    trial = Trial(node.inputs[0].shape, batch, budget, needs_image=needs_image, device=device)
    if isinstance(node.op, Conv2D):
        return _convolution(network.name(node), node.op, trial, has_pool=has_pool_by_two(network, node))
    return _product(network.name(node), node, trial)


def _convolution(name: str, op: Conv2D, trial: Trial, *, has_pool: bool) -> LayerPlan:
    if op.strides != (1, 1):
        return LayerPlan(name, "direct", (Candidate("direct"),), "other ways take strides of 1 only")
    direct, transformed = (
        convolution_operations(trial.image, op, way, first=not trial.needs_image) for way in ("direct", "fourier")
    )
    gain = direct / transformed
    counted = f"{gain:.0f}x fewer operations by the transform"
    certain = GPU_CERTAIN if is_gpu(trial.device) else CERTAIN
    ways = _ways(gain, certain, has_corners=has_pool and op.filters < FEW_FILTERS and not is_gpu(trial.device))
    if ways == ("direct",):
        return LayerPlan(name, "direct", (Candidate("direct"),), f"the transform would save nothing ({gain:.1f}x)")
    if trial.budget < LEAST_BUDGET:
        chosen: Algorithm = "fourier" if gain > certain else "direct"
        return LayerPlan(name, chosen, (Candidate(chosen),), f"{counted}; too little work to time")
    times = convolution_seconds(trial, op.filters, op.window, ways, has_pool=has_pool)
    timed = [Candidate(way, seconds) for way, seconds in zip(ways, times, strict=True)]
    if ways == ("fourier",):
        return LayerPlan(name, "fourier", (*timed, Candidate("direct")), f"{counted}; not timed")
    measured = "measured, its pool included" if has_pool else "measured"
    return LayerPlan(name, _fastest(timed).algorithm, tuple(timed), f"{measured}; {counted}" if gain > 1 else measured)


def _ways(gain: float, certain: float, *, has_corners: bool) -> tuple[Algorithm, ...]:
    """The ways to do a convolution that may be the fastest."""
    if gain > certain:
        return ("fourier",)
    ways: list[Algorithm] = ["direct"]
    if gain >= WORTH_TIMING:
        ways.append("fourier")
    if has_corners:
        ways.append("polyphase")
    return tuple(ways)


def has_pool_by_two(network: Network, node: Node) -> bool:
    """Whether a 2x2 max pool is all that reads the layer."""
    readers = Counter(before for each in network.nodes for before in each.inputs)
    pools = [each for each in network.nodes if isinstance(each.op, MaxPool2D) and each.inputs == (node,)]
    window = pools[0].op.window if readers[node] == len(pools) == 1 else None
    return window is not None and is_by_two(window)


def _product(name: str, node: Node, trial: Trial) -> LayerPlan:
    ways = known_products()
    if trial.budget < LEAST_BUDGET:
        return LayerPlan(name, "matmul", (Candidate("matmul"),), "too little work to time")
    times = product_seconds(trial, node.shape.size, ways)
    timed = tuple(Candidate(way, seconds) for way, seconds in zip(ways, times, strict=True))
    return LayerPlan(name, _fastest(timed).algorithm, timed, "measured; the same product by two libraries")


def _is_worth_asking(node: Node, batch: int) -> bool:
    """Whether a dense layer is large enough that it matters which library multiplies, and whether there are two."""
    if not isinstance(node.op, Dense) or len(known_products()) == 1:
        return False
    return 2 * batch * node.op.multiply_adds(*_shapes(node)) > LITTLE_PRODUCT


def _fastest(timed: "list[Candidate] | tuple[Candidate, ...]") -> Candidate:
    return min(timed, key=lambda each: each.seconds or 0.0)


def foldable(network: Network) -> Iterator[str]:
    """Dense weights that plain SGD may update without laying out their gradient: one loss, no decay, trained."""
    rules = [node.op.optimizer for node in network.nodes if isinstance(node.op, Regression)]
    if len(rules) != 1 or rules[0].name.lower() != "sgd" or rules[0].is_own_code:
        return
    for node in network.nodes:
        if isinstance(node.op, Dense) and node.op.trainable and node.op.regularizer is None:
            yield f"{network.name(node)}/W"


def evaluation_batch(network: Network, batch: int) -> int:
    """How many samples are judged at a time: as many as keep every layer's values within a quarter of a gigabyte."""
    sample_bytes = 4 * sum(node.shape.size for node in network.nodes)
    return max(batch, min(1024, KEPT_BYTES // max(1, sample_bytes)))
