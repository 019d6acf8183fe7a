"""Pictures with their labels, all of one size, as one frozen value."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.levels import Levels
from glassnet.data.origin import Origin
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError

__all__ = ["Images", "Preparation"]


@dataclass(frozen=True, eq=False)
class Images:
    """`pixels` `[N, H, W, C]` (uint8 levels 0..255, or float32), `labels` `[N]` counting into `classes`.

    `names` tells where each picture came from, `skipped` what was left out and why, `preparation` how a raw photo
    becomes such a picture (None where we do not know). `groups` `[N]` gives pictures that belong together (a burst, a
    day, a person) one number, so that they are never split; None where nothing says so. `parts` say for each picture
    which part its owner put it in ("train", "validation", "test"), empty where that is left to `split`. `origins` say
    what the files said of themselves, one a picture, empty where there were no files. Indexing with anything numpy
    takes for rows gives `Images`.

    >>> two = Images(np.zeros((2, 4, 4, 1), np.uint8), np.array([0, 1]), ("cat", "dog"))
    >>> print(two)
    2 pictures of 4x4x1 (cat: 1, dog: 1)
    >>> two[[1]].one_hot().tolist()
    [[0.0, 1.0]]

    Raises `DataError` when the parts do not fit each other.
    """

    pixels: NDArray[Any]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    names: tuple[str, ...] = ()
    preparation: Preparation | None = None
    skipped: tuple[tuple[str, str], ...] = ()
    groups: NDArray[np.int64] | None = None
    parts: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        if self.pixels.ndim != 4 or self.pixels.dtype not in (np.uint8, np.float32):
            raise DataError(
                f"Pictures are held as [N, height, width, channels], uint8 or float32; "
                f"these are {self.pixels.dtype} of shape {self.pixels.shape}."
            )
        if len(self.labels) != len(self.pixels):
            raise DataError(f"{len(self.pixels):,} pictures, {len(self.labels):,} labels.")
        if len(self.labels) and not 0 <= self.labels.min() <= self.labels.max() < len(self.classes):
            row = int(np.argmax((self.labels < 0) | (self.labels >= len(self.classes))))
            raise DataError(f"Label {self.labels[row]} of picture {row} names none of the {len(self.classes)} classes.")
        if not self.names:
            object.__setattr__(self, "names", tuple(map(str, range(len(self.pixels)))))
        if len(self.names) != len(self.pixels):
            raise DataError(f"{len(self.pixels):,} pictures, {len(self.names):,} names.")
        if self.groups is not None and self.groups.shape != self.labels.shape:
            raise DataError(f"{len(self.pixels):,} pictures, and groups of shape {self.groups.shape}.")
        if self.parts and len(self.parts) != len(self.pixels):
            raise DataError(f"{len(self.pixels):,} pictures, and parts for {len(self.parts):,}.")
        if self.origins and len(self.origins) != len(self.pixels):
            raise DataError(f"{len(self.pixels):,} pictures, {len(self.origins):,} origins.")

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, rows: int | slice | Sequence[int] | NDArray[Any]) -> "Images":
        """Some of the pictures, in the order asked for: by number, slice, index array or mask."""
        chosen = np.atleast_1d(np.arange(len(self))[rows])
        return replace(
            self,
            pixels=self.pixels[chosen],
            labels=self.labels[chosen],
            names=tuple(self.names[row] for row in chosen),
            groups=None if self.groups is None else self.groups[chosen],
            parts=tuple(self.parts[row] for row in chosen) if self.parts else (),
            origins=tuple(self.origins[row] for row in chosen) if self.origins else (),
        )

    def __str__(self) -> str:
        sizes = "x".join(map(str, self.shape))
        counts = ", ".join(f"{name}: {count:,}" for name, count in zip(self.classes, self.counts, strict=True))
        return f"{len(self):,} pictures of {sizes} ({counts})"

    def __repr__(self) -> str:
        return f"<Images: {self}>"

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width and channels of each picture."""
        height, width, channels = self.pixels.shape[1:]
        return height, width, channels

    @property
    def counts(self) -> tuple[int, ...]:
        """How many pictures of each class there are, in the order of `classes`."""
        return tuple(map(int, np.bincount(self.labels, minlength=len(self.classes))))

    def one_hot(self) -> NDArray[np.float32]:
        """Labels as the network's targets: float32 `[N, classes]`, one 1 a row."""
        return np.eye(len(self.classes), dtype=np.float32)[self.labels]

    def inputs(self) -> NDArray[np.float32]:
        """Pixels as the network takes them: float32, levels divided by the preparation's scale (255 without one).

        Pixels that are float32 already are returned as they are, not copied.
        """
        return np.asarray(self.lazy_inputs())

    def lazy_inputs(self) -> "NDArray[np.float32] | Levels":
        """The same numbers, made float32 only row by row when they are asked for."""
        if self.pixels.dtype == np.float32:
            return self.pixels
        return Levels(self.pixels, self.preparation.scale if self.preparation else 255.0)
