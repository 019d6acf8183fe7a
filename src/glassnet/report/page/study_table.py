"""The table of a study's networks, best first; a small script lets a reader sort it by any column."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from glassnet.report.page.study_words import unbroken
from glassnet.report.page.tags import Markup, joined, paragraphs, tag
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import told

if TYPE_CHECKING:
    from glassnet.sweeping.rows import Row
    from glassnet.sweeping.space.values import Value
    from glassnet.sweeping.study import Study

MOST = 500  # networks; of more, the best
TALL = 30  # rows from which on the table scrolls by itself
NO_SAY = "–"
HOW = (
    "Accuracy is the mean over seeds on the validation pictures; ± is the spread between seeds, in points, and the "
    "interval is where the mean over all such seeds and pictures plausibly lies (95 %). Behind is the lag behind the "
    "first, in points, with its own doubt, measured pair by pair; by luck is how often chance alone would make it so "
    "large (1 is always), corrected for how many were compared. Those on green ground, marked =, cannot be told from "
    "the first: for them it is 0.05 or more."
)


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what it is sorted by; `value` is None where nothing is known."""

    shown: str
    value: "float | str | None" = None


def table_section(study: "Study") -> Markup:
    """Every network that has finished with all its seeds, then those that have not."""
    rows = study.results[:MOST]
    if not rows:
        return tag("p", "No network was tried.")
    more = len(study.results) - len(rows)
    left = f"The best {MOST:,} are shown; {more:,} more stand in results.csv, beside this page." if more else ""
    seeds = len(study.seeds)
    caption = f"{study.told_pictures} (validation), {seeds} seed{'s' * (seeds != 1)}. Press a heading to sort by it."
    return joined([paragraphs(unbroken(HOW), left), _table(study, rows, caption)])


def _table(study: "Study", rows: "tuple[Row, ...]", caption: str) -> Markup:
    names = study.knobs
    head = ["rank", *(KNOBS[name].label for name in names), *_FIGURES]
    right = [True, *(False for _ in names), *(True for _ in _FIGURES)]
    heads = [tag("th", name, scope="col", class_=_side(side)) for name, side in zip(head, right, strict=True)]
    body = [_row(list(_cells(study, row, names)), right, row.tied) for row in rows]
    drawn = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads)),
        tag("tbody", *body),
        class_="sortable",
    )
    return tag("div", drawn, class_="wide tall" if len(rows) > TALL else "wide")


_FIGURES = ("accuracy", "±", "interval", "behind", "by luck", "weights", "a run takes", "seeds done")


def _row(cells: list[Cell], right: list[bool], tied: bool) -> Markup:
    drawn = [
        tag(
            "td" if at else "th",
            cell.shown,
            data_value="" if cell.value is None else cell.value if isinstance(cell.value, str) else f"{cell.value!r}",
            scope=None if at else "row",
            class_=_side(side),
        )
        for at, (cell, side) in enumerate(zip(cells, right, strict=True))
    ]
    return tag("tr", *drawn, class_="tied" if tied else None)


def _side(right: bool) -> str | None:
    return "number" if right else None


def _cells(study: "Study", row: "Row", names: tuple[str, ...]) -> Iterator[Cell]:
    yield Cell("not ranked" if row.rank is None else f"{row.rank} {'=' if row.tied else ' '}".rstrip(), row.rank)
    for name in names:
        known = row.configuration
        yield _knob(known.in_force(name)) if known.has_say(name) else Cell(NO_SAY)
    yield Cell(_percent(row.accuracy), row.accuracy)
    yield Cell("" if row.spread is None else f"{100 * row.spread:.1f}", row.spread)
    low, high = row.interval or (None, None)
    yield Cell("" if low is None or high is None else f"{100 * low:.0f} to {100 * high:.0f} %", low)
    yield Cell(_behind(study, row), row.behind)
    yield Cell("" if row.corrected is None else luck(row.corrected), row.corrected)
    yield Cell(f"{row.parameters:,}", row.parameters)
    seconds = study.seconds.get(row.key)
    yield Cell("" if seconds is None else _seconds(seconds), seconds)
    yield Cell(f"{row.seeds} of {len(study.seeds)}", row.seeds)


def _knob(value: "Value") -> Cell:
    if isinstance(value, int | float):
        return Cell(told(value), value)
    return Cell(told(value), -1 if value is None else told(value))


def _behind(study: "Study", row: "Row") -> str:
    if not row.behind:
        return "" if row.behind is None else "0"
    rivals = study.ranking.rivals if study.ranking else ()
    lag = next(rival.lag for rival in rivals if rival.key == row.key)
    if not lag.freedom:  # one seed leaves the doubt unknown
        return f"{100 * lag.mean:.1f}"
    return f"{100 * lag.mean:.1f} ± " + (f"{100 * lag.reach:.1f}" if lag.reach < 1 else "100 or more")


def luck(value: float) -> str:
    """A probability as a cell holds it.

    >>> luck(0.0004), luck(0.032), luck(1.0)
    ('< 0.001', '0.032', '1')
    """
    return "< 0.001" if value < 0.001 else f"{value:.2g}"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _seconds(value: float) -> str:
    from glassnet.engine.plan import in_time

    return in_time(value)
