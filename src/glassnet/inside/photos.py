"""Photos as the network takes them, and with what a part of one can be painted over."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.errors import DataError, SettingError
from glassnet.extras import later
from glassnet.inside.evidence import Array, photo_input
from glassnet.runs.feeding import feeds_of
from glassnet.runs.run import Run

ndimage: Any = later("scipy.ndimage")

Mask = NDArray[np.bool_]
Fill = Literal["wall", "mean", "blur"] | float
FILLS: tuple[Fill, ...] = ("mean", "wall", "blur")

_TOP = 10  # the uppermost tenth of a photo
_BLURRED = 8  # a blur of an eighth of the shorter side leaves light and dark, and no outline


def photos_for(run: Run, pictures: Any) -> Array:
    """`pictures` as `run` takes them: float32 `[N, height, width, channels]`. `Images`, or what `run.predict` takes."""
    return inputs_for(run, pictures)[photo_input(run.network)]


def inputs_for(run: Run, pictures: Any) -> dict[str, Array]:
    """The same for all inputs of a network that has several, by input name."""
    if isinstance(pictures, Images):
        pictures = pictures.pixels if run.card.preparation is not None else pictures.inputs()
    feeds = feeds_of(run.network, run.card, pictures)
    return feeds.batch(0, len(feeds))


def one_photo(run: Run, image: Any) -> tuple[Array, dict[str, Array]]:
    """One photo `[H, W, C]`, and the other inputs `[1, ...]`. Raises `DataError` for none or several."""
    given = inputs_for(run, image)
    photo = given.pop(photo_input(run.network))
    if len(photo) != 1:
        raise DataError(f"One photo at a time, these are {len(photo):,}: ask for each, images[[0]], images[[1]], ...")
    return photo[0], given


@dataclass(frozen=True)
class Range:
    """The darkest and the brightest value a network was shown."""

    low: float
    high: float

    def __call__(self, share: float) -> float:
        """The value that far from the darkest to the brightest.

        >>> Range(-1.0, 1.0)(0.25)
        -0.5
        """
        return self.low + share * (self.high - self.low)

    @property
    def span(self) -> float:
        return self.high - self.low


def range_of(run: Run, photos: Array) -> Range:
    """What training saw, or, where nobody kept that, what the photos hold."""
    card = run.card.of_input(photo_input(run.network))
    if run.card.samples and card.maximum > card.minimum:
        return Range(card.minimum, card.maximum)
    low, high = float(photos.min(initial=0)), float(photos.max(initial=0))
    return Range(low, high if high > low else low + 1)


def filled(photo: Array, fill: Fill | Array) -> Array:
    """A photo `[H, W, C]` with nothing left of what is in it but what `fill` says.

    "wall": the median of its uppermost tenth, which in a portrait is the wall; "mean": its mean; each by channel.
    "blur": itself, blurred until no outline is left (a Gaussian of an eighth of the shorter side). A number is that
    value all over; an array is taken as it is.

    >>> photo = np.array([[0.5, 0.5], [0.0, 1.0]], np.float32)[..., None]
    >>> filled(photo, "wall")[1, 1], filled(photo, "mean")[0, 0], filled(photo, 0.25)[0, 0]
    (array([0.5], dtype=float32), array([0.5], dtype=float32), array([0.25], dtype=float32))
    """
    if isinstance(fill, np.ndarray):
        return np.broadcast_to(fill, photo.shape).astype(np.float32)
    if fill == "blur":
        sigma = min(photo.shape[:2]) / _BLURRED
        blurred: Array = ndimage.gaussian_filter(photo, (sigma, sigma, 0), mode="nearest")
        return blurred
    if fill == "mean":
        return np.broadcast_to(photo.mean((0, 1), dtype=np.float64), photo.shape).astype(np.float32)
    if fill == "wall":
        top = photo[: max(1, len(photo) // _TOP)]
        return np.broadcast_to(np.median(top, (0, 1)), photo.shape).astype(np.float32)
    if not isinstance(fill, int | float):
        raise SettingError(
            f"fill={fill!r} is none we know: 'wall', 'mean', 'blur', a number, or an array like the photo."
        )
    return np.full_like(photo, fill)


def painted(photo: Array, where: Mask, fill: Fill | Array) -> Array:
    """The photo with the pixels in `where` `[H, W]` painted over."""
    return np.where(where[..., None], filled(photo, fill), photo)
