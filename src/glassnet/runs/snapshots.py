"""The filters of a network as they were on the way: its start to the last bit, later epochs in half precision."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import prod
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import FileError
from glassnet.graph.network import Network
from glassnet.graph.ops import Conv2D
from glassnet.runs.plain import many, read_fields, whole
from glassnet.runs.tensors import Sizes

MOST_EPOCHS = 64  # by Fibonacci's steps, more epochs than anybody trains
_HALF = float(np.finfo(np.float16).max)

Filters = Mapping[str, NDArray[Any]]  # the filters of each convolution by full name, such as "conv_1/W"


@dataclass(frozen=True, eq=False)
class Snapshots:
    """The filters of every convolution at epochs 0, 1, 2, 3, 5, 8, 13, ..., each a sum of the two before.

    `by_epoch` maps an epoch to arrays `[height, width, in, out]` by full name ("conv_1/W"): of epoch 0, which is
    before the first step, float32 and bit for bit; of later ones float16, cut to ±65,504, the largest it knows. `last`
    is how many whole passes the run's own weights have seen; those are not kept a second time. Only filters are kept:
    a dense layer may hold a hundred times as many numbers, and nobody can look at them.

    >>> kept = Snapshots().and_of({"conv_1/W": np.full((2, 2, 1, 3), 0.1, np.float32)}, epoch=0)
    >>> print(kept.and_of({"conv_1/W": np.zeros((2, 2, 1, 3), np.float32)}, epoch=1))
    filters at epochs 0, 1 (72 bytes)
    """

    by_epoch: Mapping[int, Filters] = field(default_factory=lambda: MappingProxyType({}))
    last: int = 0

    def __str__(self) -> str:
        return f"filters at epochs {', '.join(map(str, self.by_epoch))} ({self.nbytes:,} bytes)"

    @property
    def nbytes(self) -> int:
        """What they take, in memory and in a model file."""
        return sum(array.nbytes for _, array in self._arrays())

    def and_of(self, filters: Filters, epoch: int) -> "Snapshots":
        """These and a copy of `filters` as they are after `epoch` passes."""
        kept = {name: _exact(array) if epoch == 0 else _halved(array) for name, array in filters.items()}
        return replace(self, by_epoch=MappingProxyType({**self.by_epoch, epoch: MappingProxyType(kept)}))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All arrays by the names they have in a model file, such as "5/conv_1/W"."""
        return dict(self._arrays())

    def to_plain(self) -> dict[str, Any]:
        """The epochs as JSON holds them; the arrays are kept with the weights."""
        return {"epochs": list(self.by_epoch), "last": self.last}

    def _arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        for epoch, filters in self.by_epoch.items():
            yield from ((f"{epoch}/{name}", array) for name, array in filters.items())


def is_kept(epoch: int) -> bool:
    """Whether the filters are kept after so many passes: often at first, when they move most.

    >>> [epoch for epoch in range(30) if is_kept(epoch)]
    [0, 1, 2, 3, 5, 8, 13, 21]
    """
    one, two = 0, 1
    while one < epoch:
        one, two = two, one + two
    return one == epoch


def filter_names(network: Network) -> tuple[str, ...]:
    """The full names of what snapshots keep: the filters of every convolution, in order.

    >>> from glassnet.graph.notation import from_text
    >>> filter_names(from_text("8x8x1 > conv 3@3 as conv_1 > dense 2"))
    ('conv_1/W',)
    """
    named = zip(network.names, network.nodes, strict=True)
    return tuple(f"{name}/W" for name, node in named if isinstance(node.op, Conv2D))


def bytes_for(network: Network, epochs: int) -> int:
    """What snapshots of so many epochs of training would take: 4 bytes a weight at epoch 0, 2 at each one kept later.

    >>> from glassnet.graph.notation import from_text
    >>> bytes_for(from_text("8x8x1 > conv 3@3 > dense 2"), epochs=3)  # 27 weights; epochs 0, 1, 2, 3
    270
    """
    weights = sum(prod(network.weights[name].shape) for name in filter_names(network))
    return weights * (4 + 2 * sum(is_kept(epoch) for epoch in range(1, epochs + 1)))


def sizes(plain: object, network: Network) -> Sizes:
    """The arrays that must stand beside snapshots of `network`, by name. Raises `FileError` for forged epochs."""
    epochs = _read(plain)["epochs"]
    shapes = {name: network.weights[name].shape for name in filter_names(network)}
    return {f"{epoch}/{name}": ("F16" if epoch else "F32", shape) for epoch in epochs for name, shape in shapes.items()}


def from_plain(plain: object, arrays: Mapping[str, NDArray[Any]], network: Network) -> Snapshots:
    """The snapshots that `to_plain` wrote, with their arrays. Raises `FileError` saying what is not as it must be."""
    read, names = _read(plain), filter_names(network)
    kept = {epoch: MappingProxyType({name: arrays[f"{epoch}/{name}"] for name in names}) for epoch in read["epochs"]}
    return Snapshots(MappingProxyType(kept), read["last"])


def _read(plain: object) -> dict[str, Any]:
    read = read_fields(plain, "snapshots", {"epochs": many(whole), "last": whole})
    epochs = read["epochs"]
    if len(epochs) > MOST_EPOCHS or any(
        later <= earlier for earlier, later in zip((-1, *epochs), epochs, strict=False)
    ):
        raise FileError(f"snapshots: epochs {list(epochs)!r:.60} are no way through a training")
    if epochs and epochs[-1] > read["last"]:
        raise FileError(f"snapshots: epoch {epochs[-1]} lies behind the last, {read['last']}")
    return read


def _exact(array: NDArray[Any]) -> NDArray[np.float32]:
    return np.array(array, np.float32)


def _halved(array: NDArray[Any]) -> NDArray[np.float16]:
    halved: NDArray[np.float16] = np.clip(array, -_HALF, _HALF).astype(np.float16)  # what is no number stays none
    return halved
