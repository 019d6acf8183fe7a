"""The picture of docs/which-knob-matters.md, from the numbers that are kept: every seed, and every edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.figures import Plain
from benchmarks.pictures import DPI, FOLDER, INK, PALE

PICTURE = FOLDER / "which-knob.png"
COLOURS = "BrBG"  # brown where all are wrong, white at chance, green where all are right


def draw(kept: Mapping[str, Plain], edits: Sequence[str], path: Path = PICTURE) -> None:
    """Networks as rows, the best first: its seeds as squares, and beside them what edits leave of its answers."""
    rows = kept["networks"]["rows"]
    wild = {row["name"]: row for row in kept["wild"]["rows"]}
    figure = Figure(figsize=(8, 5.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(20, 11))
    seeds = np.array([sorted(row["right"], reverse=True) for row in rows]) / rows[0]["of"]
    _squares(left, seeds, [row["name"] for row in rows])
    left.set_title("validation photos right, one square a seed (white: half, as by chance)", fontsize=9, color=INK)
    left.set_xticks([])
    shares = np.array([[wild[row["name"]][name][0] for name in edits] for row in rows])
    _squares(right, shares, [])
    right.set_title("test photos right after an edit, mean, %", fontsize=9, color=INK)
    right.set_xticks(range(len(edits)), [name.replace(" ", "\n") for name in edits], fontsize=8, color=INK)
    for (row, column), share in np.ndenumerate(shares):
        right.text(column, row, f"{100 * share:.0f}", ha="center", va="center", fontsize=8,
                   color="white" if share > 0.75 else INK)  # fmt: skip
    figure.savefig(path, dpi=DPI, metadata={"Software": None})


def _squares(axes: Axes, shares: np.ndarray, names: list[str]) -> None:
    axes.imshow(shares, cmap=COLOURS, vmin=0, vmax=1, aspect="auto")
    axes.set_yticks(range(len(shares)), names or [""] * len(shares), fontsize=9, color=INK)
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(0.5, shares.shape[1] - 1), minor=True)
    axes.set_yticks(np.arange(0.5, len(shares) - 1), minor=True)
    axes.grid(which="minor", color="white", linewidth=2)
    axes.tick_params(which="minor", length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(colors=PALE)
