"""Curves of a training as SVG that stands in the page itself: lines of matplotlib, letters of the page."""

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from io import StringIO
from typing import TYPE_CHECKING, Any

from glassnet.extras import later
from glassnet.report.page.tags import Markup, tag, words

if TYPE_CHECKING:
    from matplotlib import figure
else:
    figure = later("matplotlib.figure")
matplotlib: Any = later("matplotlib")

TRAIN, VALIDATION, MARK = "#8c510a", "#01665e", "#666666"
SIZE = (5.2, 2.9)  # inches; the page makes it as wide as there is room
_SETTINGS = {"svg.fonttype": "none", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}


def curve(
    name: str,
    epochs: Sequence[int],
    lines: "Sequence[tuple[str, Sequence[float | None], str]]",
    *,
    best: int | None = None,
    says: str,
) -> Markup:
    """One panel: `lines` are (label, values, colour) over `epochs`; `best` is marked. `says` tells it to the blind."""
    with settings(name):
        drawn = figure.Figure(figsize=SIZE, layout="constrained")
        axes = drawn.subplots()
        for label, values, colour in lines:
            numbers = [float("nan") if value is None else value for value in values]
            axes.plot(epochs, numbers, color=colour, label=label, marker="o" if len(epochs) < 30 else "", markersize=4)
        if best is not None:
            axes.axvline(best, color=MARK, linestyle=":", linewidth=1, label=f"least, epoch {best}")
        axes.set_xlabel("epoch")
        axes.set_title(name, loc="left", fontsize=10)
        axes.locator_params(axis="x", integer=True)
        axes.grid(alpha=0.25)
        axes.legend(frameon=False, fontsize=8)
        return inline(drawn, f"curve-{name}", says)


def settings(name: str) -> "AbstractContextManager[None]":
    """How matplotlib draws for a page; `name` makes the same drawing the same bytes."""
    return matplotlib.rc_context({**_SETTINGS, "svg.hashsalt": f"glassnet-{name}"})  # type: ignore[no-any-return]


def inline(drawn: "figure.Figure", prefix: str, says: str, class_: str = "curve") -> Markup:
    """A drawing of matplotlib as an element of the page: without head, sheet, and names that two drawings share.

    Made within `settings`; `says` tells it to the blind.
    """
    written = StringIO()
    drawn.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    prefix = re.sub(r"[^a-z0-9-]", "", prefix.lower())
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<(metadata|style).*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{prefix}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{prefix}-", text)
    text = re.sub(r'xmlns(:\w+)?="[^"]*"\s*', "", text).replace("xlink:href", "href")
    opened, rest = text.split(">", 1)
    opened = re.sub(r' (width|height|version)="[^"]*"', "", opened)
    return tag("figure", Markup(f'{opened} role="img" aria-label="{words(says)}">{rest}'), class_=class_)
