"""What a study did not try, and which of its runs came to nothing: each with its reason."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from glassnet.report.page.tags import Markup, joined, paragraphs, table, tag
from glassnet.sweeping.space.agenda import WHYS, Why

if TYPE_CHECKING:
    from glassnet.sweeping.space.agenda import Skipped
    from glassnet.sweeping.study import Study

MOST = 200  # rows of a table; agenda.json and runs.csv have all
OPEN = 12  # rows that stand open; more are opened by who asks
CALLED: dict[Why, tuple[str, str]] = {
    "impossible": ("impossible", "There is no such network: its shapes do not fit. Known before anything ran."),
    "equal": ("equal to another", "Written otherwise, the same network and training: run once."),
    "too big": ("too big", "Training takes more memory than was free."),
    "over budget": ("beyond the budget", "The time allowed was used up by the networks before it."),
    "build failed": ("not built", "The function that makes the networks failed on it, and no other."),
    "pruned": ("pruned", "Others were better after as many epochs, so it went no further; it is not ranked."),
}


def left_section(study: "Study") -> Markup:
    """Failed runs first, for they may be somebody's mistake; then what was left out, or dropped on the way."""
    parts = [_failed(study), *(_skipped(study, why) for why in WHYS)]
    told = [part for part in parts if part]
    return joined(told) if told else tag("p", "Every network of the space could be, was tried, and came to an end.")


def _failed(study: "Study") -> Markup:
    names = study.question.space.varied
    rows = [
        (study.candidates[key].configuration.told(names), str(seed), record.ended, record.reason)
        for (key, seed), record in study.records.items()
        if not record.is_finished
    ]
    if not rows:
        return Markup()
    return joined(
        [
            tag("h3", f"{_runs(len(rows))} failed"),
            paragraphs("A network of which a seed failed is not ranked: the seeds that were lucky would flatter it."),
            _listed("Runs that came to nothing.", ("network", "seed", "it", "because"), rows, numbers=(1,)),
        ]
    )


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count:,} runs"


def _skipped(study: "Study", why: Why) -> Markup:
    left: tuple[Skipped, ...] = study.agenda.left_out(why)
    if not left:
        return Markup()
    names, (label, told) = study.question.space.varied, CALLED[why]
    rows = [(each.configuration.told(names), each.reason) for each in left]
    return joined(
        [tag("h3", f"{len(left):,} {label}"), paragraphs(told), _listed("Left out.", ("network", "because"), rows)]
    )


def _listed(
    caption: str, head: tuple[str, ...], rows: "Sequence[tuple[str, ...]]", *, numbers: tuple[int, ...] = ()
) -> Markup:
    more = len(rows) - MOST
    caption += f" {more:,} more stand in agenda.json and runs.csv, beside this page." if more > 0 else ""
    drawn = table(caption, head, rows[:MOST], numbers=numbers, class_="reasons")
    if len(rows) <= OPEN:
        return drawn
    return tag("details", tag("summary", f"All {len(rows):,}" if more <= 0 else f"The first {MOST}"), drawn)
