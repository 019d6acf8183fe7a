"""Running jobs one after the other, in this process: for small sweeps, and what each worker does with its own."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from glassnet.data.images import Images
from glassnet.graph.shape import Shape
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.running.events import Event, Job, Mine, RunBegin, RunEnd, everyone
from glassnet.sweeping.running.trial import Habits, tried
from glassnet.sweeping.space.networks import sides_of


class Bench:
    """A place to run jobs of one study at: it has the pictures at hand, and puts each record where it belongs."""

    def __init__(self, folder: StudyFolder, shape: Shape, habits: Habits) -> None:
        self._folder, self._shape, self._habits = folder, shape, habits
        self._part = lru_cache(maxsize=16)(self._read)

    def run(self, job: Job, attempt: int = 1) -> Record:
        """Train, and keep the model, if at all, and then the record, each whole: a record means that all is there."""
        made, shape = job.made, sides_of(job.made.configuration, self._shape)
        place = self._folder.run(made.key, job.seed)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        record = tried(
            made,
            job.seed,
            self._part("train", shape),
            self._part("validation", shape),
            self._habits,
            self._folder.model(*job.name) if job.keeps else None,
            attempt,
        )
        record.write(self._folder.record(*job.name, again=job.again))
        return record

    def _read(self, part: str, shape: Shape) -> Images:
        return stored.part_of(self._folder.pictures, part, shape)


def one_after_the_other(jobs: Iterable[Job], bench: Bench, mine: Mine = everyone) -> Iterator[Event]:
    """Run each job that is ours, telling when it begins and ends."""
    for job in filter(mine, jobs):
        yield RunBegin(job, 1)
        yield RunEnd(job, 1, bench.run(job))
