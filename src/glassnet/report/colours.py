"""One colour for one number: ramps for weights and for maps, white at zero, told apart by every kind of eye; greys for
photos; and stripes, which no ramp holds, where a number is none. `view/colours.js` paints the same bytes.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.floating]
Bytes = NDArray[np.uint8]

# ColorBrewer's BrBG and RdBu of eleven steps (colorbrewer2.org), their pale grey middles made white: zero must look
# like nothing. Two ramps, so that a weight is never taken for what a layer makes of a photo.
BROWN_TO_GREEN = np.array(
    [
        (0x54, 0x30, 0x05),
        (0x8C, 0x51, 0x0A),
        (0xBF, 0x81, 0x2D),
        (0xDF, 0xC2, 0x7D),
        (0xF6, 0xE8, 0xC3),
        (0xFF, 0xFF, 0xFF),
        (0xC7, 0xEA, 0xE5),
        (0x80, 0xCD, 0xC1),
        (0x35, 0x97, 0x8F),
        (0x01, 0x66, 0x5E),
        (0x00, 0x3C, 0x30),
    ],
    dtype=np.float64,
)
RED_TO_BLUE = np.array(
    [
        (0x67, 0x00, 0x1F),
        (0xB2, 0x18, 0x2B),
        (0xD6, 0x60, 0x4D),
        (0xF4, 0xA5, 0x82),
        (0xFD, 0xDB, 0xC7),
        (0xFF, 0xFF, 0xFF),
        (0xD1, 0xE5, 0xF0),
        (0x92, 0xC5, 0xDE),
        (0x43, 0x93, 0xC3),
        (0x21, 0x66, 0xAC),
        (0x05, 0x30, 0x61),
    ],
    dtype=np.float64,
)
NOT_A_NUMBER = (0x99, 0x99, 0x99)  # a grey neither ramp holds
SILENT = 1e-6  # what reaches less far is drawn flat: stretching it would show noise


def weight_colours(values: Numbers, reach: float) -> Bytes:
    """RGB bytes of weights: brown at `-reach`, white at 0, blue-green at `+reach`, beyond it as at its end.

    What is not finite is grey (`enlarged` stripes it). A `reach` under a millionth draws everything white.

    >>> weight_colours(np.array([-1.0, 0.0, 1.0, np.nan]), reach=1).tolist()
    [[84, 48, 5], [255, 255, 255], [0, 60, 48], [153, 153, 153]]
    """
    return _painted(values, reach, BROWN_TO_GREEN)


def map_colours(values: Numbers, reach: float, positive: bool = False) -> Bytes:
    """RGB bytes of what a layer makes: red at `-reach`, white at 0, blue at `+reach`, beyond it as at its end.

    `positive` is for maps behind a relu: the same blues, and white for what is below 0.

    >>> map_colours(np.array([-1.0, 0.0, 1.0]), reach=1).tolist()
    [[103, 0, 31], [255, 255, 255], [5, 48, 97]]
    """
    return _painted(values, reach, RED_TO_BLUE, 0.0 if positive else -1.0)


def greys(values: NDArray[np.generic], low: float, high: float) -> Bytes:
    """RGB bytes of a photo: black at `low`, white at `high`. Three channels `[..., 3]` are red, green and blue.

    >>> greys(np.array([[[0.0], [0.5], [1.0]]]), 0, 1)[0].tolist()
    [[0, 0, 0], [128, 128, 128], [255, 255, 255]]
    """
    numbers = np.asarray(values, np.float32 if values.dtype == np.float32 else np.float64)
    known = np.isfinite(numbers)
    shares = (np.where(known, numbers, low) - low) / (high - low if high > low else 1)
    levels = (255 * shares.astype(np.float64).clip(0, 1)).round().astype(np.uint8)
    levels[~known] = NOT_A_NUMBER[0]
    return levels if levels.shape[-1] == 3 else levels[..., :1].repeat(3, axis=-1)


def enlarged(colours: Bytes, zoom: int, broken: "NDArray[np.bool_] | None" = None) -> Bytes:
    """A picture `[height, width, 3]` with each of its pixels `zoom` high and wide: nothing is invented between them.

    Where `broken` `[height, width]` says that a number is none, the large picture has stripes of grey and white, two
    pixels wide and aslant: so that nobody takes them for a colour of the ramp.

    >>> enlarged(np.zeros((1, 1, 3), np.uint8), 4, np.array([[True]]))[..., 0].tolist()
    [[153, 153, 255, 255], [153, 255, 255, 153], [255, 255, 153, 153], [255, 153, 153, 255]]
    """
    large = colours.repeat(zoom, axis=0).repeat(zoom, axis=1)
    if broken is None or not broken.any():
        return large
    where = broken.repeat(zoom, axis=0).repeat(zoom, axis=1)
    stripes = np.where(np.indices(where.shape).sum(axis=0) % 4 < 2, NOT_A_NUMBER[0], 0xFF).astype(np.uint8)
    return np.where(where[..., None], stripes[..., None], large)


def reach_of(values: Numbers) -> float:
    """The furthest any finite value lies from 0; 0 where there is none.

    >>> reach_of(np.array([-3.0, 2.0, np.nan]))
    3.0
    """
    return float(np.max(np.abs(values), initial=0, where=np.isfinite(values)))


def _painted(values: Numbers, reach: float, ramp: NDArray[np.float64], lowest: float = -1.0) -> Bytes:
    finite = np.isfinite(values)
    scaled = np.where(finite, values, 0) / reach if reach >= SILENT else np.zeros(values.shape)
    steps = np.linspace(-1, 1, len(ramp))
    shares = np.maximum(scaled, lowest)
    channels = [np.interp(shares, steps, ramp[:, channel]) for channel in range(3)]
    colours = np.stack(channels, axis=-1).round().astype(np.uint8)
    colours[~finite] = NOT_A_NUMBER
    return colours
