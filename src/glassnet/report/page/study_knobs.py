"""What each knob does: the mean at each of its values with its interval, sentences beside it, and pairs of knobs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.extras import later
from glassnet.report.page.curves import VALIDATION, inline, settings
from glassnet.report.page.study_words import unbroken
from glassnet.report.page.tags import Markup, bullets, joined, paragraphs, tag
from glassnet.sweeping.judging.interplay import told_pairs
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import told
from glassnet.sweeping.telling import told_base, told_effect, told_visible

if TYPE_CHECKING:
    from matplotlib import figure

    from glassnet.sweeping.judging.changes import Effect
    from glassnet.sweeping.study import Study
else:
    figure = later("matplotlib.figure")

SIZE = (4.0, 2.5)  # inches
AVERAGED = "A point is the mean accuracy of all networks with that value of the knob, the other knobs averaged over."
TURNED = "A point is the accuracy of {base}, with that value of the knob, and the other knobs as they are there."
HOW = (
    "Its bar is the 95 % interval, with the luck of seeds and of pictures in it. All values share the pictures, "
    "so bars that overlap do not mean that nothing changed: the sentences compare pair by pair."
)


def knobs_section(study: "Study") -> Markup:
    """A picture and a sentence for each knob; at last the pairs of knobs that work together."""
    if not study.effects:
        return tag("p", "No knob was varied among networks that have finished, so there is nothing to compare.")
    span = _span(study.effects)
    knobs = [tag("div", *_knob(study, effect, span), class_="knob") for effect in study.effects]
    base = told_base(study)
    point = TURNED.format(base=base) if base else AVERAGED
    return joined([paragraphs(unbroken(f"{point} {HOW}"), unbroken(told_visible(study))), *knobs, _pairs(study)])


def _knob(study: "Study", effect: "Effect", span: tuple[float, float]) -> Iterator[Markup]:
    if effect.levels:
        yield _picture(effect, span)
    yield bullets(map(unbroken, told_effect(study, effect)))


def _span(effects: "Sequence[Effect]") -> tuple[float, float]:
    """Which accuracies all pictures show, so that a flat knob looks flat beside a steep one."""
    ends = [end for effect in effects for level in effect.levels for end in (level.mean, *(level.interval or ()))]
    low, high = (min(ends), max(ends)) if ends else (0.0, 1.0)
    room = 0.05 * (high - low) or 0.05
    return 100 * (low - room), 100 * (high + room)


def _picture(effect: "Effect", span: tuple[float, float]) -> Markup:
    label = KNOBS[effect.knob].label
    values = [told(level.value) for level in effect.levels]
    means = [100 * level.mean for level in effect.levels]
    # One seed leaves the doubt unknown: a point without a bar, and the sentence says why.
    ends = np.array([level.interval or (level.mean, level.mean) for level in effect.levels])
    reaches = np.abs(100 * ends.T - means)
    says = f"{label}: " + "; ".join(f"{value} {mean:.1f} %" for value, mean in zip(values, means, strict=True))
    with settings(f"knob-{effect.knob}"):
        drawn = figure.Figure(figsize=SIZE, layout="constrained")
        axes: Any = drawn.subplots()
        places = range(len(values))
        line = "-" if all(isinstance(level.value, int | float) for level in effect.levels) else ""
        style = {"color": VALIDATION, "marker": "o", "markersize": 5, "capsize": 4, "linestyle": line or "none"}
        axes.errorbar(places, means, yerr=reaches if reaches.any() else None, **style)
        axes.set_xticks(list(places), values)
        axes.set_xlim(-0.4, len(values) - 0.6)
        axes.set_ylim(*span)
        axes.set_ylabel("accuracy, %")
        axes.set_title(label, loc="left", fontsize=10)
        axes.grid(alpha=0.25, axis="y")
        return inline(drawn, f"knob-{effect.knob}", says)


def _pairs(study: "Study") -> Markup:
    told = told_pairs(study.interplays)
    return joined([tag("h3", "Pairs of knobs"), bullets(map(unbroken, told))]) if told else Markup()
