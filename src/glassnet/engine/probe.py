"""Measuring: what this machine can do, and how long one way of doing a layer takes here."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from time import perf_counter

import torch

from glassnet.engine.convolution import Algorithm, convolve
from glassnet.engine.devices import CPU, exact, is_gpu, wait_for
from glassnet.engine.pooling import convolve_and_max_pool
from glassnet.engine.products import PRODUCTS, Product, ProductName
from glassnet.graph.op import Window
from glassnet.graph.shape import Shape

GPU_MATRIX = 8192
MATRIX = 1536  # large enough to reach the machine's rate, small enough to be measured in a tenth of a second


def median_seconds(work: Callable[[], object], budget: float, repeats: int = 5) -> float:
    """The median of up to `repeats` runs after one to warm up; fewer, but one, where `budget` seconds are used up."""
    began = perf_counter()
    work()
    times: list[float] = []
    while not times or (len(times) < repeats and perf_counter() - began + times[-1] < budget):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return statistics.median(times)


@lru_cache(maxsize=8)
def matrix_rate(threads: int, precision: str = "float32", device: torch.device = CPU) -> float:
    """Operations a second (multiply and add counted apart) of a large product of matrices on so many threads, or on a
    GPU.

    >>> matrix_rate(torch.get_num_threads()) > 1e8
    True
    """
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    side = GPU_MATRIX if is_gpu(device) else MATRIX
    one, other = (torch.ones(side, side, dtype=dtype, device=device) for _ in range(2))

    def multiply() -> None:
        torch.matmul(one, other)
        wait_for(device)

    with exact(device):
        return 2 * side**3 / median_seconds(multiply, budget=0.5)


def fastest_seconds(works: Sequence[Callable[[], object]], budget: float, rounds: int = 5) -> list[float]:
    """The shortest time of each of `works`, which take turns until `budget` seconds are used up; each has one, warm.

    Turns, and the shortest rather than the middle: a neighbour who wakes for a moment then slows all alike, and what
    was slowed does not count.
    """
    began = perf_counter()
    for work in works:
        work()
    times: list[list[float]] = [[] for _ in works]
    for turn in range(rounds):
        if turn and perf_counter() - began > budget:
            break
        for work, taken in zip(works, times, strict=True):
            start = perf_counter()
            work()
            taken.append(perf_counter() - start)
    return [min(taken) for taken in times]


@dataclass(frozen=True)
class Trial:
    """What a layer is timed on: batches of `batch` images of shape `image`, for about `budget` seconds.

    `needs_image` says whether the way back goes on to the layer before; for a first layer it does not.
    """

    image: Shape
    batch: int
    budget: float
    needs_image: bool
    device: torch.device = CPU


def convolution_seconds(
    trial: Trial, filters: int, window: Window, ways: Sequence[Algorithm], *, has_pool: bool
) -> list[float]:
    """Seconds for one batch in each of the `ways`, forward and backward; with the 2x2 max pool behind it, if there is
    one, since one of the ways does both in one. A large batch is timed by a part of it, and scaled.
    """
    # A GPU takes as long for half of its batch; a processor half as long.
    others = trial.batch if is_gpu(trial.device) else 32
    most = dict.fromkeys(ways, others) | {"direct": max(4, _affordable(trial, filters, window))}
    parts = [min(trial.batch, most[way]) for way in ways]
    works = [
        _both_ways(replace(trial, batch=part), filters, window, way, has_pool)
        for way, part in zip(ways, parts, strict=True)
    ]
    times = fastest_seconds(works, trial.budget)
    return [seconds * trial.batch / part for seconds, part in zip(times, parts, strict=True)]


def _both_ways(trial: Trial, filters: int, window: Window, way: Algorithm, has_pool: bool) -> Callable[[], object]:
    chance = torch.Generator().manual_seed(0)
    x = torch.rand(trial.batch, *trial.image.sides, generator=chance).to(trial.device)
    W = torch.rand(*window.size, trial.image.channels, filters, generator=chance).to(trial.device).requires_grad_()
    x.requires_grad_(trial.needs_image)
    wanted = [x, W] if trial.needs_image else [W]
    compute = convolve_and_max_pool if has_pool else convolve

    def work() -> None:
        out = compute(x, W, window, algorithm=way)
        torch.autograd.grad(out, wanted, torch.ones_like(out))
        wait_for(trial.device)

    return work


def product_seconds(trial: Trial, units: int, ways: Sequence[ProductName]) -> list[float]:
    """Seconds for a dense layer's product of one batch in each of the `ways`, and for its way back to the inputs."""
    x, errors = torch.ones(trial.batch, trial.image.size), torch.ones(trial.batch, units)
    W = torch.ones(trial.image.size, units)

    def work(product: Product) -> None:
        product(x, W)
        if trial.needs_image:
            product(errors, W.t())

    return fastest_seconds([partial(work, PRODUCTS[way]) for way in ways], trial.budget)


def _affordable(trial: Trial, filters: int, window: Window) -> int:
    """How many images a direct convolution gets through in a part of the budget, if it reaches 10 GF/s, or 1 TF/s on
    a GPU: old guesses on the low side, since only the part that is timed hangs on them.
    """
    operations = 6 * trial.image.size * filters * window.size[0] * window.size[1]
    return int(trial.budget / 3 * (1e12 if is_gpu(trial.device) else 1e10) / operations)
