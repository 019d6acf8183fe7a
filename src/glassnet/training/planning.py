"""Before training: choose a plan, hold it against the plain path, and time a step on a copy of the network."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from glassnet.engine.choosing import choose
from glassnet.engine.convolution import Algorithm, convolve
from glassnet.engine.devices import exact, is_gpu, wait_for
from glassnet.engine.gradients import Gradient, Outer
from glassnet.engine.operations import step_operations
from glassnet.engine.plan import REFERENCE, Plan
from glassnet.engine.probe import fastest_seconds
from glassnet.engine.process import hand_back_freed_memory, working
from glassnet.engine.to_torch import Net
from glassnet.errors import NonFiniteLoss
from glassnet.graph.network import Network
from glassnet.graph.ops import Conv2D
from glassnet.training.samples import Samples
from glassnet.training.step import Task

# bfloat16 keeps 8 bits, and where a pool finds ties in them the gradient goes another way: 0.15 on the posts' networks
# (0.09 in the root mean square). It is asked for, and its difference is told, so only nonsense is refused.
TOLERANCE = {"float32": 1e-4, "bfloat16": 0.25}
EXPLICABLE = 0.05  # the most that near ties and cancelling sums have made of such a difference is 3e-3
CHECKED_OPERATIONS = 5e9  # what the plain path may cost for the check: a tenth of a second, or one where it is slow
TRIED_SECONDS = 0.5
PART = 1 << 18  # numbers that are compared at a time
LITTLE_OPERATIONS = 2e7
CLEARLY = 1.15  # how much faster one thread must be than all of them


@dataclass(frozen=True)
class Prepared:
    """A plan ready to be followed, and what trying it showed.

    `difference` is the largest between the plan's first loss and gradients and those of the plain path, relative to the
    largest number of each array; None where there was nothing to hold it against.
    """

    plan: Plan
    difference: float | None = None
    note: str = ""


def prepare_fastest(net: Net, clip: float, samples: Samples, batch: int, n_epoch: int, precision: str) -> Prepared:
    """What `prepare` gives; on a GPU in float32 where that is faster than the bfloat16 which may be taken.

    A GPU is through with small networks sooner than it is told what to do, and bfloat16 is more to tell.
    """
    tried = ("float32", precision) if is_gpu(samples.device) else (precision,)
    found = [prepare(net, clip, samples, batch, n_epoch, each) for each in dict.fromkeys(tried)]
    return min(found, key=lambda each: each.plan.step_seconds or 0.0)


def prepare(net: Net, clip: float, samples: Samples, batch: int, n_epoch: int, precision: str) -> Prepared:
    """The plan for training `net` on `samples`. The network and its weights stay as they are."""
    plan = choose(net.network, batch, len(samples), n_epoch, precision, samples.device)
    hand_back_freed_memory()
    images = _checked(net.network, batch)
    plain, fast = (_first_step(net, each, clip, samples, images) for each in (REFERENCE, plan))
    difference, note = _difference(plain, fast), ""
    if not difference <= TOLERANCE[precision]:  # also where it is no number
        alone = _layers_alone(net, plan, samples, images)
        is_rounding = alone <= TOLERANCE[precision] and difference <= EXPLICABLE
        note = _judged(difference, alone, is_rounding=is_rounding)
        if not is_rounding:
            plan = replace(REFERENCE, threads=plan.threads, gpu=plan.gpu)
    del plain, fast
    hand_back_freed_memory()
    timed = _timed(net, clip, plan, samples, batch)
    hand_back_freed_memory()
    return Prepared(timed, difference, note)


def _judged(difference: float, alone: float, *, is_rounding: bool) -> str:
    found = f"on the first batch the fast way differs from the plain one by {difference:.1e}"
    if is_rounding:
        return f"{found}; each convolution by itself by {alone:.1e} of what it sums: near ties, or sums that cancel"
    return f"{found}, so the plain one is used"


def _layers_alone(net: Net, plan: Plan, samples: Samples, images: int) -> float:
    """The largest difference of any convolution fed the same input and the same gradient in both ways.

    Where a max pool finds two numbers equal but for rounding, each way may send the gradient through another of them,
    and where a gradient nearly cancels, each leaves another rest. Both show in the whole network's gradients, though
    both ways are right; they do not show here.
    """
    layers = [
        each.layer
        for each in plan.layers
        if isinstance(net.network[each.layer].op, Conv2D) and each.algorithm != "direct"
    ]
    inputs = {layer: net.network.name(net.network[layer].inputs[0]) for layer in layers}
    with exact(samples.device):
        with torch.no_grad():
            values = net.eval()(samples.feeds(np.arange(min(images, len(samples)))), set(inputs.values()))
        return _largest(disagreement(net, layer, plan.algorithm(layer), values[inputs[layer]]) for layer in layers)


def disagreement(net: Net, layer: str, way: Algorithm, x: Tensor) -> float:
    """How far one way to do a convolution is from the direct one on the input `x`: output and both gradients.

    Each relative to its largest sum of magnitudes: where a sum nearly cancels, as a weight's gradient over thousands of
    cells may, its rounding is large beside what is left of it, whoever adds it up.
    """
    op, W = net.network[layer].op, net.array(f"{layer}/W").detach()
    if not isinstance(op, Conv2D):
        raise TypeError(f"'{layer}' is no convolution")

    def found(way: Algorithm, x: Tensor, W: Tensor, *, magnitudes: bool = False) -> list[Tensor]:
        given = [each.abs() if magnitudes else each.clone() for each in (x, W)]
        out = convolve(given[0].requires_grad_(), given[1].requires_grad_(), op.window, algorithm=way)
        back = torch.linspace(-1, 1, out.numel(), device=out.device).reshape(out.shape)
        return [out.detach(), *torch.autograd.grad(out, given, back.abs() if magnitudes else back)]

    plain, fast = found("direct", x, W), found(way, x, W)
    sums = found("direct", x, W, magnitudes=True)
    three = zip(plain, fast, sums, strict=True)
    return _largest(_distance(one, other) / (float(scale.max()) or 1.0) for one, other, scale in three)


def _difference(plain: list[Tensor], fast: list[Tensor]) -> float:
    """The largest difference of any loss or gradient, each relative to its own largest number."""
    return _largest(_relative(one, other) for one, other in zip(plain, fast, strict=True))


def _relative(one: Tensor, other: Tensor) -> float:
    return _distance(one, other) / (float(one.abs().max()) or 1.0)


def _distance(one: Tensor, other: Tensor) -> float:
    # Part by part: a large gradient is then not laid out twice more.
    parts = zip(torch.split(one.reshape(-1), PART), torch.split(other.reshape(-1), PART), strict=True)
    return _largest((some - others).abs().max() for some, others in parts)


def _largest(numbers: Iterable[Tensor | float]) -> float:
    """The largest, 0 where there is none; no number where one of them is none, which `max` would overlook."""
    return float(torch.tensor([0.0, *map(float, numbers)], dtype=torch.float64).max())


def _first_step(net: Net, plan: Plan, clip: float, samples: Samples, images: int) -> list[Tensor]:
    """Loss and every gradient of each task on the first samples, laid out. The network stays as it is."""
    means = {name: array.clone() for name, array in net.arrays.items() if not isinstance(array, torch.nn.Parameter)}
    try:
        with exact(samples.device):
            return _slopes(net, plan, clip, samples, images)
    finally:
        hand_back_freed_memory()
        net.follow(REFERENCE)
        for name, array in means.items():
            net.array(name).copy_(array)


def _slopes(net: Net, plan: Plan, clip: float, samples: Samples, images: int) -> list[Tensor]:
    net.follow(plan)
    net.begin_step(seed=0, step=1)
    indices = np.arange(min(images, len(samples)))
    found: list[Tensor] = []
    for node in net.network.targets:
        task = Task(net, node, clip)
        target = samples.target(net.network, task.name, indices)
        loss, gradients = task.slopes(samples.feeds(indices), target)
        found += [loss.detach(), *(_laid_out(gradient) for gradient in gradients if gradient is not None)]
    return found


def _laid_out(gradient: Gradient) -> Tensor:
    if isinstance(gradient, Outer):
        return gradient.tensor()
    return torch.zeros(()) if gradient is None else gradient


def _copy(net: Net, plan: Plan) -> Net:
    """A network of the same weights that learns without `net` noticing."""
    arrays = {
        name: torch.nn.Parameter(array.detach().clone()) if isinstance(array, torch.nn.Parameter) else array.clone()
        for name, array in net.arrays.items()
    }
    copy = Net(net.network, arrays)
    copy.follow(plan)
    return copy


def _checked(network: Network, batch: int) -> int:
    """How many images the check may take: the whole batch, or as many as the plain path gets through soon."""
    work = 6 * sum(node.op.multiply_adds(*(before.shape for before in node.inputs)) for node in network.nodes)
    return max(1, min(batch, int(CHECKED_OPERATIONS / max(1, work))))


def _timed(net: Net, clip: float, plan: Plan, samples: Samples, batch: int) -> Plan:
    """The plan with the number of threads to work with here and now, and the time of one step.

    On a GPU there is nothing to choose. Else little work is done on one thread without asking: waking others takes
    longer. And all are taken for more, unless one alone is clearly faster, as it is where a neighbour keeps the other
    cores busy.
    """
    copy = _copy(net, plan)
    tasks = [Task(copy, node, clip) for node in net.network.targets]
    indices = np.arange(len(samples))[:batch]
    given = [(task, samples.feeds(indices), samples.target(net.network, task.name, indices)) for task in tasks]

    def step() -> None:
        for task, feeds, target in given:
            with suppress(NonFiniteLoss):  # told when it happens in earnest, not by a rehearsal
                task.learn(feeds, target, 1)
        wait_for(samples.device)

    on_threads = partial(_on_threads, step, samples.device)
    if is_gpu(samples.device):
        (seconds,) = fastest_seconds([partial(on_threads, 0)], TRIED_SECONDS)
        return replace(plan, step_seconds=seconds)
    every = plan.threads or torch.get_num_threads()
    counts = (1,) if step_operations(net.network, plan, batch) < LITTLE_OPERATIONS else (every, 1)
    found = fastest_seconds([partial(on_threads, count) for count in dict.fromkeys(counts)], TRIED_SECONDS)
    times = dict(zip(dict.fromkeys(counts), found, strict=True))
    best = min(times, key=lambda count: times[count] * (1 if count == max(times) else CLEARLY))
    return replace(plan, threads=best, step_seconds=times[best])


def _on_threads(step: Callable[[], None], device: torch.device, count: int) -> None:
    with working(count, device):
        step()
