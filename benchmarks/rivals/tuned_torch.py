"""PyTorch tuned by hand: data in memory, one gather a batch, fused SGD, the fastest form, nothing read back."""

from collections.abc import Mapping
from contextlib import nullcontext
from itertools import product
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from benchmarks.nets import CLIP
from benchmarks.rivals.nchw import Classifier, pictures, share_right, start
from benchmarks.serving import serve
from benchmarks.task import Task

LAYOUTS = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}
FORMS = tuple(product(LAYOUTS, (False, True)))  # a layout, and whether zeros are added by a step of their own
Form = tuple[str, bool]


class Tuned:
    """Options: `clip` False for none, `bf16` for autocast, `compile` for torch.compile.

    The form is found by trial, once for a process: large windows take 40 times as long in the wrong one.
    """

    form: Form | None = None

    def __init__(self, task: Task, dropping: bool, options: Mapping[str, Any]) -> None:
        torch.set_flush_denormal(True)
        self.task = task
        self.options = options
        self.dropping = dropping
        self.X, self.Y = pictures(task.X), torch.from_numpy(task.Y)
        Tuned.form = Tuned.form or self._fastest_form()
        self._begin(Tuned.form)

    def losses(self, steps: int, batch: int) -> list[float]:
        return [float(self._step(pictures(X), torch.from_numpy(Y))) for X, Y in self.task.gate(steps, batch)]

    def train(self, images: int, batch: int, epochs: int) -> float:
        self.model.train()
        began = perf_counter()
        for _ in range(epochs):
            for rows in torch.randperm(images).split(batch):
                self._step(self.X[rows], self.Y[rows])
        return perf_counter() - began

    def right(self) -> float:
        return share_right(self.model, pictures(self.task.X_test), torch.from_numpy(self.task.Y_test))

    def _begin(self, form: Form) -> None:
        layout, pads = form
        model = start(Classifier(self.task.net, self.dropping, layout == "channels_last", pads), self.task)
        self.model: Any = model.to(memory_format=LAYOUTS[layout])
        self.parameters = list(self.model.parameters())
        self.optimizer = torch.optim.SGD(self.parameters, lr=self.task.net.learning_rate, fused=True)
        if self.options.get("compile"):
            self.model = torch.compile(self.model)
        padding = "zeros added beforehand" if pads else "padding='same'"
        self.choices = f"{layout}, {padding}, fused SGD, data in memory"

    def _fastest_form(self) -> Form:
        batch = min(self.task.net.gate_batch, len(self.Y))
        seconds = {}
        for form in FORMS:
            self._begin(form)
            seconds[form] = min(self.train(batch, batch, 1) for _ in range(3))
        return min(seconds, key=seconds.__getitem__)

    def _step(self, X: Tensor, Y: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16) if self.options.get("bf16") else nullcontext():
            loss = cross_entropy(self.model(X), Y)
        self.optimizer.zero_grad()
        loss.backward()
        if self.options.get("clip", True):
            nn.utils.clip_grad_norm_(self.parameters, CLIP, foreach=True)
        self.optimizer.step()
        return loss.detach()


if __name__ == "__main__":
    serve(Tuned, "torch", "numpy")
