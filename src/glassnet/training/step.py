"""One step of training for one target: loss, gradients, clipping, update. And judging without changing anything."""

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

import torch
from torch import Tensor

from glassnet.data.batches import batches, order
from glassnet.engine.gradients import Gradient, Outer, clipped, length
from glassnet.engine.to_torch import Net
from glassnet.errors import NonFiniteLoss
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.op import Weight
from glassnet.graph.ops import Regression
from glassnet.terms import metrics, objectives, optimizers, regularizers
from glassnet.training.events import Score, Scores, Target
from glassnet.training.samples import Samples

Feeds = Mapping[str, Tensor]
Gradients = Sequence[Gradient]


class Task:
    """One `regression` at work on a net: the arrays it may change, its optimizer, and what that remembers of each."""

    def __init__(self, net: Net, node: Node, clip_gradients: float) -> None:
        if not isinstance(node.op, Regression):
            raise TypeError(f"{node} is no regression")
        self.net = net
        self.op = node.op
        self.name = net.network.name(node)
        self.clip_gradients = clip_gradients
        self.optimizer = optimizers.from_term(self.op.optimizer)
        self.weights = _changeable(net.network, node, self.op)
        self.slots = {name: self.optimizer.slots(net.array(name).detach()) for name in self.weights}

    def target(self) -> Target:
        """What the events call this task."""
        metric = None
        if self.op.metric is not None:
            metric = metrics.label(self.op.metric, self.net.network[self.name].shape)
        return Target(self.name, self.op.label, metric)

    def learn(self, feeds: Feeds, target: Tensor, step: int) -> Score:
        """Take update number `step` (from 1) and say how good the net was before it.

        Order of things as in TFLearn: gradients of loss and weight decay together, clipped together, then the update.
        Raises `NonFiniteLoss` before anything changes.
        """
        loss, prediction = self._forward(feeds, target)
        # The way back is begun before anything is read: reading from a GPU waits until it is idle.
        gradients = self._backward(loss)
        score = self._score(loss, prediction, target, feeds)
        if not isfinite(score.loss):
            raise NonFiniteLoss(self._diverged("loss", score.loss, step))
        if self.clip_gradients:
            size = length(gradients)
            if not isfinite(size):
                raise NonFiniteLoss(self._diverged("gradient", size, step))
            gradients = clipped(gradients, size, self.clip_gradients)
        self._update(gradients, step)
        return score

    def slopes(self, feeds: Feeds, target: Tensor) -> tuple[Tensor, Gradients]:
        """The loss and the gradient of each array, in the order of `weights`. Changes nothing."""
        loss, _ = self._forward(feeds, target)
        return loss, self._backward(loss)

    def _forward(self, feeds: Feeds, target: Tensor) -> tuple[Tensor, Tensor]:
        if not self.net.training:  # saying so to every layer takes longer than asking
            self.net.train()
        prediction = self.net.value(feeds, self.name).float()
        return objectives.compute(self.op.loss, prediction, target), prediction

    def _backward(self, loss: Tensor) -> Gradients:
        arrays = [self.net.array(name) for name in self.weights]
        laid_out = torch.autograd.grad(loss + self._decay(), arrays, allow_unused=True)
        return [self.net.folded(name) or each for name, each in zip(self.weights, laid_out, strict=True)]

    def judge(self, feeds: Feeds, target: Tensor) -> Score:
        """How good the net is on these samples, out of training: nothing is dropped and nothing changes."""
        self.net.eval()
        with torch.inference_mode():
            prediction = self.net.value(feeds, self.name).float()
            return self._score(objectives.compute(self.op.loss, prediction, target), prediction, target, feeds)

    def _score(self, loss: Tensor, prediction: Tensor, target: Tensor, feeds: Feeds) -> Score:
        if self.op.metric is None:
            return Score(loss.item())
        with torch.no_grad():
            given = next(iter(feeds.values()), None)
            return Score(loss.item(), float(metrics.compute(self.op.metric, prediction.detach(), target, given)))

    def _decay(self) -> Tensor | float:
        decays: list[Tensor] = [
            regularizers.compute(weight.regularizer, self.net.array(name))
            for name, weight in self.weights.items()
            if weight.regularizer is not None
        ]
        return sum(decays[1:], decays[0]) if decays else 0.0

    @torch.no_grad()
    def _update(self, gradients: Gradients, step: int) -> None:
        for name, gradient in zip(self.weights, gradients, strict=True):
            if isinstance(gradient, Outer):
                gradient.add_to(self.net.array(name), -self.optimizer.rate(step - 1))
            elif gradient is not None:
                self.optimizer.update(self.net.array(name), gradient, self.slots[name], step)

    def _diverged(self, what: str, value: float, step: int) -> str:
        rate = self.optimizer.rate(step - 1)
        return (
            f"the {what} of '{self.name}' became {value} at step {step}, with learning rate {rate:g}. "
            f"Training stopped; the weights are those before that step. Try a learning rate of {rate / 10:g}, "
            "and inputs scaled to 0..1."
        )


def _changeable(network: Network, node: Node, op: Regression) -> dict[str, Weight]:
    """The arrays a regression may change: the trainable ones its loss depends on, or those of them it names."""
    named = None if op.trainable is None else {network.weight_name(variable) for variable in op.trainable}
    within = {network.name(before) for before in node.ancestors()}
    return {
        name: weight
        for name, weight in network.weights.items()
        if weight.trainable and name.rpartition("/")[0] in within and (named is None or name in named)
    }


class Means:
    """Means over samples, of batches that may differ in size."""

    def __init__(self) -> None:
        self._loss = self._metric = 0.0
        self._has_metric = False
        self.samples = 0

    def add(self, score: Score, samples: int) -> None:
        self.samples += samples
        self._loss += score.loss * samples
        if score.metric is not None:
            self._has_metric = True
            self._metric += score.metric * samples

    def score(self) -> Score:
        return Score(self._loss / self.samples, self._metric / self.samples if self._has_metric else None)


def judge_all(tasks: Iterable[Task], samples: Samples, batch_size: int | None = None) -> Scores:
    """Every task's score on all `samples`, in batches that fit in memory, each sample counted once."""
    return {task.name: _judge(task, samples, batch_size) for task in tasks}


def _judge(task: Task, samples: Samples, batch_size: int | None) -> Score:
    means = Means()
    size = batch_size or task.op.validation_batch_size or task.op.batch_size
    for indices in batches(len(samples), size, order(len(samples), 0, 0, shuffle=False)):
        target = samples.target(task.net.network, task.name, indices)
        means.add(task.judge(samples.feeds(indices), target), len(indices))
    return means.score()
