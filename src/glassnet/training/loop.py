"""The loop: a `Trainer` holds what changes, and `train` tells each thing that happens as an event."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from time import perf_counter

import torch

from glassnet.data.batches import batches, order
from glassnet.engine.devices import name_of
from glassnet.engine.names import device_named, engine_name, precision_name
from glassnet.engine.operations import step_operations
from glassnet.engine.plan import REFERENCE, Plan
from glassnet.engine.process import working
from glassnet.engine.to_torch import Net, build
from glassnet.errors import DataError
from glassnet.graph.network import Network
from glassnet.runs.card import DataCard
from glassnet.runs.history import Epoch, History
from glassnet.runs.recipe import Recipe
from glassnet.runs.run import Run
from glassnet.runs.snapshots import Snapshots, filter_names, is_kept
from glassnet.seeds import stream
from glassnet.training.events import (
    BatchBegin,
    BatchEnd,
    EpochBegin,
    EpochEnd,
    Event,
    Scores,
    TrainBegin,
    TrainEnd,
    told,
)
from glassnet.training.input_steps import augments, measure, mended
from glassnet.training.planning import Prepared, prepare_fastest
from glassnet.training.samples import Indices, Samples
from glassnet.training.step import Means, Task, judge_all


@dataclass(frozen=True)
class Schedule:
    """How long to train and when to look up.

    A snapshot is a step at which validation happens and checkpoints are written: at each epoch's end, at every
    `snapshot_step`-th step, or both. None for `batch_size` and `shuffle` leaves the regression's own.
    """

    n_epoch: int = 10
    batch_size: int | None = None
    shuffle: bool | None = None
    snapshot_epoch: bool = True
    snapshot_step: int | None = None
    validation_batch_size: int | None = None

    def is_snapshot(self, step: int, *, last: bool) -> bool:
        return (last and self.snapshot_epoch) or bool(self.snapshot_step and step % self.snapshot_step == 0)


class Trainer:
    """A network in training: its arrays, what its optimizers remember, and how far it is. Fitting again goes on."""

    def __init__(
        self,
        network: Network,
        seed: int = 0,
        clip_gradients: float = 5.0,
        net: Net | None = None,
        engine: str = "auto",
        precision: str = "fp32",
        plan: Plan | None = None,
        device: str = "cpu",
        keep_filters: bool = False,
    ) -> None:
        if not network.targets:
            raise DataError(
                f"nothing to train '{network.name(network.output)}' to: end the network with regression(net, ...)."
            )
        self.network = network
        self.seed = seed
        self.clip_gradients = clip_gradients
        self.device = device_named(device)
        self.net = (net or build(network, seed)).on(self.device)
        self.tasks = tuple(Task(self.net, node, clip_gradients) for node in network.targets)
        self.targets = tuple(task.target() for task in self.tasks)
        self.engine, self.precision = engine_name(engine), precision_name(precision, self.device)
        gpu = name_of(self.device)
        self._prepared = None if plan is None else Prepared(replace(plan, gpu=gpu))
        self.epoch = 0
        self.step = 0
        self._step_seconds = 0.0
        self.rows: tuple[Epoch, ...] = ()
        self.recipe = Recipe()
        self.card = DataCard()
        self.snapshots = Snapshots() if keep_filters else None

    def run(self) -> Run:
        """Everything so far as one value. Later training does not change it."""
        kept = None if self.snapshots is None else replace(self.snapshots, last=self.epoch)
        return Run(self.network, self.net.weights(), History(self.rows), self.recipe, self.card, snapshots=kept)

    def train(
        self, samples: Samples, validation: Samples | None, schedule: Schedule, card: DataCard
    ) -> Iterator[Event]:
        """Train, telling each thing that happens. Ask for no more events, and it stops where it is."""
        self.card = card
        samples = samples.augmented(augments(self.network, self.seed)).on(self.device)
        validation = validation.on(self.device) if validation else None
        notes = (*measure(self.net, samples), *(mended(self.network) if self.step == 0 else ()))
        batch = schedule.batch_size or self.tasks[0].op.batch_size
        prepared = self._prepare(samples.in_epoch(self.epoch), batch, schedule)
        self.recipe = self._recipe(schedule)
        first_step, last_epoch = self.step, self.epoch + schedule.n_epoch
        yield self._begin(samples, validation, last_epoch, batch, prepared, notes)
        seconds = self._step_seconds = 0.0
        while self.epoch < last_epoch:
            self._keep_filters()
            yield EpochBegin(self.epoch + 1, self.step)
            yield from self._pass(samples.in_epoch(self.epoch), validation, schedule)
            seconds += self.rows[-1].seconds
            yield EpochEnd(self.rows[-1], self.run)
        done = step_operations(self.network, self.plan, 1) * len(samples) * schedule.n_epoch
        row = self.rows[-1] if self.rows else None
        yield TrainEnd(row, done if self.step > first_step else 0.0, seconds, self._step_seconds, self.device.type)

    @property
    def plan(self) -> Plan:
        """How the network is computed."""
        return self.net.plan

    def _prepare(self, samples: Samples, batch: int, schedule: Schedule) -> Prepared:
        """Settle the plan at the first fit, and keep it."""
        if self._prepared is None:
            self._prepared = (
                Prepared(replace(REFERENCE, gpu=name_of(self.device)))
                if self.engine == "reference"
                else prepare_fastest(self.net, self.clip_gradients, samples, batch, schedule.n_epoch, self.precision)
            )
        self.net.follow(self._prepared.plan)
        return self._prepared

    def _keep_filters(self) -> None:
        """Before a pass, not after it: the filters after the last one are those of the run itself."""
        is_start = self.epoch == 0 and self.step == 0
        if self.snapshots is not None and is_kept(self.epoch) and (is_start or self.epoch):
            arrays = {name: self.net.array(name).detach().cpu().numpy() for name in filter_names(self.network)}
            self.snapshots = self.snapshots.and_of(arrays, self.epoch)

    def _begin(
        self,
        samples: Samples,
        validation: Samples | None,
        last_epoch: int,
        batch: int,
        prepared: Prepared,
        notes: tuple[str, ...],
    ) -> TrainBegin:
        step, plan = prepared.plan.step_seconds, prepared.plan
        # Judging is the forward third of a step.
        expected = None if step is None else step * (len(samples) + len(validation or ()) / 3) / batch
        return TrainBegin(
            len(samples),
            len(validation or ()),
            self.targets,
            self.epoch + 1,
            last_epoch,
            plan,
            prepared.difference,
            prepared.note,
            expected,
            notes,
        )

    def _pass(self, samples: Samples, validation: Samples | None, schedule: Schedule) -> Iterator[Event]:
        """One epoch: each step takes the next batch of every task."""
        began = perf_counter()
        means = {task.name: Means() for task in self.tasks}
        orders = [self._batches(task, place, len(samples), schedule) for place, task in enumerate(self.tasks)]
        steps = max(map(len, orders))
        judged: Scores | None = None
        for number in range(steps):
            yield BatchBegin(self.epoch + 1, self.step + 1)
            with working(self.plan.threads, self.device):
                scores = self._step(samples, [order[number % len(order)] for order in orders], means)
                snapshot = schedule.is_snapshot(self.step, last=number == steps - 1)
                judged = self._judge(validation, schedule) if snapshot else None
            yield BatchEnd(
                epoch=self.epoch + 1,
                step=self.step,
                seen=min(len(samples), max(mean.samples for mean in means.values())),
                samples=len(samples),
                seconds=perf_counter() - began,
                scores=scores,
                means={name: mean.score() for name, mean in means.items()},
                snapshot=snapshot,
                validation=judged,
            )
        self._close_epoch({name: mean.score() for name, mean in means.items()}, judged, perf_counter() - began)

    def _batches(self, task: Task, place: int, samples: int, schedule: Schedule) -> list[Indices]:
        shuffle = task.op.shuffle if schedule.shuffle is None else schedule.shuffle
        seed = stream(self.seed, "order", place)
        return list(
            batches(samples, schedule.batch_size or task.op.batch_size, order(samples, seed, self.epoch, shuffle))
        )

    def _step(self, samples: Samples, parts: list[Indices], means: dict[str, Means]) -> Scores:
        began = perf_counter()
        self.step += 1
        self.net.begin_step(self.seed, self.step)
        scores = {}
        for task, indices in zip(self.tasks, parts, strict=True):
            target = samples.target(self.network, task.name, indices)
            scores[task.name] = task.learn(samples.feeds(indices), target, self.step)
            means[task.name].add(scores[task.name], len(indices))
        self._step_seconds += perf_counter() - began
        return scores

    def _judge(self, validation: Samples | None, schedule: Schedule) -> Scores | None:
        if validation is None or not len(validation):
            return None
        return judge_all(self.tasks, validation, schedule.validation_batch_size or self.plan.evaluation_batch)

    def _close_epoch(self, means: Scores, judged: Scores | None, seconds: float) -> None:
        self.epoch += 1
        loss, metrics = told(means, self.targets)
        row = Epoch(self.epoch, self.step, loss, metrics, seconds=seconds)
        if judged is not None:
            val_loss, val_metrics = told(judged, self.targets)
            row = replace(row, val_loss=val_loss, val_metrics=val_metrics)
        self.rows = (*self.rows, row)

    def _recipe(self, schedule: Schedule) -> Recipe:
        ops = [task.op for task in self.tasks]
        metrics = [str(op.metric) for op in ops if op.metric is not None]
        return Recipe(
            n_epoch=self.epoch + schedule.n_epoch,
            batch_size=schedule.batch_size or ops[0].batch_size,
            seed=self.seed,
            shuffle=ops[0].shuffle if schedule.shuffle is None else schedule.shuffle,
            clip_gradients=self.clip_gradients,
            optimizer="; ".join(str(op.optimizer) for op in ops),
            loss="; ".join(str(op.loss) for op in ops),
            metric="; ".join(metrics) or None,
            snapshot_epoch=schedule.snapshot_epoch,
            snapshot_step=schedule.snapshot_step,
            threads=self.plan.threads or torch.get_num_threads(),
            engine=str(self.plan),
            plan=self.plan.to_plain(),
            versions={package: version(package) for package in ("glassnet", "torch", "numpy")},
        )
