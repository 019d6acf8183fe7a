"""PyTorch as its tutorial has it: a Dataset, a DataLoader, a loop. Only the clipping that all do is added."""

from collections.abc import Iterable, Mapping
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset, TensorDataset

from benchmarks.nets import CLIP
from benchmarks.rivals.nchw import Classifier, pictures, share_right, start
from benchmarks.serving import serve
from benchmarks.task import Task


class Textbook:
    choices = "DataLoader without workers, SGD as it comes"

    def __init__(self, task: Task, dropping: bool, _options: Mapping[str, Any]) -> None:
        self.task = task
        self.model = start(Classifier(task.net, dropping), task)
        self.data = TensorDataset(pictures(task.X), torch.from_numpy(task.Y))
        self.loss = nn.CrossEntropyLoss()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=task.net.learning_rate)

    def losses(self, steps: int, batch: int) -> list[float]:
        return self._loop((pictures(X), torch.from_numpy(Y)) for X, Y in self.task.gate(steps, batch))

    def train(self, images: int, batch: int, epochs: int) -> float:
        loader = DataLoader(Subset(self.data, range(images)), batch_size=batch, shuffle=True)
        began = perf_counter()
        for _ in range(epochs):
            self._loop(loader)
        return perf_counter() - began

    def right(self) -> float:
        return share_right(self.model, pictures(self.task.X_test), torch.from_numpy(self.task.Y_test))

    def _loop(self, batches: Iterable[tuple[Tensor, Tensor]]) -> list[float]:
        self.model.train()
        losses = []
        for X, Y in batches:
            self.optimizer.zero_grad()
            loss = self.loss(self.model(X), Y)
            loss.backward()
            nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
            self.optimizer.step()
            losses.append(loss.item())
        return losses


if __name__ == "__main__":
    serve(Textbook, "torch", "numpy")
