"""How pictures look before any network sees them: brightness, contrast, grain, structure and colour, as numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 1 / 255  # one grey level: what is added before a logarithm, so that a blank picture has one
BLOCK = 4  # pixels a side that are averaged to tell structure from noise
_AT_ONCE = 4096
_FEWER, _MORE = 0, 1
WORDS = {
    "brightness": ("darker", "brighter"),
    "contrast": ("flatter", "harsher"),
    "grain": ("smoother", "grainier"),
    "structure": ("noisier", "coarser"),
    "colour": ("grayer", "more colourful"),
}


def looks(pictures: NDArray[Any]) -> NDArray[np.float32]:
    """A row of numbers for each picture of `[N, H, W, C]`, values 0..1 (0 black, 1 white).

    **brightness**: the mean. **contrast**: log of the standard deviation. **grain**: log of the mean step between
    neighbours. **structure**: log of the share of the contrast that is left when blocks of 4x4 pixels (fewer in a tiny
    picture) are averaged: 0 for a large shape, log 1/4 for noise. **colour**, with three channels: the root of the mean
    distance between the strongest and the weakest. Logarithms, because half the contrast is as odd as twice as much;
    one grey level is added first, so that a blank picture lies far off and not at minus infinity. Samples that are no
    pictures, `[N, ...]`, have brightness and contrast alone.

    >>> looks(np.full((1, 8, 8, 1), 0.5, np.float32)).round(2).tolist()
    [[0.5, -5.539999961853027, -5.539999961853027, 0.0]]
    """
    starts = range(0, len(pictures), _AT_ONCE)
    return np.concatenate([_looks(pictures[start : start + _AT_ONCE]) for start in starts]).astype(np.float32)


def look_names(shape: tuple[int, ...]) -> tuple[str, ...]:
    """What the numbers of `looks` are, for samples of this shape.

    >>> look_names((28, 28, 1)), look_names((784,))
    (('brightness', 'contrast', 'grain', 'structure'), ('brightness', 'contrast'))
    """
    if len(shape) != 3 or min(shape[:2]) < 2:
        return tuple(WORDS)[:2]
    return tuple(WORDS) if shape[2] == 3 else tuple(WORDS)[:4]


def look_word(name: str, is_more: bool) -> str:
    """What a picture is called that has more, or less, of one of them.

    >>> look_word("contrast", False)
    'flatter'
    """
    return WORDS[name][_MORE if is_more else _FEWER]


def _looks(pictures: NDArray[Any]) -> NDArray[np.float64]:
    names = look_names(pictures.shape[1:])
    gray = pictures.mean(-1, dtype=np.float64) if len(names) > 2 else pictures.reshape(len(pictures), -1)
    cells = gray.reshape(len(gray), -1)
    contrast = cells.std(1, dtype=np.float64)
    columns = [cells.mean(1, dtype=np.float64), np.log(contrast + LEVEL)]
    if len(names) > 2:
        columns += [np.log(_step(gray) + LEVEL), _structure(gray, contrast)]
    if "colour" in names:
        columns.append(np.sqrt((pictures.max(-1) - pictures.min(-1)).mean((1, 2), dtype=np.float64)))
    return np.stack(columns, axis=1)


def _step(gray: NDArray[np.float64]) -> NDArray[np.float64]:
    down, across = np.abs(np.diff(gray, axis=1)).mean((1, 2)), np.abs(np.diff(gray, axis=2)).mean((1, 2))
    both: NDArray[np.float64] = (down + across) / 2
    return both


def _structure(gray: NDArray[np.float64], contrast: NDArray[np.float64]) -> NDArray[np.float64]:
    count, height, width = gray.shape
    side = max(1, min(BLOCK, height // 4, width // 4))
    rows, columns = height // side, width // side
    blocks = gray[:, : rows * side, : columns * side].reshape(count, rows, side, columns, side).mean((2, 4))
    left: NDArray[np.float64] = blocks.reshape(count, -1).std(1)
    # A quarter of a level on both sides: a blank picture has neither structure nor noise.
    return np.log((left + LEVEL / 4) / (contrast + LEVEL / 4))
