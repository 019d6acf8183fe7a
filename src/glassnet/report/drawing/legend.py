"""What the colours mean: a ramp whose numbers are exactly the reach that was painted with."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.report.colours import SILENT, enlarged, greys, map_colours, reach_of, weight_colours
from glassnet.report.drawing.letters import PALE, Letters
from glassnet.report.drawing.sheet import SMALL, Sheet, blank, over
from glassnet.report.drawing.words import short
from glassnet.report.mosaic import PAGE

Scale = Literal["weights", "map", "relu"]
_WIDE, _HIGH = 241, 12  # px; odd, so that the middle is a pixel of its own, and white
_LEFT, _RIGHT = 24, 40  # px: the numbers at the ends are wider than the ends


def legend(scale: Scale, reach: float, name: str = "") -> Sheet:
    """A ramp with its ends and its zero in numbers; where nothing reaches a millionth it says "silent" instead."""
    first = 0.0 if scale == "relu" else -reach
    sheet = blank(_HIGH + 30, _LEFT + _WIDE + _RIGHT)
    sheet[2 : _HIGH + 4, _LEFT - 1 : _LEFT + _WIDE + 1] = 0xD0
    ramp = np.linspace(first, reach, _WIDE)[None].repeat(_HIGH, axis=0)
    sheet[3 : _HIGH + 3, _LEFT : _LEFT + _WIDE] = painted(ramp, scale, reach)
    y = _HIGH + 16
    marks = [(short(first) if first else "0", 0.0), *([("0", 0.5)] if first else []), (f"+{short(reach)}", 1.0)]
    if reach < SILENT:
        marks = [("silent: nothing reaches a millionth", 0.5)]
    letters = [Letters(text, _LEFT + share * (_WIDE - 1), y, SMALL, align="center") for text, share in marks]
    named = [Letters(name, _LEFT + _WIDE / 2, y + 12, SMALL, PALE, align="center")] if name else []
    return Sheet(sheet, (*letters, *named))


def legends(*several: Sheet) -> Sheet:
    """Legends side by side, as wide as a page."""
    row = Sheet(blank(max(each.sides[0] for each in several), PAGE))
    for number, each in enumerate(several):
        row = over(row, each, 0, number * (each.sides[1] + 30))
    return row


def painted(values: NDArray[np.floating], scale: Scale, reach: float) -> NDArray[np.uint8]:
    """Values `[height, width]` in the colours of a scale."""
    if scale == "weights":
        return weight_colours(values, reach)
    return map_colours(values, reach, positive=scale == "relu")


def tile(values: NDArray[np.floating], scale: Scale, reach: float, zoom: int) -> NDArray[np.uint8]:
    """Values `[height, width]` as an enlarged picture; stripes where one is no number."""
    return enlarged(painted(values, scale, reach), zoom, ~np.isfinite(values))


def photo_tile(photo: NDArray[np.floating], low: float, high: float, zoom: int) -> NDArray[np.uint8]:
    """A photo `[height, width, channels]` in its own greys or colours; of other than 3 channels, the first."""
    shown = photo if photo.shape[-1] == 3 else photo[..., :1]
    return enlarged(greys(shown, low, high), zoom, ~np.isfinite(shown).all(axis=-1))


def scale_of(values: NDArray[np.floating]) -> Scale:
    """Whether any of it lies below 0.

    >>> scale_of(np.array([0.0, 2.0])), scale_of(np.array([-1.0, np.nan]))
    ('relu', 'map')
    """
    return "map" if bool((values[np.isfinite(values)] < 0).any()) else "relu"


def common_reach(*values: NDArray[np.floating]) -> float:
    """One reach for all of them."""
    return max((reach_of(each) for each in values), default=0.0)


def zoom_for(height: int, width: int, *, side: int = 108) -> int:
    """How many pixels a value gets, a whole number, so that the picture is about `side` wide.

    >>> zoom_for(10, 10), zoom_for(91, 91), zoom_for(200, 200)
    (10, 1, 1)
    """
    return max(1, side // max(height, width, 1))
