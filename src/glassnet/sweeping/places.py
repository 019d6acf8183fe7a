"""Where the runs of a sweep are done: in this process, by workers of this machine, or on Ray."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from glassnet.graph.free_memory import available_memory
from glassnet.sweeping.cost import PROCESS
from glassnet.sweeping.crew import Crew, processors
from glassnet.sweeping.events import Event, Job
from glassnet.sweeping.folder import StudyFolder
from glassnet.sweeping.on_ray import RayCrew, check_place
from glassnet.sweeping.planning import WITHOUT_END, shapes_of
from glassnet.sweeping.question import Question
from glassnet.sweeping.serial import Bench, one_after_the_other
from glassnet.sweeping.trial import Habits

Runner = Callable[[Sequence[Job]], Iterator[Event]]


@contextmanager
def place(
    folder: StudyFolder, question: Question, expected: int, workers: int | None, on: str | None
) -> Iterator[Runner]:
    """What runs jobs until the block ends, for `expected` jobs in all. `on` is None for this machine.

    Raises `DataError` for a place we do not know, `EnvironmentProblem` for one that cannot be reached.
    """
    check_place(on)
    hands = min(workers or processors(), expected)
    if on is not None and expected:
        with RayCrew(folder, question, shapes_of(question), on, workers) as cluster:
            yield cluster.run
    elif hands > 1:
        with Crew(folder, hands, (available_memory() or WITHOUT_END) - hands * PROCESS) as crew:
            yield crew.run
    else:
        bench = Bench(folder, question.shape, Habits(question.patience))
        yield lambda jobs: one_after_the_other(jobs, bench)
