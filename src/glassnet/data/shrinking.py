"""Pictures made small by averaging, for questions that need no detail."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def shrunk(pixels: NDArray[Any], most: int) -> NDArray[np.float32]:
    """`pixels` `[N, H, W, C]` with no side over `most`: each new pixel is the mean of those it covers.

    A side that is short enough stays; the others are cut into `most` stretches, as equal as whole pixels allow.

    >>> shrunk(np.array([[0, 2, 4, 6]], np.uint8).reshape(1, 1, 4, 1), 2).reshape(-1).tolist()
    [1.0, 5.0]
    """
    for axis in (1, 2):
        length = pixels.shape[axis]
        if length > most:
            starts = np.arange(most) * length // most
            # float32 before summing: levels of 255 would overflow a byte.
            sums = np.add.reduceat(pixels, starts, axis=axis, dtype=np.float32)
            lengths = np.diff(np.append(starts, length)).astype(np.float32)
            pixels = sums / lengths.reshape([-1 if at == axis else 1 for at in range(4)])
    return pixels.astype(np.float32, copy=False)
