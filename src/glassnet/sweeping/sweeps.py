"""`gn.sweep`: pictures and a space in, a study out. What is tried is settled first, then run, then told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from glassnet.data.images import Images
from glassnet.data.named import named_splits
from glassnet.data.names import shown
from glassnet.data.splits import Splits, split
from glassnet.errors import DataError
from glassnet.sweeping.keeping import to_do_again
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.folder import KeepModels, StudyFolder, check_keep_models
from glassnet.sweeping.kept.models import most_again
from glassnet.sweeping.kept.question import Question, Search, shapes_of, versions_here
from glassnet.sweeping.kept.stored import groups_of
from glassnet.sweeping.planning import Where, limit_of, planned
from glassnet.sweeping.running.database import check_storage
from glassnet.sweeping.running.events import Event, Job, everyone
from glassnet.sweeping.running.on_ray import check_place
from glassnet.sweeping.running.places import company, place
from glassnet.sweeping.running.trying import LOST
from glassnet.sweeping.scoring import scored
from glassnet.sweeping.searching.halving import after_stage, at_stage
from glassnet.sweeping.searching.searching import next_round, wanted
from glassnet.sweeping.space.agenda import Agenda
from glassnet.sweeping.space.building import Trial
from glassnet.sweeping.space.space import Space
from glassnet.sweeping.study import Study
from glassnet.sweeping.writing import write


def sweep(
    data: Splits | Images | str,
    space: Mapping[str, Any] | Space | None = None,
    *,
    seeds: int | Sequence[int] = 5,
    search: Search = "grid",
    networks: int | Sequence[Any] | None = None,
    seed: int = 0,
    patience: int | None = None,
    budget: float | None = None,
    build: Callable[[Trial], Any] | None = None,
    halving: bool = False,
    keep_models: KeepModels | None = None,
    workers: int | None = None,
    out: Where | None = None,
    on: str | None = None,
    storage: str | None = None,
    watch: Callable[[Event], object] | None = None,
) -> Study:
    """Train every network of a space from several seeds, and say what can be told of their differences.

    `data` are splits (trained on by one part, chosen by the second, the chosen one scored once on the third), images
    that are then split by groups, or the name of a data set. `space` says by knob what to try: `{"filters": [3, 9],
    "pool": "none,2,3", "conv_layers": "1..3"}`; what it leaves out is as in the post of 2017. Networks that cannot be
    are never run, equal ones run once; both are listed in `study.agenda.skipped`.

    `build` is a function in place of knobs: it asks `trial.choose("dense", [128, 1024])`, goes on by the answers as it
    likes, and returns a network. It is called here alone, so any function will do; optimizer, learning_rate, batch and
    epochs may stand in `space` beside it.

    `halving` lets all train a ninth of their epochs, the better third of them a third, and the better third of those
    all; the others are listed as pruned, with their score then, and not ranked. It needs 200 validation pictures.

    `seeds` are how many, or which: every network gets the same. `search="grid"` tries all; "random" draws so many of
    them by `seed`, the post's own first; "tpe" begins so, then goes where results were good (needs Optuna).
    `patience` stops a run after so many epochs without a better validation loss. `budget` are seconds: networks beyond
    it are left out, and a search goes on until they are used up. `workers` are processes of one thread each; `on="ray"`
    runs them on a cluster, "ray:HOST:6379" on that one. `storage` is the URL of a PostgreSQL database where machines
    that ask the same share the runs out among them.

    `keep_models="all"` keeps every trained network; "chosen" the chosen one's alone, with the first seed of those that
    the page shows beside it. Those are trained again at the end, which takes about one part in N of N networks.

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
    check_place(on)
    check_storage(storage)
    splits = _splits(data)
    name = data if isinstance(data, str) else "pictures"
    plan = planned(
        splits, space, seeds=seeds, search=search, networks=networks, seed=seed, patience=patience, budget=budget,
        workers=workers, out=out, name=name, build=build,
        halving=halving, keep_models=keep_models,
    )  # fmt: skip
    return finished(plan.folder, workers=workers, on=on, storage=storage, watch=watch, space=plan.question.space)


def finished(
    folder: StudyFolder,
    *,
    workers: int | None = None,
    on: str | None = None,
    storage: str | None = None,
    watch: Callable[[Event], object] | None = None,
    space: Space | None = None,
) -> Study:
    """Run what is still to be done of a study, and say what came of it all. Ctrl-C keeps what has ended.

    `space` is needed where a search goes on with a function of the user's, which no folder holds.
    """
    with folder.held():
        try:
            for event in going(folder, workers, on, storage, space):
                if watch is not None:
                    watch(event)
        except KeyboardInterrupt:
            write(study_in(folder))
            raise
        study = study_in(folder)
        write(study)
    return study


def resume(
    out: Where,
    *,
    keep_models: KeepModels | None = None,
    workers: int | None = None,
    on: str | None = None,
    storage: str | None = None,
    watch: Callable[[Event], object] | None = None,
) -> Study:
    """Go on with the study in a folder. What has ended is not done again; the table is that of an unbroken sweep.

    `keep_models` is as it was, unless given: it counts from now on.

    Raises `FileError` where there is no study, `DataError` where other versions of packages would finish it.
    """
    return finished(resumable(out, keep_models), workers=workers, on=on, storage=storage, watch=watch)


def resumable(out: Where, keep_models: KeepModels | None = None) -> StudyFolder:
    """The folder of a study that can be gone on with; its models are kept so from now on. Raises what `resume` does."""
    check_keep_models(keep_models)
    folder = StudyFolder(Path(out))
    others = list(folder.question().other_versions(versions_here()))
    if others:
        raise DataError(
            f"The study in '{shown(str(out))}' was made by other versions: {'; '.join(others)}. Its table would mix "
            "two ways to add up. Install those versions, or begin a new study."
        )
    with folder.held():
        folder.keep(keep_models)
    return folder


def going(
    folder: StudyFolder,
    workers: int | None = None,
    on: str | None = None,
    storage: str | None = None,
    space: Space | None = None,
) -> Iterator[Event]:
    """Run what is still to be done, and tell each thing that happens. Ask for no more events, and it stops."""
    with company(folder, storage) as we:
        question, plan = folder.question(), folder.agenda()
        question = replace(question, space=space or question.space)
        _check_shared(question, storage)
        with place(folder, question, _ahead(folder, question, plan), workers, on) as (runner, hands):
            while True:
                yield from we.run(_jobs(folder, question, at_stage(question, plan)), runner)
                if plan.whole:
                    break
                plan = _next(folder, question, plan, hands)
                folder.write_agenda(plan)
            # Each machine for itself: its folder is then whole, and no model goes over the network.
            yield from runner(to_do_again(_study(folder, question, plan)), everyone)


def _ahead(folder: StudyFolder, question: Question, plan: Agenda) -> int:
    """How many runs are still to be done, as far as anybody knows."""
    left = len(_jobs(folder, question, plan)) + (0 if plan.whole else question.networks or 0)
    return left or len(to_do_again(_study(folder, question, plan)))


def _next(folder: StudyFolder, question: Question, plan: Agenda, hands: int) -> Agenda:
    """The plan when all of it is done so far: the better networks for longer, or more of them."""
    done = folder.records(at_stage(question, plan), question.seeds)
    if question.halving:
        return after_stage(question, plan, done)
    again = most_again(len(plan), len(question.seeds), folder.keep_models)
    return next_round(question, plan, done, limit_of(question), wanted(question, plan, done, hands, again))


def _check_shared(question: Question, storage: str | None) -> None:
    """Refuse what machines that share a study would each decide in their own way."""
    if storage is not None and question.search == "tpe" and question.budget is not None:
        raise DataError(
            "With --storage a search by tpe takes no --budget: how many networks that gives depends on each machine's "
            "clock. Say how many with --networks."
        )


def _jobs(folder: StudyFolder, question: Question, plan: Agenda) -> list[Job]:
    """What has no record yet. What was lost has another chance, as long as nothing hangs on it."""
    done = folder.records(plan, question.seeds)
    if not folder.test_score.exists():
        for name in [name for name, record in done.items() if record.ended == LOST]:
            folder.record(*name).unlink()
            del done[name]
    is_short = question.halving and not plan.whole  # what is dropped after a few epochs nobody looks at
    keeps = folder.keep_models == "all" and not is_short
    left = [(made, seed) for made in plan.candidates for seed in question.seeds if (made.key, seed) not in done]
    return [Job(made, seed, keeps) for made, seed in left]


def study_in(folder: StudyFolder) -> Study:
    """The study as its folder holds it. Once all is run, the chosen network is scored on the test pictures."""
    question = folder.question()
    study = _study(folder, question, folder.agenda())
    if study.missing or study.chosen is None:
        return study
    return replace(study, test=scored(folder, question, study.chosen))


def _study(folder: StudyFolder, question: Question, plan: Agenda) -> Study:
    groups = groups_of(stored.part_of(folder.pictures, "validation", shapes_of(question)[0]))
    return Study(folder, question, plan, folder.records(plan, question.seeds), groups)


def _splits(data: Splits | Images | str) -> Splits:
    if isinstance(data, str):
        return named_splits(data)
    if not isinstance(data, Splits | Images):
        raise DataError(
            f"A sweep takes splits, images or the name of a data set, not {type(data).__name__}. Of arrays make images "
            "first: gn.data.arrays(X, Y)."
        )
    return data if isinstance(data, Splits) else split(data)
