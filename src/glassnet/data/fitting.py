"""A photo of any size is brought to the sides wanted: cut, padded or stretched, then resized by one filter."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError

Fit = Literal["crop", "pad", "stretch"]

FITS: dict[Fit, str] = {"crop": "centre crop, lanczos", "pad": "padded, lanczos", "stretch": "stretched, lanczos"}
"""Each way to fit, and the words for it."""

_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R 601, as Pillow's

Box = tuple[int, int, int, int]  # top, left, height, width
View = tuple[int, int, int, int]  # height and width seen, height and width they become


def as_fit(fit: str) -> Fit:
    """What a user gave as `fit`. Raises `DataError` for anything but crop, pad and stretch."""
    for known in FITS:
        if fit == known:
            return known
    raise DataError(f"fit={fit!r}: choose 'crop', 'pad' or 'stretch'.")


def fit_sides(photo: NDArray[Any], height: int, width: int, fit: Fit = "crop") -> NDArray[Any]:
    """A photo `[H, W, C]`, uint8 or float32, brought to `height` x `width` (Pillow's Lanczos filter).

    "crop" cuts the largest centred rectangle of the aspect wanted, "pad" puts the whole photo on black, "stretch"
    squeezes it. Black is zero, which is also what a SAME convolution sees beyond the edge. A photo that has the sides
    wanted is returned as it is.

    >>> fit_sides(np.full((4, 6, 1), 7, np.uint8), 2, 2)[..., 0].tolist()
    [[7, 7], [7, 7]]
    >>> fit_sides(np.full((2, 4, 1), 7, np.uint8), 4, 4, "pad")[..., 0].tolist()
    [[0, 0, 0, 0], [7, 7, 7, 7], [7, 7, 7, 7], [0, 0, 0, 0]]
    """
    rows, columns, channels = photo.shape
    if (rows, columns) == (height, width):
        return photo
    if fit == "stretch":
        return _resized(photo, height, width)
    if fit == "crop":
        top, left, tall, wide = centre_crop(rows, columns, height, width)
        return _resized(photo[top : top + tall, left : left + wide], height, width)
    top, left, tall, wide = centre_frame(rows, columns, height, width)
    padded = np.zeros((height, width, channels), photo.dtype)
    padded[top : top + tall, left : left + wide] = _resized(photo, tall, wide)
    return padded


def view(rows: int, columns: int, height: int, width: int, fit: Fit) -> View:
    """What of a photo is seen, about its centre, and the sides it becomes (see `fit_sides`).

    >>> view(3000, 4000, 100, 100, "crop"), view(3000, 4000, 100, 100, "pad")
    ((3000, 3000, 100, 100), (3000, 4000, 75, 100))
    """
    if fit == "crop":
        return (*centre_crop(rows, columns, height, width)[2:], height, width)
    if fit == "pad":
        return (rows, columns, *centre_frame(rows, columns, height, width)[2:])
    return rows, columns, height, width


def centre_crop(rows: int, columns: int, height: int, width: int) -> Box:
    """Top, left, height and width of the largest centred cut-out of `rows` x `columns` with the aspect wanted.

    >>> centre_crop(1200, 1800, 91, 91)
    (0, 300, 1200, 1200)
    """
    if rows * width > columns * height:
        tall, wide = max(1, round(columns * height / width)), columns
    else:
        tall, wide = rows, max(1, round(rows * width / height))
    return (rows - tall) // 2, (columns - wide) // 2, tall, wide


def centre_frame(rows: int, columns: int, height: int, width: int) -> Box:
    """Top, left, height and width of the largest place within `height` x `width` that has the photo's own aspect.

    >>> centre_frame(1200, 1800, 90, 90)
    (15, 0, 60, 90)
    """
    if rows * width > columns * height:
        tall, wide = height, max(1, round(columns * height / rows))
    else:
        tall, wide = max(1, round(rows * width / columns)), width
    return (height - tall) // 2, (width - wide) // 2, tall, wide


def fit_channels(photo: NDArray[Any], channels: int) -> NDArray[Any]:
    """A photo `[H, W, 1, 3 or 4]` in 1 or 3 channels, by the rules a picture file is read by.

    >>> fit_channels(np.array([[[255, 0, 0]]], np.uint8), 1).tolist()
    [[[76]]]
    """
    if photo.shape[-1] == 4:
        opaque = photo[..., 3:].astype(np.float32) / (255 if photo.dtype == np.uint8 else 1)
        white = 255 if photo.dtype == np.uint8 else 1
        photo = _like(photo[..., :3] * opaque + white * (1 - opaque), photo)
    if photo.shape[-1] == channels:
        return photo
    if channels == 3:
        return np.repeat(photo, 3, axis=-1)
    return _like(photo.astype(np.float32) @ _LUMA[:, None], photo)


def _resized(photo: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    if photo.shape[:2] == (height, width):
        return photo
    from PIL import Image

    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(photo[..., channel])).resize((width, height), Image.Resampling.LANCZOS)
        )
        for channel in range(photo.shape[-1])
    ]
    # Lanczos overshoots at edges. Pillow keeps levels within 0..255; numbers must be kept within their own range.
    return np.stack(planes, axis=-1).clip(photo.min(), photo.max())


def _like(values: NDArray[Any], photo: NDArray[Any]) -> NDArray[Any]:
    return (values + 0.5).astype(np.uint8) if photo.dtype == np.uint8 else values.astype(np.float32)
