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
from glassnet.data.fitting import FITS, Fit, View, as_fit, fit_channels, fit_sides, view
from glassnet.data.names import shown
from glassnet.data.pictures import WE_READ, Color, UnreadablePicture, pixels_of, read_file
from glassnet.data.ranges import check_range
from glassnet.errors import DataError, FileError

_BEFORE_FIT = ("resize", FITS["crop"])  # how files older than `fit` say that photos are cropped
_CHANNELS = (1, 3, 4)  # gray, RGB, RGB with opacity
_LARGEST_SIDE = 4096

Photo = str | PathLike[str]
Photos = Photo | Sequence[Photo] | NDArray[Any]


@dataclass(frozen=True)
class Preparation:
    """From raw photo to network input: upright, fitted to the sides wanted, gray or RGB, levels / `scale`.

    `height` x `width` in pixels, `channels` 1 (gray) or 3 (RGB). Levels 0..255 (whole numbers) are divided by `scale`,
    255 by default, so that the network sees 0..1; floating numbers are taken as already divided.

    `fit` says how a photo of another aspect is brought to the one wanted. "crop", the default, cuts the largest
    centred rectangle: that neither distorts a face nor adds borders a network could learn from. "pad" keeps the whole
    photo and fills the rest with black, "stretch" keeps it too and distorts it. Then Pillow's Lanczos filter resizes
    it, which averages over all the pixels it covers when it shrinks (no moiré), and also enlarges smoothly. A JPEG of
    at least four times the sides wanted is shrunk by its decoder first, to no less than twice these: five times as
    fast, and on photos 0.2 levels away on average.

    >>> preparation = Preparation(2, 2, 1)
    >>> preparation.apply(np.array([[0, 51], [102, 255]], np.uint8))[..., 0].tolist()
    [[0.0, 0.20000000298023224], [0.4000000059604645, 1.0]]
    """

    height: int
    width: int
    channels: int
    scale: float = 255.0
    fit: Fit = "crop"

    def __post_init__(self) -> None:
        as_fit(self.fit)

    def __str__(self) -> str:
        color = "gray" if self.channels == 1 else "RGB"
        return f"upright, {FITS[self.fit]} to {self.height}x{self.width} {color}, levels / {self.scale:g}"

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
            return self.from_bytes(read_file(Path(path), follow_links=True))[0]
        except UnreadablePicture as why:
            raise DataError(f"'{shown(str(path))}' is {_told(why)}") from None

    def from_bytes(self, data: bytes) -> tuple[NDArray[np.uint8], str]:
        """The same from the bytes of a file, and a remark on how its levels were made (see `pictures.pixels_of`).

        Raises `UnreadablePicture` with the reason.
        """
        levels, remark = pixels_of(data, self.color, self._view)
        return fit_sides(levels, self.height, self.width, self.fit), remark

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
        """Back from plain values, those of older files too, which know cropping alone.

        They may come from a stranger's file: anything out of place raises `FileError`.

        >>> old = {"height": 91, "width": 91, "channels": 1, "scale": 255.0, "resize": "centre crop, lanczos"}
        >>> Preparation.from_plain(old) == Preparation(91, 91, 1)
        True
        """
        known = {field.name for field in fields(cls)}
        before, words = _BEFORE_FIT
        if isinstance(plain, Mapping) and set(plain) == known - {"fit"} | {before} and plain[before] == words:
            plain = {name: plain[name] for name in known - {"fit"}} | {"fit": "crop"}
        if not isinstance(plain, Mapping) or set(plain) != known:
            raise FileError(f"The preparation in this file is not one of ours: it needs exactly {sorted(known)}.")
        for name in ("height", "width", "channels"):
            _check_whole(name, plain[name], 1, _LARGEST_SIDE if name != "channels" else 3)
        if plain["channels"] == 2:
            raise FileError("The preparation in this file asks for 2 channels; photos have 1 or 3.")
        _check_scale(plain["scale"])
        if plain["fit"] not in list(FITS):
            raise FileError(f"The preparation in this file names a way to fit we lack: {str(plain['fit'])[:60]!r}.")
        return cls(plain["height"], plain["width"], plain["channels"], float(plain["scale"]), plain["fit"])

    def _view(self, rows: int, columns: int) -> View:
        return view(rows, columns, self.height, self.width, self.fit)

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
        pixels = fit_sides(fit_channels(photo, self.channels), self.height, self.width, self.fit)
        values: NDArray[np.float32] = pixels.astype(np.float32)
        return values / np.float32(self.scale) if levels else values


def _told(why: UnreadablePicture) -> str:
    return f"no picture we can read: {why}.\nWe read {WE_READ}."


def _check_whole(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise FileError(f"The preparation in this file has {name} = {str(value)[:40]!r}; it must be {least} to {most}.")


def _check_scale(scale: object) -> None:
    fine = isinstance(scale, int | float) and not isinstance(scale, bool) and isfinite(scale) and 0 < scale <= 65535
    if not fine:
        raise FileError(f"The preparation in this file divides by {str(scale)[:40]!r}; it must be over 0, to 65535.")
