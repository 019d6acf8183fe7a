"""`gn.sweep`: pictures and a space in, a study out. What is tried is settled first, then run, then told."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import Any

from glassnet.data.images import Images
from glassnet.data.named import named_splits
from glassnet.data.names import shown
from glassnet.data.splits import Splits, split
from glassnet.errors import DataError, SettingError, unknown
from glassnet.extras import needs
from glassnet.graph.free_memory import available_memory
from glassnet.graph.shape import Shape
from glassnet.sweeping import stored
from glassnet.sweeping.agenda import Agenda, agenda, drawn, first_of
from glassnet.sweeping.configuration import configuration
from glassnet.sweeping.cost import PROCESS, Cost, affordable, cost
from glassnet.sweeping.crew import LOST, Crew
from glassnet.sweeping.events import Event, Job
from glassnet.sweeping.folder import StudyFolder, study_folder
from glassnet.sweeping.networks import sides_of
from glassnet.sweeping.question import SEARCHES, Pictures, Question, Search, versions_here
from glassnet.sweeping.ranges import Choices
from glassnet.sweeping.scoring import FILE, groups_of, scored
from glassnet.sweeping.searching import FIRST_ROUND, next_round
from glassnet.sweeping.serial import Bench, one_after_the_other
from glassnet.sweeping.space import Space
from glassnet.sweeping.study import Study
from glassnet.sweeping.trial import Habits
from glassnet.sweeping.writing import write

Where = str | PathLike[str]
_WITHOUT_END = 2**62  # bytes, where the machine does not say what it has
DRAWN = 20  # networks that are drawn where nobody says how many


@dataclass(frozen=True)
class Plan:
    """A sweep that is settled and kept in its folder, and not begun. `cost` is None where nobody asked for it."""

    folder: StudyFolder
    question: Question
    agenda: Agenda
    cost: Cost | None = None


def sweep(
    data: Splits | Images | str,
    space: Mapping[str, Any] | Space,
    *,
    seeds: int | Sequence[int] = 5,
    search: Search = "grid",
    networks: int | None = None,
    seed: int = 0,
    patience: int | None = None,
    budget: float | None = None,
    workers: int | None = None,
    out: Where | None = None,
    watch: Callable[[Event], object] | None = None,
) -> Study:
    """Train every network of a space from several seeds, and say what can be told of their differences.

    `data` are splits (trained on by one part, chosen by the second, the chosen one scored once on the third), images
    that are then split by groups, or the name of a data set. `space` says by knob what to try: `{"filters": [3, 9],
    "pool": "none,2,3", "conv_layers": "1..3"}`; what it leaves out is as in the post of 2017. Networks that cannot be
    are never run, equal ones run once; both are listed in `study.agenda.skipped`.

    `seeds` are how many, or which: every network gets the same. `search="grid"` tries all; "random" draws `networks` of
    them by `seed`, the post's own first; "tpe" begins so, then goes where results were good (needs Optuna). `patience`
    stops a run after so many epochs without a better validation loss. `budget` are seconds: networks beyond it are left
    out. `workers` are processes of one thread each.

    All is kept in the folder `out`, each run as soon as it has ended. Called again with the same question it goes on
    where it was, and ends with the same table, bit for bit, whatever `workers` was. Ctrl-C keeps what has ended;
    `watch` is shown every event.

    Raises `SettingError` for a space that is empty or contradicts itself, `UnknownName` for a knob we do not know,
    `DataError` for too few pictures and for a folder that holds the study of another question.

    >>> import glassnet as gn
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     digits = gn.data.split(gn.datasets.digits.images()[:300], method="random")
    ...     space = {"conv_layers": 0, "dense": "none,8", "epochs": 1}
    ...     study = gn.sweep(digits, space, seeds=2, out=folder, workers=1)
    >>> len(study.results), study.results[0].seeds, study.missing
    (2, 2, 0)
    """
    splits = _splits(data)
    name = data if isinstance(data, str) else "pictures"
    plan = planned(
        splits, space, seeds=seeds, search=search, networks=networks, seed=seed, patience=patience, budget=budget,
        workers=workers, out=out, name=name,
    )  # fmt: skip
    return finished(plan.folder, workers=workers, watch=watch)


def planned(
    splits: Splits,
    space: Mapping[str, Any] | Space,
    *,
    seeds: int | Sequence[int] = 5,
    search: Search = "grid",
    networks: int | None = None,
    seed: int = 0,
    patience: int | None = None,
    budget: float | None = None,
    workers: int | None = None,
    out: Where | None = None,
    name: str = "pictures",
    with_cost: bool = False,
) -> Plan:
    """Settle a sweep and keep it in its folder, or find it there: what `sweep` does before anything is trained."""
    _check_search(search, budget)
    question = Question(
        Pictures.of(splits, name),
        Space.of(space),
        _seeds(seeds),
        _search(search),
        _networks(networks, search),
        seed,
        patience,
        (available_memory() or _WITHOUT_END) - PROCESS,
        None if budget is None else max(1, round(budget)),
        versions_here(),
    )
    folder = study_folder(Path(out) if out else Path("runs") / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}-sweep")
    with folder.held():
        if folder.is_study:
            _check_same(folder, question)
            return Plan(folder, folder.question(), folder.agenda())
        plan = _agenda(question)
        stored.keep(splits, folder.pictures, _shapes(question))
        known = None
        if budget is not None or with_cost:
            known = _cost(folder, question, plan, workers)
        if budget is not None and known is not None:
            count = affordable(known, [made.key for made in plan.candidates], len(question.seeds), budget)
            plan = first_of(plan, count, f"the budget of {budget:,.0f} s is used up by the networks before it")
            known = known.of(plan, len(question.seeds))
        folder.begin(question, plan)
    return Plan(folder, question, plan, known)


def finished(
    folder: StudyFolder, *, workers: int | None = None, watch: Callable[[Event], object] | None = None
) -> Study:
    """Run what is still to be done of a study, and say what came of it all. Ctrl-C keeps what has ended."""
    with folder.held():
        try:
            for event in going(folder, workers):
                if watch is not None:
                    watch(event)
        except KeyboardInterrupt:
            write(study_in(folder))
            raise
        study = study_in(folder)
        write(study)
    return study


def resume(out: Where, *, workers: int | None = None, watch: Callable[[Event], object] | None = None) -> Study:
    """Go on with the study in a folder. What has ended is not done again; the table is that of an unbroken sweep.

    Raises `FileError` where there is no study, `DataError` where other versions of packages would finish it.
    """
    return finished(resumable(out), workers=workers, watch=watch)


def resumable(out: Where) -> StudyFolder:
    """The folder of a study that can be gone on with. Raises what `resume` raises."""
    folder = StudyFolder(Path(out))
    others = list(folder.question().other_versions(versions_here()))
    if others:
        raise DataError(
            f"The study in '{shown(str(out))}' was made by other versions: {'; '.join(others)}. Its table would mix "
            "two ways to add up. Install those versions, or begin a new study."
        )
    return folder


def going(folder: StudyFolder, workers: int | None = None) -> Iterator[Event]:
    """Run what is still to be done, and tell each thing that happens. Ask for no more events, and it stops."""
    question, plan = folder.question(), folder.agenda()
    expected = len(_jobs(folder, question, plan)) + (0 if plan.whole else question.networks or 0)
    hands = min(workers or processors(), expected)
    bench = Bench(folder, question.shape, Habits(question.patience))
    free = (available_memory() or _WITHOUT_END) - hands * PROCESS
    with Crew(folder, hands, free) as crew:
        while True:
            jobs = _jobs(folder, question, plan)
            yield from crew.run(jobs) if hands > 1 else one_after_the_other(jobs, bench)
            if plan.whole:
                return
            plan = next_round(question, plan, folder.records(plan, question.seeds), _limit(question))
            folder.write_agenda(plan)


def _jobs(folder: StudyFolder, question: Question, plan: Agenda) -> list[Job]:
    """What has no record yet. What was lost has another chance, as long as nothing hangs on it."""
    done = folder.records(plan, question.seeds)
    if not (folder.path / FILE).exists():
        for name in [name for name, record in done.items() if record.ended == LOST]:
            folder.record(*name).unlink()
            del done[name]
    return [Job(made, seed) for made in plan.candidates for seed in question.seeds if (made.key, seed) not in done]


def study_in(folder: StudyFolder) -> Study:
    """The study as its folder holds it. Once all is run, the chosen network is scored on the test pictures."""
    question, plan = folder.question(), folder.agenda()
    groups = groups_of(stored.part_of(folder.pictures, "validation", _shapes(question)[0]))
    study = Study(folder, question, plan, folder.records(plan, question.seeds), groups)
    if study.missing or study.chosen is None:
        return study
    return replace(study, test=scored(folder, question, study.chosen))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _limit(question: Question) -> int:
    return question.limit or _WITHOUT_END


def _agenda(question: Question) -> Agenda:
    space, classes, limit = question.space, len(question.pictures.classes), _limit(question)
    if question.search == "grid":
        return agenda(space.grid(), question.shape, classes, most=question.networks, limit=limit)
    wanted = question.networks or DRAWN
    first = min(wanted, FIRST_ROUND) if question.search == "tpe" else wanted
    found = agenda(drawn(space, question.search_seed, wanted), question.shape, classes, most=first, limit=limit)
    return replace(found, whole=len(found) < first or first == wanted)


def _cost(folder: StudyFolder, question: Question, plan: Agenda, workers: int | None) -> Cost:
    parts = {
        made.key: stored.part_of(folder.pictures, "train", sides_of(made.configuration, question.shape))
        for made in plan.candidates
    }
    share = question.pictures.validation / question.pictures.train
    return cost(plan, parts, len(question.seeds), share, workers or processors())


def _check_same(folder: StudyFolder, question: Question) -> None:
    others = list(folder.question().differences(question))
    if others:
        listed = "\n".join(f"  {each}" for each in others)
        raise DataError(
            f"'{shown(str(folder.path))}' holds the study of another question:\n{listed}\n"
            "Ask the same to go on with it, or name a new folder."
        )


def _shapes(question: Question) -> tuple[Shape, ...]:
    """The sides in which the networks of this question may ask for pictures."""
    values = dict(question.space.knobs).get("size")
    sizes = values.values if isinstance(values, Choices) else (None,)
    known = (sides_of(configuration({"size": size}), question.shape) for size in sizes)
    return tuple(dict.fromkeys(known))


def _splits(data: Splits | Images | str) -> Splits:
    if isinstance(data, str):
        return named_splits(data)
    return data if isinstance(data, Splits) else split(data)


def _seeds(given: int | Sequence[int]) -> tuple[int, ...]:
    seeds = tuple(range(given)) if isinstance(given, int) else tuple(int(each) for each in given)
    if not seeds or min(seeds) < 0 or len(set(seeds)) < len(seeds):
        raise SettingError(
            f"seeds={given!r}: give how many, from 1 on, or a list of different whole numbers from 0 on."
        )
    return seeds


def _search(given: str) -> Search:
    for known in SEARCHES:
        if given == known:
            return known
    raise unknown("search", given, SEARCHES)


def _check_search(search: str, budget: float | None) -> None:
    if search != "tpe":
        return
    needs("optuna", "to search by TPE", extra="sweep")
    if budget is not None:
        raise SettingError(
            "A budget chooses among networks that are known beforehand, and TPE finds them on the way. Say how many "
            "it may try: --networks 30."
        )


def _networks(given: int | None, search: str) -> int | None:
    if given is not None and given < 1:
        raise SettingError(f"networks={given}: at least one network is tried.")
    return DRAWN if given is None and search != "grid" else given
