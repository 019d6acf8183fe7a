"""The ways that a sweep takes by counting alone, beside the fastest here. `python -m benchmarks.counting`."""

import argparse
from collections.abc import Iterator
from statistics import median

import torch

from glassnet.engine.convolution import Algorithm
from glassnet.engine.counting import counted
from glassnet.engine.operations import convolution_operations
from glassnet.engine.probe import Trial, convolution_seconds
from glassnet.engine.process import working
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.notation import from_text
from glassnet.graph.ops import Conv2D

MOST_GAIN = 50  # beyond it the direct way takes minutes, and has never won


def cases() -> Iterator[tuple[Network, Node]]:
    """One convolution with a 2x2 max pool behind it, as a sweep may meet it."""
    for side in (8, 28, 46, 91):
        for channels in (1, 3, 16):
            for filters in (3, 9, 32):
                for window in (3, 5, 10, 30):
                    # What comes in is no photo but the output of a layer before, unless it has one channel.
                    before = "" if channels == 1 else f" > conv {channels}@1"
                    network = from_text(f"{side}x{side}x1{before} > conv {filters}@{window} relu as it > pool 2")
                    yield network, network["it"]


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--budget", type=float, default=0.3, help="seconds for each convolution")
    budget = asked.parse_args().budget
    torch.set_num_threads(1)
    slower = []
    with working(1):
        for network, node in cases():
            slower += timed(network, node, budget)
    slower.sort()
    print(f"{len(slower)} convolutions: the way by counting took {median(slower):.2f} times as long as the fastest "
          f"(median), {slower[int(0.9 * len(slower))]:.2f} in the worst tenth, {slower[-1]:.2f} at most")  # fmt: skip


def timed(network: Network, node: Node, budget: float) -> list[float]:
    image, op = node.inputs[0].shape, node.op
    if not isinstance(op, Conv2D):
        raise TypeError("no convolution")
    first = image.channels == 1
    direct, transformed = (convolution_operations(image, op, way, first=first) for way in ("direct", "fourier"))
    if op.size[0] > image.height or direct / transformed > MOST_GAIN:
        return []
    ways: list[Algorithm] = ["direct", "fourier", "polyphase"]
    trial = Trial(image, 32, budget, needs_image=not first)
    seconds = dict(zip(ways, convolution_seconds(trial, op.filters, op.window, ways, has_pool=True), strict=True))
    chosen = counted(network, 32).algorithm("it")
    times = " ".join(f"{way} {1000 * took:8.2f}" for way, took in seconds.items())
    ratio = seconds[chosen] / min(seconds.values())
    print(f"{image!s:>9} conv {op.filters:2}@{op.size[0]:<2}  {times} ms  {chosen} {ratio:.2f}", flush=True)
    return [ratio]


if __name__ == "__main__":
    main()
