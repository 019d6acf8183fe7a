"""How often a job is tried when whoever runs it dies over it, and what is kept when that was often enough."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.record import Record, read_record
from glassnet.sweeping.running.events import Event, Job, RunEnd, RunLost

TRIES = 3  # of one job, before it counts as lost
LOST = "lost"


@dataclass(eq=False)
class Tries:
    """The tries of each job in one sitting."""

    folder: StudyFolder
    _counts: dict[tuple[str, int, bool], int] = field(default_factory=dict)

    def begun(self, job: Job) -> int:
        """Count one try more; from 1 on."""
        which = (*job.name, job.again)
        self._counts[which] = self._counts.get(which, 0) + 1
        return self._counts[which]

    def lost(self, job: Job, worker: int, reason: str, waiting: list[Job]) -> Iterator[Event]:
        """A worker died over a job: it goes back to the front of those `waiting`, or is given up and kept as lost."""
        path = self.folder.record(*job.name, again=job.again)
        if path.exists():  # it died between writing and saying so: nothing is lost
            yield RunEnd(job, worker, read_record(path))
            return
        tries = self._counts[*job.name, job.again]
        yield RunLost(job, worker, reason, again=tries < TRIES)
        if tries < TRIES:
            waiting.insert(0, job)
            return
        record = Record(job.made.key, job.seed, LOST, f"{reason}, {tries} times", attempts=tries)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        record.write(path)
        yield RunEnd(job, worker, record)
