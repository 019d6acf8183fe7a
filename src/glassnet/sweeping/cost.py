"""What a sweep will take, before it starts: networks, runs, time and memory; and how much of it a budget allows."""

import heapq
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from glassnet.data.images import Images
from glassnet.engine.counting import counted
from glassnet.engine.operations import step_operations
from glassnet.errors import GlassnetError, SettingError
from glassnet.sweeping.agenda import Agenda, Candidate
from glassnet.training.events import BatchBegin, BatchEnd, Event
from glassnet.training.fit import train
from glassnet.training.loop import Schedule, Trainer

PATIENCE = 20.0  # seconds for timing steps; what is not timed by then is reckoned from what was
STEPS = 4
PROCESS = 400_000_000  # bytes that Python with torch takes before any network
RECORD = 20_000  # bytes of a run besides its weights
STARTED = 3.0  # seconds until a worker has loaded torch
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600}


@dataclass(frozen=True)
class Cost:
    """What is expected: seconds of one run by network, and of the whole on so many workers; bytes at the worst moment,
    and on the disk in the end, the pictures not counted.

    `timed` of the networks had a step measured; the others are reckoned from those.
    """

    seconds: Mapping[str, float]
    total: float
    memory: int
    timed: int
    workers: int
    disk: int = 0

    def of(self, plan: Agenda, seeds: int) -> "Cost":
        """The cost of a plan of some of the networks."""
        runs = [self.seconds[made.key] for made in plan.candidates for _ in range(seeds)]
        worst = sum(sorted((made.bytes_needed for made in plan.candidates), reverse=True)[: self.workers])
        total = scheduled(runs, self.workers) + (STARTED if self.workers > 1 else 0)
        disk = sum(seeds * (made.model_bytes + RECORD) for made in plan.candidates)
        return Cost(self.seconds, total, worst + self.workers * PROCESS, self.timed, self.workers, disk)


def cost(plan: Agenda, train_part: Mapping[str, Images], seeds: int, validation: float, workers: int) -> Cost:
    """What the networks of a plan will take with so many seeds: a step of each is measured, on one thread.

    `train_part` are the training pictures of each network, by key; judging the validation pictures after each epoch
    costs a third of a step for each, and they are `validation` times as many as those trained on.
    """
    began = perf_counter()
    measured: dict[str, Probe] = {}
    for made in plan.candidates:
        if measured and perf_counter() - began > PATIENCE:
            break
        measured[made.key] = probe(made, train_part[made.key])
    rate = median(found.step / max(1.0, _operations(made)) for made, found in _pairs(plan, measured))
    first = median(found.begin for found in measured.values())
    seconds = {}
    for made in plan.candidates:
        found = measured.get(made.key) or Probe(first, rate * _operations(made))
        batch, samples = made.configuration.whole("batch"), len(train_part[made.key])
        epoch = found.step * samples / min(batch, samples) * (1 + validation / 3)
        seconds[made.key] = found.begin + made.configuration.whole("epochs") * epoch
    return Cost(seconds, 0.0, 0, len(measured), workers).of(plan, seeds)


@dataclass(frozen=True)
class Probe:
    """Seconds until the first step begins, and of a step."""

    begin: float
    step: float


def probe(made: Candidate, images: Images) -> Probe:
    """Train a few steps by the plan that all its runs will follow, and forget them."""
    began = perf_counter()
    first, took = 0.0, [0.0]
    try:
        trainer = Trainer(made.network, plan=counted(made.network, made.configuration.whole("batch")))
        with closing(_steps(train(trainer, images, None, Schedule(n_epoch=STEPS)))) as steps:
            for number, (begin, end) in enumerate(steps):
                first = first or begin - began
                # The first step lays out its memory: it counts only where there is no other.
                took = [end - begin] if number < 2 else [*took, end - begin]
    except GlassnetError:  # told when it happens in earnest, not by a rehearsal
        pass
    return Probe(first, median(took))


def _steps(events: Iterable[Event]) -> Generator[tuple[float, float]]:
    done, begin = 0, 0.0
    for event in events:
        if isinstance(event, BatchBegin):
            begin = perf_counter()
        if isinstance(event, BatchEnd):
            yield begin, perf_counter()
            done += 1
        if done == STEPS:
            return


def scheduled(runs: Iterable[float], workers: int) -> float:
    """When the last of `runs` ends, each given to the first worker that is free.

    >>> scheduled([3, 1, 1, 1], 2)
    3.0
    """
    free = [0.0] * workers
    for seconds in runs:
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)


def affordable(known: Cost, keys: Sequence[str], seeds: int, budget: float) -> int:
    """How many of the networks, in order, can be tried with all their seeds within `budget` seconds; at least one."""
    overhead = STARTED if known.workers > 1 else 0
    for count in range(len(keys), 1, -1):
        runs = [known.seconds[key] for key in keys[:count] for _ in range(seeds)]
        if scheduled(runs, known.workers) + overhead <= budget:
            return count
    return 1


def seconds_of(text: str) -> float:
    """A budget of time in seconds: 90s, 10m, 1.5h. Raises `SettingError` for anything else.

    >>> seconds_of("10m"), seconds_of("1.5h")
    (600.0, 5400.0)
    """
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)(s|m|min|h)", text.strip())
    if not found or not float(found[1]):
        raise SettingError(
            f"--budget {text[:40]!r} is no time: give seconds, minutes or hours, such as 90s, 10m or 1.5h."
        )
    return float(found[1]) * _UNITS[found[2]]


def _operations(made: Candidate) -> float:
    batch = made.configuration.whole("batch")
    return step_operations(made.network, counted(made.network, batch), batch)


def _pairs(plan: Agenda, measured: Mapping[str, Probe]) -> Iterator[tuple[Candidate, Probe]]:
    return ((made, measured[made.key]) for made in plan.candidates if made.key in measured)
