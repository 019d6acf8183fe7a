"""A sweep as it is watched in a terminal of 80 columns: what it will take, how far it is, what is best so far."""

import sys
from collections.abc import Mapping
from statistics import mean
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TextIO

from glassnet.report.epochs import ERASE, LIVE_SECONDS, WIDTH
from glassnet.report.terminal import cut

if TYPE_CHECKING:
    from glassnet.sweeping.events import Event
    from glassnet.sweeping.planning import Plan
    from glassnet.sweeping.record import Record
    from glassnet.sweeping.study import Study


def of_plan(plan: "Plan", workers: int, on: str | None = None) -> str:
    """What will be tried and what not, and what it will take by workers of this machine, before anything runs."""
    from glassnet.engine.plan import in_time
    from glassnet.evaluation.wording import wrapped
    from glassnet.graph.amounts import in_bytes
    from glassnet.sweeping.halving import course
    from glassnet.sweeping.telling import told_agenda

    question, cost, seeds = plan.question, plan.cost, len(plan.question.seeds)
    is_open = not plan.agenda.whole and (question.budget is not None or question.halving)
    networks = len(plan.agenda) if plan.agenda.whole or is_open else max(len(plan.agenda), question.networks or 0)
    told = f"{networks * seeds:,} runs, {seeds} seed{'s' * (seeds != 1)} each, by {'Ray' if on else _workers(workers)}."
    if cost is not None:
        share = networks / len(plan.agenda)
        reckoned = "" if cost.timed == networks else f" ({cost.timed} networks timed, the rest reckoned)"
        room = f"memory {in_bytes(cost.memory)}, disk {in_bytes(round(cost.disk * share))}"
        alone = f" by {_workers(workers)} of this machine" if on else ""
        told += f" Expected{alone}: {in_time(cost.total * share)}{reckoned}, {room}."
    more = "" if plan.agenda.whole else f"\n{networks - len(plan.agenda)} more are found on the way, where it was good"
    if question.halving and not plan.agenda.whole:
        more = "\nthe better third of them goes on, and again; the others are pruned"
        epochs = plan.agenda.candidates[0].configuration.whole("epochs")
        stages = ", ".join(f"{count:,} for {stage}" for count, stage in course(networks, epochs))
        told = f"Networks and epochs: {stages}. {told.replace('runs', 'runs at first', 1)}"
    if is_open and not question.halving:
        more = f"\nmore are found on the way, where it was good, until {question.budget:,} s are used up"
        told = f"At first {told}"
    return f"{told_agenda(plan.agenda, question.space.varied)}{more}\n\n{wrapped(told)}"


def _workers(count: int) -> str:
    return "one worker" if count == 1 else f"{count} workers"


class _Best(NamedTuple):
    share: float
    told: str
    name: str


class SweepBar:
    """Shows how far a sweep is. On a terminal one line that is drawn anew; elsewhere a line for each network done."""

    def __init__(self, study: "Study", expected: Mapping[str, float] | None, stream: TextIO | None = None) -> None:
        self._study, self._expected = study, expected or {}
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._total = len(study.records) + study.missing
        self._known = dict(study.candidates)
        self._records: dict[tuple[str, int], Record] = dict(study.records)
        self._running: set[tuple[str, int]] = set()
        self._began, self._drawn, self._before = monotonic(), 0.0, len(study.records)
        self._best: _Best | None = None
        for key in study.right:
            self._rank(key)

    def see(self, event: "Event") -> None:
        """Take in one event, and show what changed."""
        from glassnet.sweeping.events import RunBegin, RunEnd, RunLost

        self._known[event.job.made.key] = event.job.made  # a search finds networks on the way
        self._total = max(self._total, len(self._known) * len(self._study.seeds))
        if isinstance(event, RunBegin):
            self._running.add(event.job.name)
        elif isinstance(event, RunEnd):
            self._running.discard(event.job.name)
            self._records[event.job.name] = event.record
            self._ended(event.job.made.key)
        elif isinstance(event, RunLost):
            self._running.discard(event.job.name)
            again = "it is tried again" if event.again else "it counts as failed"
            self._say(f"{self._named(event.job.made.key)}, seed {event.job.seed}: {event.reason}; {again}.\n")
        if self._live and monotonic() - self._drawn > LIVE_SECONDS:
            self._drawn = monotonic()
            self._say(self.line())

    def close(self) -> None:
        """Leave a clean line."""
        if self._live:
            self._stream.write(ERASE)
            self._stream.flush()

    def line(self) -> str:
        """Runs done of all, the best network so far, what runs, and how long it will go on."""
        running = f"{len(self._running)} running" if self._running else ""
        before, behind = f"{len(self._records):,}/{self._total:,}", [part for part in (running, self._left()) if part]
        if self._best is None:
            return " | ".join([before, *behind])
        best = f"best {self._best.told} "
        room = WIDTH - 1 - len(" | ".join([before, best, *behind]))
        return " | ".join([before, best + cut(self._best.name, max(10, room)), *behind])

    def _ended(self, key: str) -> None:
        done = [self._records.get((key, seed)) for seed in self._study.seeds]
        if all(record is not None for record in done):
            self._rank(key)
            if not self._live:
                self._say(f"{self.line()}\n")

    def _rank(self, key: str) -> None:
        import numpy as np

        from glassnet.sweeping.averaging import mean_interval

        rows = [self._records[key, seed].right for seed in self._study.seeds if self._records[key, seed].is_finished]
        if len(rows) < len(self._study.seeds):
            return
        right = np.stack(rows)
        low, high = mean_interval(right, self._study.groups)
        share = float(right.mean())
        if self._best is None or share > self._best.share:
            told = f"{100 * share:.1f} % ({100 * low:.0f}-{100 * high:.0f})"
            self._best = _Best(share, told, self._named(key))

    def _named(self, key: str) -> str:
        return self._known[key].configuration.told(self._study.question.space.varied)

    def _left(self) -> str:
        from glassnet.engine.plan import in_time

        done = len(self._records) - self._before
        if not done or len(self._records) == self._total:
            return ""
        usual = mean(self._expected.values()) if self._expected else 1.0
        through = sum(self._expected.get(key, usual) for key, _ in list(self._records)[self._before :])
        runs = [(key, seed) for key in self._known for seed in self._study.seeds]
        ahead = sum(self._expected.get(key, usual) for key, seed in runs if (key, seed) not in self._records)
        ahead += usual * max(0, self._total - len(runs))  # what a search will find
        return f"{in_time((monotonic() - self._began) * ahead / through)} left" if through else ""

    def _say(self, text: str) -> None:
        self._stream.write(f"{ERASE}{text}" if self._live else text)
        self._stream.flush()
