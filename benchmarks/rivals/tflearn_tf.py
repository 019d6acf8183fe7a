"""TFLearn 0.5.0 on TensorFlow 2: two names that later versions dropped are given back before it is imported."""

# Each import below stands where what is above it has made it possible, not where the alphabet would have it.
# ruff: noqa: E402, I001

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tempfile
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import PIL.Image

PIL.Image.ANTIALIAS = PIL.Image.LANCZOS

from tensorflow.python.util import nest

nest.is_sequence = nest.is_nested

import numpy as np
import tensorflow.compat.v1 as tf
import tflearn

from benchmarks.nets import CLIP, HIDDEN
from benchmarks.serving import serve
from benchmarks.task import Task

THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))


class TFLearn:
    """Each model lives in a graph of its own, as TFLearn needs it."""

    choices = "DNN.fit, no metric, no snapshots, no TensorBoard beyond the loss; oneDNN as TensorFlow has it"

    def __init__(self, task: Task, dropping: bool, _options: Mapping[str, Any]) -> None:
        self.task = task
        self.Y = task.one_hot(task.Y)
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.add_to_collection(
                tf.GraphKeys.GRAPH_CONFIG,
                tf.ConfigProto(intra_op_parallelism_threads=THREADS, inter_op_parallelism_threads=1),
            )
            logs = tempfile.mkdtemp(prefix="tflearn-logs-")
            self.model = tflearn.DNN(_network(task, dropping), clip_gradients=CLIP, tensorboard_dir=logs)
            for variable in tf.trainable_variables():
                self.model.set_weights(variable, task.start[variable.op.name])

    def losses(self, steps: int, batch: int) -> list[float]:
        with self.graph.as_default():
            return [float(self.model.fit_batch(X, self.task.one_hot(Y))) for X, Y in self.task.gate(steps, batch)]

    def train(self, images: int, batch: int, epochs: int) -> float:
        clock = Clock()
        with self.graph.as_default():
            self.model.fit(
                self.task.X[:images],
                self.Y[:images],
                n_epoch=epochs,
                batch_size=batch,
                shuffle=True,
                show_metric=False,
                snapshot_epoch=False,
                callbacks=clock,
            )
        return clock.seconds

    def right(self) -> float:
        with self.graph.as_default():
            said = [self.model.predict(part) for part in np.array_split(self.task.X_test, len(self.task.X_test) // 40)]
        return float((np.concatenate(said).argmax(1) == self.task.Y_test).mean())


class Clock(tflearn.callbacks.Callback):
    """Runs from the first step to the last: what `fit` does before and after is not training."""

    seconds = 0.0

    def on_train_begin(self, _state: Any) -> None:
        self.began = perf_counter()

    def on_train_end(self, _state: Any) -> None:
        self.seconds = perf_counter() - self.began


def _network(task: Task, dropping: bool) -> Any:
    net = tflearn.input_data(shape=[None, task.net.side, task.net.side, 1], name="input")
    for number, (filters, window) in enumerate(task.net.convs, 1):
        net = tflearn.conv_2d(net, filters, window, activation="relu", name=f"conv_{number}")
        net = tflearn.max_pool_2d(net, 2, name=f"pool_{number}")
    net = tflearn.fully_connected(net, HIDDEN, activation="relu", name="fc_1")
    if dropping and task.net.keep:
        net = tflearn.dropout(net, task.net.keep)
    net = tflearn.fully_connected(net, task.net.classes, activation="softmax", name="fc_2")
    return tflearn.regression(
        net, optimizer="sgd", learning_rate=task.net.learning_rate, loss="categorical_crossentropy", name="targets"
    )


if __name__ == "__main__":
    tf.logging.set_verbosity(tf.logging.ERROR)
    serve(TFLearn, "tflearn", "tensorflow-cpu", "numpy")
