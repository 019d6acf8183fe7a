"""Which trained networks are needed when all runs are done, and training those again that are not there.

A sweep keeps all it trains, or (`chosen`) none on the way: more than its record is asked of the chosen network alone,
and of the few that a page shows beside it, and which they are is known at the end. Those are then trained again from
their seeds, to the same bits, by the plan that follows from their shapes. Nothing is ever deleted, so nothing can be
deleted wrongly, and a sweep that is killed meanwhile goes on like any other. Of N networks it costs about one part in N
more time. A model that is missing for whatever other reason comes back in the same way.
"""

from glassnet.sweeping.close import close_ones
from glassnet.sweeping.kept.record import Record, read_record
from glassnet.sweeping.running.events import Job
from glassnet.sweeping.study import Study


def needed(study: Study) -> list[Job]:
    """The runs whose models are needed: all seeds of the chosen network, the first one of those shown beside it."""
    if study.missing or study.chosen is None:
        return []
    first = [(each.made, study.seeds[0]) for each in close_ones(study)]
    wanted = dict.fromkeys([*((study.chosen, seed) for seed in study.seeds), *first])
    return [Job(made, seed, again=True) for made, seed in wanted]


def to_do_again(study: Study) -> list[Job]:
    """Those of them that are not there. What was tried and came to nothing has another chance."""
    left = [job for job in needed(study) if not study.folder.model(*job.name).exists()]
    for job in left:
        study.folder.record(*job.name, again=True).unlink(missing_ok=True)
    return left


def why_not(study: Study) -> str:
    """Why the chosen network is not there to be scored: what became of training it again, "" where nobody tried."""
    for job in needed(study):
        path = study.folder.record(*job.name, again=True)
        if job.made is study.chosen and path.exists() and not (record := read_record(path)).is_finished:
            return f"seed {job.seed}: {record.reason}"
    return ""


def answered_otherwise(first: Record, again: Record) -> int:
    """Of how many pictures a run that was done again has another answer: 0, unless another kind of machine did it.

    >>> import numpy as np
    >>> first, again = (Record("a", 0, "finished", right=np.array(right)) for right in ([True, True], [True, False]))
    >>> answered_otherwise(first, again)
    1
    """
    return int((first.right != again.right).sum()) if len(first.right) == len(again.right) else len(first.right)
