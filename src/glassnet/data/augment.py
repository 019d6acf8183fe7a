"""Pictures changed by chance while a network learns from them: TFLearn's `ImageAugmentation`.

The arithmetic is on batches [N, height, width, channels]. It leaves what it is given untouched and keeps its type.
Each picture has draws of its own (`data.chance`), so the same picture of the same epoch always comes out the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from glassnet.data.chance import Chance
from glassnet.data.steps import CUSTOM, Step, StepList
from glassnet.errors import DataError
from glassnet.extras import later

ndimage = later("scipy.ndimage")
Batch = NDArray[Any]

__all__ = ("DataAugmentation", "ImageAugmentation")


class DataAugmentation(StepList):
    """Steps by chance for any samples. There are none that fit all: append functions of your own to `methods`."""

    def apply(self, batch: Any, seed: int = 0, epoch: int = 0) -> Batch:
        """The batch as epoch `epoch` of a training with `seed` would see it, were these its first samples."""
        samples = np.asarray(batch)
        return augmented(samples, self.steps, Chance(seed, epoch, np.arange(len(samples))))


class ImageAugmentation(DataAugmentation):
    """What to do by chance to the pictures a network learns from: `input_data(..., data_augmentation=this)`.

    Steps are done in the order they are added, to each picture by itself, anew in each epoch, before any preprocessing;
    never in validation, evaluation and prediction. A flip, a rotation or a blur comes to every second picture. In
    TFLearn the draws come from Python's global `random`; here from the seed of the training, the epoch, and the number
    of the picture. Blurring one channel into the next, as TFLearn's does, is mended.

    A subclass may append functions `batch -> batch` to `methods`, and their arguments to `args`; they work on a copy,
    draw as they like, and cannot be written to a file.

    >>> turning = ImageAugmentation()
    >>> turning.add_random_flip_leftright()
    >>> turning.add_random_crop([32, 32], padding=4)
    >>> turning
    <ImageAugmentation: random_flip_leftright, random_crop(shape=(32, 32), padding=4)>
    """

    def add_random_crop(self, crop_shape: int | Sequence[int], padding: int | None = None) -> None:
        """A piece of `crop_shape` (height, width) from anywhere in the picture.

        With `padding`, so many rows and columns of zeros are put around the picture first, so that a crop of the
        picture's own size shifts it. The network's input has the size of the piece.
        """
        self._add("random_crop", shape=_pair(crop_shape), padding=int(padding or 0))

    def add_random_flip_leftright(self) -> None:
        """Every second picture mirrored left to right."""
        self._add("random_flip_leftright")

    def add_random_flip_updown(self) -> None:
        """Every second picture mirrored top to bottom."""
        self._add("random_flip_updown")

    def add_random_90degrees_rotation(self, rotations: Sequence[int] = (0, 1, 2, 3)) -> None:
        """Every picture turned by one of `rotations`, in quarter turns to the left. Odd ones need square pictures."""
        if not rotations:
            raise DataError("rotations is empty: list the quarter turns to choose from, such as [0, 1, 2, 3].")
        self._add("random_90degrees_rotation", rotations=tuple(int(quarters) for quarters in rotations))

    def add_random_rotation(self, max_angle: float = 20.0) -> None:
        """Every second picture turned by up to `max_angle` degrees either way; what comes in from outside is zero.

        Between pixels a cubic spline is drawn; the size stays.
        """
        self._add("random_rotation", max_angle=float(max_angle))

    def add_random_blur(self, sigma_max: float = 5.0) -> None:
        """Every second picture blurred, by a Gaussian of deviation 0 to `sigma_max` pixels, each channel by itself.

        TFLearn's default of 5 leaves little of a picture of 32 x 32.
        """
        self._add("random_blur", sigma_max=float(sigma_max))


@dataclass(frozen=True, eq=False)
class Augment:
    """Steps ready to be done in epoch `epoch` of a training with `seed`."""

    steps: tuple[Step, ...]
    seed: int
    epoch: int = 0

    def __call__(self, batch: Batch, indices: NDArray[np.int64]) -> Batch:
        """A new batch, of the samples numbered `indices` in the training data."""
        return augmented(batch, self.steps, Chance(self.seed, self.epoch, indices))


def augmented(batch: Batch, steps: Sequence[Step], chance: Chance) -> Batch:
    """`batch` behind all `steps`, as a new array of the same type; `batch` itself is only read.

    Raises `DataError` where a step does not fit the size of the pictures.
    """
    for place, step in enumerate(steps):
        if step.name == CUSTOM and step.code is not None:
            batch = step.code(batch)
        else:
            batch = _WAYS[step.name](batch, _Draws(chance, place), **dict(step.settings))
    return batch


@dataclass(frozen=True)
class _Draws:
    """The chance of one step: the same step done twice draws twice."""

    chance: Chance
    place: int

    def yes(self) -> NDArray[np.bool_]:
        return self.chance.yes(self.place)

    def shares(self, what: str) -> NDArray[np.float64]:
        return self.chance.shares(what, self.place)

    def below(self, count: int, what: str) -> NDArray[np.int64]:
        """A whole number from 0 to `count` - 1 for each picture."""
        return (self.shares(what) * count).astype(np.int64)


def _crop(batch: Batch, draws: _Draws, shape: tuple[int, int], padding: int) -> Batch:
    if padding:
        batch = np.pad(batch, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    (height, width), (rows, columns) = shape, batch.shape[1:3]
    if height > rows or width > columns:
        size = f"{rows - 2 * padding}x{columns - 2 * padding}" + (f" with {padding} around them" if padding else "")
        raise DataError(
            f"random_crop cuts {height}x{width} out of pictures of {size}: they are too small.\n"
            "Give a smaller crop_shape, or more padding."
        )
    top, left = draws.below(rows - height + 1, "top"), draws.below(columns - width + 1, "left")
    pieces = sliding_window_view(batch, shape, axis=(1, 2))[np.arange(len(batch)), top, left]  # [N, C, height, width]
    return np.ascontiguousarray(np.moveaxis(pieces, 1, -1))


def _flip_leftright(batch: Batch, draws: _Draws) -> Batch:
    made, turned = np.array(batch), draws.yes()
    made[turned] = batch[turned, :, ::-1]
    return made


def _flip_updown(batch: Batch, draws: _Draws) -> Batch:
    made, turned = np.array(batch), draws.yes()
    made[turned] = batch[turned, ::-1]
    return made


def _quarter_turns(batch: Batch, draws: _Draws, rotations: tuple[int, ...]) -> Batch:
    rows, columns = batch.shape[1:3]
    if rows != columns and any(quarters % 2 for quarters in rotations):
        raise DataError(
            f"random_90degrees_rotation turns pictures of {rows}x{columns} on their side, where they have another "
            "shape. Give rotations=[0, 2], or square pictures."
        )
    chosen = np.array(rotations)[draws.below(len(rotations), "turns")]
    made = np.empty_like(batch)
    for quarters in set(rotations):
        made[chosen == quarters] = np.rot90(batch[chosen == quarters], quarters, axes=(1, 2))
    return made


def _rotate(batch: Batch, draws: _Draws, max_angle: float) -> Batch:
    angles = (2 * draws.shares("angle") - 1) * max_angle
    return _each(batch, draws.yes(), lambda picture, row: ndimage.rotate(picture, angles[row], reshape=False))


def _blur(batch: Batch, draws: _Draws, sigma_max: float) -> Batch:
    sigmas = draws.shares("sigma") * sigma_max
    return _each(
        batch, draws.yes(), lambda picture, row: ndimage.gaussian_filter(picture, (sigmas[row], sigmas[row], 0))
    )


def _each(batch: Batch, chosen: NDArray[np.bool_], change: Callable[[Batch, int], Batch]) -> Batch:
    """The chosen pictures changed one by one, since each is changed by another amount.

    Levels are computed in float32 and rounded, so that a spline that swings over 255 does not come out black.
    """
    made = np.array(batch)
    is_levels = batch.dtype.kind in "iu"
    for row in np.flatnonzero(chosen):
        picture = change(batch[row].astype(np.float32) if is_levels else batch[row], int(row))
        made[row] = _levels(picture, batch.dtype) if is_levels else picture
    return made


def _levels(picture: Batch, dtype: "np.dtype[Any]") -> Batch:
    limits = np.iinfo(dtype)
    return np.clip(np.rint(picture), limits.min, limits.max).astype(dtype)


_WAYS: dict[str, Callable[..., Batch]] = {
    "random_crop": _crop,
    "random_flip_leftright": _flip_leftright,
    "random_flip_updown": _flip_updown,
    "random_90degrees_rotation": _quarter_turns,
    "random_rotation": _rotate,
    "random_blur": _blur,
}


def _pair(shape: int | Sequence[int]) -> tuple[int, int]:
    sides = [shape, shape] if isinstance(shape, int) else [int(side) for side in shape][:2]
    if len(sides) != 2 or min(sides) < 1:
        raise DataError(f"a crop has a height and a width of at least 1 pixel, got {shape!r}.")
    return sides[0], sides[1]
