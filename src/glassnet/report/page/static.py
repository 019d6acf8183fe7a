"""Why filters look like static, told with the numbers of this very run, and shown on a few of them."""

from math import isnan
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.graph.ops.convolution import Conv2D
from glassnet.inside.grain import GRAIN, SMOOTH, noise_band
from glassnet.inside.slices import VIEWS, filters
from glassnet.report.colours import weight_colours
from glassnet.report.page.album import image, png
from glassnet.report.page.tags import Markup, joined, paragraphs, table, tag

if TYPE_CHECKING:
    from glassnet.graph.network import Network
    from glassnet.inside.grain import Grain, Spread
    from glassnet.inside.slices import Filters, Slice, View
    from glassnet.runs.run import Run

SHOWN = 8  # filters side by side
SIDE = 64  # px of a filter, more or less
SILENT = 1e-6  # weights all smaller than this say nothing; stretching them would draw noise
LAYERS = 6
BEGINS = (
    "Before training, every weight of a filter is drawn at random: that is pure static. Training does not wipe it "
    "away. It adds something to it, and what you see is the sum of both. So the static is the random start, and what "
    "was learned lies underneath."
)
CALLED: "dict[View, str]" = {"start": "start", "now": "now", "learned": "learned part"}
HOPES = (
    "Training longer does not remove it: a step changes a weight by what the photos ask for, and no photo asks for "
    "less grain. Once nearly every training picture is right, the steps themselves fade. Only weight decay wears the "
    "start away, slowly. Smooth is not better: it is only easier to look at."
)


def static_section(run: "Run") -> Markup:
    """The text, and for each convolution its numbers and some of its filters; a sentence where there is none."""
    names = convolutions(run.network)
    if not names:
        return tag("p", "This network has no convolution, so it has no filters to look at.")
    known = [filters(run, name) for name in names[:LAYERS]]
    more = f"{len(names) - LAYERS} more convolutions are not shown here." if len(names) > LAYERS else ""
    return joined(
        [
            tag("h3", "Why the filters look like static"),
            paragraphs(BEGINS, *(told_of(each) for each in known), _hopes(run), more),
            *(filter_rows(each) for each in known),
            tag("details", tag("summary", "How much like static, in numbers"), _numbers(known)),
        ]
    )


def convolutions(network: "Network") -> tuple[str, ...]:
    """The names of the layers that have filters, in order."""
    named = zip(network.names, network.nodes, strict=True)
    return tuple(name for name, node in named if isinstance(node.op, Conv2D))


def told_of(found: "Filters") -> str:
    """What the numbers of a layer say: how much of it is still its random start, and what was learned looks like."""
    if found.broken:
        return f"{found.layer}: {found.broken:,} of its weights are no numbers, so its training has gone wrong."
    cosine, share = found.cosine, found.learned_share
    if isnan(cosine) or isnan(share):
        return f"{found.layer}: it began with weights of 0, so what it shows is all learned."
    told = (
        f"{found.layer}: {_how_much(cosine)} of what you see is the random start. Its weights still point "
        f"{_where(cosine)} as before training (cosine {cosine:.2f}; 1 is unchanged, 0 forgotten), and what was learned "
        f"is {share:.2f} times as long as the start."
    )
    return f"{told} {_looks(found)}"


def _how_much(cosine: float) -> str:
    if cosine > 0.9:
        return "nearly all"
    return "most" if cosine > 0.7 else "some" if cosine > 0.3 else "little"


def _where(cosine: float) -> str:
    return "the same way" if cosine > 0.9 else "much the same way" if cosine > 0.7 else "a little the same way"


def _looks(found: "Filters") -> str:
    """Whether the sum looks like grain, and the learned part like a picture; small filters cannot be told."""
    height, width = found.now.shape[:2]
    if found.grain().is_too_small:
        return (
            f"A filter of {height}×{width} has only {height * width} weights for each map it reads: so few numbers "
            "look like static whatever they are, and no test can tell them from it, one by one."
        )
    now, learned = (found.grain(view) for view in ("now", "learned"))
    alike = [number(grain.spread("rho").median) for grain in (now, learned)]
    return (
        f"Neighbouring weights are alike by {alike[0]} in what you see, and by {alike[1]} in the learned part (0 is "
        f"static, 1 a perfectly smooth picture). {_counted(now, GRAIN, 'static')} now, and "
        f"{_counted(learned, SMOOTH, 'smooth pictures')} in the learned part."
    )


def _counted(grain: "Grain", word: str, called: str) -> str:
    n, counted = grain.rho.size, grain.counts().get(word, 0)
    return f"{counted:,} of {n:,} slices look like {called}"


def number(value: float) -> str:
    """Two decimals, with a true minus.

    >>> number(-0.034), number(0.829)
    ('−0.03', '0.83')
    """
    return f"{value:.2f}".replace("-", "−")


def spread(found: "Spread") -> str:
    """A median with the range around it, as a cell holds it.

    >>> from glassnet.inside.grain import Spread
    >>> spread(Spread(-0.07, -0.03, 0.02))
    '−0.03 (−0.07 to 0.02)'
    """
    return f"{number(found.median)} ({number(found.low)} to {number(found.high)})"


def _hopes(run: "Run") -> str:
    decays = any(weight.regularizer is not None for weight in run.network.weights.values())
    here = "here some weights decay" if decays else "here no weight decays, so the start stays for good"
    return HOPES.replace("slowly.", f"slowly; {here}.")


def _numbers(known: "list[Filters]") -> Markup:
    rows = []
    for found in known:
        for view in VIEWS:
            grain = found.grain(view)
            values = [spread(grain.spread(name)) for name in ("rho", "tv", "high")]
            rows.append((f"{found.layer}, {CALLED[view]}", *values))
        height, width = found.now.shape[:2]
        rows.append((f"static of {height}×{width}, for comparison", *map(spread, noise_band(height, width))))
    caption = (
        "Is it static? The median over slices, and in brackets where the middle half lies (of static: where 95 of 100 "
        "lie). Neighbours alike: 0 static, 1 smooth. Steps between neighbours in standard deviations: 1.13 static, 0 "
        "smooth. Short waves: the share of waves under 4 pixels: 0.80 static."
    )
    head = ("filters", "neighbours alike", "steps between", "short waves")
    return table(caption, head, rows, numbers=(1, 2, 3))


def filter_rows(found: "Filters", most: int = SHOWN) -> Markup:
    """The first slices in three rows: as they began, as they are, what was learned. All rows but the last share one
    scale; the learned part has its own, or it would be too pale to see.
    """
    outs = range(min(most, found.now.shape[3]))
    slices = [found.slice(out, 0) for out in outs]
    rows = [(CALLED[view], *(_tile(each, view, _reach(found, view)) for each in slices)) for view in VIEWS]
    caption = (
        f"{found.layer}: filters 0 to {len(slices) - 1}, each shown by what it does to channel 0 of what it reads. "
        f"Brown is below 0, white is 0, green above. Start and now reach to ±{_reach(found, 'now'):.2g}, "
        f"the learned part to ±{_reach(found, 'learned'):.2g}."
    )
    return table(caption, ("", *(f"filter {out}" for out in outs)), rows, class_="tiles")


def _reach(found: "Filters", view: "View") -> float:
    views: tuple[View, ...] = ("learned",) if view == "learned" else ("start", "now")
    return max(_largest(getattr(found, each)) for each in views)


def _largest(weights: NDArray[np.float32]) -> float:
    return float(np.max(np.abs(weights), initial=0, where=np.isfinite(weights)))


def _tile(one: "Slice", view: "View", reach: float) -> Markup:
    weights = getattr(one, view)
    colours = weight_colours(weights, reach if reach >= SILENT else 0)
    finite = weights[np.isfinite(weights)]
    span = f"{finite.min():.3g} to {finite.max():.3g}" if finite.size else "no numbers"
    alt = f"{one.address}, {CALLED[view]}: {span}"
    return image(png(colours), weights.shape, alt, zoom=max(1, SIDE // max(weights.shape)))
