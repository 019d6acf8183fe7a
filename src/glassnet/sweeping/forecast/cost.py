"""What a sweep will take, before it starts: time, memory and disk; and how much of it a budget allows."""

import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from glassnet.errors import SettingError
from glassnet.sweeping.kept.folder import KeepModels
from glassnet.sweeping.kept.models import kept_bytes, most_again
from glassnet.sweeping.running.processes import PROCESS
from glassnet.sweeping.searching.halving import course, share_of_work
from glassnet.sweeping.space.agenda import Agenda, Candidate

RECORD = 20_000  # bytes of a run besides its weights
STARTED = 3.0  # seconds until a worker has loaded torch, where that was not measured
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600}


@dataclass(frozen=True)
class Terms:
    """By whom and how often a plan is carried out: seeds of each network, workers, which models stay, halving or not.

    `started` are the seconds until several workers are there.
    """

    seeds: int
    workers: int
    keep: KeepModels = "all"
    halving: bool = False
    started: float = STARTED


@dataclass(frozen=True)
class Cost:
    """What is expected: seconds of one run by network, and of the whole on so many workers; bytes at the worst moment,
    and on the disk in the end, the pictures not counted.

    `timed` of the networks were rehearsed; the others are reckoned from those.
    """

    seconds: Mapping[str, float]
    total: float
    memory: int
    timed: int
    workers: int
    disk: int = 0

    def of(self, plan: Agenda, terms: Terms) -> "Cost":
        """The cost of a plan of some of the networks."""
        worst = sum(sorted((made.bytes_needed for made in plan.candidates), reverse=True)[: terms.workers])
        return replace(
            self,
            total=self.time_of(plan.candidates, terms),
            memory=worst + terms.workers * PROCESS,
            workers=terms.workers,
            disk=disk_of(plan.candidates, terms),
        )

    def time_of(self, networks: Sequence[Candidate], terms: Terms) -> float:
        """Seconds until the last run of some networks has ended."""
        of_one = [self.seconds[made.key] for made in networks]
        share = share_of_work(len(networks), _epochs(networks)) if terms.halving else 1.0
        runs = scheduled((seconds for seconds in of_one for _ in range(terms.seeds)), terms.workers)
        # Nobody knows yet whose they will be.
        again = scheduled([fmean(of_one)] * most_again(len(networks), terms.seeds, terms.keep), terms.workers)
        return share * runs + again + (terms.started if terms.workers > 1 else 0.0)


def disk_of(networks: Sequence[Candidate], terms: Terms) -> int:
    """Bytes on the disk in the end, at most: a record of each run, and the models that are kept.

    Halving keeps those of the networks that get to the end.
    """
    models = sorted((made.model_bytes for made in networks), reverse=True)
    runs = len(networks)
    if terms.halving:
        stages = course(len(networks), _epochs(networks))
        models, runs = models[: stages[-1][0]], sum(count for count, _ in stages)
    return RECORD * terms.seeds * runs + kept_bytes(models, terms.seeds, terms.keep)


def scheduled(runs: Iterable[float], workers: int) -> float:
    """When the last of `runs` ends, each given to the first worker that is free.

    >>> scheduled([3, 1, 1, 1], 2)
    3.0
    """
    free = [0.0] * workers
    for seconds in runs:
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)


def affordable(known: Cost, plan: Agenda, terms: Terms, budget: float) -> int:
    """How many of the networks, in order, can be tried with all their seeds within `budget` seconds; at least one."""
    counts = range(1, len(plan) + 1)
    return max(1, bisect_right(counts, budget, key=lambda count: known.time_of(plan.candidates[:count], terms)))


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


def _epochs(networks: Sequence[Candidate]) -> int:
    return networks[0].configuration.whole("epochs")
