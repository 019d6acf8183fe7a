"""Where to look next: rounds of networks that TPE proposes from what those before them came to.

A round is proposed from finished rounds alone, so it is the same however many workers there are, and after a break.
Source: Bergstra et al. 2011 (tree-structured Parzen estimators), by Optuna.
"""

import warnings
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from glassnet.extras import needs
from glassnet.seeds import stream
from glassnet.sweeping.agenda import TRIES, Agenda, Candidate, Skipped, tryable
from glassnet.sweeping.configuration import Configuration
from glassnet.sweeping.question import Question
from glassnet.sweeping.ranges import Choices, Span, Values
from glassnet.sweeping.record import Record
from glassnet.sweeping.space import Space
from glassnet.sweeping.values import Value

FIRST_ROUND = 8  # drawn by chance: enough for a first guess of where it is good
ROUND = 4


def wanted(question: Question, plan: Agenda, records: Mapping[tuple[str, int], Record], workers: int) -> int:
    """How many networks there may be in all: as many as were asked for, and as the budget has time for.

    What is left of it is held against what the networks so far took on average, by clocks of their own runs.
    """
    most = question.networks or 0
    if question.budget is None or not records:
        return most
    spent = sum(record.seconds for record in records.values()) / workers
    room = int((question.budget - spent) / max(1e-9, spent / len(plan)))
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
    view = _view(optuna, question, plan, records)
    spaces = {name: _distribution(optuna, values) for name, values in question.space.knobs}
    for _ in range(TRIES):
        if len(kept) >= enough:
            break
        trial = view.ask(spaces)
        known = _configuration(question.space, trial.params)
        if known in seen:
            view.tell(trial, state=optuna.trial.TrialState.FAIL)
            continue
        seen.add(known)
        found = tryable(known, question.shape, len(question.pictures.classes), limit, kept)
        if isinstance(found, Candidate):
            kept[found.key] = found
        else:
            skipped.append(found)
            view.tell(trial, state=optuna.trial.TrialState.FAIL)
    done = len(kept) >= most or len(kept) == before
    return Agenda(tuple(kept.values()), (*plan.skipped, *skipped), whole=done)


def _view(optuna: Any, question: Question, plan: Agenda, records: Mapping[tuple[str, int], Record]) -> Any:
    """What is known so far, as Optuna takes it: in memory, forgotten after the round."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Optuna calls what keeps proposals apart experimental
        seed = stream(question.search_seed, "tpe", len(plan)) % 2**32
        sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=0, constant_liar=True)
    view = optuna.create_study(direction="maximize", sampler=sampler)
    spaces = {name: _distribution(optuna, values) for name, values in question.space.knobs}
    for made in plan.candidates:
        of_key = [records[made.key, seed].accuracy for seed in question.seeds]
        params = {name: _param(values, made.configuration, name) for name, values in question.space.knobs}
        if all(accuracy is not None for accuracy in of_key):
            mean = float(np.mean([accuracy or 0.0 for accuracy in of_key]))
            view.add_trial(optuna.trial.create_trial(params=params, distributions=spaces, value=mean))
    return view


def _distribution(optuna: Any, values: Values) -> Any:
    """Numbers keep their order, so that what lies between two good ones looks good too."""
    if isinstance(values, Span):
        return optuna.distributions.FloatDistribution(values.low, values.high, log=values.log)
    if _is_ordered(values):
        return optuna.distributions.IntDistribution(0, len(values) - 1)
    return optuna.distributions.CategoricalDistribution(list(range(len(values))))


def _is_ordered(values: Choices) -> bool:
    return len(values) > 2 and all(isinstance(value, int | float) for value in values.values)


def _param(values: Values, known: Configuration, name: str) -> float | int:
    """Where a setting stands among the values; the first of them where the knob has no say."""
    value = known.get(name)
    if isinstance(values, Span):
        return float(value) if isinstance(value, int | float) else values.low
    ordered = _in_order(values)
    return ordered.index(value) if name in known and value in ordered else 0


def _in_order(values: Choices) -> list[Value]:
    return sorted(values.values, key=lambda value: float(str(value))) if _is_ordered(values) else list(values.values)


def _configuration(space: Space, params: Mapping[str, Any]) -> Configuration:
    settings: dict[str, Value] = {}
    for name, values in space.knobs:
        settings[name] = float(f"{params[name]:.3g}") if isinstance(values, Span) else _in_order(values)[params[name]]
    return space.configured(settings)
