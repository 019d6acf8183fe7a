"""What a workbench costs: Glassnet's loop beside loops by hand. `python -m benchmarks.overhead`."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import torch

import glassnet as gn
from benchmarks import task
from benchmarks.contestants import CONTESTANTS
from benchmarks.nets import BATCH, NETS, Net
from benchmarks.race import Settings, race
from benchmarks.rivals.glassnet_itself import Glassnet, network
from benchmarks.rivals.tuned_torch import Tuned
from benchmarks.task import Task
from glassnet.engine.process import working

THREADS = 2
TINY = Net("tiny", "80 samples of 8x8", "", 8, ((4, 3),), 2, 0.01, None, 20)
Works = Mapping[str, Callable[[], object]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--images", type=int, default=6400, help="digits of an epoch of the MNIST net")
    wanted = parser.parse_args()
    torch.set_num_threads(THREADS)
    digits = task.of(NETS["mnist"], Path(os.environ["GLASSNET_DATA"]))
    show(f"MNIST net, an epoch of {wanted.images:,}", in_turn(same_plan(digits, wanted.images), wanted.rounds))
    samples = tiny()
    show(f"{TINY.title}, {TINY.epochs} epochs, building included", in_turn(whole_fits(samples), wanted.rounds))
    show(f"{TINY.title}, an epoch, training steps alone", beside_others(samples, wanted.rounds))


def same_plan(digits: Task, images: int) -> Works:
    """Our loop with its events, and the bare loop over the same net, plan and step."""
    ours, bare = (Glassnet(digits, True, {"engine": "auto"}) for _ in range(2))
    bare.trainer.net.follow(ours.trainer.plan)
    learn = bare.trainer.tasks[0].learn
    X, Y = torch.from_numpy(digits.X), torch.from_numpy(bare.Y)

    def by_hand() -> None:
        with working(ours.trainer.plan.threads):
            for step, rows in enumerate(torch.randperm(images).split(BATCH), 1):
                learn({"input": X[rows]}, Y[rows], step)

    return {"a loop by hand": by_hand, "Glassnet's loop": lambda: ours.train(images, BATCH, 1)}


def tiny() -> Task:
    chance = np.random.default_rng(0)
    X = chance.random((80, TINY.side, TINY.side, 1), dtype=np.float32)
    Y = chance.integers(0, TINY.classes, 80)
    return task.of_arrays(TINY, X, Y, X, Y)


def whole_fits(samples: Task) -> Works:
    """From a description of the network to a trained one."""

    def fit(engine: str) -> None:
        data = samples.X, samples.one_hot(samples.Y)
        gn.fit(network(samples, True), data, n_epoch=TINY.epochs, engine=engine, show=False, snapshot_epoch=False)

    return {
        "a loop by hand": lambda: Tuned(samples, True, {}).train(80, BATCH, TINY.epochs),
        "gn.fit": lambda: fit("auto"),
        "gn.fit, reference engine": lambda: fit("reference"),
    }


def beside_others(samples: Task, rounds: int) -> dict[str, list[float]]:
    """The race of the benchmarks, on these few samples."""
    keys = ("tuned-torch", "glassnet", "glassnet-reference", "textbook-torch", "skorch")
    there = [CONTESTANTS[key] for key in keys if CONTESTANTS[key].is_there()]
    settings = Settings(rounds=rounds, seconds=0.5, patience=0.0, threads=THREADS)
    with TemporaryDirectory(prefix="glassnet-bench-") as folder:
        told = race(samples, there, Path(folder), settings, lambda line: print(line, file=sys.stderr))
    return {CONTESTANTS[key].title: one["seconds"] for key, one in told["contestants"].items() if "seconds" in one}


def in_turn(works: Works, rounds: int) -> dict[str, list[float]]:
    """The seconds of each work, A B A B, after each has run once."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(rounds + 1):
        for name, work in works.items():
            began = perf_counter()
            work()
            if number:
                seconds[name].append(perf_counter() - began)
    return seconds


def show(title: str, seconds: Mapping[str, list[float]]) -> None:
    """Medians and quartiles, and each against the first."""
    print(title)
    base = median(next(iter(seconds.values())))
    for name, taken in seconds.items():
        low, middle, high = np.percentile(taken, (25, 50, 75))
        print(f"  {name:28} {middle:9.4g} s ({low:.4g} - {high:.4g}, n {len(taken)})  {middle / base:.3f}x")


if __name__ == "__main__":
    main()
