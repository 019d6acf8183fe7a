"""How a raw photo becomes what the network takes: one rule, kept with the model, the same in training and after."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from math import isfinite
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.finite import check_finite
from glassnet.data.names import shown
from glassnet.data.pictures import Color, UnreadablePicture, decode
from glassnet.data.ranges import check_range
from glassnet.errors import DataError, FileError

RESIZE_RULE = "centre crop, lanczos"
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)  # ITU-R 601, as Pillow's
_CHANNELS = (1, 3, 4)  # gray, RGB, RGB with opacity
_LARGEST_SIDE = 4096

Photo = str | PathLike[str]
Photos = Photo | Sequence[Photo] | NDArray[Any]


@dataclass(frozen=True)
class Preparation:
    """From raw photo to network input: upright, cut to the aspect wanted, resized, gray or RGB, levels / `scale`.

    `height` x `width` in pixels, `channels` 1 (gray) or 3 (RGB). Levels 0..255 (whole numbers) are divided by `scale`,
    255 by default, so that the network sees 0..1; floating numbers are taken as already divided.

    The one resize rule: cut the largest centred rectangle of the wanted aspect, then resize it with Pillow's Lanczos
    filter. A centre crop neither distorts a face nor adds borders a network could learn from; Lanczos averages over
    all the pixels it covers when it shrinks (no moiré), and also enlarges smoothly.

    >>> preparation = Preparation(2, 2, 1)
    >>> preparation.apply(np.array([[0, 51], [102, 255]], np.uint8))[..., 0].tolist()
    [[0.0, 0.20000000298023224], [0.4000000059604645, 1.0]]
    """

    height: int
    width: int
    channels: int
    scale: float = 255.0
    resize: str = RESIZE_RULE

    def __str__(self) -> str:
        color = "gray" if self.channels == 1 else "RGB"
        return f"upright, {self.resize} to {self.height}x{self.width} {color}, levels / {self.scale:g}"

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.height, self.width, self.channels

    @property
    def color(self) -> Color:
        return "gray" if self.channels == 1 else "rgb"

    def from_file(self, path: Photo) -> NDArray[np.uint8]:
        """The photo at `path` as levels 0..255, uint8 `[height, width, channels]`.

        Raises `DataError` naming the file and the reason when it is no picture we read (see `pictures.decode`).
        """
        try:
            levels = decode(Path(path), self.color, follow_links=True)
        except UnreadablePicture as why:
            raise DataError(f"'{shown(str(path))}' is {_told(why)}") from None
        return fit_sides(levels, self.height, self.width)

    def apply(self, raw: NDArray[Any]) -> NDArray[np.float32]:
        """An array as the network takes it, float32: one photo `[H, W]` or `[H, W, C]`, or a stack of them.

        A result has `[height, width, channels]`, with the stack's axis before it where one was given. An array of
        three axes is one photo when its last axis is 1, 3 or 4 long, else a stack of gray ones. Whole numbers are
        levels and are divided by `scale`; floating ones are taken as they are. Raises `DataError` for NaN, for levels
        outside 0..255, and for floats that have not been divided.
        """
        raw = np.asarray(raw)
        self._check(raw)
        one = raw.ndim == 2 or (raw.ndim == 3 and raw.shape[-1] in _CHANNELS)
        stack = raw[None] if one else raw
        stack = stack if stack.ndim == 4 else stack[..., None]
        ready = np.empty((len(stack), *self.shape), np.float32)
        for place, photo in enumerate(stack):
            ready[place] = self._values(photo)
        return ready[0] if one else ready

    def batch(self, photos: Photos) -> NDArray[np.float32]:
        """Paths or pixels, one or many, as the network takes them: float32 `[N, height, width, channels]`.

        >>> Preparation(8, 8, 3).batch(np.zeros((20, 30, 3), np.uint8)).shape
        (1, 8, 8, 3)
        """
        if isinstance(photos, str | PathLike):
            photos = [photos]
        if isinstance(photos, Sequence) and photos and all(isinstance(photo, str | PathLike) for photo in photos):
            return np.stack([self._values(self.from_file(photo)) for photo in photos])
        ready = self.apply(np.asarray(photos))
        return ready[None] if ready.ndim == 3 else ready

    def to_plain(self) -> dict[str, Any]:
        """Plain values for JSON.

        >>> Preparation.from_plain(Preparation(91, 91, 1).to_plain()) == Preparation(91, 91, 1)
        True
        """
        return asdict(self)

    @classmethod
    def from_plain(cls, plain: object) -> "Preparation":
        """Back from plain values. They may come from a stranger's file: anything out of place raises `FileError`."""
        known = {field.name for field in fields(cls)}
        if not isinstance(plain, Mapping) or set(plain) != known:
            raise FileError(f"The preparation in this file is not one of ours: it needs exactly {sorted(known)}.")
        for name in ("height", "width", "channels"):
            _check_whole(name, plain[name], 1, _LARGEST_SIDE if name != "channels" else 3)
        if plain["channels"] == 2:
            raise FileError("The preparation in this file asks for 2 channels; photos have 1 or 3.")
        _check_scale(plain["scale"])
        if plain["resize"] != RESIZE_RULE:
            raise FileError(f"The preparation in this file names a resize rule we lack: {str(plain['resize'])[:60]!r}.")
        return cls(plain["height"], plain["width"], plain["channels"], float(plain["scale"]))

    def _check(self, raw: NDArray[Any]) -> None:
        if raw.ndim not in (2, 3, 4) or 0 in raw.shape or (raw.ndim == 4 and raw.shape[-1] not in _CHANNELS):
            raise DataError(
                f"An array of shape {raw.shape} is no photo.\n"
                "Give [height, width], [height, width, channels] or a stack of these; channels last, 1, 3 or 4 of them."
            )
        if raw.dtype.kind not in "buif":
            raise DataError(f"Pixels are numbers; this array holds {raw.dtype}.")
        check_finite(raw, "X")
        if raw.dtype.kind == "f":
            check_range(raw, 0.0, 255.0 / self.scale, "X")
        elif raw.dtype.kind in "ui" and (raw.min() < 0 or raw.max() > 255):
            raise DataError(f"Levels run from 0 to 255; this array holds {raw.min()}..{raw.max()}.")

    def _values(self, photo: NDArray[Any]) -> NDArray[np.float32]:
        levels = photo.dtype.kind in "ui"
        photo = photo.astype(np.uint8 if levels else np.float32, copy=False)
        pixels = fit_sides(fit_channels(photo, self.channels), self.height, self.width)
        values: NDArray[np.float32] = pixels.astype(np.float32)
        return values / np.float32(self.scale) if levels else values


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


def fit_sides(photo: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """A photo `[H, W, C]`, uint8 or float32, cut at the centre to the aspect wanted and resized (Lanczos).

    >>> fit_sides(np.full((4, 6, 1), 7, np.uint8), 2, 2)[..., 0].tolist()
    [[7, 7], [7, 7]]
    """
    if photo.shape[:2] == (height, width):
        return photo
    from PIL import Image

    top, left, rows, columns = centre_crop(photo.shape[0], photo.shape[1], height, width)
    cut = photo[top : top + rows, left : left + columns]
    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(cut[..., channel])).resize((width, height), Image.Resampling.LANCZOS)
        )
        for channel in range(cut.shape[-1])
    ]
    # Lanczos overshoots at edges. Pillow keeps levels within 0..255; numbers must be kept within their own range.
    return np.stack(planes, axis=-1).clip(cut.min(), cut.max())


def centre_crop(rows: int, columns: int, height: int, width: int) -> tuple[int, int, int, int]:
    """Top, left, height and width of the largest centred cut-out of `rows` x `columns` with the aspect wanted.

    >>> centre_crop(1200, 1800, 91, 91)
    (0, 300, 1200, 1200)
    """
    if rows * width > columns * height:
        tall, wide = max(1, round(columns * height / width)), columns
    else:
        tall, wide = rows, max(1, round(rows * width / height))
    return (rows - tall) // 2, (columns - wide) // 2, tall, wide


def _like(values: NDArray[Any], photo: NDArray[Any]) -> NDArray[Any]:
    return (values + 0.5).astype(np.uint8) if photo.dtype == np.uint8 else values.astype(np.float32)


def _told(why: UnreadablePicture) -> str:
    return f"no picture we can read: {why}.\nWe read JPEG, PNG, WebP, BMP and GIF."


def _check_whole(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise FileError(f"The preparation in this file has {name} = {str(value)[:40]!r}; it must be {least} to {most}.")


def _check_scale(scale: object) -> None:
    fine = isinstance(scale, int | float) and not isinstance(scale, bool) and isfinite(scale) and 0 < scale <= 65535
    if not fine:
        raise FileError(f"The preparation in this file divides by {str(scale)[:40]!r}; it must be over 0, to 65535.")
