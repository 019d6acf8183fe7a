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


@dataclass(frozen=True, eq=False)
class Tangents:
    """Pictures `[n, h * w * C]` with what small changes do to each, `changes` `[n, h * w * C, 6]`.

    They are the picture's derivatives by a shift down and to the right, by zoom and by turn, the picture itself
    (contrast) and a constant (brightness). After Simard, LeCun and Denker 1993, "tangent distance".
    """

    pictures: Floats
    changes: Floats
    inverse: Floats

    def unlikeness(self, rows: NDArray[np.int64], others: Floats) -> Floats:
        """The tangent distance of pictures `rows` `[n]` from `others` `[n, k, h, w, C]`: `[n, k]`.

        It is what remains of the difference when the best small shift, zoom, turn and change of light are taken out.
        """
        difference = others.reshape(*others.shape[:2], -1) - self.pictures[rows, None]
        along = difference @ self.changes[rows]
        explained = np.einsum("nkc,ncd,nkd->nk", along, self.inverse[rows], along)
        left: Floats = np.sqrt(np.maximum(np.einsum("nkp,nkp->nk", difference, difference) - explained, 0))
        return left


def tangents_of(fine: Floats) -> Tangents:
    """The tangents of pictures `[n, h, w, C]` as `Looks.fine` holds them.

    >>> bell = np.exp(-((np.arange(24) - 11.5) ** 2) / 40).astype(np.float32)
    >>> here = looks_of(np.outer(bell, bell)[None, :, :, None]).fine
    >>> moved = np.roll(here, 1, axis=1)
    >>> plain, tangent = np.linalg.norm(moved - here), tangents_of(here).unlikeness(np.array([0]), moved[None])[0, 0]
    >>> bool(tangent < 0.15 * plain)
    True
    """
    height, width = fine.shape[1:3]
    down, right = (_slope(fine, axis) for axis in (1, 2))
    y = (np.arange(height, dtype=np.float32) - (height - 1) / 2)[:, None, None]
    x = (np.arange(width, dtype=np.float32) - (width - 1) / 2)[:, None]
    kinds = (down, right, x * right + y * down, x * down - y * right, fine, np.ones_like(fine))
    flat = fine.reshape(len(fine), -1)
    changes = np.stack([kind.reshape(flat.shape) for kind in kinds], axis=-1)
    changes /= np.maximum(np.linalg.norm(changes, axis=1, keepdims=True), 1e-9)
    gram = changes.transpose(0, 2, 1) @ changes
    # A blank edge of numbers keeps pictures whose changes are the same (a plain gradient) invertible.
    return Tangents(flat, changes, np.linalg.inv(gram + 1e-4 * np.eye(len(kinds), dtype=np.float32)))


def _slope(fine: Floats, axis: int) -> Floats:
    if fine.shape[axis] == 1:
        return np.zeros_like(fine)
    slope: Floats = np.gradient(fine, axis=axis)
    return slope


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
