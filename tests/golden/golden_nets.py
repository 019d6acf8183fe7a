"""The networks of the ten-step runs, written once: `of` is TFLearn for the tool, Glassnet for the tests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from golden_inputs import Array, mnist_batches, numbers, photo_batches

Batches = list[tuple[Array, Array]]


def mnist(of: Any) -> Any:
    """The first post's network, without its dropout."""
    net = of.input_data(shape=[None, 28, 28, 1], name="input")
    net = of.conv_2d(net, nb_filter=32, filter_size=2, activation="relu", name="conv_1")
    net = of.max_pool_2d(net, kernel_size=2, name="pool_1")
    net = of.conv_2d(net, nb_filter=64, filter_size=2, activation="relu", name="conv_2")
    net = of.max_pool_2d(net, kernel_size=2, name="pool_2")
    net = of.fully_connected(net, n_units=1024, activation="relu", name="dense_1")
    net = of.fully_connected(net, n_units=10, activation="softmax", name="dense_2")
    return of.regression(
        net, optimizer="sgd", learning_rate=0.01, loss="categorical_crossentropy", batch_size=64, name="targets"
    )


def photos(of: Any) -> Any:
    """CNN #1 of the second post, without its dropout."""
    net = of.input_data(shape=[None, 91, 91, 1], name="input")
    for layer in (1, 2):
        net = of.conv_2d(net, nb_filter=3, filter_size=10, activation="relu", name=f"conv_{layer}")
        net = of.max_pool_2d(net, kernel_size=2, name=f"pool_{layer}")
    net = of.fully_connected(net, n_units=1024, activation="relu", name="dense_1")
    net = of.fully_connected(net, n_units=2, activation="softmax", name="dense_2")
    return of.regression(
        net, optimizer="sgd", learning_rate=0.01, loss="categorical_crossentropy", batch_size=64, name="targets"
    )


def clipped(of: Any) -> Any:
    """Gradients far above the norm of 5 to which every network is clipped."""
    net = of.input_data(shape=[None, 4], name="input")
    net = of.fully_connected(net, 3, name="dense_1")
    return of.regression(
        net, optimizer="sgd", learning_rate=0.1, loss="mean_square", metric=None, batch_size=8, name="targets"
    )


def normalised(of: Any) -> Any:
    """Batch normalization, an even stride, mean pooling, L2 on some layers, Adam.

    The convolution has no bias: normalization takes it away again, and Adam would follow the rounding of its gradient.
    """
    net = of.input_data(shape=[None, 9, 9, 2], name="input")
    net = of.conv_2d(net, 4, 3, strides=2, bias=False, regularizer="L2", weight_decay=0.01, name="conv_1")
    net = of.batch_normalization(net, name="norm_1")
    net = of.activation(net, "relu", name="relu_1")
    net = of.avg_pool_2d(net, 2, name="pool_1")
    net = of.fully_connected(net, 3, activation="softmax", regularizer="L2", name="dense_1")
    return of.regression(net, learning_rate=0.01, batch_size=8, name="targets")


def decaying(of: Any) -> Any:
    """A learning rate that falls by steps, local response normalization, overlapping pools, logits."""
    net = of.input_data(shape=[None, 9, 9, 2], name="input")
    net = of.conv_2d(net, 6, [4, 3], padding="valid", activation="leaky_relu", name="conv_1")
    net = of.max_pool_2d(net, 3, strides=2, name="pool_1")
    net = of.local_response_normalization(net, name="lrn_1")
    net = of.fully_connected(net, 8, activation="tanh", regularizer="L1", weight_decay=0.001, name="dense_1")
    net = of.fully_connected(net, 3, name="dense_2")
    falling = of.optimizers.Momentum(learning_rate=0.1, lr_decay=0.5, decay_step=3, staircase=True)
    return of.regression(net, optimizer=falling, loss="softmax_categorical_crossentropy", batch_size=8, name="targets")


def _of_numbers(sides: tuple[int, ...], scale: float) -> Batches:
    """Ten batches of 8 from the formula; the class is where a row of other numbers is largest."""
    batches = []
    for t in range(10):
        X = numbers((8, *sides), salt=2 * t)
        goal = numbers((8, 3), salt=2 * t + 1)
        Y = (goal == goal.max(axis=1, keepdims=True)).astype(X.dtype)
        batches.append((X * X.dtype.type(scale), Y if len(sides) == 3 else goal * X.dtype.type(scale)))
    return batches


NETS: dict[str, tuple[Callable[[Any], Any], Callable[[Path], Batches]]] = {
    "mnist": (mnist, mnist_batches),
    "photos": (photos, photo_batches),
    "clipped": (clipped, lambda root: _of_numbers((4,), 40)),
    "normalised": (normalised, lambda root: _of_numbers((9, 9, 2), 1)),
    "decaying": (decaying, lambda root: _of_numbers((9, 9, 2), 1)),
}
NEEDS_DATA = ("mnist", "photos")
