"""Glassnet, by its public names: the network in its layers, training as its stream of events."""

from collections.abc import Iterator, Mapping
from itertools import islice
from time import perf_counter
from typing import Any

import glassnet as gn
from benchmarks.nets import BATCH, CLIP, HIDDEN
from benchmarks.serving import serve
from benchmarks.task import Task
from glassnet.graph.network import Network
from glassnet.training.events import BatchEnd, EpochEnd, Event, TrainBegin
from glassnet.training.fit import train
from glassnet.training.loop import Schedule, Trainer

FOREVER = 1_000_000


class Glassnet:
    """Options are what `Trainer` takes: `engine`, `precision`."""

    def __init__(self, task: Task, dropping: bool, options: Mapping[str, Any]) -> None:
        self.task = task
        net = Network(network(task, dropping))
        self.trainer = Trainer(net, seed=0, clip_gradients=CLIP, **options)
        self.trainer.net.set_weights(task.start)
        self.Y = task.one_hot(task.Y)
        self.streams: dict[tuple[int, int], Iterator[Event]] = {}
        self.choices = self._prepare()

    def losses(self, steps: int, batch: int) -> list[float]:
        rows = self.task.order
        schedule = Schedule(FOREVER, batch_size=batch, shuffle=False, snapshot_epoch=False)
        events = train(self.trainer, (self.task.X[rows], self.Y[rows]), None, schedule)
        ends = (event for event in events if isinstance(event, BatchEnd))
        return [event.scores["targets"].loss for event in islice(ends, steps)]

    def train(self, images: int, batch: int, epochs: int) -> float:
        """One stream serves all rounds: training goes on where it stopped, as in one long `fit`."""
        if (images, batch) not in self.streams:
            self.streams[images, batch] = self._stream(images, batch)
        began = perf_counter()
        ends = (event for event in self.streams[images, batch] if isinstance(event, EpochEnd))
        done = sum(1 for _ in islice(ends, epochs))
        seconds = perf_counter() - began
        assert done == epochs
        return seconds

    def right(self) -> float:
        return gn.evaluate(self.trainer.run(), self.task.X_test, self.task.one_hot(self.task.Y_test)).accuracy

    def _prepare(self) -> str:
        """Settles the plan as a fit as long as the post's would, and tells it with the time that it expects."""
        schedule = Schedule(self.task.net.epochs, batch_size=min(BATCH, len(self.Y)), snapshot_epoch=False)
        begin = next(train(self.trainer, (self.task.X, self.Y), None, schedule))
        assert isinstance(begin, TrainBegin)
        expected = "" if begin.expected_seconds is None else f"; expects {begin.expected_seconds:.3g} s an epoch"
        return f"{self.trainer.recipe.engine}{expected}"

    def _stream(self, images: int, batch: int) -> Iterator[Event]:
        schedule = Schedule(FOREVER, batch_size=batch, snapshot_epoch=False)
        events = train(self.trainer, (self.task.X[:images], self.Y[:images]), None, schedule)
        next(events)  # looks through the data
        return events


def network(task: Task, dropping: bool) -> Any:
    net = gn.input_data([None, task.net.side, task.net.side, 1], name="input")
    for number, (filters, window) in enumerate(task.net.convs, 1):
        net = gn.conv_2d(net, filters, window, activation="relu", name=f"conv_{number}")
        net = gn.max_pool_2d(net, 2, name=f"pool_{number}")
    net = gn.fully_connected(net, HIDDEN, activation="relu", name="fc_1")
    if dropping and task.net.keep:
        net = gn.dropout(net, task.net.keep, name="drop_1")
    net = gn.fully_connected(net, task.net.classes, activation="softmax", name="fc_2")
    return gn.regression(
        net,
        optimizer="sgd",
        learning_rate=task.net.learning_rate,
        loss="categorical_crossentropy",
        metric=None,
        batch_size=BATCH,
        name="targets",
    )


if __name__ == "__main__":
    serve(Glassnet, "glassnet", "torch", "numpy")
