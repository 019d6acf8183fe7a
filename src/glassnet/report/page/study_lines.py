"""Networks as lines across their knobs, coloured by what they scored: which settings go with a good one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.extras import later
from glassnet.report.page.curves import inline, settings
from glassnet.report.page.tags import Markup, joined, paragraphs
from glassnet.sweeping.judging.designs import columns_of, in_order
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import told

if TYPE_CHECKING:
    from matplotlib import figure

    from glassnet.sweeping.space.agenda import Candidate
    from glassnet.sweeping.study import Study
else:
    figure = later("matplotlib.figure")
colormaps: Any = later("matplotlib")

MOST = 40  # lines: of more nobody could follow one
NO_SAY = "no say"
SPREAD = 0.18  # how far lines through one value stand apart, in steps between values


def lines_figure(study: "Study") -> Markup:
    """One line a network, from knob to knob to its accuracy; nothing where fewer than two have finished."""
    if study.ranking is None or len(study.ranking.order) < 2:
        return Markup()
    keys = _some(study.ranking.order)
    names = tuple(columns_of(study.question.space.varied, [study.candidates[key].configuration for key in keys]))
    if not names:
        return Markup()
    whole = len(study.ranking.order)
    told_some = "" if len(keys) == whole else f" {len(keys)} of the {whole:,} are shown, evenly from best to worst."
    how = (
        "A line is a network: it goes through its value of each knob to its accuracy, dark for a good one and pale for "
        f"a bad one. Where the dark lines all pass, a value goes with being good.{told_some}"
    )
    return joined([paragraphs(how), _drawn(study, keys, names)])


def _some(order: Sequence[str]) -> list[str]:
    places = np.linspace(0, len(order) - 1, min(MOST, len(order))).round().astype(int)
    return [order[place] for place in dict.fromkeys(places.tolist())]


def _drawn(study: "Study", keys: list[str], names: tuple[str, ...]) -> Markup:
    scores = np.array([float(study.right[key].mean()) for key in keys])
    low, high = scores.min(), scores.max()
    shares = (scores - low) / ((high - low) or 1)
    levels = [_levels([study.candidates[key] for key in keys], name) for name in names]
    colours = colormaps.colormaps["viridis_r"]
    says = (
        f"{len(keys)} networks as lines across {', '.join(KNOBS[name].label for name in names)} and accuracy, "
        f"from {100 * low:.1f} to {100 * high:.1f} %."
    )
    with settings("lines"):
        drawn = figure.Figure(figsize=(max(8.0, 1.5 * (len(names) + 1)), 3.6), layout="constrained")
        axes: Any = drawn.subplots()
        for number in reversed(range(len(keys))):  # the best one on top
            made = study.candidates[keys[number]]
            across = [
                _height(level, _word(made, name), number, len(keys)) for level, name in zip(levels, names, strict=True)
            ]
            colour = colours(0.08 + 0.92 * shares[number])
            axes.plot(range(len(names) + 1), [*across, shares[number]], color=colour, linewidth=2 - (number > 0) * 0.9)
        for at, level in enumerate(levels):
            _axis(axes, at, [(word, _middle(level, word)) for word in level])
        _axis(axes, len(names), [(f"{100 * low:.1f} %", 0.0), (f"{100 * high:.1f} %", 1.0)])
        axes.set_xticks(range(len(names) + 1), [*(KNOBS[name].label for name in names), "accuracy"])
        axes.set_xlim(-0.3, len(names) + 0.5)
        axes.set_ylim(-0.12, 1.12)
        axes.get_yaxis().set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        axes.tick_params(axis="x", length=0)
        return inline(drawn, "lines", says, class_="lines")


def _axis(axes: Any, at: int, marks: list[tuple[str, float]]) -> None:
    axes.axvline(at, ymin=0.07, ymax=0.93, color="#bbbbbb", linewidth=1, zorder=0)
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
    for word, height in marks:
        axes.text(at + 0.05, height, word, va="center", fontsize=8, color="#222222", bbox=box, zorder=5)


def _levels(made: "Sequence[Candidate]", name: str) -> list[str]:
    """The values of a knob from below to above; where it has no say stands below all."""
    values = [each.configuration.in_force(name) for each in made if each.configuration.has_say(name)]
    absent = [NO_SAY] if len(values) < len(made) else []
    return [*absent, *map(told, in_order(name, values))]


def _word(made: "Candidate", name: str) -> str:
    known = made.configuration
    return told(known.in_force(name)) if known.has_say(name) else NO_SAY


def _middle(level: list[str], word: str) -> float:
    return 0.5 if len(level) == 1 else level.index(word) / (len(level) - 1)


def _height(level: list[str], word: str, number: int, count: int) -> float:
    """Where a line crosses: at its value, a little above or below it by its rank, or lines would hide each other."""
    step = min(0.4, 1 / max(1, len(level) - 1))
    return _middle(level, word) + step * SPREAD * (0.5 - number / max(1, count - 1))
