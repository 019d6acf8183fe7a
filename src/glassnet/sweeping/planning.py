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
from glassnet.sweeping.forecast.cost import Cost, Terms, affordable, disk_of
from glassnet.sweeping.forecast.expected import keep_expected
from glassnet.sweeping.forecast.reckoning import cost_of
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.folder import KeepModels, StudyFolder, check_keep_models, study_folder
from glassnet.sweeping.kept.question import SEARCHES, Pictures, Question, Search, shapes_of, versions_here
from glassnet.sweeping.kept.stored import groups_of
from glassnet.sweeping.running.processes import PROCESS, WITHOUT_END
from glassnet.sweeping.searching.halving import check
from glassnet.sweeping.searching.searching import FIRST_ROUND
from glassnet.sweeping.space.agenda import Agenda, agenda, drawn, first_of
from glassnet.sweeping.space.building import Builder, Trial
from glassnet.sweeping.space.space import Space

Where = str | PathLike[str]
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
    keep_models: KeepModels | None = None,
) -> Plan:
    """Settle a sweep and keep it in its folder, or find it there: what `sweep` does before anything is trained."""
    _check(search, budget, patience)
    check_keep_models(keep_models)
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
            folder.keep(keep_models)
            return Plan(folder, replace(folder.question(), space=question.space), folder.agenda())
        plan = _agenda(question)
        if halving:
            check(plan, len(np.unique(groups_of(splits.validation))), search)
            plan = replace(plan, whole=False)
        stored.keep(splits, folder.pictures, shapes_of(question))
        terms, known = Terms(len(question.seeds), workers or 1, keep_models or "all", halving), None
        if budget is not None or with_cost:
            known, terms = cost_of(folder, question, plan, workers, terms)
        if budget is not None and known is not None:
            plan = _within(budget, plan, known, terms)
            known = known.of(plan, terms)
        _check_disk(folder, plan, terms)
        if known is not None:
            keep_expected(folder, known)
        folder.keep(terms.keep)
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


def _within(budget: float, plan: Agenda, known: Cost, terms: Terms) -> Agenda:
    """The plan with the networks that a budget has time for. A search that is cut short so does not go on."""
    count = affordable(known, plan, terms, budget)
    plan = replace(plan, whole=plan.whole or (count < len(plan) and not terms.halving))
    return first_of(plan, count, f"the budget of {budget:,.0f} s is used up by the networks before it")


def _check_disk(folder: StudyFolder, plan: Agenda, terms: Terms) -> None:
    """Say before the first run, not in the middle, that the disk is too small for the models."""
    needed, free = disk_of(plan.candidates, terms), disk_usage(folder.path).free
    if needed > free:
        less = " --keep-models chosen keeps few of them." if terms.keep == "all" else ""
        raise EnvironmentProblem(
            f"The models of {len(plan) * terms.seeds:,} runs take {in_bytes(needed)}, and the disk of "
            f"'{shown(str(folder.path))}' has {in_bytes(free)} free. Free some, or try fewer networks.{less}"
        )


def _check_same(folder: StudyFolder, question: Question) -> None:
    others = list(folder.question().differences(question))
    if others:
        listed = "\n".join(f"  {each}" for each in others)
        raise DataError(
            f"'{shown(str(folder.path))}' holds the study of another question:\n{listed}\n"
            "Ask the same to go on with it, or name a new folder."
        )


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
