"""Arrays a user already holds become `Images`."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.finite import check_finite
from glassnet.data.images import Images
from glassnet.data.labels import check_alike
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError


def arrays(X: Any, y: Any, classes: Sequence[str] | None = None) -> Images:
    """Pictures from arrays: `X` `[N, H, W]` or `[N, H, W, C]`, `y` `[N]` class numbers or names, or `[N, classes]`.

    uint8 levels stay as they are; whole numbers 0..255 of another type become uint8; floats become float32 unchanged.
    `classes` names the classes in the order of their numbers; without it they are the sorted names in `y`, or
    "0", "1", ... up to the largest number. The preparation, which lets the trained network take raw photos, is known
    for levels and for floats within 0..1 with 1 or 3 channels, and None for any other scale.

    Raises `DataError` for shapes that are no pictures, NaN, labels that fit neither `X` nor `classes`, and names that
    differ only by case or a space where `classes` does not say that this is meant.

    >>> print(arrays(np.zeros((3, 8, 8)), ["cat", "dog", "cat"]))
    3 pictures of 8x8x1 (cat: 2, dog: 1)
    """
    pixels = as_pixels(X)
    labels, names = _labels(np.asarray(y), classes)
    return Images(pixels, labels, names, preparation=preparation_of(pixels))


def as_pixels(X: Any, who: str = "X") -> NDArray[Any]:
    """`X` as `[N, H, W, C]`, uint8 where it holds levels, else float32. Raises `DataError` when it is no pictures."""
    array = np.asarray(X)
    if array.dtype.kind not in "buif":
        raise DataError(f"{who} holds {array.dtype}, not numbers: pictures of unequal size, or a mistaken array?")
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim != 4 or 0 in array.shape:
        raise DataError(f"{who} has shape {array.shape}; pictures are [N, height, width, channels].{_way(array)}")
    check_finite(array, who)
    if array.dtype.kind in "ui" and array.min() >= 0 and array.max() <= 255:
        return array.astype(np.uint8, copy=False)
    return array.astype(np.float32, copy=False)


def preparation_of(pixels: NDArray[Any]) -> Preparation | None:
    """How a raw photo becomes a picture like these, or None where their scale does not say."""
    height, width, channels = pixels.shape[1:]
    known = pixels.dtype == np.uint8 or (pixels.min() >= 0 and pixels.max() <= 1)
    return Preparation(height, width, channels) if known and channels in (1, 3) else None


def _way(array: NDArray[Any]) -> str:
    if array.ndim != 2:
        return ""
    side = round(array.shape[1] ** 0.5)
    return f"\nX.reshape(-1, {side}, {side}, 1) would fit." if side * side == array.shape[1] > 1 else ""


def _labels(y: NDArray[Any], classes: Sequence[str] | None) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    if y.ndim == 2 and y.shape[1] > 1:
        y = _numbers_of(y)
    y = y.reshape(-1) if y.ndim == 2 else y
    if y.ndim != 1:
        raise DataError(f"y has shape {y.shape}; labels are [N] class numbers or names, or [N, classes] one-hot.")
    if y.dtype.kind in "UO":
        return _by_name([str(label) for label in y], classes)
    return _by_number(y, classes)


def _numbers_of(one_hot: NDArray[Any]) -> NDArray[np.int64]:
    wrong = (one_hot.sum(axis=1) != 1) | ((one_hot != 0) & (one_hot != 1)).any(axis=1)
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(f"y[{row}] is {one_hot[row].tolist()}: a one-hot row holds a single 1 and else 0.")
    return np.asarray(np.argmax(one_hot, axis=1), np.int64)


def _by_name(labels: list[str], classes: Sequence[str] | None) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    if classes is None:
        check_alike(Counter(labels), "y")
    names = tuple(classes) if classes is not None else tuple(sorted(set(labels)))
    number = {name: at for at, name in enumerate(names)}
    for row, label in enumerate(labels):
        if label not in number:
            raise DataError(f"y[{row}] is {label!r}, which is none of the classes {', '.join(names)}.")
    return np.array([number[label] for label in labels], np.int64), names


def _by_number(y: NDArray[Any], classes: Sequence[str] | None) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    labels = y.astype(np.int64)
    count = len(classes) if classes is not None else int(labels.max(initial=0)) + 1
    wrong = (labels != y) | (labels < 0) | (labels >= count)
    if wrong.any():
        row = int(wrong.argmax())
        raise DataError(f"y[{row}] is {y[row]}: class numbers are whole, 0 to {count - 1}.")
    return labels, tuple(classes) if classes is not None else tuple(map(str, range(count)))
