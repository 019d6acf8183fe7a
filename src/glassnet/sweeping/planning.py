"""Settling a sweep: from what was asked to a folder that says what will be tried. Nothing is trained yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from os import PathLike
from pathlib import Path
from shutil import disk_usage
from typing import Any

import numpy as np

from glassnet.data.names import shown
from glassnet.data.splits import Splits
from glassnet.errors import DataError, EnvironmentProblem, SettingError, unknown
from glassnet.extras import needs
from glassnet.graph.amounts import in_bytes
from glassnet.graph.free_memory import available_memory
from glassnet.graph.shape import Shape
from glassnet.sweeping import stored
from glassnet.sweeping.agenda import Agenda, agenda, drawn, first_of
from glassnet.sweeping.building import Builder, Trial
from glassnet.sweeping.configuration import configuration
from glassnet.sweeping.cost import PROCESS, RECORD, Cost, affordable, cost
from glassnet.sweeping.crew import processors
from glassnet.sweeping.expected import keep_expected
from glassnet.sweeping.folder import StudyFolder, study_folder
from glassnet.sweeping.halving import check, share_of_work
from glassnet.sweeping.networks import sides_of
from glassnet.sweeping.question import SEARCHES, Pictures, Question, Search, versions_here
from glassnet.sweeping.scoring import groups_of
from glassnet.sweeping.searching import FIRST_ROUND
from glassnet.sweeping.space import Space

Where = str | PathLike[str]
WITHOUT_END = 2**62  # bytes, where the machine does not say what it has
DRAWN = 20  # networks that are drawn where nobody says how many
SEARCHED = 1000  # the most that a search with a budget of time finds


@dataclass(frozen=True)
class Plan:
    """A sweep that is settled and kept in its folder, and not begun. `cost` is None where nobody asked for it."""

    folder: StudyFolder
    question: Question
    agenda: Agenda
    cost: Cost | None = None


def planned(
    splits: Splits,
    space: Mapping[str, Any] | Space | None = None,
    *,
    seeds: int | Sequence[int] = 5,
    search: Search = "grid",
    networks: int | Sequence[Any] | None = None,
    seed: int = 0,
    patience: int | None = None,
    budget: float | None = None,
    workers: int | None = None,
    out: Where | None = None,
    name: str = "pictures",
    with_cost: bool = False,
    build: Callable[[Trial], Any] | None = None,
    halving: bool = False,
) -> Plan:
    """Settle a sweep and keep it in its folder, or find it there: what `sweep` does before anything is trained."""
    _check(search, budget, patience)
    pictures = Pictures.of(splits, name)
    if build is None:
        space, count = _space(space, networks)
    else:
        space, count = _built(build, space, networks, pictures, search, seed)
    question = Question(
        pictures,
        space,
        _seeds(seeds),
        _search(search),
        _networks(count, search, budget),
        seed,
        patience,
        (available_memory() or WITHOUT_END) - PROCESS,
        None if budget is None else max(1, round(budget)),
        bool(halving),
        versions_here(),
    )
    folder = study_folder(Path(out) if out else Path("runs") / f"{datetime.now().astimezone():%Y-%m-%d-%H%M%S}-sweep")
    with folder.held():
        if folder.is_study:
            _check_same(folder, question)
            return Plan(folder, replace(folder.question(), space=question.space), folder.agenda())
        plan, share = _agenda(question), 1.0
        if halving:
            check(plan, len(np.unique(groups_of(splits.validation))), search)
            share = share_of_work(len(plan), plan.candidates[0].configuration.whole("epochs"))
            plan = replace(plan, whole=False)
        stored.keep(splits, folder.pictures, shapes_of(question))
        known = None
        if budget is not None or with_cost:
            known = _cost(folder, question, plan, workers)
        if budget is not None and known is not None:
            count = affordable(known, [made.key for made in plan.candidates], len(question.seeds), budget / share)
            plan = replace(plan, whole=plan.whole or (count < len(plan) and not halving))
            plan = first_of(plan, count, f"the budget of {budget:,.0f} s is used up by the networks before it")
            known = known.of(plan, len(question.seeds))
        if known is not None:
            known = replace(known, total=known.total * share)
        _check_disk(folder, plan, len(question.seeds))
        if known is not None:
            keep_expected(folder, known)
        folder.begin(question, plan)
    return Plan(folder, question, plan, known)


def limit_of(question: Question) -> int:
    """The bytes that one network may take."""
    return question.limit or WITHOUT_END


def _agenda(question: Question) -> Agenda:
    space, classes, limit = question.space, len(question.pictures.classes), limit_of(question)
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
    seeds = len(question.seeds)
    known = cost(plan, parts, seeds, share, workers or processors())
    alone = replace(known, workers=1).of(plan, seeds)
    # Where nobody says how many, and little is to be done, starting workers would take longer than doing it.
    return alone if workers is None and plan.whole and alone.total <= known.total else known


def _check_disk(folder: StudyFolder, plan: Agenda, seeds: int) -> None:
    """Say before the first run, not in the middle, that the disk is too small for the models."""
    needed = sum(seeds * (made.model_bytes + RECORD) for made in plan.candidates)
    free = disk_usage(folder.path).free
    if needed > free:
        raise EnvironmentProblem(
            f"The models of {len(plan) * seeds:,} runs take {in_bytes(needed)}, and the disk of "
            f"'{shown(str(folder.path))}' has {in_bytes(free)} free. Free some, or try fewer networks."
        )


def _check_same(folder: StudyFolder, question: Question) -> None:
    others = list(folder.question().differences(question))
    if others:
        listed = "\n".join(f"  {each}" for each in others)
        raise DataError(
            f"'{shown(str(folder.path))}' holds the study of another question:\n{listed}\n"
            "Ask the same to go on with it, or name a new folder."
        )


def shapes_of(question: Question) -> tuple[Shape, ...]:
    """The sides in which the networks of this question may ask for pictures."""
    known = (sides_of(configuration({"size": size}), question.shape) for size in question.space.sizes)
    return tuple(dict.fromkeys(known))


def _space(space: Mapping[str, Any] | Space | None, networks: int | Sequence[Any] | None) -> tuple[Space, int | None]:
    """The space, with the list of networks where one is given; and how many are to be drawn."""
    if networks is None or isinstance(networks, int):
        return Space.of(space or {}), networks
    if isinstance(space, Space):
        raise SettingError(
            "Give the list of networks to Space.of, as its knob 'network', or a space by knob beside it."
        )
    return Space.of({"network": networks, **(space or {})}), None


def _built(
    build: Callable[[Trial], Any], space: Any, networks: Any, pictures: Pictures, search: str, seed: int
) -> tuple[Space, int | None]:
    """The space of what a function asks for."""
    if not callable(build):
        raise SettingError(f"build={build!r:.40}: give a function that takes a trial and returns a network.")
    if isinstance(space, Space) or not (networks is None or isinstance(networks, int)):
        raise SettingError("A function makes the networks: leave the list of networks, or the other space, out.")
    builder = Builder(build, Shape(pictures.shape), len(pictures.classes))
    return Space.of_function(builder, space or {}, all_ways=search == "grid", seed=seed), networks


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


def _check(search: str, budget: float | None, patience: int | None) -> None:
    if patience is not None and patience < 1:
        raise SettingError(f"patience={patience}: a run waits at least one epoch for a better one.")
    if search != "tpe":
        return
    needs("optuna", "to search by TPE", extra="sweep")


def _networks(given: int | None, search: str, budget: float | None) -> int | None:
    if given is not None and given < 1:
        raise SettingError(f"networks={given}: at least one network is tried.")
    usual = SEARCHED if search == "tpe" and budget is not None else DRAWN
    return usual if given is None and search != "grid" else given
