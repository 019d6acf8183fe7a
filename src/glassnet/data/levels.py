"""Pixels kept as the bytes they came in, and handed out as the numbers a network takes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Levels:
    """uint8 `pixels` that read as float32 divided by `scale`: a quarter of the memory until a batch is needed.

    Indexed by anything numpy takes for rows, it gives float32 arrays.

    >>> Levels(np.array([[0], [255]], np.uint8), 255.0)[[1]].tolist()
    [[1.0]]
    """

    pixels: NDArray[np.uint8]
    scale: float

    @property
    def shape(self) -> tuple[int, ...]:
        return self.pixels.shape

    @property
    def dtype(self) -> "np.dtype[np.float32]":
        return np.dtype(np.float32)

    def __len__(self) -> int:
        return len(self.pixels)

    def __getitem__(self, rows: Any) -> NDArray[np.float32]:
        ready: NDArray[np.float32] = self.pixels[rows].astype(np.float32)
        ready /= np.float32(self.scale)
        return ready

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return self[:] if dtype is None else self[:].astype(dtype)
