"""Ways to change a photo: each takes `[H, W, C]` and gives another of the same shape. Arithmetic only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from glassnet.inside.evidence import Array
from glassnet.inside.photos import Mask, Range, filled, painted

DARK = 0.31  # of the way from black to white: below it lies dark hair, and with it eyes and dark cloth
STEP = 0.19  # of that way: by as much the light of two sessions of one camera may differ
_SHIFT = 20  # a twentieth of the shorter side
_BORDER = 11  # an eleventh of it: 8 pixels of 91


def dark_pixels(photo: Array, levels: Range, below: float = DARK) -> Mask:
    """Where a photo is darker than a share of its range, channels averaged: bool `[H, W]`.

    >>> dark_pixels(np.array([[0.1, 0.9]], np.float32)[..., None], Range(0, 1)).tolist()
    [[True, False]]
    """
    dark: Mask = photo.mean(-1) < levels(below)
    return dark


def border_of(shape: tuple[int, ...], width: int) -> Mask:
    """The outermost `width` pixels on all four sides.

    >>> border_of((3, 4), 1).astype(int).tolist()
    [[1, 1, 1, 1], [1, 0, 0, 1], [1, 1, 1, 1]]
    """
    inside = np.zeros(shape[:2], bool)
    inside[width : shape[0] - width, width : shape[1] - width] = True
    return ~inside


def box(shape: tuple[int, ...], top: int, left: int, height: int, width: int) -> Mask:
    """A rectangle of pixels, as far as it lies on the photo.

    >>> int(box((8, 8), 6, 0, 4, 3).sum())
    6
    """
    where = np.zeros(shape[:2], bool)
    where[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)] = True
    return where


def curtains(shape: tuple[int, ...]) -> Mask:
    """Two upright bands at both sides of the middle, where long hair falls: from the forehead over the shoulders.

    They end at the lower edge. Bands that stopped above the shoulders flipped none of 41 photos that these flip.

    >>> curtains((10, 10))[5].astype(int).tolist()
    [0, 1, 1, 1, 0, 0, 1, 1, 1, 0]
    """
    height, width = shape[:2]
    thick = max(1, round(0.26 * width))
    sides = (box(shape, round(0.15 * height), round(left * width), height, thick) for left in (0.11, 0.63))
    return next(sides) | next(sides)


def lighter(photo: Array, levels: Range, by: float) -> Array:
    """All of it lighter by a share of the range, or darker where `by` is below 0; cut at black and white.

    >>> lighter(np.array([[0.5, 0.9]], np.float32)[..., None], Range(0, 1), 0.25)[..., 0].tolist()
    [[0.75, 1.0]]
    """
    changed: Array = (photo + by * levels.span).clip(levels.low, levels.high).astype(np.float32)
    return changed


def dimmed(photo: Array, levels: Range, to: float) -> Array:
    """As in a darker room: each value at a share of its height above black.

    >>> dimmed(np.array([[-1.0, 1.0]], np.float32)[..., None], Range(-1, 1), 0.5)[..., 0].tolist()
    [[-1.0, 0.0]]
    """
    return (levels.low + to * (photo - levels.low)).astype(np.float32)


def shifted(photo: Array, down: int, right: int) -> Array:
    """Moved by whole pixels; what comes in from outside repeats the edge.

    >>> shifted(np.array([[1.0, 2.0, 3.0]], np.float32)[..., None], 0, 1)[..., 0].tolist()
    [[1.0, 1.0, 2.0]]
    """
    rows = (np.arange(photo.shape[0]) - down).clip(0, photo.shape[0] - 1)
    columns = (np.arange(photo.shape[1]) - right).clip(0, photo.shape[1] - 1)
    moved: Array = photo[np.ix_(rows, columns)]
    return moved


def pasted(photo: Array, other: Array, where: Mask) -> Array:
    """The photo with the pixels of another in `where`."""
    return np.where(where[..., None], other, photo)


def is_backdrop(where: Mask) -> bool:
    """Whether a region holds most of the photo's uppermost row, as a wall does: then other things stand before it."""
    return bool(where[0].mean() > 0.5)


@dataclass(frozen=True, eq=False)
class Scene:
    """A photo `[H, W, C]` with what is known of it: where its regions are, `[H, W]` by name, and what values mean."""

    photo: Array
    levels: Range
    regions: Mapping[str, Mask] = field(default_factory=dict)


Edited = tuple[str, Array]


def edited(scene: Scene, other: Scene | None = None) -> Iterator[Edited]:
    """Every kind of edit that is known here, by name, one after the other; `other` is a photo of another class."""
    photo, levels = scene.photo, scene.levels
    shorter = min(photo.shape[:2])
    dark, edge = dark_pixels(photo, levels), border_of(photo.shape, max(1, shorter // _BORDER))
    aside = max(1, shorter // _SHIFT)
    yield "dark pixels painted wall gray", painted(photo, dark, "wall")
    yield "dark curtains at both sides", painted(photo, curtains(photo.shape), levels(DARK / 2))
    yield "border painted wall gray", painted(photo, edge, "wall")
    yield "lighter by a fifth", lighter(photo, levels, STEP)
    yield "darker by a fifth", lighter(photo, levels, -STEP)
    yield "light turned down to a third", dimmed(photo, levels, 1 / 3)
    yield "blurred", filled(photo, "blur")
    yield "shifted down", shifted(photo, aside, 0)
    yield "shifted right", shifted(photo, 0, aside)
    if other is not None:
        yield "border of another class", pasted(photo, other.photo, edge)
    for name, where in scene.regions.items():
        yield from _of_region(scene, name, where, other)


def _of_region(scene: Scene, name: str, where: Mask, other: Scene | None) -> Iterator[Edited]:
    photo = scene.photo
    if not where.any():
        return
    yield f"{name} painted wall gray", painted(photo, where, "wall")
    yield f"{name} painted at the mean", painted(photo, where, "mean")
    yield f"{name} blurred", painted(photo, where, "blur")
    yield f"{name} painted dark", painted(photo, where, scene.levels(DARK / 2))
    if other is None or not other.regions.get(name, np.zeros(1, bool)).any():
        return
    there = other.regions[name]
    gray = np.median(other.photo[there], axis=0).astype(np.float32)
    yield f"{name} in the gray of another class", painted(photo, where, gray)
    if not is_backdrop(where):
        # What is taken away leaves wall behind; the wall itself cannot be taken out from behind what stands before it.
        yield f"{name} of another class", pasted(painted(photo, where, "wall"), other.photo, there)
