"""Convolution, pooling and upsampling. `tflearn.layers.conv`."""

from typing import Any

from glassnet.graph.node import Node, place
from glassnet.graph.ops.convolution import Conv2D
from glassnet.graph.ops.pooling import AvgPool2D, GlobalAvgPool, GlobalMaxPool, MaxPool2D, UpSample2D
from glassnet.layers.arguments import Size, node, padding_name, pair, positive, weighted_settings


def conv_2d(
    incoming: Node,
    nb_filter: int,
    filter_size: Size,
    strides: Size = 1,
    padding: str = "same",
    activation: Any = "linear",
    bias: bool = True,
    weights_init: Any = "uniform_scaling",
    bias_init: Any = "zeros",
    regularizer: Any = None,
    weight_decay: float = 0.001,
    trainable: bool = True,
    restore: bool = True,
    reuse: bool = False,
    scope: str | None = None,
    name: str = "Conv2D",
) -> Node:
    """`nb_filter` filters of `filter_size` (rows, columns) slid over an image, each as deep as what comes in.

    `W` is [height, width, in, out] and starts even over ±sqrt(3 / (height * width * in)) (TFLearn's uniform_scaling).
    With padding "same" and strides 1 the image keeps its size; an even filter pads one cell more at the bottom and
    right. No activation unless asked for. Raises `ShapeError` when the filter does not fit, `UnknownName` for a name
    we do not know.

    >>> from glassnet.layers.core import input_data
    >>> net = conv_2d(input_data([None, 91, 91, 1]), 3, 10, activation="relu", name="conv_1")
    >>> net, net.W.shape
    (<conv_1 91x91x3>, (10, 10, 1, 3))
    """
    settings = weighted_settings(
        activation, bias, weights_init, bias_init, regularizer, weight_decay, trainable, restore, reuse
    )
    op = Conv2D(
        filters=positive(nb_filter, "nb_filter"),
        size=pair(filter_size, "filter_size"),
        strides=pair(strides, "strides"),
        padding=padding_name(padding),
        **settings,
    )
    return place(op, (node(incoming),), scope or name)


def max_pool_2d(
    incoming: Node, kernel_size: Size, strides: Size | None = None, padding: str = "same", name: str = "MaxPool2D"
) -> Node:
    """The largest number in each window of each channel. Windows stand side by side unless `strides` says otherwise.

    With padding "same" the size is divided and rounded up: 91 by 2 gives 46. Padding never wins over data.

    >>> from glassnet.layers.core import input_data
    >>> max_pool_2d(input_data([None, 91, 91, 3]), 2)
    <MaxPool2D 46x46x3>
    """
    return _pool(MaxPool2D, incoming, kernel_size, strides, padding, name)


def avg_pool_2d(
    incoming: Node, kernel_size: Size, strides: Size | None = None, padding: str = "same", name: str = "AvgPool2D"
) -> Node:
    """The mean of each window of each channel, over its real cells only: padding is not counted.

    >>> from glassnet.layers.core import input_data
    >>> avg_pool_2d(input_data([None, 28, 28, 3]), 3, strides=2, padding="valid")
    <AvgPool2D 13x13x3>
    """
    return _pool(AvgPool2D, incoming, kernel_size, strides, padding, name)


def _pool(
    op: type[MaxPool2D] | type[AvgPool2D], incoming: Node, size: Size, strides: Size | None, padding: str, name: str
) -> Node:
    window = pair(size, "kernel_size")
    steps = window if strides is None else pair(strides, "strides")
    return place(op(size=window, strides=steps, padding=padding_name(padding)), (node(incoming),), name)


def global_avg_pool(incoming: Node, name: str = "GlobalAvgPool") -> Node:
    """The mean of each channel over the whole image: [batch, channels].

    >>> from glassnet.layers.core import input_data
    >>> global_avg_pool(input_data([None, 7, 7, 64]))
    <GlobalAvgPool 64>
    """
    return place(GlobalAvgPool(), (node(incoming),), name)


def global_max_pool(incoming: Node, name: str = "GlobalMaxPool") -> Node:
    """The largest number of each channel over the whole image: [batch, channels].

    >>> from glassnet.layers.core import input_data
    >>> global_max_pool(input_data([None, 7, 7, 64]))
    <GlobalMaxPool 64>
    """
    return place(GlobalMaxPool(), (node(incoming),), name)


def upsample_2d(incoming: Node, kernel_size: Size, name: str = "UpSample2D") -> Node:
    """Each cell repeated `kernel_size` times down and across: nearest neighbour.

    >>> from glassnet.layers.core import input_data
    >>> upsample_2d(input_data([None, 7, 7, 64]), 2)
    <UpSample2D 14x14x64>
    """
    return place(UpSample2D(size=pair(kernel_size, "kernel_size")), (node(incoming),), name)
