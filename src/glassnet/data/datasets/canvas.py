"""Soft-edged shapes on a small gray picture, drawn by distance: what the portraits are painted with."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Mask = NDArray[np.float32]
Window = tuple[slice, slice]
Level = float | NDArray[np.floating]


@dataclass(frozen=True)
class Frame:
    """Where every pixel of a picture stands in a figure's own coordinates, in pixels of the figure.

    `x` runs to the right and `y` downwards from the figure's middle; `scale` is how many picture pixels one of them is.
    """

    x: Plane
    y: Plane
    scale: float

    def moved(self, right: float, down: float) -> "Frame":
        return Frame(self.x - np.float32(right), self.y - np.float32(down), self.scale)

    def cut(self, window: Window) -> "Frame":
        return Frame(self.x[window], self.y[window], self.scale)

    def window(self, width: float, height: float) -> Window:
        """The rows and columns that hold all within so many pixels of the middle; small things are drawn there.

        >>> frame(9, 4, 4).window(1, 2)
        (slice(2, 7, None), slice(3, 6, None))
        """
        inside = (np.abs(self.x) <= width) & (np.abs(self.y) <= height)
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def frame(side: int, right: float, down: float, scale: float = 1.0, turn: float = 0.0) -> Frame:
    """The coordinates of a figure whose middle stands at (`right`, `down`), `turn` degrees clockwise.

    >>> middle = frame(5, 2, 2)
    >>> middle.x[0].tolist(), middle.y[:, 0].tolist()
    ([-2.0, -1.0, 0.0, 1.0, 2.0], [-2.0, -1.0, 0.0, 1.0, 2.0])
    """
    down_steps, right_steps = np.mgrid[:side, :side].astype(np.float32)
    x, y = (right_steps - right) / scale, (down_steps - down) / scale
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return Frame((x * cos + y * sin).astype(np.float32), (y * cos - x * sin).astype(np.float32), scale)


def ellipse(at: Frame, width: float, height: float) -> Mask:
    """How much of each pixel an ellipse of these half axes covers, 0 to 1, round the frame's middle.

    The distance to an ellipse has no closed form; k (k - 1) / |grad| is its first order, exact at the edge, which is
    where it is looked at.

    >>> ellipse(frame(5, 2, 2), 1.5, 1.5)[2].tolist()
    [0.0, 1.0, 1.0, 1.0, 0.0]
    """
    k = np.hypot(at.x / width, at.y / height)
    slope = np.hypot(at.x / width**2, at.y / height**2)
    radius = np.divide(k, slope, out=np.full_like(k, min(width, height)), where=slope > 0)  # none in the middle itself
    return _covered((k - 1) * radius, at)


def box(at: Frame, width: float, height: float, round_by: float = 0.0) -> Mask:
    """The same for a box of these half sides, its corners rounded by a radius."""
    right, down = np.abs(at.x) - (width - round_by), np.abs(at.y) - (height - round_by)
    outside = np.hypot(np.maximum(right, 0), np.maximum(down, 0))
    return _covered(outside + np.minimum(np.maximum(right, down), 0) - round_by, at)


def arc(at: Frame, width: float, depth: float, thickness: float) -> Mask:
    """The same for a stroke that sags by `depth` in its middle: a smile, or a brow when `depth` is below 0."""
    ends = 1 - np.square(np.clip(at.x / width, -1, 1))
    beyond = np.maximum(np.abs(at.x) - width, 0)
    return _covered(np.hypot(at.y - depth * ends, beyond) - thickness, at)


def above(at: Frame, line: float, sag: float = 0.0) -> Mask:
    """The same for all that lies above a line, which sags to both sides by `sag` at 20 pixels from the middle."""
    return _covered(at.y - line - sag * np.square(at.x / 20), at)


@dataclass(frozen=True)
class Canvas:
    """Levels 0..255 and, beside them, which region owns each pixel; one stroke changes both."""

    levels: Plane
    regions: NDArray[np.uint8]

    def cut(self, window: Window) -> "Canvas":
        """A part of it, to be painted in place."""
        return Canvas(self.levels[window], self.regions[window])

    def paint(self, mask: Mask, level: Level, region: int) -> None:
        """Cover with `level` as far as `mask` says; a pixel covered by half or more belongs to `region`."""
        levels = self.levels
        levels += mask * (level - levels)  # in place
        self.regions[mask >= 0.5] = region


def _covered(distance: NDArray[np.floating], at: Frame) -> Mask:
    # A pixel is one wide: its share inside goes from 1 to 0 as the edge passes over it.
    covered: Mask = np.clip(0.5 - distance * at.scale, 0, 1).astype(np.float32)
    return covered
