"""What a study took, held against what was predicted before it began."""

from collections.abc import Iterator
from statistics import median
from typing import TYPE_CHECKING

from glassnet.engine.plan import in_time
from glassnet.graph.amounts import in_bytes
from glassnet.report.page.tags import Markup, joined, paragraphs, table, tag
from glassnet.sweeping.forecast.cost import Cost, scheduled
from glassnet.sweeping.forecast.expected import expected_of

if TYPE_CHECKING:
    from glassnet.sweeping.study import Study

MOST = 40  # networks in the table: those that took longest
WITHOUT = "No prediction was kept: the command glassnet sweep makes one before it begins."


def cost_section(study: "Study") -> Markup:
    """The sum of it, and network by network."""
    expected = expected_of(study.folder)
    if not study.records:
        return tag("p", "No run has ended yet.")
    sentences = [*_taken(study, expected), *([] if expected else [WITHOUT])]
    return joined([paragraphs(*sentences), _networks(study, expected) if expected else Markup()])


def _taken(study: "Study", expected: Cost | None) -> Iterator[str]:
    took = [record.seconds for record in study.records.values()]
    yield (
        f"{len(took):,} runs took {in_time(sum(took))} in all, "
        f"{in_time(min(took))} to {in_time(max(took))} each, half of them less than {in_time(median(took))}."
    )
    if expected is None:
        return
    known = {name: record for name, record in study.records.items() if name[0] in expected.seconds}
    ahead = sum(expected.seconds[key] for key, _ in known)
    true = sum(record.seconds for record in known.values())
    yield f"Predicted for these runs: {in_time(ahead)}, so they took {_off(true, ahead)}."
    if expected.workers > 1:
        through = scheduled([record.seconds for record in known.values()], expected.workers)
        yield (
            f"Shared by {expected.workers} workers, as was predicted, they fill {in_time(through)} by the clock; "
            f"{in_time(expected.total)} were predicted for the whole study."
        )
    if expected.timed < len(expected.seconds):
        count = len(expected.seconds)
        yield f"{expected.timed} of {count} networks were timed beforehand, the rest reckoned from them."
    memory, disk = in_bytes(expected.memory), in_bytes(expected.disk)
    yield f"Also predicted: memory {memory} at the worst moment, and {disk} of disk for the models."


def _off(true: float, ahead: float) -> str:
    """How far a prediction was off, in words.

    >>> _off(12.0, 10.0), _off(8.0, 10.0), _off(10.1, 10.0)
    ('20 % longer', '20 % less', 'as long')
    """
    share = true / max(ahead, 1e-9) - 1
    if abs(share) < 0.02:
        return "as long"
    return f"{100 * abs(share):.0f} % {'longer' if share > 0 else 'less'}"


def _networks(study: "Study", expected: Cost) -> Markup:
    names, known = study.question.space.varied, study.seconds
    keys = sorted((key for key in known if key in expected.seconds), key=lambda key: -known[key])
    rows = [
        (
            study.candidates[key].configuration.told(names),
            in_time(expected.seconds[key]),
            in_time(known[key]),
            _off(known[key], expected.seconds[key]),
        )
        for key in keys[:MOST]
    ]
    if not rows:
        return Markup()
    some = f"; the {MOST} that took longest of {len(keys):,}" if len(keys) > MOST else ""
    drawn = table(
        f"A run of each network, the median over its seeds{some}.",
        ("network", "predicted", "took", "it took"),
        rows,
        numbers=(1, 2, 3),
    )
    return tag("details", tag("summary", "Network by network"), drawn)
