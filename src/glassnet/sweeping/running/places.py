"""Where the runs of a sweep are done: here, by workers of this machine, or on Ray; and with whom they are shared."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from glassnet.graph.free_memory import available_memory
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import Question, shapes_of
from glassnet.sweeping.running.crew import Crew
from glassnet.sweeping.running.events import Event, Job, Runner, everyone
from glassnet.sweeping.running.on_ray import RayCrew, check_place
from glassnet.sweeping.running.processes import PROCESS, WITHOUT_END, processors
from glassnet.sweeping.running.serial import Bench, one_after_the_other
from glassnet.sweeping.running.shared import Shared
from glassnet.sweeping.running.trial import Habits


@contextmanager
def place(
    folder: StudyFolder, question: Question, expected: int, workers: int | None, on: str | None
) -> Iterator[tuple[Runner, int]]:
    """What runs jobs until the block ends, for `expected` in all, and how many at once. `on` is None for this machine.

    Raises `DataError` for a place we do not know, `EnvironmentProblem` for one that cannot be reached.
    """
    check_place(on)
    hands = min(workers or processors(), expected)
    if on is not None and expected:
        with RayCrew(folder, question, shapes_of(question), on, workers) as cluster:
            yield cluster.run, min(cluster.hands(), expected)
    elif hands > 1:
        with Crew(folder, hands, (available_memory() or WITHOUT_END) - hands * PROCESS) as crew:
            yield crew.run, hands
    else:
        bench = Bench(folder, question.shape, Habits(question.patience))
        yield (lambda jobs, mine: one_after_the_other(jobs, bench, mine)), 1


class Alone:
    """A study that nobody else works on: nothing is asked of a database."""

    def __enter__(self) -> "Alone":
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to give back."""

    def run(self, jobs: Sequence[Job], runner: Runner) -> Iterator[Event]:
        """Have all jobs done by `runner`."""
        return runner(jobs, everyone)


def company(folder: StudyFolder, storage: str | None) -> Alone | Shared:
    """Who works on a study: this process alone, or all that meet in the database at the URL `storage`."""
    return Alone() if storage is None else Shared(folder, storage)
