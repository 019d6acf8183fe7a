"""A study in words, within 80 columns: the table, what it can tell and what not, and which number is which."""

from collections.abc import Iterator, Mapping
from textwrap import wrap

from glassnet.data.names import shown
from glassnet.evaluation.wording import wrapped
from glassnet.sweeping.judging.changes import Effect, drawn, not_parted, sentence
from glassnet.sweeping.judging.interplay import told_pairs
from glassnet.sweeping.keeping import why_not
from glassnet.sweeping.rows import Row
from glassnet.sweeping.space.agenda import Agenda, Why
from glassnet.sweeping.study import Study

MOST_ROWS = 12
MOST_SKIPPED = 5
_COUNTED: dict[Why, str] = {
    "impossible": "impossible",
    "build failed": "that your function failed to build",
    "equal": "equal to another",
    "too big": "too big for this machine",
    "over budget": "beyond the budget",
    "pruned": "pruned on the way, and not ranked",
}


def told_study(study: Study) -> str:
    """All of it."""
    parts = [told_table(study), *verdict(study), *told_failures(study), *told_pruned(study), *told_effects(study)]
    return "\n\n".join(filter(None, parts))


def told_table(study: Study) -> str:
    """The best networks, a line each."""
    rows = [row for row in study.results if row.rank is not None]
    if not rows:
        return "No network has finished with all its seeds yet."
    seeds = len(study.seeds)
    head = f"accuracy on {study.told_pictures} (validation), mean of {seeds} seed{'s' * (seeds != 1)}"
    lines = [head, *(line for row in rows[:MOST_ROWS] for line in _line(study, row))]
    if len(rows) > MOST_ROWS:
        lines.append(f"     and {len(rows) - MOST_ROWS:,} more in {shown(str(study.folder.path / 'results.csv'))}")
    return "\n".join(lines)


def _line(study: Study, row: Row) -> list[str]:
    low, high = row.interval or (0.0, 1.0)
    spread = "" if row.spread is None else f" ± {100 * row.spread:.1f}"
    mark = "=" if row.tied else " "
    before = (
        f"{row.rank:>4} {mark} {100 * (row.accuracy or 0):5.1f} %{spread} ({100 * low:.0f}-{100 * high:.0f})".ljust(31)
    )
    settings = row.configuration.told(study.question.space.varied)
    first, *others = wrap(settings, 80 - len(before)) or [""]
    return [f"{before}{first}", *(" " * len(before) + each for each in others)]


def verdict(study: Study) -> Iterator[str]:
    """Whether there is a winner, what the first number is worth, and the only number to go by."""
    ranking = study.ranking
    if ranking is None:
        return
    yield wrapped(_who(study))
    chosen, best = study.results[[row.key for row in study.results].index(ranking.chosen)], study.results[0]
    first = f"{100 * (best.accuracy or 0):.1f} %"
    scores = len(ranking.order) + len(study.agenda.left_out("pruned"))
    optimistic = f"{first} is the best of {scores:,} validation scores, so it is optimistic."
    if scores == 1:
        optimistic = f"{first} was measured on validation pictures."
    if study.test is None:
        yield wrapped(f"{optimistic} {_why_no_test(study)}")
        return
    low, high = study.test.interval
    yield wrapped(
        f"{optimistic} The chosen one, {chosen.configuration.told(study.question.space.varied)}, got "
        f"{100 * study.test.accuracy:.1f} % of {study.test.pictures:,} test pictures that nothing had touched "
        f"(95 %: {100 * low:.0f}-{100 * high:.0f}): that is the number to go by."
    )


def _why_no_test(study: Study) -> str:
    if study.missing:
        return f"{study.missing:,} runs are still to be done."
    if not study.question.pictures.test:
        return "There are no test pictures to score the chosen one by."
    why = why_not(study)
    return "The chosen one is still to be trained again for its test score: glassnet sweep --resume does it." + (
        f" It was tried, and came to nothing: {why}" if why else ""
    )


def _who(study: Study) -> str:
    ranking, rows = study.ranking, {row.key: row for row in study.results}
    pruned = len(study.agenda.left_out("pruned"))
    if ranking is not None and len(ranking.order) == 1 and pruned:
        return f"One of {pruned + 1:,} networks was left, so there is nothing to compare."
    if ranking is None or len(ranking.order) == 1:
        return "One network was tried, so there is nothing to compare."
    names = study.question.space.varied
    seeds = len(study.seeds)
    if seeds == 1:
        return (
            "With one seed nobody knows how far chance alone moves a network, so no winner is named. The smallest, "
            f"with {rows[ranking.chosen].parameters:,} weights: {rows[ranking.chosen].configuration.told(names)}. "
            "Give more seeds, such as --seeds 5."
        )
    if ranking.winner:
        lag, luck = ranking.rivals[0].lag, max(rival.lag.luck for rival in ranking.rivals)
        return (
            f"{rows[ranking.winner].configuration.told(names)} is the best of {len(ranking.order):,}: ahead of the "
            f"next by {100 * lag.mean:.1f} ± {100 * lag.reach:.1f} points, and of every other by more than chance "
            f"would do ({_luck(luck)} at most)."
        )
    count = len(ranking.tied)
    who = "The two at the top" if count == 2 else f"These {count:,} (=)"
    smallest = rows[ranking.smallest]
    return (
        f"{who} cannot be told apart with {seeds} seeds and {study.told_pictures}; the smallest of them, with "
        f"{smallest.parameters:,} weights, is {smallest.configuration.told(names)}. {_if_worse(study, rows)}"
        f"{_what_would_tell(study)}"
    )


def _if_worse(study: Study, rows: Mapping[str, Row]) -> str:
    """Where the smallest lies further behind than one standard error: that, and which is chosen in its place."""
    ranking = study.ranking
    lag = ranking.lag(ranking.smallest) if ranking else None
    if ranking is None or lag is None or not ranking.is_smallest_worse:
        return ""
    chosen = rows[ranking.chosen]
    return (
        f"It got {100 * lag.mean:.1f} points less than the first, which is more than one standard error "
        f"({100 * lag.error:.1f}), so chosen is the smallest within one, with {chosen.parameters:,} weights: "
        f"{chosen.configuration.told(study.question.space.varied)}. "
    )


def _what_would_tell(study: Study) -> str:
    """Whether seeds or pictures are what is lacking, told by the closest rival with any doubt."""
    ranking = study.ranking
    close = [rival.lag for rival in (ranking.rivals if ranking else ()) if not rival.is_behind and rival.lag.error]
    if not close:
        return "They got the very same right."
    lag = min(close, key=lambda each: each.luck)
    if lag.of_pictures > 0.5:
        share, source, other = lag.of_pictures, "pictures", "seeds"
    else:
        share, source, other = lag.of_seeds, "seeds", "pictures"
    doubt = f"Most of the doubt ({100 * share:.0f} %) comes from the {source}"
    return f"{doubt}: more of them would tell more than more {other}."


def _luck(value: float) -> str:
    return "p < 0.001" if value < 0.001 else f"p = {value:.2g}"


def told_effects(study: Study) -> Iterator[str]:
    """A sentence for each knob, then for pairs of them."""
    lines = [line for effect in study.effects for line in told_effect(study, effect)]
    if lines:
        base = told_base(study)
        how = f"one turned at a time, the others as in {base}" if base else "the others alike"
        every = [wrapped(line, "- ", "  ") for line in (*lines, *told_pairs(study.interplays))]
        visible = told_visible(study)
        yield "\n".join([wrapped(f"Which knob matters, {how}:"), *every, *([wrapped(visible)] if visible else [])])


def told_effect(study: Study, effect: Effect) -> Iterator[str]:
    """What changes of one knob do, and what of it cannot be told, a sentence each."""
    for change in effect.changes:
        yield sentence(change, study.told_pictures, len(study.seeds))
    yield from filter(None, (drawn(effect), not_parted(effect)))


def told_visible(study: Study) -> str:
    """What it means that a change is visible; "" where none was asked about."""
    count = sum(len(effect.changes) for effect in study.effects)
    if not count:
        return ""
    if count == 1:
        return "Visible: chance alone would make it so large in fewer than 5 of 100 sweeps."
    return (
        f"Visible: chance alone would make any of these {count:,} changes so large in fewer than 5 of 100 sweeps; "
        "± is for each by itself."
    )


def told_base(study: Study) -> str:
    """The network of which the others turn one knob each, in words; "" where there is none."""
    key = next((effect.base for effect in study.effects if effect.base), "")
    return study.candidates[key].configuration.told(study.question.space.varied) if key else ""


def told_failures(study: Study) -> Iterator[str]:
    """Which runs came to nothing, and why."""
    failed = [(row, seed, reason) for row in study.results for seed, reason in row.failed]
    if failed:
        names = study.question.space.varied
        lines = [
            wrapped(f"{row.configuration.told(names)}, seed {seed}: {reason}", "- ", "  ")
            for row, seed, reason in failed
        ]
        yield "\n".join([f"{len(failed):,} runs failed; their networks are not ranked:", *lines[:MOST_ROWS]])


def told_pruned(study: Study) -> Iterator[str]:
    """Which networks were dropped on the way, when, and with which score then."""
    left = study.agenda.left_out("pruned")
    if left:
        names, were = study.question.space.varied, "network was" if len(left) == 1 else "networks were"
        lines = [wrapped(f"{each.configuration.told(names)}: {each.reason}", "- ", "  ") for each in left[:MOST_ROWS]]
        more = [f"- and {len(left) - MOST_ROWS:,} more in agenda.json"] if len(left) > MOST_ROWS else []
        yield "\n".join([f"{len(left):,} {were} pruned on the way, and not ranked:", *lines, *more])


def told_agenda(plan: Agenda, names: tuple[str, ...]) -> str:
    """How many networks will be tried, how many not, and for the first of each kind why."""
    lines = [f"{len(plan):,} network{'s' * (len(plan) != 1)} to try"]
    for why, label in _COUNTED.items():
        left = plan.left_out(why)
        if not left:
            continue
        lines.append(f"{len(left):,} {label}:")
        shown = left[:MOST_SKIPPED] if why != "equal" else left[:1]
        lines += [wrapped(f"{each.configuration.told(names)}: {each.reason}", "  ", "    ") for each in shown]
        if len(left) > len(shown):
            lines.append(f"  and {len(left) - len(shown):,} more in agenda.json")
    return "\n".join(lines)
