"""How alike two pictures are when brightness, contrast and a small shift, turn or zoom do not count."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

COARSE = 8  # cells a side: what is left of a picture at this size survives a turn of 3° or a crop of 3 %
FINE = 24  # small enough that such a turn moves nothing by more than a pixel, which is what tangents can follow
_SHARPEST = 1 / FINE  # of the side: how wide fine pictures are blurred, so that neighbouring pixels vary smoothly
_BLANK = 1e-3  # of the largest level: less contrast than this is noise, and noise is like nothing
_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Looks:
    """`plain` and `mirrored`: each picture, and its mirror image, as a unit vector [N, 64 C] of 8 x 8 coarse cells.

    `fine` `[N, h, w, C]` is the picture at 24 x 24 at most, blurred, its mean taken away, its length 1. The distance
    of two unit vectors runs from 0 (alike up to brightness and contrast) to 2 (one the negative of the other); a blank
    picture has only zeros, and is like nothing.
    """

    plain: Floats
    mirrored: Floats
    fine: Floats

    def __len__(self) -> int:
        return len(self.plain)

    def __getitem__(self, rows: NDArray[np.int64]) -> "Looks":
        return Looks(self.plain[rows], self.mirrored[rows], self.fine[rows])


def looks_of(pixels: NDArray[Any]) -> Looks:
    """The looks of pictures `[N, H, W, C]`.

    >>> dark = np.arange(64, dtype=np.uint8).reshape(1, 8, 8, 1)
    >>> looks = looks_of(np.concatenate([dark, 2 * dark + 9]))
    >>> bool(np.abs(looks.plain[0] - looks.plain[1]).max() < 1e-5)
    True
    """
    coarse, fine = shrunk(pixels, COARSE), shrunk(pixels, FINE, _SHARPEST)
    floor = _BLANK * float(pixels.max(initial=0))
    plain = _unit(coarse, floor)
    flat = (len(plain), plain[0].size if len(plain) else 0)
    return Looks(plain.reshape(flat), plain[:, :, ::-1].reshape(flat), _unit(fine, floor))


def shrunk(pixels: NDArray[Any], side: int, blur: float = 0.0) -> Floats:
    """Pictures with at most `side` rows and columns, each new pixel the mean of the area it covers, then blurred.

    `blur` is the standard deviation of a Gaussian, as a share of the side.

    >>> shrunk(np.array([[0, 2], [4, 6]]).reshape(1, 2, 2, 1), 1).item()
    3.0
    """
    rows, columns = (_weights(length, min(side, length), blur) for length in pixels.shape[1:3])
    # A view of the whole set in float32 would need four times its memory: block by block.
    blocks = [pixels[start : start + _BLOCK].astype(np.float32) for start in range(0, len(pixels), _BLOCK)]
    small = [np.einsum("rh,nhwc,sw->nrsc", rows, block, columns, optimize=True) for block in blocks]
    return np.concatenate(small) if small else np.zeros((0, len(rows), len(columns), pixels.shape[3]), np.float32)


def tangents(fine: Floats) -> Floats:
    """What a small change does to each picture: an orthonormal basis `[N, h * w * C, 6]`.

    Its span holds the picture's derivatives by a shift to the right and down, by zoom and by turn, the picture itself
    (contrast) and a constant (brightness). After Simard, LeCun and Denker 1993, "tangent distance".
    """
    height, width = fine.shape[1:3]
    down, right = np.gradient(fine, axis=1), np.gradient(fine, axis=2)
    y = (np.arange(height, dtype=np.float32) - (height - 1) / 2)[:, None, None]
    x = (np.arange(width, dtype=np.float32) - (width - 1) / 2)[:, None]
    changes = (down, right, x * right + y * down, x * down - y * right, fine, np.ones_like(fine))
    columns = np.stack([change.reshape(len(fine), -1) for change in changes], axis=-1)
    lengths = np.linalg.norm(columns, axis=1, keepdims=True)
    basis: Floats = np.linalg.qr(columns / np.maximum(lengths, 1e-9))[0]
    return basis


def unlikeness(fine: Floats, others: Floats) -> Floats:
    """The tangent distance `[N, K]` of `others` `[N, K, h, w, C]` from their picture `fine` `[N, h, w, C]`.

    It is what remains of the difference when the best small shift, zoom, turn and change of light are taken out.
    """
    basis = tangents(fine)
    difference = (others - fine[:, None]).reshape(*others.shape[:2], -1)
    inside = difference @ basis
    left = (difference**2).sum(-1) - (inside**2).sum(-1)
    distance: Floats = np.sqrt(np.maximum(left, 0))
    return distance


def _unit(pictures: Floats, floor: float) -> Floats:
    centred = pictures - pictures.mean(axis=(1, 2, 3), keepdims=True)
    length = np.sqrt((centred**2).sum(axis=(1, 2, 3), keepdims=True))
    blank = length < floor * np.sqrt(np.prod(pictures.shape[1:]))
    unit: Floats = np.where(blank, 0, centred / np.where(blank, 1, np.maximum(length, 1e-12)))
    return unit


@cache
def _weights(length: int, cells: int, blur: float) -> Floats:
    """A matrix [cells, length]: means over equal stretches of a line of pixels, then the blur."""
    edges = np.linspace(0, length, cells + 1)
    left, right = edges[:-1, None], edges[1:, None]
    pixel = np.arange(length)
    cover = np.clip(np.minimum(right, pixel + 1) - np.maximum(left, pixel), 0, None)
    mean = cover / cover.sum(axis=1, keepdims=True)
    if blur:
        apart = np.subtract.outer(np.arange(cells), np.arange(cells)) / (blur * cells)
        bell = np.exp(-0.5 * apart**2)
        mean = bell / bell.sum(axis=1, keepdims=True) @ mean
    weights: Floats = mean.astype(np.float32)
    return weights
