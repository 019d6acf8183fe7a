"""One colour for one number: the ramp for weights. Diverging, white at zero, told apart by every kind of eye."""

import numpy as np
from numpy.typing import NDArray

# ColorBrewer's BrBG of eleven steps (colorbrewer2.org), its pale grey middle made white: zero must look like nothing.
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
NOT_A_NUMBER = (0x99, 0x99, 0x99)  # a grey the ramp does not hold


def weight_colours(values: NDArray[np.floating], reach: float) -> NDArray[np.uint8]:
    """RGB bytes of `values`: brown at `-reach`, white at 0, blue-green at `+reach`, beyond it as at its end.

    What is not finite is grey. A `reach` of 0 draws everything white.

    >>> weight_colours(np.array([-1.0, 0.0, 1.0, np.nan]), reach=1).tolist()
    [[84, 48, 5], [255, 255, 255], [0, 60, 48], [153, 153, 153]]
    """
    finite = np.isfinite(values)
    scaled = np.where(finite, values, 0) / reach if reach > 0 else np.zeros(values.shape)
    steps = np.linspace(-1, 1, len(BROWN_TO_GREEN))
    channels = [np.interp(scaled, steps, BROWN_TO_GREEN[:, channel]) for channel in range(3)]
    colours = np.stack(channels, axis=-1).round().astype(np.uint8)
    colours[~finite] = NOT_A_NUMBER
    return colours
