"""What is measured, as curves and tables of numbers: how training went, what is taken for what, how sure it is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.errors import DataError
from glassnet.extras import later
from glassnet.report.colours import map_colours
from glassnet.report.drawing.letters import DPI, FONT, INK, PALE, cut_to, readable, wrapped
from glassnet.report.drawing.sheet import figure_of, new_figure, text_width
from glassnet.report.drawing.words import many

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from glassnet.evaluation.confusion import Confusion
    from glassnet.evaluation.reliability import Reliability
    from glassnet.runs.history import History

ticker: Any = later("matplotlib.ticker")

# Okabe and Ito's colours, which every kind of eye tells apart; training solid, validation dashed.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MOST_CLASSES = 40
_NUMBERED = 24  # classes, up to which each cell holds its number
_NAME, _TICK = 110, 11  # px: a class's name at most, and how large its letters are


def of_history(history: "History", ax: "Axes | None" = None) -> "Figure":
    """Loss and metrics over epochs, side by side; on `ax` the losses alone.

    Training is solid, validation dashed, its best epoch ringed. Values that are no numbers leave gaps, and are counted.
    Raises `DataError` where there is no epoch yet.
    """
    if not len(history):
        raise DataError("There is no history to draw: this run was never trained, or its file kept none.")
    names = [name for name in history.columns if name not in ("epoch", "step", "seconds")]
    losses = [name for name in names if name.endswith("loss")]
    metrics = [name for name in names if name not in losses]
    if ax is not None:
        _curves(ax, history, losses, "loss")
        return figure_of(ax)
    groups = [(told, group) for told, group in (("loss", losses), ("metrics", metrics)) if group]
    own = new_figure(1048 if len(groups) == 2 else 560, 380)
    for (told, group), place in zip(groups, own.subplots(1, len(groups), squeeze=False)[0], strict=True):
        _curves(place, history, group, told)
    own.subplots_adjust(left=0.07 if len(groups) == 2 else 0.13, right=0.98, top=0.88, bottom=0.14, wspace=0.2)
    return own


def of_confusion(found: "Confusion", ax: "Axes | None" = None) -> "Figure":
    """Rows are the truth, columns the answers; each cell says how many, its blue which share of its row."""
    names, counts = _classes(found)
    slanted = max(map(len, names)) > 3
    ax = ax or _room_for(names, 0.75 * text_width(names, _TICK) if slanted else _TICK)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(map_colours(shares, 1.0, positive=True), interpolation="none", aspect="equal")
    if len(names) <= _NUMBERED:
        for (truth, answer), count in np.ndenumerate(counts):
            ink = "white" if shares[truth, answer] > 0.6 else INK if count else "#bbbbbb"
            ax.text(answer, truth, f"{count:,}", ha="center", va="center", color=ink, fontsize=8, family=FONT)
    settings: dict[str, Any] = {"family": FONT, "parse_math": False, "fontsize": _TICK * 72 / DPI}
    turned: dict[str, Any] = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"} if slanted else {}
    ax.set_xticks(range(len(names)), names, **settings, **turned)
    ax.set_yticks(range(len(names)), names, **settings)
    ax.set_xlabel("answered", fontsize=9)
    ax.set_ylabel("truth", fontsize=9)
    ax.set_title(f"{found.correct:,} of {found.n:,} right\nblue: the share of its row", fontsize=10, loc="left")
    return figure_of(ax)


def of_reliability(found: "Reliability", ax: "Axes | None" = None) -> "Figure":
    """For each bin of probabilities, how often the network was right; on the line it is as right as it says."""
    if ax is None:
        own = new_figure(560, 500)
        ax = own.add_axes((0.13, 0.11, 0.83, 0.73))
    width, paper = 1 / 15, {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
    for each in found.bins:
        middle = (each.low + each.high) / 2
        ax.bar(middle, each.right, width * 0.92, color="#92c5de", edgecolor="#2166ac", linewidth=0.8)
        ax.text(middle, each.right + 0.012, f"{each.n:,}", ha="center", fontsize=7, color=PALE, bbox=paper)
    ax.plot([0, 1], [0, 1], color=INK, linewidth=1, linestyle="--")
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.06)
    ax.set_xlabel("probability of its answer", fontsize=9)
    ax.set_ylabel("share that was right", fontsize=9)
    ax.tick_params(labelsize=8)
    verdict = str(found).partition(" (")[0]
    told = [
        *wrapped(f"{verdict[0].upper()}{verdict[1:]}.", 440, 12),
        f"ECE {found.ece:.3f}, by chance up to {found.by_chance:.3f}",
        "above each bar: how many pictures",
    ]
    ax.set_title("\n".join(told), fontsize=9, loc="left", parse_math=False)
    return figure_of(ax)


def _curves(ax: "Axes", history: "History", names: Sequence[str], what: str) -> None:
    epochs = [epoch.epoch for epoch in history]
    marker = "o" if len(epochs) <= 30 else ""
    told = [f"{what}, {many(len(epochs), 'epoch')}"]
    colours: dict[str, str] = {}
    broken = 0
    for name in names:
        values = np.array([np.nan if value is None else value for value in history.column(name)], float)
        broken += int((~np.isfinite(values)).sum()) - sum(value is None for value in history.column(name))
        is_validation = name.rpartition("/")[2].startswith("val_")
        colour = colours.setdefault(name.replace("val_", ""), COLOURS[len(colours) % len(COLOURS)])
        ax.plot(
            epochs,
            np.where(np.isfinite(values), values, np.nan),
            color=colour,
            linestyle="--" if is_validation else "-",
            marker=marker,
            markersize=3,
            linewidth=1.4,
            label=cut_to(readable(name), 150),
        )
        if name == "val_loss" and np.isfinite(values).any():
            best = int(np.nanargmin(np.where(np.isfinite(values), values, np.nan)))
            ax.plot([epochs[best]], [values[best]], "o", markersize=9, markerfacecolor="none", markeredgecolor=colour)
            told.append(f"least validation loss after epoch {epochs[best]} (ring)")
    told += [f"{many(broken, 'value')} not a number"] if broken else []
    ax.set_title("; ".join(told), fontsize=10, loc="left", parse_math=False)
    ax.set_xlabel("epoch", fontsize=9)
    ax.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    ax.tick_params(labelsize=8)
    ax.grid(color="#e6e6e6", linewidth=0.8)
    ax.set_axisbelow(True)
    legend = ax.legend(fontsize=8, frameon=False)
    for text in legend.get_texts():
        text.set_parse_math(False)


def _room_for(names: Sequence[str], below: float) -> "Axes":
    """Axes of a figure of their own, with as much room for the names as they take."""
    side, beside = max(260, min(900, 40 * len(names))), text_width(names, _TICK)
    left, bottom, top, right = beside + 56, below + 60, 56, 24
    width, height = round(left + side + right), round(bottom + side + top)
    return new_figure(width, height).add_axes((left / width, bottom / height, side / width, side / height))


def _classes(found: "Confusion") -> tuple[list[str], np.ndarray]:
    """Names and counts; where there are too many classes the largest, and the rest together."""
    counts = np.array(found.counts, np.int64)
    names = [cut_to(readable(name), _NAME) for name in found.classes]
    if len(names) <= MOST_CLASSES:
        return names, counts
    kept = np.sort(np.argsort(-counts.sum(axis=1), kind="stable")[: MOST_CLASSES - 1])
    rest = np.setdiff1d(np.arange(len(names)), kept)
    rows = np.vstack([counts[kept], counts[rest].sum(axis=0)])
    joined = np.column_stack([rows[:, kept], rows[:, rest].sum(axis=1)])
    return [*(names[at] for at in kept), f"{len(rest):,} others"], joined
