"""skorch: the textbook's network under a scikit-learn face, without its log, its validation and its scores."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

import torch
from skorch import NeuralNetClassifier
from skorch.callbacks import GradientNormClipping
from torch import nn

from benchmarks.nets import CLIP
from benchmarks.rivals.nchw import Classifier, pictures, share_right, start
from benchmarks.serving import serve
from benchmarks.task import Task


class Skorch:
    choices = "partial_fit on arrays, no log, no validation"

    def __init__(self, task: Task, dropping: bool, _options: Mapping[str, Any]) -> None:
        self.task = task
        self.net = NeuralNetClassifier(
            Classifier,
            module__net=task.net,
            module__dropping=dropping,
            criterion=nn.CrossEntropyLoss,
            optimizer=torch.optim.SGD,
            lr=task.net.learning_rate,
            train_split=None,
            iterator_train__shuffle=True,
            callbacks=[GradientNormClipping(CLIP)],
            callbacks__print_log=None,
            verbose=0,
        ).initialize()
        start(self.net.module_, task)
        self.X = pictures(task.X).numpy()

    def losses(self, steps: int, batch: int) -> list[float]:
        batches = [(pictures(X), torch.from_numpy(Y)) for X, Y in self.task.gate(steps, batch)]
        return [float(self.net.train_step(part)["loss"]) for part in batches]

    def train(self, images: int, batch: int, epochs: int) -> float:
        self.net.set_params(batch_size=batch, max_epochs=epochs)
        began = perf_counter()
        self.net.partial_fit(self.X[:images], self.task.Y[:images])
        return perf_counter() - began

    def right(self) -> float:
        return share_right(self.net.module_, pictures(self.task.X_test), torch.from_numpy(self.task.Y_test))


if __name__ == "__main__":
    serve(Skorch, "skorch", "torch", "numpy")
