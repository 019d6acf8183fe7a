"""The small interface of every contestant: it stays alive, reads one question a line, and answers with one line.

Standard library and NumPy only, for it runs in the environments of the rivals.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from benchmarks.task import Task, read


class Model(Protocol):
    """A network with the shared start weights, ready to train. `choices` tells what it settled by itself, in words."""

    choices: str

    def losses(self, steps: int, batch: int) -> list[float]:
        """The loss of each of the first steps in the shared order, before its update."""

    def train(self, images: int, batch: int, epochs: int) -> float:
        """Train `epochs` times on the first `images`, shuffled. Seconds that the steps took, and nothing else."""

    def right(self) -> float:
        """The share of the test pictures that are right."""


Maker = Callable[[Task, bool, Mapping[str, Any]], Model]
"""Makes a model for a task, with or without its dropout, under options."""


class Desk:
    """Answers questions about one contestant, one after the other."""

    def __init__(self, make: Maker, packages: tuple[str, ...], task: Task, options: Mapping[str, Any]) -> None:
        self.make, self.packages, self.task, self.options = make, packages, task, options
        self.model: Model | None = None

    def hello(self) -> dict[str, str]:
        return {"python": sys.version.split()[0]} | {package: version(package) for package in self.packages}

    def losses(self, steps: int, batch: int) -> list[float]:
        gate = replace(self.task, net=self.task.net.at_the_gate())
        return self.make(gate, False, self.options).losses(steps, batch)

    def train(self, images: int, batch: int, epochs: int) -> float:
        if self.model is None:
            self.model = self.make(self.task, True, self.options)
        return self.model.train(images, batch, epochs)

    def choices(self) -> str:
        return self.model.choices if self.model else ""

    def right(self, batch: int, epochs: int) -> dict[str, float]:
        """From the start: train `epochs`, and judge."""
        fresh = self.make(self.task, True, self.options)
        seconds = fresh.train(len(self.task.X), batch, epochs)
        return {"epochs": epochs, "seconds": seconds, "right": fresh.right()}

    def peak(self) -> float:
        """The most memory this process ever had, in MB."""
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def serve(make: Maker, *packages: str) -> None:
    """`python -m benchmarks.rivals.<name> FOLDER OPTIONS FD` ends up here and stays until nobody asks any more.

    Answers go to file descriptor FD, since libraries print on standard output when they like.
    """
    folder, options, descriptor = sys.argv[1:]
    desk = Desk(make, packages, read(Path(folder)), json.loads(options))
    answers = os.fdopen(int(descriptor), "w")
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = {"answer": getattr(desk, question.pop("ask"))(**question)}
        except Exception as error:  # noqa: BLE001 - whatever goes wrong in a rival is told, and the others go on
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)
