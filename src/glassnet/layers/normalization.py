"""Layers that rescale what passes through them. `tflearn.layers.normalization`."""

from collections.abc import Sequence

from glassnet.graph.node import Node, place
from glassnet.graph.ops.normalizing import BatchNormalization, L2Normalize, LocalResponseNormalization
from glassnet.layers.arguments import NotInGlassnet, node


def batch_normalization(
    incoming: Node,
    beta: float = 0.0,
    gamma: float = 1.0,
    epsilon: float = 1e-5,
    decay: float = 0.9,
    stddev: float = 0.002,
    trainable: bool = True,
    restore: bool = True,
    reuse: bool = False,
    scope: str | None = None,
    name: str = "BatchNormalization",
) -> Node:
    """Each channel to mean 0 and variance 1 over the batch, then times `gamma` plus `beta`, both learned.

    Out of training it uses running means, which keep `decay` of their old value at every training step; the running
    variance is the biased one (divided by n). `gamma` starts normal around its value with deviation `stddev`.
    Source: Ioffe and Szegedy 2015, with TFLearn's constants.

    >>> from glassnet.layers.core import input_data
    >>> batch_normalization(input_data([None, 7, 7, 64])).variable("moving_variance").shape
    (64,)
    """
    if reuse:
        raise NotInGlassnet("reuse=True is not in Glassnet. Build one layer and read it twice.")
    op = BatchNormalization(beta, gamma, epsilon, decay, stddev, bool(trainable), bool(restore))
    return place(op, (node(incoming),), scope or name)


def local_response_normalization(
    incoming: Node,
    depth_radius: int = 5,
    bias: float = 1.0,
    alpha: float = 0.0001,
    beta: float = 0.75,
    name: str = "LocalResponseNormalization",
) -> Node:
    """X / (bias + alpha * s) ** beta, where s sums the squares of the 2 * depth_radius + 1 nearest channels.

    `alpha` is not divided by the number of channels. Source: TensorFlow's `tf.nn.local_response_normalization`.

    >>> from glassnet.layers.core import input_data
    >>> local_response_normalization(input_data([None, 7, 7, 64]))
    <LocalResponseNormalization 7x7x64>
    """
    return place(LocalResponseNormalization(int(depth_radius), bias, alpha, beta), (node(incoming),), name)


def l2_normalize(incoming: Node, dim: int | Sequence[int], epsilon: float = 1e-12, name: str = "l2_normalize") -> Node:
    """X / sqrt(max(sum of squares along `dim`, epsilon)); `dim` counts the batch as 0.

    >>> from glassnet.layers.core import input_data
    >>> l2_normalize(input_data([None, 128]), 1)
    <l2_normalize 128>
    """
    dims = (dim,) if isinstance(dim, int) else tuple(dim)
    return place(L2Normalize(dims, epsilon), (node(incoming),), name)
