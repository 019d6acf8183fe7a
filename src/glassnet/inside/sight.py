"""What of the photo a unit of a layer can depend on, and the photo itself as the network was fed it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import ShapeError
from glassnet.graph.network import Network
from glassnet.graph.rows_seen import columns_seen, photo_of, rows_seen


class Region(NamedTuple):
    """A piece of the photo: its first and last row and column, all included."""

    top: int
    left: int
    bottom: int
    right: int

    def crop(self, photo: NDArray[Any]) -> NDArray[Any]:
        """That piece of `photo` `[height, width, ...]`, as a copy.

        >>> Region(0, 1, 1, 2).crop(np.arange(9).reshape(3, 3)).tolist()
        [[1, 2], [4, 5]]
        """
        return photo[self.top : self.bottom + 1, self.left : self.right + 1].copy()

    @property
    def sides(self) -> tuple[int, int]:
        """Its height and width in pixels."""
        return self.bottom - self.top + 1, self.right - self.left + 1


def region_seen(network: Network, layer: str, row: int = 0, column: int = 0) -> Region:
    """What units at that place of `layer` see of the photo, even windows, borders and branches included.

    Raises `ShapeError` for a place there is not, and where no image stands behind the layer.

    >>> from glassnet.graph.notation import from_text
    >>> region_seen(from_text("91x91x1 > conv 3@10"), "Conv2D", 45, 0)
    Region(top=41, left=0, bottom=50, right=5)
    """
    top, bottom = rows_seen(network, layer, row)
    left, right = columns_seen(network, layer, column)
    return Region(top, left, bottom, right)


def photo_layer(network: Network, layer: str) -> str | None:
    """The layer where the photo behind `layer` enters; None where no image does."""
    try:
        return photo_of(network, layer)
    except ShapeError:
        return None


def shown_photo(fed: Mapping[str, NDArray[np.float32]], values: NDArray[np.float32], photo: str) -> NDArray[np.float32]:
    """Photos as they were fed, `[N, H, W, C]`: before any mean is taken off, but behind steps that cut them to size."""
    raw = fed.get(photo)
    return raw if raw is not None and raw.shape == values.shape else values
