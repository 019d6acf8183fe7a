"""What a sweep will try and not try, and what that will take, in 80 columns: said before anything runs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glassnet.sweeping.kept.question import Question
    from glassnet.sweeping.planning import Plan
    from glassnet.sweeping.space.agenda import Agenda


def of_plan(plan: "Plan", workers: int, on: str | None = None) -> str:
    """What will be tried and what not, and what it will take by workers of this machine."""
    from glassnet.evaluation.wording import wrapped
    from glassnet.sweeping.telling import told_agenda

    tried = told_agenda(plan.agenda, plan.question.space.varied)
    takes = " ".join(filter(None, (_begins(plan), _runs(plan, workers, on), _expected(plan, on), _keeps(plan))))
    return f"{tried}{_later(plan)}\n\n{wrapped(takes)}"


def course_of(question: "Question", plan: "Agenda") -> list[tuple[int, int]]:
    """How many networks train for how many epochs, stage by stage of halving; empty where no stage is ahead."""
    from glassnet.sweeping.searching.halving import course

    if not question.halving or plan.whole:
        return []
    return course(len(plan), plan.candidates[0].configuration.whole("epochs"), plan.stage)


def _is_open(plan: "Plan") -> bool:
    """Whether a search goes on until a budget is used up, so that nobody knows how many networks it will try."""
    return not plan.agenda.whole and plan.question.budget is not None and not plan.question.halving


def _networks(plan: "Plan") -> int:
    """How many will be tried, as far as anybody knows."""
    if plan.agenda.whole or plan.question.halving or _is_open(plan):
        return len(plan.agenda)
    return max(len(plan.agenda), plan.question.networks or 0)


def _later(plan: "Plan") -> str:
    """What of the networks is not settled yet."""
    if plan.agenda.whole:
        return ""
    if plan.question.halving:
        return "\nthe better third of them goes on, and again; the others are pruned"
    if _is_open(plan):
        return f"\nmore are found on the way, where it was good, until {plan.question.budget:,} s are used up"
    return f"\n{_networks(plan) - len(plan.agenda)} more are found on the way, where it was good"


def _begins(plan: "Plan") -> str:
    stages = course_of(plan.question, plan.agenda)
    if stages:
        return f"Networks and epochs: {', '.join(f'{count:,} for {epochs}' for count, epochs in stages)}."
    return "At first" if _is_open(plan) else ""


def _runs(plan: "Plan", workers: int, on: str | None) -> str:
    seeds = len(plan.question.seeds)
    of_stages = sum(count for count, _ in course_of(plan.question, plan.agenda))
    runs = seeds * (of_stages or _networks(plan))
    return f"{runs:,} runs, {seeds} seed{'s' * (seeds != 1)} each, by {'Ray' if on else _workers(workers)}."


def _expected(plan: "Plan", on: str | None) -> str:
    """Time, memory and disk; those of networks that are found later in proportion."""
    from glassnet.engine.plan import in_time
    from glassnet.graph.amounts import in_bytes

    cost = plan.cost
    if cost is None:
        return ""
    networks = _networks(plan)
    share = networks / len(plan.agenda)
    timed = f"{cost.timed} network{'s' * (cost.timed != 1)}"
    some = "" if cost.timed == networks else f" ({timed} timed, the rest reckoned)"
    here = f" by {_workers(cost.workers)} of this machine" if on else ""
    disk = round(cost.disk * (share if plan.folder.keep_models == "all" else 1.0))
    return (
        f"Expected{here}: {in_time(cost.total * share)}{some}, memory {in_bytes(cost.memory)}, disk {in_bytes(disk)}."
    )


def _keeps(plan: "Plan") -> str:
    from glassnet.sweeping.kept.models import most_again

    keep = plan.folder.keep_models
    if keep == "all":
        return ""
    return (
        "Of trained networks those of the chosen one are kept, and one of each that is shown beside it: at most "
        f"{most_again(_networks(plan), len(plan.question.seeds), keep)} runs, which are done again at the end."
    )


def _workers(count: int) -> str:
    return "one worker" if count == 1 else f"{count} workers"
