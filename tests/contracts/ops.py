"""One network for every kind of layer, several where settings change what it does. A new layer adds a row."""

from collections.abc import Callable

import glassnet as gn
from glassnet.graph.node import Node


def image(height: int = 7, width: int = 5, channels: int = 3) -> Node:
    return gn.input_data([None, height, width, channels])


def prepared(height: int = 7, width: int = 5, channels: int = 3) -> Node:
    """An input with a step of every kind: by picture, by what is measured on the data, by a number given."""
    steps = gn.ImagePreprocessing()
    steps.add_image_normalization()
    steps.add_crop_center((height, width))
    steps.add_samplewise_zero_center()
    steps.add_featurewise_zero_center(per_channel=True)
    steps.add_featurewise_stdnorm(2.0)
    steps.add_featurewise_stdnorm()
    return gn.input_data([None, height, width, channels], data_preprocessing=steps)


def merged(mode: str) -> Node:
    net = image()
    return gn.merge([net, gn.activation(net, "relu")], mode, axis=3)


NETWORKS: dict[str, Callable[[], Node]] = {
    "input": image,
    "input prepared": prepared,
    "conv_2d": lambda: gn.conv_2d(image(), 4, 3, activation="relu"),
    "conv_2d even, strided": lambda: gn.conv_2d(image(), 4, [2, 4], strides=[2, 3]),
    "conv_2d valid": lambda: gn.conv_2d(image(), 4, 3, padding="valid", bias=False),
    "conv_2d larger than the image": lambda: gn.conv_2d(image(), 2, 11),
    "conv_2d crelu": lambda: gn.conv_2d(image(), 4, 3, activation="crelu"),
    "conv_2d prelu": lambda: gn.conv_2d(image(), 4, 3, activation="prelu"),
    "max_pool_2d": lambda: gn.max_pool_2d(image(), 2),
    "max_pool_2d overlapping": lambda: gn.max_pool_2d(image(), 3, strides=2),
    "max_pool_2d larger than the image": lambda: gn.max_pool_2d(image(1, 1), 5),
    "max_pool_2d valid": lambda: gn.max_pool_2d(image(), 2, padding="valid"),
    "avg_pool_2d": lambda: gn.avg_pool_2d(image(), 3, strides=2),
    "global_avg_pool": lambda: gn.global_avg_pool(image()),
    "global_max_pool": lambda: gn.global_max_pool(image()),
    "upsample_2d": lambda: gn.upsample_2d(image(), [2, 3]),
    "fully_connected": lambda: gn.fully_connected(image(), 6, activation="tanh"),
    "fully_connected crelu": lambda: gn.fully_connected(image(), 6, activation="crelu"),
    "single_unit": lambda: gn.single_unit(gn.input_data([None])),
    "dropout": lambda: gn.dropout(image(), 0.5),
    "dropout whole channels": lambda: gn.dropout(image(), 0.5, noise_shape=[-1, 1, 1, 3]),
    "flatten": lambda: gn.flatten(image()),
    "reshape": lambda: gn.reshape(image(4, 4, 2), [-1, 2, 2, 8]),
    "activation": lambda: gn.activation(image(), "leaky_relu"),
    "custom_layer": lambda: gn.custom_layer(image(), lambda x: x.mean(dim=(1, 2))),
    "batch_normalization": lambda: gn.batch_normalization(image()),
    "local_response_normalization": lambda: gn.local_response_normalization(image()),
    "l2_normalize": lambda: gn.l2_normalize(image(), 3),
    **{
        f"merge {mode}": lambda mode=mode: merged(mode)
        for mode in ("concat", "elemwise_sum", "elemwise_mul", "sum", "mean", "prod", "max", "min", "and", "or")
    },
    "merge_outputs": lambda: gn.merge_outputs([gn.fully_connected(image(), 2), gn.fully_connected(image(), 3)]),
    "regression": lambda: gn.regression(gn.fully_connected(image(), 2, activation="softmax")),
}
