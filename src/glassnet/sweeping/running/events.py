"""What a sweep tells while it goes on. Who wants to watch reads the events; who wants it to stop asks for no more."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.space.agenda import Candidate


@dataclass(frozen=True)
class Job:
    """A network to be trained from a seed.

    `keeps` says whether the trained network stays on the disk. A run that has ended may be done `again`, for its
    network alone: its record stays as it is, and another stands beside it.
    """

    made: Candidate
    seed: int
    keeps: bool = True
    again: bool = False

    @property
    def name(self) -> tuple[str, int]:
        return self.made.key, self.seed

    def to_plain(self) -> dict[str, Any]:
        """The job as JSON holds it: what whoever gives orders tells who takes them."""
        return {"network": self.made.to_plain(), "seed": self.seed, "keeps": self.keeps, "again": self.again}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Job":
        """The job `to_plain` told."""
        return cls(Candidate.from_plain(plain["network"]), plain["seed"], plain["keeps"], plain["again"])


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
