"""Finding out what a plan will take: some of its networks are rehearsed, the others likened to those."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import log
from time import perf_counter

from glassnet.engine.counting import counted
from glassnet.engine.operations import step_operations
from glassnet.sweeping.forecast.beside import SideBySide
from glassnet.sweeping.forecast.cost import STARTED, Cost, Terms
from glassnet.sweeping.forecast.rehearsing import Probe, Stage
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.running.processes import processors
from glassnet.sweeping.space.agenda import Agenda, Candidate

PATIENCE = (2.0, 20.0)  # seconds for rehearsals, at least and at most; between them a tenth of what the sweep takes
GLANCE = 3  # networks that tell how long a sweep is, more or less
WORTH = 10 * STARTED  # seconds of a sweep from which on its own workers are worth waiting for, to rehearse side by side
NOTHING = Probe(0.0, 0.0, 0.0)
Probes = Mapping[str, Probe]


def cost_of(
    folder: StudyFolder, question: Question, plan: Agenda, workers: int | None, terms: Terms
) -> tuple[Cost, Terms]:
    """What a plan will take, and the terms on which it does. `workers` is None where nobody said how many.

    Rehearsed is here, and for long sweeps by several workers in as many processes at the same time.
    """
    stage, hands = Stage(folder.pictures, question.shape), workers or processors()
    terms = replace(terms, workers=hands)
    glance = rehearse_some(plan, stage.rehearse, PATIENCE[0], most=GLANCE)
    rough = reckoned(question, plan, glance, terms)
    patience = min(max(PATIENCE[0], rough.total / 10), PATIENCE[1])
    if hands > 1 and rough.total > WORTH:
        with SideBySide(folder.pictures, question.shape, hands) as others:
            found = rehearse_some(plan, lambda made: others.rehearse(made, _abreast(made, question, hands)), patience)
        terms = replace(terms, started=others.started)
        return reckoned(question, plan, found or glance, terms), terms
    known = reckoned(question, plan, rehearse_some(plan, stage.rehearse, patience, glance), terms)
    alone = known.of(plan, replace(terms, workers=1))
    # Where nobody says how many, and little is to be done, starting workers would take longer than doing it.
    if workers is None and plan.whole and alone.total <= known.total:
        return alone, replace(terms, workers=1)
    return known, terms


def reckoned(question: Question, plan: Agenda, probes: Probes, terms: Terms) -> Cost:
    """What a plan takes, by the `probes` of some of its networks."""
    work = {made.key: _operations(made) for made in plan.candidates}
    there = [made for made in plan.candidates if made.key in probes]
    train, validation = question.pictures.train, question.pictures.validation
    seconds = {}
    for made in plan.candidates:
        batch, epochs = made.configuration.whole("batch"), made.configuration.whole("epochs")
        nearest = min(there, key=lambda other: abs(log(work[other.key] / work[made.key])), default=None)
        found = NOTHING if nearest is None else _likened(made, nearest, probes, work)
        kept = found.save if terms.keep == "all" else 0.0
        seconds[made.key] = found.of_run(train, validation, batch, epochs) + kept
    return Cost(seconds, 0.0, 0, len(there), terms.workers).of(plan, terms)


def _likened(made: Candidate, other: Candidate, probes: Probes, work: Mapping[str, float]) -> Probe:
    """The times of a network: its own, or those of the nearest one that was rehearsed, by how much is to be done."""
    if made.key in probes:
        return probes[made.key]
    known, more = probes[other.key], work[made.key] / work[other.key]
    batches = made.configuration.whole("batch") / other.configuration.whole("batch")
    return Probe(known.once, known.step * more, known.judge * more / batches, known.save)


def rehearse_some(
    plan: Agenda,
    rehearse: Callable[[Candidate], Probe | None],
    patience: float,
    known: Probes | None = None,
    most: int | None = None,
) -> Probes:
    """Rehearse networks until `patience` is used up, each next one far from those before it; not those `known`."""
    began, found = perf_counter(), dict(known or {})
    for place in spread(len(plan))[:most]:
        made = plan.candidates[place]
        probe = found.get(made.key) or rehearse(made)
        if probe is not None:
            found[made.key] = probe
        if perf_counter() - began > patience:
            break
    return found


def spread(count: int) -> list[int]:
    """Places in such an order that the first few of them lie all over.

    >>> spread(5), spread(8)
    ([0, 4, 2, 1, 3], [0, 4, 2, 6, 1, 5, 3, 7])
    """
    digits = max(1, (count - 1).bit_length())
    return sorted(range(count), key=lambda place: f"{place:0{digits}b}"[::-1])


def _abreast(made: Candidate, question: Question, hands: int) -> int:
    """How many trainings of a network have room at the same time."""
    return hands if question.limit is None else max(1, min(hands, question.limit // made.bytes_needed))


def _operations(made: Candidate) -> float:
    batch = made.configuration.whole("batch")
    return max(1.0, step_operations(made.network, counted(made.network, batch), batch))
