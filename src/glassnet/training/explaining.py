"""What training would be like on this machine, before it begins: the plan, its reasons, the time and the memory."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import zip_longest
from textwrap import wrap
from typing import Any

import torch

from glassnet.data.splits import Splits
from glassnet.engine.devices import free_bytes, is_gpu
from glassnet.engine.names import device_named, has_bfloat16
from glassnet.engine.operations import step_operations
from glassnet.engine.plan import LayerPlan, Plan, in_time
from glassnet.engine.probe import matrix_rate
from glassnet.graph.amounts import in_bytes, percent
from glassnet.graph.memory import memory, require_memory
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.ops import Dense, Regression
from glassnet.graph.remarks import dead_taps
from glassnet.training.feeding import samples_of
from glassnet.training.fit import Data
from glassnet.training.loop import Trainer
from glassnet.training.planning import LITTLE_OPERATIONS, Prepared, prepare, prepare_fastest
from glassnet.training.samples import Samples

WIDTH = 80
HEAD = ("layer", "way", "a batch", "why")
LONGEST_NAME = 22


@dataclass(frozen=True)
class Explanation:
    """What `fit` would do with a network and data here, and how long it would take. `str` tells it in 80 columns.

    `plan` holds for each convolution the ways there are, their measured times and the reason for the choice;
    `difference` is what its first loss and gradients differ by from the plain path's. `training_seconds` and
    `validation_seconds` are for one epoch, `operations` those of its training, each multiplication and each addition
    counted. `memory` is in bytes, torch and the data not counted. `matrix_rate` is how many operations a second this
    machine does on a large product of matrices. `what_if` are sentences on what would change the choice.

    >>> known = Explanation(Plan("auto", threads=2), 640, 0, 64, 1, 2.0, 0.0, 1e11, 5_000_000, 1e11)
    >>> known.rate / known.matrix_rate
    0.5
    """

    plan: Plan
    samples: int
    validation_samples: int
    batch_size: int
    n_epoch: int
    training_seconds: float
    validation_seconds: float
    operations: float
    memory: int
    matrix_rate: float
    difference: float | None = None
    note: str = ""
    what_if: tuple[str, ...] = ()

    @property
    def epoch_seconds(self) -> float:
        """Seconds for one epoch with its validation."""
        return self.training_seconds + self.validation_seconds

    @property
    def rate(self) -> float:
        """Operations a second that training would execute."""
        return self.operations / self.training_seconds

    def __str__(self) -> str:
        parts = [_table(self.plan.layers), *_sentences(self)]
        if self.what_if:
            lines = (wrap(each, WIDTH, initial_indent="- ", subsequent_indent="  ") for each in self.what_if)
            parts.append("\n".join(["What would change it:", *(line for sentence in lines for line in sentence)]))
        return "\n\n".join(filter(None, parts))

    def to_plain(self) -> dict[str, Any]:
        """The explanation as JSON holds it, with what follows from its fields."""
        return {**asdict(self), "epoch_seconds": self.epoch_seconds, "rate": self.rate}


def explain(
    net: Node | Network,
    data: Data,
    *,
    n_epoch: int = 1,
    batch_size: int | None = None,
    precision: str = "fp32",
    device: str = "auto",
) -> Explanation:
    """Say how `fit` would train `net` on `data` here: tried and timed, but nothing is trained.

    Takes what `fit` takes. The ways to compute each layer are timed within the budget that `fit` would have for
    `n_epoch` epochs, and one step of training is measured. Raises what `fit` raises before it begins.

    >>> import glassnet as gn
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 2]), 2, activation="softmax"), optimizer="sgd")
    >>> known = gn.explain(net, ([[0, 1], [1, 0]], [[1, 0], [0, 1]]))
    >>> known.plan.folded, known.samples, known.epoch_seconds < 1
    (('FullyConnected/W',), 2, True)
    """
    network = as_network(net)
    batch = batch_size or next((node.op.batch_size for node in network.targets if isinstance(node.op, Regression)), 1)
    require_memory(network, batch, free_bytes(device_named(device)))  # before the trainer draws what may not fit
    trainer = Trainer(network, precision=precision, device=device)
    samples = samples_of(network, data.train if isinstance(data, Splits) else data).on(trainer.device)
    judged = len(data.validation) if isinstance(data, Splits) else 0
    settle = prepare if trainer.precision == "float32" else prepare_fastest
    found = settle(trainer.net, trainer.clip_gradients, samples, batch, n_epoch, trainer.precision)
    plan, step = found.plan, found.plan.step_seconds or 0.0
    return Explanation(
        plan=plan,
        samples=len(samples),
        validation_samples=judged,
        batch_size=batch,
        n_epoch=n_epoch,
        training_seconds=step * len(samples) / batch,
        validation_seconds=step * judged / 3 / batch,  # judging is the forward third of a step
        operations=step_operations(network, plan, 1) * len(samples),
        memory=memory(network).training(batch),
        matrix_rate=matrix_rate(plan.threads or torch.get_num_threads(), plan.precision, trainer.device),
        difference=found.difference,
        note=found.note,
        what_if=tuple(_what_if(trainer, found, samples, batch, n_epoch)),
    )


def _what_if(trainer: Trainer, found: Prepared, samples: Samples, batch: int, n_epoch: int) -> Iterator[str]:
    """What would change the choice, or what people expect of it in vain."""
    yield from _of_precision(trainer, found, samples, batch, n_epoch)
    plan, network = found.plan, trainer.network
    if plan.threads == 1 and torch.get_num_threads() > 1:
        little = step_operations(network, plan, batch) < LITTLE_OPERATIONS
        yield (
            "A step is so little work that waking a second thread would take longer; larger batches would not."
            if little
            else "One thread was clearly faster than several: the other cores are busy. Stop what keeps them so."
        )
    lays_out = plan.engine == "auto" and not plan.folded and not plan.gpu
    if lays_out and any(isinstance(node.op, Dense) for node in network.nodes):
        yield (
            f"{trainer.tasks[0].op.label} needs the gradient of each dense weight laid out. Plain SGD without weight "
            "decay does not, and takes a shorter step; but it may need more of them."
        )
    yield from dead_taps(network)


def _of_precision(trainer: Trainer, found: Prepared, samples: Samples, batch: int, n_epoch: int) -> Iterator[str]:
    """What bfloat16 would make of a step, measured in the same way, where it is there and was not asked for."""
    if trainer.precision != "float32":
        return
    worker = "GPU" if is_gpu(trainer.device) else "processor"
    if not has_bfloat16(trainer.device):
        yield f"This {worker} does not multiply bfloat16 itself, so precision='auto' would choose float32 too."
        return
    other = prepare(trainer.net, trainer.clip_gradients, samples, batch, n_epoch, "bfloat16").plan
    if other.step_seconds and found.plan.step_seconds:
        gains = other.step_seconds < found.plan.step_seconds
        yield (
            f"In bfloat16, which this {worker} multiplies itself, a step took {in_time(other.step_seconds)}, in "
            f"float32 {in_time(found.plan.step_seconds)}: "
            + ("it is not used because precision is 'fp32'; 'auto' may." if gains else "it would not be faster.")
        )


def _table(layers: tuple[LayerPlan, ...]) -> str:
    """A line for each candidate of each convolution, the one that is taken first, with the reason beside it."""
    if not layers:
        return ""
    rows = [HEAD, *(row for layer in layers for row in _rows(layer))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD) - 1)]
    lines = []
    for name, way, time, why in rows:
        before = f"{name.ljust(widths[0])}  {way.ljust(widths[1])}  {time.rjust(widths[2])}  "
        lines += [
            f"{first}{text}".rstrip()
            for first, text in zip_longest([before], wrap(why, WIDTH - len(before)), fillvalue=" " * len(before))
        ]
    return "\n".join(lines)


def _rows(layer: LayerPlan) -> Iterator[tuple[str, str, str, str]]:
    name = layer.layer if len(layer.layer) <= LONGEST_NAME else f"{layer.layer[: LONGEST_NAME - 1]}…"
    for candidate in sorted(layer.candidates, key=lambda each: each.algorithm != layer.algorithm):
        taken = candidate.algorithm == layer.algorithm
        time = "not timed" if candidate.seconds is None else in_time(candidate.seconds)
        yield (name, candidate.algorithm, time, layer.reason) if taken else ("", candidate.algorithm, time, "")


def _sentences(known: Explanation) -> Iterator[str]:
    plan = known.plan
    how = [f"Engine {plan.engine}: {plan.workers}, {plan.precision}."]
    if plan.folded:
        how.append(f"SGD folded into the product that would make its gradient: {', '.join(plan.folded)}.")
    if plan.pool_first:
        how.append("A relu before a max pool is taken behind it.")
    if known.note:
        how.append(f"{known.note[:1].upper()}{known.note[1:]}.")
    elif known.difference is not None:
        how.append(f"First batch held against the plain path: largest difference {known.difference:.1e}.")
    yield _paragraph(how)
    took = f"An epoch of {known.samples:,} samples in batches of {known.batch_size:,}"
    cost = f"about {in_time(known.epoch_seconds)}"
    if known.validation_samples:
        cost += f", {in_time(known.validation_seconds)} of it to measure {known.validation_samples:,} others"
    times = [f"{took}: {cost}."]
    if known.n_epoch > 1:
        times.append(f"{known.n_epoch:,} epochs: {in_time(known.n_epoch * known.epoch_seconds)}.")
    times.append(f"Memory at the peak: {in_bytes(known.memory)}, torch and the data not counted.")
    times.append(
        f"Training executes {known.rate / 1e9:.3g} GF/s, {percent(known.rate / known.matrix_rate)} of what this "
        f"machine does on matrices, {known.matrix_rate / 1e9:.3g} GF/s."
    )
    yield _paragraph(times)


def _paragraph(sentences: list[str]) -> str:
    return "\n".join(wrap(" ".join(sentences), WIDTH))
