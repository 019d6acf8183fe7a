"""What a picture gives away without its subject being looked at, each as a few numbers a picture."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.shrinking import shrunk

Numbers = NDArray[np.floating]
Rows = NDArray[np.int64]
Kind = Literal["beside", "looks", "file", "within", "whole"]

_MARGIN = 10 / 91  # of a side; the corner that gave the two people of 2017 away
_SMALL = 24  # pixels a side, for parts that need no detail
_LARGEST = 96  # pixels a side, up to which every pixel is tried on its own
_AT_ONCE = 2048  # pixels


@dataclass(frozen=True)
class Clue:
    """One thing to guess the label from. `numbers` are `[N, D]`, or made from the rows that teach.

    `kind`: "beside" the subject (a corner), the "looks" of the picture as a whole (its light), "within" where the
    subject may well be, the "file", of which a network sees nothing, or the "whole" picture.
    """

    name: str
    kind: Kind
    numbers: "Numbers | Callable[[Rows], Numbers]"


def clues(images: Images) -> list[Clue]:
    """Everything the audit asks, in the order it tells of it. What is the same for all pictures is left out."""
    asked = [
        *_corners(images),
        Clue(f"the border, {_margins(images)[0]} wide", "within", _border(images)),
        Clue("the centre, half of each side", "within", _centre(images)),
        *_looks(images),
        *_files(images),
    ]
    return [clue for clue in asked if callable(clue.numbers) or np.ptp(clue.numbers, axis=0).any()]


def whole(images: Images) -> Clue:
    """The picture itself, made small: what the others are held against."""
    return Clue("the whole picture", "whole", _flat(shrunk(images.pixels, _SMALL)))


class BestPixel:
    """The single pixel whose level differs most between the classes, beside how it varies within them (ANOVA's F).

    Chosen anew from the rows that teach, so that it is not chosen by what it is judged on. Of pictures with sides over
    96 it is a spot of a few pixels.
    """

    def __init__(self, images: Images) -> None:
        self._shape = images.shape
        self._levels = images.pixels if max(images.shape[:2]) <= _LARGEST else shrunk(images.pixels, _LARGEST // 2)
        self._labels = images.labels
        self._chosen: list[int] = []

    def __call__(self, teachers: Rows) -> Numbers:
        levels = self._levels.reshape(len(self._levels), -1)
        best = int(_f_ratio(levels, self._labels, teachers).argmax())
        self._chosen.append(best)
        return levels[:, best : best + 1].astype(np.float32)

    @property
    def place(self) -> str:
        """Where it was found most often, in the pictures' own pixels."""
        most = max(set(self._chosen), key=self._chosen.count)
        small = self._levels.shape[1:]
        row, column, _ = np.unravel_index(most, small)
        places = (
            int((at + 0.5) * whole / part) for at, whole, part in zip((row, column), self._shape, small, strict=False)
        )
        return "row {}, column {}".format(*places)


def measured(*columns: Iterable[float]) -> Numbers:
    """One number a picture and column, each column in its own standard deviations, so that their units do not count.

    >>> measured([1, 3], [500, 100]).tolist()
    [[1.0, 2.5], [3.0, 0.5]]
    """
    values = np.array([list(column) for column in columns], np.float64).T
    spread = values.std(axis=0)
    return values / np.where(spread > 0, spread, 1)


def _margins(images: Images) -> tuple[int, int]:
    height, width, _ = images.shape
    return max(1, round(height * _MARGIN)), max(1, round(width * _MARGIN))


def _corners(images: Images) -> list[Clue]:
    rows, columns = _margins(images)
    places = {
        "top-left": (slice(rows), slice(columns)),
        "top-right": (slice(rows), slice(-columns, None)),
        "bottom-left": (slice(-rows, None), slice(columns)),
        "bottom-right": (slice(-rows, None), slice(-columns, None)),
    }
    return [
        Clue(f"the {rows}x{columns} {name} corner", "beside", _flat(shrunk(images.pixels[:, high, wide], 10)))
        for name, (high, wide) in places.items()
    ]


def _border(images: Images) -> Numbers:
    rows, columns = _margins(images)
    pixels = images.pixels
    strips = (pixels[:, :rows], pixels[:, -rows:], pixels[:, rows:-rows, :columns], pixels[:, rows:-rows, -columns:])
    return np.concatenate([_flat(shrunk(strip, _SMALL)) for strip in strips], axis=1)


def _centre(images: Images) -> Numbers:
    height, width, _ = images.shape
    high, wide = height // 4, width // 4
    return _flat(shrunk(images.pixels[:, high : height - high, wide : width - wide], _SMALL))


def _looks(images: Images) -> list[Clue]:
    """Single numbers that a glance at the whole picture gives."""
    count = len(images)
    brightness, contrast, sharpness = np.empty(count), np.empty(count), np.empty(count)
    balance = np.empty((count, images.shape[2]))
    for row, pixels in enumerate(images.pixels):  # one by one: all of them as floats would not fit
        levels = pixels.astype(np.float32)
        gray = levels.mean(axis=-1)
        brightness[row], contrast[row] = gray.mean(), gray.std()
        sharpness[row] = sum(_step(gray, axis) for axis in (0, 1)) / max(contrast[row], 1e-6)
        balance[row] = levels.mean(axis=(0, 1)) / max(levels.mean() * images.shape[2], 1e-6)
    found = [("brightness", brightness), ("contrast", contrast), ("sharpness", sharpness)]
    told = [Clue(name, "looks", measured(values)) for name, values in found]
    if images.shape[2] == 3:
        told.append(Clue("colour balance", "looks", measured(balance[:, 0], balance[:, 2])))
    return told


def _step(gray: NDArray[np.float32], axis: int) -> float:
    """The mean difference of neighbouring pixels."""
    steps = np.abs(np.diff(gray, axis=axis))
    return float(steps.sum() / max(steps.size, 1))


def _files(images: Images) -> list[Clue]:
    """What the files say of themselves, and the numbers in their names."""
    told = [Clue("the number in the file's name", "file", measured(map(_number, images.names)))]
    if not images.origins:
        return told
    files = images.origins
    modes = sorted({file.mode for file in files})
    return [
        *told,
        Clue("the file's size in bytes", "file", measured(file.size for file in files)),
        Clue("the file's height and width", "file", measured((f.height for f in files), (f.width for f in files))),
        Clue("the EXIF date", "file", measured(_number(file.taken) for file in files)),
        Clue("the EXIF orientation", "file", measured(file.orientation for file in files)),
        Clue("the file's colour mode", "file", measured(modes.index(file.mode) for file in files)),
    ]


def _number(name: str) -> float:
    """The digits in a file's name, in a date, or of a row, as one number; -1 where there are none.

    >>> _number("chi/IMG_20170314_092653.jpg"), _number("chi2017[12]")
    (20170314092653.0, 12.0)
    """
    own = name.rpartition("[")[2] if name.endswith("]") else name.rpartition("/")[2]
    digits = "".join(re.findall(r"[0-9]+", own))[:15]
    return float(digits) if digits else -1.0


def _flat(pixels: NDArray[np.float32]) -> Numbers:
    return pixels.reshape(len(pixels), -1)


def _f_ratio(levels: NDArray[Any], labels: Rows, teachers: Rows) -> NDArray[np.float32]:
    """The variance between class means over that within, column by column."""
    shares = np.eye(int(labels.max()) + 1, dtype=np.float32)[labels[teachers]]
    counts = np.maximum(shares.sum(axis=0), 1)[:, None]
    found = np.empty(levels.shape[1], np.float32)
    for start in range(0, levels.shape[1], _AT_ONCE):  # as floats, all columns at once would fill a laptop's memory
        columns = slice(start, start + _AT_ONCE)
        centred = levels[teachers, columns].astype(np.float32)
        centred -= centred.mean(axis=0)
        between = (np.square(shares.T @ centred) / counts).sum(axis=0)
        within = np.square(centred).sum(axis=0) - between
        found[columns] = between / np.maximum(within, 1e-6 * len(teachers))
    return found
