"""A sweep as it is watched in a terminal of 80 columns: how far it is, and what is best so far."""

import sys
from collections.abc import Mapping
from statistics import mean
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, TextIO

from glassnet.report.epochs import ERASE, LIVE_SECONDS, WIDTH
from glassnet.report.sweep_plan import course_of
from glassnet.report.terminal import cut

if TYPE_CHECKING:
    from glassnet.sweeping.kept.record import Record
    from glassnet.sweeping.running.events import Event, RunEnd
    from glassnet.sweeping.space.agenda import Candidate
    from glassnet.sweeping.study import Study


class _Best(NamedTuple):
    epochs: int  # 0 where all have the same
    share: float
    told: str
    name: str


class SweepBar:
    """Shows how far a sweep is. On a terminal one line that is drawn anew; elsewhere a line for each network done.

    Counted are runs: with halving those of all stages still ahead, and where a search goes on until a budget is used up
    those that are known so far.
    """

    def __init__(self, study: "Study", expected: Mapping[str, float] | None, stream: TextIO | None = None) -> None:
        from glassnet.sweeping.searching.halving import at_stage

        question, now = study.question, at_stage(study.question, study.agenda)
        self._study, self._expected = study, expected or {}
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._course = course_of(question, study.agenda)
        self._is_open = not self._course and not study.agenda.whole and question.budget is not None
        self._known = {made.key: made for made in now.candidates}
        self._records: dict[tuple[str, int], Record] = dict(
            study.folder.records(now, study.seeds) if self._course else study.records
        )
        of_stages = len(study.seeds) * sum(count for count, _ in self._course)
        self._total = of_stages or len(study.records) + study.missing
        self._running: set[tuple[str, int]] = set()
        self._again = 0
        self._began, self._drawn, self._before = monotonic(), 0.0, len(self._records)
        self._best: _Best | None = None
        for key in self._known:
            if all((key, seed) in self._records for seed in study.seeds):
                self._rank(key)

    def see(self, event: "Event") -> None:
        """Take in one event, and show what changed."""
        from glassnet.sweeping.running.events import RunBegin, RunEnd, RunLost

        self._known[event.job.made.key] = event.job.made  # a search finds networks on the way
        self._total = max(self._total, len(self._known) * len(self._study.seeds))
        if isinstance(event, RunBegin):
            self._running.add(event.job.name)
        elif isinstance(event, RunEnd):
            self._running.discard(event.job.name)
            self._ended(event)
        elif isinstance(event, RunLost):
            self._running.discard(event.job.name)
            again = "it is tried again" if event.again else "it counts as failed"
            self._say(f"{self._run(event)}: {event.reason}; {again}.\n")
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
        before, behind = self._done(), [part for part in (running, self._left()) if part]
        if self._best is None:
            return " | ".join([before, *behind])
        best = f"best {self._best.told} "
        room = WIDTH - 1 - len(" | ".join([before, best, *behind]))
        return " | ".join([before, best + cut(self._best.name, max(10, room)), *behind])

    def _done(self) -> str:
        all_of_them = len(self._known) * len(self._study.seeds) if self._is_open else self._total
        so_far = " so far" if self._is_open else ""
        again = f", {self._again} done again" if self._again else ""
        return f"{len(self._records):,}/{all_of_them:,}{so_far}{again}"

    def _ended(self, event: "RunEnd") -> None:
        from glassnet.sweeping.keeping import answered_otherwise

        key, name = event.job.made.key, event.job.name
        if event.job.again:
            self._again += 1
            first = self._records.get(name)  # None where it came from another machine
            others = answered_otherwise(first, event.record) if first and event.record.is_finished else 0
            if others:
                self._say(f"{self._run(event)}: done again, it has other answers to {others:,} validation pictures. "
                          "It was another kind of machine the first time.\n")  # fmt: skip
            return
        self._records[name] = event.record
        if all((key, seed) in self._records for seed in self._study.seeds):
            self._rank(key)
            if not self._live:
                self._say(f"{self.line()}\n")

    def _rank(self, key: str) -> None:
        import numpy as np

        from glassnet.sweeping.judging.averaging import mean_interval

        rows = [self._records[key, seed].right for seed in self._study.seeds if self._records[key, seed].is_finished]
        if len(rows) < len(self._study.seeds):
            return
        right = np.stack(rows)
        low, high = mean_interval(right, self._study.groups)
        share, epochs = float(right.mean()), _epochs(self._known[key]) if self._course else 0
        # Of halving's stages the last one counts: what was best after fewer epochs is trained anew.
        if self._best is None or (epochs, share) > (self._best.epochs, self._best.share):
            told = f"{100 * share:.1f} % ({100 * low:.0f}-{100 * high:.0f})"
            self._best = _Best(epochs, share, told, self._named(key))

    def _named(self, key: str) -> str:
        return self._known[key].configuration.told(self._study.question.space.varied)

    def _run(self, event: "Event") -> str:
        return f"{self._named(event.job.made.key)}, seed {event.job.seed}"

    def _left(self) -> str:
        from glassnet.engine.plan import in_time

        done = list(self._records)[self._before :]
        if self._is_open or not done or len(self._records) == self._total:
            return ""
        through = sum(self._weight(key) for key, _ in done)
        runs = [(key, seed) for key in self._known for seed in self._study.seeds]
        ahead = sum(self._weight(key) for key, seed in runs if (key, seed) not in self._records)
        ahead += self._unknown(len(runs))
        return f"{in_time((monotonic() - self._began) * ahead / through)} left" if through else ""

    def _weight(self, key: str) -> float:
        """What a run was expected to take; one of a stage of halving as much less as it has fewer epochs."""
        if key in self._expected or not self._course:
            return self._expected.get(key, self._usual())
        return self._usual() * _epochs(self._known[key]) / self._course[-1][1]

    def _unknown(self, known: int) -> float:
        """The same of runs nobody has heard of yet: later stages of halving, networks that a search will find."""
        if not self._course:
            return self._usual() * max(0, self._total - known)
        seen = {_epochs(made) for made in self._known.values()}
        later = sum(count * epochs for count, epochs in self._course if epochs not in seen)
        return self._usual() * len(self._study.seeds) * later / self._course[-1][1]

    def _usual(self) -> float:
        return mean(self._expected.values()) if self._expected else 1.0

    def _say(self, text: str) -> None:
        self._stream.write(f"{ERASE}{text}" if self._live else text)
        self._stream.flush()


def _epochs(made: "Candidate") -> int:
    return made.configuration.whole("epochs")
