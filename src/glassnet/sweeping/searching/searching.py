"""Where to look next: rounds of networks that TPE proposes from what those before them came to.

A round is proposed from finished rounds alone, so it is the same however many workers there are, and after a break.
Source: Bergstra et al. 2011 (tree-structured Parzen estimators), by Optuna.
"""

from collections.abc import Mapping
from dataclasses import replace

from glassnet.extras import needs
from glassnet.seeds import stream
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.searching.proposing import View
from glassnet.sweeping.space.agenda import TRIES, Agenda, Candidate, Skipped, tryable

FIRST_ROUND = 8  # drawn by chance: enough for a first guess of where it is good
ROUND = 4


def wanted(
    question: Question, plan: Agenda, records: Mapping[tuple[str, int], Record], workers: int, again: int = 0
) -> int:
    """How many networks there may be in all: as many as were asked for, and as the budget has time for.

    What is left of it is held against what the networks so far took on average, by clocks of their own runs; `again`
    runs are still to be done when the search is over.
    """
    most = question.networks or 0
    if question.budget is None or not records:
        return most
    spent = sum(record.seconds for record in records.values()) / workers
    of_one = max(1e-9, spent / len(plan))
    room = int((question.budget - spent) / of_one - again / len(question.seeds))
    return min(most, len(plan) + max(0, room))


def next_round(
    question: Question,
    plan: Agenda,
    records: Mapping[tuple[str, int], Record],
    limit: int,
    most: int | None = None,
) -> Agenda:
    """The agenda with one round more; whole, once there are `most` networks (as asked for) or no new one is found."""
    most = (question.networks or 0) if most is None else most
    if len(plan) >= most:
        return replace(plan, whole=True)
    optuna = needs("optuna", "to search by TPE", extra="sweep")
    kept = {made.key: made for made in plan.candidates}
    seen = {made.configuration for made in plan.candidates} | {left.configuration for left in plan.skipped}
    skipped: list[Skipped] = []
    before, enough = len(kept), min(len(kept) + ROUND, most)
    view = View(optuna, question, stream(question.search_seed, "tpe", len(plan)) % 2**32)
    view.take(plan, records)
    for _ in range(TRIES):
        if len(kept) >= enough:
            break
        known = view.propose()
        view.begin(known)  # also what is known or cannot be: else it is what is proposed again and again
        if known in seen:
            continue
        seen.add(known)
        found = tryable(known, question.shape, len(question.pictures.classes), limit, kept)
        if isinstance(found, Candidate):
            kept[found.key] = found
        else:
            skipped.append(found)
    done = len(kept) >= most or len(kept) == before
    return Agenda(tuple(kept.values()), (*plan.skipped, *skipped), whole=done)
