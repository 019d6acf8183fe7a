"""How a convolution makes one map: partial maps, one an input, are added up. That is why n slices make one map."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.report.colours import reach_of
from glassnet.report.drawing.legend import common_reach, legend, legends, photo_tile, scale_of, tile, zoom_for
from glassnet.report.drawing.letters import readable
from glassnet.report.drawing.maps import COLOURS
from glassnet.report.drawing.sheet import LINE, Picture, Sheet, flowing, headed, laid, paged, stacked
from glassnet.report.drawing.words import broken_in, many, short, span
from glassnet.report.mosaic import BESIDE, PAGE

if TYPE_CHECKING:
    from glassnet.inside.feature_maps import Maps
    from glassnet.inside.photos import Range

MOST = 16  # inputs shown one by one, those that add most; the others are shown as one
_ABREAST = 8
_END = 144  # px: the sum is what the eye should rest on

Column = tuple[Picture, Picture, Picture]


def of_sum(found: "Maps", channel: int, levels: "Range", name: str = "") -> Sheet:
    """What comes in, the slice that is slid over it, what that gives; then all of these and the bias, and the map.

    `levels` are the photo's black and white. Raises as `Maps.partial` does, for a layer that is no convolution and a
    filter there is not.
    """
    partial, total = found.partial(channel), found.total(channel)
    kernel, value = found.weights[f"{found.layer}/W"][..., channel], found.values[..., channel]
    reach, weight = common_reach(partial, total, value), reach_of(kernel)
    strongest = np.argsort(-np.abs(np.nan_to_num(partial)).sum(axis=(0, 1)), kind="stable")
    shown = sorted(strongest[:MOST].tolist())
    is_photo = found.photo is not None and np.array_equal(found.photo, found.fed, equal_nan=True)
    came = [_came(found.fed, into, levels if is_photo else None) for into in shown]
    columns = [
        (
            first,
            Picture(tile(kernel[..., into], "weights", weight, _zoom(kernel, 72)), (f"out {channel} ← in {into}",)),
            _part(partial[..., into], reach, "gives"),
        )
        for into, first in zip(shown, came, strict=True)
    ]
    ends = [
        _end(total, reach, "all of them added up", f"and the bias, {short(found.bias(channel))}"),
        _end(value, reach, f"map {channel}", "behind the activation"),
    ]
    if partial.shape[-1] > MOST:
        rest = partial[..., [into for into in range(partial.shape[-1]) if into not in shown]].sum(axis=-1)
        ends.insert(0, _end(rest, reach, f"{partial.shape[-1] - MOST:,} weaker ones", "as one"))
    keys = [legend("weights", weight, "slices"), legend("map", reach, "what they give, sum, map")]
    if not is_photo:
        keys.insert(0, legend(scale_of(found.fed), reach_of(found.fed), "what comes in"))
    body = stacked([legends(*keys), laid(_in_columns(columns)), laid(flowing(ends, least=_END), _END)])
    layer, inputs = readable(found.layer), partial.shape[-1]
    heading = f"{many(inputs, 'input')}, {many(inputs, 'slice')}, {many(inputs, 'partial map')}; added up, 1 map"
    notes = [
        "From above: what comes in, the slice slid over it, what that gives. Then all of it added up.",
        COLOURS["map"],
    ]
    notes += [told for told in (broken_in(value),) if told]
    title = f"How {layer} makes map {channel} of {readable(name) or 'this photo'}"
    return paged(headed(body, heading, notes), title)


def _came(fed: NDArray[np.float32], into: int, levels: "Range | None") -> Picture:
    one = fed[..., into]
    lines = (f"in {into}", span(one))
    if levels is None:
        return Picture(tile(one, scale_of(fed), reach_of(fed), _zoom(one)), lines)
    return Picture(photo_tile(one[..., None], levels.low, levels.high, _zoom(one)), lines)


def _part(values: NDArray[np.floating], reach: float, *under: str) -> Picture:
    return Picture(tile(values, "map", reach, _zoom(values)), (*under, span(values)))


def _end(values: NDArray[np.floating], reach: float, *under: str) -> Picture:
    return Picture(tile(values, "map", reach, _zoom(values, _END)), (*under, span(values)))


def _zoom(values: NDArray[np.floating], side: int = 108) -> int:
    return zoom_for(*values.shape[:2], side=side)


def _in_columns(columns: Sequence[Column]) -> list[Picture]:
    """Columns of three side by side; a new band below where one is full."""
    placed: list[Picture] = []
    widest = max([108, *(picture.sides[1] for column in columns for picture in column)]) + BESIDE
    abreast = max(1, min(_ABREAST, (PAGE + BESIDE) // widest))
    top = 0
    for start in range(0, len(columns), abreast):
        band = columns[start : start + abreast]
        for row in range(3):
            placed += [replace(column[row], place=(top, number * widest)) for number, column in enumerate(band)]
            top += max(column[row].sides[0] + LINE * len(column[row].under) for column in band) + 10
        top += 10
    return placed
