"""Some networks of a study side by side: how each seed learned, and what its first filters came to."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from glassnet.errors import GlassnetError
from glassnet.extras import later
from glassnet.graph.ops.convolution import Conv2D
from glassnet.inside.slices import filters
from glassnet.report.page.curves import TRAIN, VALIDATION, inline, settings
from glassnet.report.page.static import filter_rows
from glassnet.report.page.tags import Markup, joined, paragraphs, tag
from glassnet.runs.saving import load
from glassnet.sweeping.close import Close

if TYPE_CHECKING:
    from matplotlib import figure

    from glassnet.runs.history import History
    from glassnet.sweeping.study import Study
else:
    figure = later("matplotlib.figure")

SIZE = (4.2, 2.6)  # inches
SHOWN = 4  # filters of a network
CURVES = (
    "Each line is one seed: brown on the training pictures while it learned, green on the validation pictures after "
    "each epoch. All stand on one scale. Lines far apart are the luck of the start."
)
FILTERS = (
    "The first convolutional layer of each, as its first seed left it. A filter is what began as static plus what was "
    "learned; what matters is the learned part, and it has a scale of its own."
)


def runs_section(study: "Study", close: Sequence[Close]) -> Markup:
    """Curves of all seeds, then filters of the first."""
    if not close:
        return tag("p", "No network has finished with all its seeds yet.")
    curves = [_curve(study, each, _highest(study, close)) for each in close]
    drawn = list(filter(None, curves))
    told = CURVES if drawn else "Of trainings of a single epoch there is no curve."
    return joined(
        [
            tag("h3", "How they learned"),
            paragraphs(told),
            tag("div", *drawn, class_="side"),
            tag("h3", "Filters side by side"),
            paragraphs(FILTERS),
            tag("div", *(_filters(study, each) for each in close), class_="side"),
        ]
    )


def _headed(one: Close, inner: Markup) -> Markup:
    return tag("div", tag("h4", one.name), tag("p", one.why), inner)


def _histories(study: "Study", key: str) -> "list[History]":
    return [study.records[key, seed].history for seed in study.seeds]


def _highest(study: "Study", close: Sequence[Close]) -> float:
    """How far up the losses are shown: all of them, unless one left for the sky."""
    losses = sorted(
        value
        for one in close
        for history in _histories(study, one.key)
        for name in ("loss", "val_loss")
        for value in _numbers(history, name)
        if isfinite(value)
    )
    return 1.08 * min(losses[-1], 3 * losses[len(losses) // 2]) if losses else 1.0


def _numbers(history: "History", name: str) -> list[float]:
    return [float("nan") if value is None else float(value) for value in (epoch.value(name) for epoch in history)]


def _curve(study: "Study", one: Close, highest: float) -> Markup:
    histories = _histories(study, one.key)
    if max(map(len, histories)) < 2:
        return Markup()
    ends = [values[-1] for history in histories if (values := _numbers(history, "val_loss"))]
    says = f"Losses of {len(histories)} seeds; at the end on validation pictures {min(ends):.3f} to {max(ends):.3f}."
    with settings(f"close-{one.key}"):
        drawn = figure.Figure(figsize=SIZE, layout="constrained")
        axes: Any = drawn.subplots()
        for number, history in enumerate(histories):
            epochs = [epoch.epoch for epoch in history]
            for name, label, colour in (("loss", "training", TRAIN), ("val_loss", "validation", VALIDATION)):
                known = label if number == 0 else None
                axes.plot(epochs, _numbers(history, name), color=colour, linewidth=1, alpha=0.8, label=known)
        axes.set_ylim(0, highest)
        axes.set_xlabel("epoch")
        axes.set_ylabel("loss")
        axes.locator_params(axis="x", integer=True)
        axes.grid(alpha=0.25)
        axes.legend(frameon=False, fontsize=8)
        return _headed(one, inline(drawn, f"close-{one.key}", says))


def _filters(study: "Study", one: Close) -> Markup:
    network = one.made.network
    layer = next((network.name(node) for node in network.nodes if isinstance(node.op, Conv2D)), None)
    if layer is None:
        return _headed(one, tag("p", "It has no convolutional layer, so no filters."))
    model = study.folder.model(one.key, study.seeds[0])
    try:
        found = filters(load(model), layer)
    except GlassnetError as why:
        return _headed(one, tag("p", f"Its model cannot be read: {why}"))
    return _headed(one, filter_rows(found, SHOWN))
