"""Keras 3 on TensorFlow: `fit` on arrays, several steps an execution, compiled by XLA where that is found faster."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import keras
import tensorflow as tf
from keras import layers

from benchmarks.nets import CLIP, HIDDEN
from benchmarks.serving import serve
from benchmarks.task import Task

THREADS = int(os.environ.get("OMP_NUM_THREADS", "2"))
STEPS_AN_EXECUTION = 6  # an epoch of the photos


class Keras:
    def __init__(self, task: Task, dropping: bool, _options: Mapping[str, Any]) -> None:
        self.task = task
        self.dropping = dropping
        self._begin(self._xla_is_faster())

    def losses(self, steps: int, batch: int) -> list[float]:
        return [self._loss(X, Y) for X, Y in self.task.gate(steps, batch)]

    def train(self, images: int, batch: int, epochs: int) -> float:
        clock = Clock()
        X, Y = self.task.X[:images], self.task.Y[:images]
        self.model.fit(X, Y, batch_size=batch, epochs=epochs, verbose=0, callbacks=[clock])
        return clock.seconds

    def right(self) -> float:
        said = self.model.predict(self.task.X_test, batch_size=500, verbose=0)
        return float((said.argmax(1) == self.task.Y_test).mean())

    def _begin(self, xla: bool) -> None:
        self.model = _network(self.task, self.dropping)
        for layer in self.model.layers:
            if layer.weights:
                layer.set_weights([self.task.start[f"{layer.name}/{array}"] for array in ("W", "b")])
        self.model.compile(
            optimizer=keras.optimizers.SGD(self.task.net.learning_rate, global_clipnorm=CLIP),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            steps_per_execution=STEPS_AN_EXECUTION,
            jit_compile=xla,
        )
        self.choices = f"fit, {STEPS_AN_EXECUTION} steps an execution, {'with' if xla else 'without'} XLA"

    def _xla_is_faster(self) -> bool:
        seconds = {}
        for xla in (False, True):
            self._begin(xla)
            batch = self.task.net.gate_batch
            seconds[xla] = [self.train(STEPS_AN_EXECUTION * batch, batch, 1) for _ in range(2)][-1]
        return seconds[True] < seconds[False]

    def _loss(self, X: Any, Y: Any) -> float:
        self.model.reset_metrics()  # what it returns is else a mean over all steps so far
        return float(self.model.train_on_batch(X, Y))


class Clock(keras.callbacks.Callback):
    """Runs from the first step to the last: what `fit` does before and after is not training."""

    seconds = 0.0
    began: float | None = None

    def on_epoch_begin(self, _epoch: int, _logs: Any = None) -> None:
        self.began = self.began or perf_counter()

    def on_epoch_end(self, _epoch: int, _logs: Any = None) -> None:
        self.seconds = perf_counter() - (self.began or 0.0)


def _network(task: Task, dropping: bool) -> Any:
    net = keras.Sequential([layers.Input((task.net.side, task.net.side, 1))])
    for number, (filters, window) in enumerate(task.net.convs, 1):
        net.add(layers.Conv2D(filters, window, padding="same", activation="relu", name=f"conv_{number}"))
        net.add(layers.MaxPooling2D(2, padding="same"))
    net.add(layers.Flatten())
    net.add(layers.Dense(HIDDEN, activation="relu", name="fc_1"))
    if dropping and task.net.keep:
        net.add(layers.Dropout(1 - task.net.keep))
    net.add(layers.Dense(task.net.classes, name="fc_2"))
    return net


if __name__ == "__main__":
    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    serve(Keras, "keras", "tensorflow-cpu", "numpy")
