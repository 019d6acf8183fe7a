"""What a layer makes of a photo: every map as a tile, or every number, all on one scale."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.report.colours import reach_of
from glassnet.report.drawing.legend import Scale, legend, photo_tile, scale_of, tile, zoom_for
from glassnet.report.drawing.letters import readable
from glassnet.report.drawing.sheet import Picture, Sheet, flowing, headed, laid, paged, stacked
from glassnet.report.drawing.words import broken_in, many, short, span

if TYPE_CHECKING:
    from glassnet.inside.feature_maps import Maps
    from glassnet.inside.photos import Range

MOST = 64  # maps: more than an eye compares
FEW = 40  # numbers that get a tile each
COLOURS = {"map": "Red: below 0. White: 0. Blue: above 0.", "relu": "White: 0. Blue: above 0; nothing lies below."}
_ROW, _SQUARE = 50, 18  # numbers side by side, where there are too many for a tile each, and the px of each
_CROWD, _CROWD_ROW, _CROWD_SQUARE = 1000, 100, 9  # the same, where there are more than that
_MOST_NUMBERS = 5000


def of_maps(found: "Maps", levels: "Range", name: str = "", classes: Sequence[str] = ()) -> Sheet:
    """Every map of a layer under its number, all on one scale, below the photo.

    `levels` are black and white, `name` is the photo's. `classes` name the numbers of a layer that answers.
    """
    values, layer = found.values, readable(found.layer)
    reach, scale = reach_of(values), scale_of(values)
    notes = [f"{COLOURS[scale]} One scale for the layer.", *odd(found)]
    if values.ndim == 1:
        body, heading = _numbers(values, scale, reach, classes), f"{layer}: {many(len(values), 'number')}"
    else:
        cube = values if values.ndim == 3 else values[..., None]
        heading = f"{layer}: {many(cube.shape[2], 'map')} of {cube.shape[0]}x{cube.shape[1]}"
        notes += [f"showing {MOST} of {cube.shape[2]:,}"] if cube.shape[2] > MOST else []
        body = laid(flowing(_maps(cube, scale, reach)))
    sheets = [headed(body, heading, notes, legend(scale, reach))]
    if found.photo is not None:
        sheets.insert(0, photo_sheet(found.photo, levels))
    return paged(stacked(sheets), f"What {layer} makes of {readable(name) or 'this photo'}")


def photo_sheet(photo: NDArray[np.float32], levels: "Range") -> Sheet:
    """The photo by itself, with its size, and which numbers are black and white."""
    zoom = zoom_for(*photo.shape[:2], side=182)
    sides = f"{photo.shape[0]}x{photo.shape[1]}"
    lines = ("the photo, as the network is fed it", f"{sides}, black {short(levels.low)}, white {short(levels.high)}")
    return laid([Picture(photo_tile(photo, levels.low, levels.high, zoom), lines)], 300)


def odd(found: "Maps") -> list[str]:
    """What is odd about a layer's maps, in words: silent ones, and numbers that are none."""
    silent = f"silent on this photo, so flat: {_listed(found.silent)}" if found.silent else ""
    return [told for told in (silent, broken_in(found.values)) if told]


def _maps(cube: NDArray[np.float32], scale: Scale, reach: float) -> list[Picture]:
    zoom = zoom_for(*cube.shape[:2])
    return [
        Picture(tile(cube[..., channel], scale, reach, zoom), (f"out {channel}", span(cube[..., channel])))
        for channel in range(min(MOST, cube.shape[2]))
    ]


def _numbers(values: NDArray[np.float32], scale: Scale, reach: float, classes: Sequence[str]) -> Sheet:
    """Numbers without height and width: a tile each, or as rows of squares to be read like a text."""
    if len(values) <= FEW:
        names = [readable(name) for name in classes] if len(classes) == len(values) else []
        pictures = [
            Picture(
                tile(values[at : at + 1, None], scale, reach, 36),
                (f"out {at}", *names[at : at + 1], short(float(value))),
            )
            for at, value in enumerate(values)
        ]
        return laid(flowing(pictures, least=84), 84)
    shown = values[:_MOST_NUMBERS]
    row, square = (_ROW, _SQUARE) if len(shown) <= _CROWD else (_CROWD_ROW, _CROWD_SQUARE)
    rows = np.zeros(ceil(len(shown) / row) * row, np.float32)
    rows[: len(shown)] = shown
    under = f"out 0 to {len(shown) - 1:,}, {row} a row, from the upper left"
    more = f"; {len(values) - len(shown):,} more are not shown" if len(values) > len(shown) else ""
    return laid([Picture(tile(rows.reshape(-1, row), scale, reach, square), (under + more,))], 600)


def _listed(which: tuple[int, ...]) -> str:
    told = ", ".join(f"out {channel}" for channel in which[:12])
    return told + (f" and {len(which) - 12:,} more" if len(which) > 12 else "")
