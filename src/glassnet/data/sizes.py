"""How large pictures are made, in pixels and in all: the defaults, the limits, and a user's own wish."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from glassnet.data.pictures import Color
from glassnet.errors import DataError

DEFAULT_SIDE = 96  # a small network's picture; photos at full size would need gigabytes and a day
KEPT_SIDE = 256  # pictures of one size up to this were made for such a network: kept as they are
MOST_BYTES = 4 * 1024**3  # of pixels held in memory; training needs several times that

Sides = tuple[int, int]
Size = int | Sides | None


def default_sides(sides: Sequence[Sides]) -> Sides:
    """The (height, width) `folder` chooses for pictures of these sizes when none is asked for.

    >>> default_sides([(91, 91)] * 2), default_sides([(3024, 4032)] * 2), default_sides([(50, 60), (70, 60)])
    ((91, 91), (96, 96), (55, 55))
    """
    if len(set(sides)) == 1 and max(sides[0]) <= KEPT_SIDE:
        return sides[0]
    side = min(DEFAULT_SIDE, round(median(map(min, sides))))
    return side, side


def check_bytes(count: int, shape: tuple[int, int, int], each: int = 1) -> None:
    """Raise `DataError` when `count` pictures of `shape`, `each` bytes a value, are more than memory should hold."""
    height, width, channels = shape
    need = count * height * width * channels * each
    if need > MOST_BYTES:
        raise DataError(
            f"{count:,} pictures of {height}x{width}x{channels} need {need / 1e9:.1f} GB before training begins; the "
            f"limit is {MOST_BYTES / 1e9:.1f} GB.\nGive a smaller size, such as size={DEFAULT_SIDE}."
        )


def as_sides(size: Any) -> Sides | None:
    """What a user gave as `size`: a side, (height, width) or None.

    >>> as_sides(32), as_sides((28, 20)), as_sides(None)
    ((32, 32), (28, 20), None)
    """
    if size is None:
        return None
    sides = (size, size) if isinstance(size, int) else tuple(size)
    if len(sides) != 2 or not all(isinstance(side, int) and 1 <= side <= 4096 for side in sides):
        raise DataError(f"size={size!r}: give a side in pixels, 1 to 4096, or (height, width).")
    return sides[0], sides[1]


def as_color(color: str | None) -> Color | None:
    """What a user gave as `color`: gray (or grey), rgb or None."""
    known: dict[str | None, Color | None] = {None: None, "gray": "gray", "grey": "gray", "rgb": "rgb"}
    if color not in known:
        raise DataError(f"color={color!r}: choose 'gray', 'rgb', or None to let the files decide.")
    return known[color]
