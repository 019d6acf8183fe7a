"""The photos that are looked through for what excites a channel and for what matters: at most so many, spread out."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.inside.describing import shown_layers
from glassnet.inside.effort import Effort
from glassnet.inside.exciting import Peaks, peaks
from glassnet.inside.given_pictures import count_of, inputs_in, names_of, picked, spread
from glassnet.inside.photos import Mask
from glassnet.inside.sight import shown_photo
from glassnet.runs.run import Run

_BYTES = 1 << 26  # what the photos may take together

Array = NDArray[np.float32]


class Among:
    """Some of `images`: `fed` float32 `[N, ...]` by input name, their `names`, and the masks of their regions.

    >>> from glassnet.graph.notation import from_text
    >>> among = Among(Run(from_text("4 > dense 2"), {}), np.eye(4, dtype=np.float32), None, Effort(looked_through=2))
    >>> len(among), among.names
    (2, ('0', '3'))
    """

    def __init__(self, run: Run, images: Any, regions: Mapping[str, Mask] | None, effort: Effort) -> None:
        self.images = images
        self._run, self._regions, self._effort = run, regions, effort

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """Which of the images they are."""
        most = min(self._effort.looked_through, max(1, _BYTES // _sample_bytes(self._run)))
        return spread(count_of(self.images), most)

    @cached_property
    def fed(self) -> dict[str, Array]:
        """The photos as the network takes them."""
        if not len(self.rows):
            raise DataError("There are no photos to look through: give some, gn.explore(run, images).")
        return inputs_in(self._run, self.some(self.rows))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each is called."""
        names = names_of(self.images, count_of(self.images))
        return tuple(names[row] for row in self.rows)

    def some(self, rows: NDArray[np.int64]) -> Any:
        """Those of the images."""
        return picked(self.images, rows)

    def regions(self, rows: NDArray[np.int64]) -> dict[str, Mask] | None:
        """The masks of those images, bool `[N, height, width]` by name."""
        return None if self._regions is None else {name: each[rows] for name, each in self._regions.items()}

    @cached_property
    def peaks(self) -> dict[str, Peaks]:
        """Where each of them excites each channel of each layer most, all found in one pass."""
        return peaks(self._run, list(shown_layers(self._run.network)), dict(self.fed))

    def shown(self, photo: int, layer: str) -> Array:
        """One of them `[H, W, C]` where it enters the network, in `layer`."""
        one = {name: each[photo : photo + 1] for name, each in self.fed.items()}
        if layer in one and one[layer].shape[1:] == self._run.network[layer].shape.sides:
            whole = one[layer]
        else:
            whole = shown_photo(one, self._run.outputs(one, [layer])[layer], layer)
        photo_there: Array = whole[0]
        return photo_there


def _sample_bytes(run: Run) -> int:
    return 4 * max(1, sum(node.shape.size for node in run.network.inputs))
