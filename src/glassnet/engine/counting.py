"""A plan by counting alone: nothing is timed, so the same network is computed the same way every time, on one thread.

`choosing` times the ways there are and may come out otherwise tomorrow, and with it the last bits of every number.
Where many trainings shall be held against each other, and repeated bit for bit, the way must follow from shapes.
"""

from glassnet.engine.choosing import FEW_FILTERS, evaluation_batch, foldable, has_pool_by_two
from glassnet.engine.convolution import Algorithm
from glassnet.engine.operations import convolution_operations
from glassnet.engine.plan import Candidate, LayerPlan, Plan
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Conv2D, Input

# Direct operations for each of the transform's, from which on the transform was the faster on one thread. Of the 105
# convolutions of `python -m benchmarks.counting` the rule below took the fastest way in the middle, one at most 1.3
# times as slow in nine of ten, and one 3 times as slow at worst.
_MANY, _FEW = 10.0, 4.0


def counted(network: Network, batch: int) -> Plan:
    """How to train `network` on batches of `batch` on one thread, told from its shapes alone.

    >>> from glassnet.graph.notation import from_text
    >>> plan = counted(from_text("91x91x1 > conv 3@91 relu > pool 2 > conv 16@3 relu > dense 2 softmax"), 64)
    >>> [(layer.layer, layer.algorithm) for layer in plan.layers], plan.threads
    ([('Conv2D', 'fourier'), ('Conv2D_1', 'direct')], 1)
    """
    convolutions = [node for node in network.nodes if isinstance(node.op, Conv2D)]
    return Plan(
        engine="counted",
        threads=1,
        layers=tuple(_layer(network, node) for node in convolutions),
        folded=tuple(foldable(network)),
        pool_first=True,
        evaluation_batch=evaluation_batch(network, batch),
    )


def to_answer(network: Network) -> Plan:
    """How to compute what `network` answers: plainly, but for convolutions that are far less work by the transform.

    >>> from glassnet.graph.notation import from_text
    >>> plan = to_answer(from_text("91x91x1 > conv 3@91 relu > pool 2 > conv 16@3 relu > dense 2 softmax"))
    >>> [(layer.layer, layer.algorithm) for layer in plan.layers], plan.pool_first
    ([('Conv2D', 'fourier')], False)
    """
    layers = (_layer(network, node) for node in network.nodes if isinstance(node.op, Conv2D))
    return Plan(engine="counted", layers=tuple(layer for layer in layers if layer.algorithm == "fourier"))


def _layer(network: Network, node: Node) -> LayerPlan:
    name, op = network.name(node), node.op
    if not isinstance(op, Conv2D) or op.strides != (1, 1):
        return LayerPlan(name, "direct", (Candidate("direct"),), "other ways take strides of 1 only")
    image, first = node.inputs[0].shape, isinstance(node.inputs[0].op, Input)
    direct, transformed = (convolution_operations(image, op, way, first=first) for way in ("direct", "fourier"))
    way = _way(direct / transformed, op.filters, image.channels, has_pool=has_pool_by_two(network, node))
    return LayerPlan(name, way, (Candidate(way),), f"{direct / transformed:.0f}x fewer operations by the transform")


def _way(gain: float, filters: int, channels: int, *, has_pool: bool) -> Algorithm:
    is_few = filters < FEW_FILTERS
    if is_few and has_pool and channels == 1 and gain < 1.2 * _FEW:
        return "polyphase"
    return "fourier" if gain >= (_FEW if is_few else _MANY) else "direct"
