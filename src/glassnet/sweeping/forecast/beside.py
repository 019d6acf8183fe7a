"""Rehearsing a network in several processes at the same time, as the workers of a sweep will train it.

Two trainings side by side share caches and memory, so each step takes longer than alone; by how much depends on the
network and on the machine.
"""

import json
import subprocess
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import IO

from glassnet.graph.shape import Shape
from glassnet.sweeping.forecast.rehearsing import READY, Probe
from glassnet.sweeping.running.processes import begun
from glassnet.sweeping.space.agenda import Candidate


class SideBySide:
    """So many processes that rehearse the same network at the same time. Use it in a `with` block.

    `started` are the seconds until all of them had loaded torch.
    """

    def __init__(self, pictures: Path, shape: Shape, hands: int) -> None:
        self._pictures, self._shape, self._hands = pictures.resolve(), shape, hands
        self._begun: list[subprocess.Popen[bytes]] = []
        self._there = self._begun
        self.started = 0.0

    def __enter__(self) -> "SideBySide":
        began = perf_counter()
        self._into = TemporaryDirectory(dir=self._pictures)  # ours, so that what a killed process leaves goes with it
        words = (str(self._pictures), json.dumps(list(self._shape.sides)), self._into.name)
        try:
            for _ in range(self._hands):
                self._begun.append(begun("glassnet.sweeping.forecast.rehearsing", *words, errors=subprocess.DEVNULL))
            self._there = [each for each in self._begun if _heard(each) == READY]
        except BaseException:  # Ctrl-C as well
            self.__exit__()
            raise
        self.started = perf_counter() - began
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._begun:
            each.kill()
            each.wait()
            for pipe in (each.stdin, each.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        self._into.cleanup()

    def rehearse(self, made: Candidate, at_once: int) -> Probe | None:
        """The times of a network when `at_once` of it are trained, the mean of what each process found."""
        chosen = self._there[:at_once]
        order = json.dumps(made.to_plain()).encode() + b"\n"
        for each in chosen:
            with suppress(OSError):  # one that has died is silent next
                _pipe(each.stdin).write(order)
                _pipe(each.stdin).flush()
        answers = [_heard(each) for each in chosen]
        probes = [Probe(**answer) for answer in answers if isinstance(answer, dict)]
        return _mean(probes) if probes else None


def _mean(probes: list[Probe]) -> Probe:
    return Probe(*(fmean(values) for values in zip(*(asdict(each).values() for each in probes), strict=True)))


def _heard(process: "subprocess.Popen[bytes]") -> object:
    """The next line of a process, as JSON; None where there is none any more."""
    line = _pipe(process.stdout).readline()
    return json.loads(line) if line.endswith(b"\n") else None


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("a process without pipes")
    return pipe
