"""What a sweep tells while it goes on. Who wants to watch reads the events; who wants it to stop asks for no more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from glassnet.sweeping.agenda import Candidate
from glassnet.sweeping.record import Record


@dataclass(frozen=True)
class Job:
    """A network to be trained from a seed."""

    made: Candidate
    seed: int

    @property
    def name(self) -> tuple[str, int]:
        return self.made.key, self.seed


@dataclass(frozen=True)
class RunBegin:
    """A worker, numbered from 1 (0: one of another machine), has begun a job."""

    job: Job
    worker: int


@dataclass(frozen=True)
class RunEnd:
    """A job is done, and its record is on the disk."""

    job: Job
    worker: int
    record: Record


@dataclass(frozen=True)
class RunLost:
    """A worker died over a job, for `reason`; it is tried `again`, or counts as failed."""

    job: Job
    worker: int
    reason: str
    again: bool


Event = RunBegin | RunEnd | RunLost
Mine = Callable[[Job], bool]
Runner = Callable[[Sequence[Job], Mine], Iterator[Event]]


def everyone(_: Job) -> bool:
    """Whether a job is ours to do, where there is nobody else."""
    return True
