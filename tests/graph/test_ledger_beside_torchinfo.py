"""The ledger beside torchinfo, which counts on a network of torch's own layers: the same parameters, the same work.

Two definitions differ, and convert exactly. torchinfo also counts adding a bias, once for each number a layer makes,
and in a batch normalization its two trained numbers a channel, once each whatever the picture's size; the ledger counts
products alone, as the cost of a layer is told everywhere else. And the ledger counts what a batch normalization
remembers (mean and variance) as parameters that are held still, where torch keeps them as buffers.
"""

from math import prod

import numpy as np
import pytest
import torchinfo
from torch import nn

import glassnet as gn
from glassnet.graph.ledger import ledger
from glassnet.graph.network import as_network
from glassnet.runs.run import Run


def mnist_of_the_post():
    net = gn.input_data([None, 28, 28, 1])
    net = gn.max_pool_2d(gn.conv_2d(net, 32, 2, activation="relu"), 2)
    net = gn.max_pool_2d(gn.conv_2d(net, 64, 2, activation="relu"), 2)
    net = gn.dropout(gn.fully_connected(net, 1024, activation="relu"), 0.8)
    return gn.fully_connected(net, 10, activation="softmax"), nn.Sequential(
        nn.ZeroPad2d((0, 1, 0, 1)),  # an even window that keeps the size hangs over at the end
        nn.Conv2d(1, 32, 2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.ZeroPad2d((0, 1, 0, 1)),
        nn.Conv2d(32, 64, 2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, 1024),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(1024, 10),
        nn.Softmax(dim=1),
    )


def ten_pixel_windows_on_a_photo_of_91():
    net = gn.input_data([None, 91, 91, 1])
    net = gn.max_pool_2d(gn.conv_2d(net, 32, 10, activation="relu"), 2)
    return gn.fully_connected(net, 2, activation="softmax"), nn.Sequential(
        nn.ZeroPad2d((4, 5, 4, 5)),
        nn.Conv2d(1, 32, 10),
        nn.ReLU(),
        nn.MaxPool2d(2, ceil_mode=True),
        nn.Flatten(),
        nn.Linear(32 * 46 * 46, 2),
    )


def strided_and_valid_without_bias():
    net = gn.input_data([None, 20, 15, 3])
    net = gn.conv_2d(net, 8, [4, 3], strides=[3, 2], padding="valid", bias=False)
    net = gn.avg_pool_2d(net, 2, padding="valid")
    return gn.fully_connected(net, 5), nn.Sequential(
        nn.Conv2d(3, 8, (4, 3), stride=(3, 2), bias=False),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(8 * 3 * 3, 5),
    )


def normalized():
    net = gn.batch_normalization(gn.conv_2d(gn.input_data([None, 12, 12, 2]), 6, 3))
    return gn.fully_connected(gn.global_avg_pool(net), 4), nn.Sequential(
        nn.Conv2d(2, 6, 3, padding=1),
        nn.BatchNorm2d(6),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(6, 4),
    )


def dense_alone():
    return gn.fully_connected(gn.fully_connected(gn.input_data([None, 30]), 7), 3), nn.Sequential(
        nn.Linear(30, 7), nn.Linear(7, 3)
    )


NETWORKS = [
    mnist_of_the_post,
    ten_pixel_windows_on_a_photo_of_91,
    strided_and_valid_without_bias,
    normalized,
    dense_alone,
]


def counted_by_torchinfo(made, twin):
    sides = as_network(made).inputs[0].shape.sides
    size = (1, sides[2], *sides[:2]) if len(sides) == 3 else (1, *sides)
    return torchinfo.summary(twin, input_size=size, verbose=0)


def extra_of_torchinfo(network):
    """What it counts beyond products: a bias for each number a layer makes, two numbers a normalized channel."""
    biases = sum(node.shape.size for node in network.nodes for weight in node.weights if weight.name == "b")
    scaled = (prod(w.shape) for node in network.nodes if node.op.kind == "batch_normalization" for w in node.weights)
    return biases + sum(scaled) // 2  # of four numbers a channel two are trained


@pytest.mark.parametrize("made", NETWORKS)
def test_the_ledger_counts_the_parameters_that_torchinfo_counts(made):
    net, twin = made()
    ours, theirs = ledger(net), counted_by_torchinfo(net, twin)
    assert ours.trainable_parameters == theirs.total_params == theirs.trainable_params
    assert ours.parameters - ours.trainable_parameters == sum(
        buffer.numel() for name, buffer in twin.named_buffers() if "num_batches" not in name
    )


@pytest.mark.parametrize("made", NETWORKS)
def test_the_ledger_counts_the_work_that_torchinfo_counts(made):
    net, twin = made()
    theirs = counted_by_torchinfo(net, twin).total_mult_adds
    assert ledger(net).multiply_adds + extra_of_torchinfo(as_network(net)) == theirs


@pytest.mark.parametrize("made", NETWORKS)
def test_the_parameters_are_the_numbers_a_run_holds(made):
    network = as_network(made()[0])
    run = Run(network, {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()})
    assert ledger(network).parameters == sum(array.size for array in run.weights.values())


def test_the_work_of_the_post_is_what_one_counts_by_hand():
    # 28x28 places x 32 filters x 2x2x1 weights, 14x14 x 64 x 2x2x32, 3,136 x 1,024, 1,024 x 10.
    assert ledger(mnist_of_the_post()[0]).multiply_adds == 100_352 + 1_605_632 + 3_211_264 + 10_240
