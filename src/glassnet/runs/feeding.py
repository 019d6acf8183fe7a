"""What a run is asked about, brought to its network batch by batch: arrays as they are, photos prepared on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.batches import take
from glassnet.data.feeds import Port, check_inputs, check_lengths, check_range, match_feeds
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Input
from glassnet.graph.ops.input import Fit
from glassnet.runs.card import DataCard, InputCard

Photo = str | PathLike[str]
Fed = Any  # an array, a photo or several, or arrays or photos by input name: `feeds_of` says which, and checks


@dataclass(frozen=True, eq=False)
class Feed:
    """The samples of one input: rows of an array, or photos that `preparation` turns into rows."""

    rows: Any
    preparation: Preparation | None = None

    def __len__(self) -> int:
        return len(self.rows)

    def batch(self, start: int, stop: int) -> NDArray[np.float32]:
        """Rows `start` to `stop` as the network takes them."""
        some = (
            take(self.rows, np.arange(start, min(stop, len(self)))) if not self._holds_paths else self.rows[start:stop]
        )
        if self.preparation is not None:
            return self.preparation.batch(some)
        return np.ascontiguousarray(some, np.float32)

    @property
    def _holds_paths(self) -> bool:
        return isinstance(self.rows, tuple)


@dataclass(frozen=True, eq=False)
class Feeds:
    """The samples of all inputs, by input name."""

    by_name: Mapping[str, Feed]

    def __len__(self) -> int:
        return check_lengths(self.by_name)

    def batch(self, start: int, stop: int) -> dict[str, NDArray[np.float32]]:
        """Samples `start` to `stop` of every input."""
        return {name: feed.batch(start, stop) for name, feed in self.by_name.items()}


def feeds_of(network: Network, card: DataCard, X: Fed) -> Feeds:
    """`X` as feeds of `network`: an array or photos for one input, a dict or a list for several.

    Raises `FeedError` for a name that is no input, `DataError` for shapes that do not fit, numbers that are none, and
    a scale other than training saw.
    """
    ports = input_ports(network)
    preparation = preparation_of(card)
    given = {ports[0].name: _one(X)} if len(ports) == 1 and _are_photos(X) else match_feeds(X, ports)
    return Feeds({port.name: _feed(given[port.name], port, card, preparation) for port in ports})


def input_ports(network: Network, *, training: bool = False) -> list[Port]:
    """Where the network takes data, in the order its inputs were made; what it learns from may be augmented first."""
    return [
        Port(network.name(node), node.shape.sides, keys=(node.asked_name, node), fit=_fit(node, training))
        for node in network.inputs
    ]


def _fit(node: Node, training: bool) -> Fit:
    return node.op.takes(training=training) if isinstance(node.op, Input) else "exact"


def preparation_of(card: DataCard) -> Preparation | None:
    """How a raw photo becomes what the network takes; None where nothing says so. Raises `FileError` for a forged one.

    >>> print(preparation_of(DataCard(preparation=Preparation(8, 8, 1).to_plain())))
    upright, centre crop, lanczos to 8x8 gray, levels / 255
    """
    return None if card.preparation is None else Preparation.from_plain(card.preparation)


def _feed(given: Any, port: Port, card: DataCard, preparation: Preparation | None) -> Feed:
    fits = preparation is not None and port.takes(preparation.shape)
    if _are_photos(given):
        if not fits:
            raise DataError(
                f"'{port.name}' was trained on arrays, so nothing says how a photo becomes {_sides(port)} numbers.\n"
                "Give an array prepared as the training data were."
            )
        return Feed(tuple(map(fspath, _one(given))), preparation)
    array = given if not isinstance(given, list) else np.asarray(given)
    if fits and isinstance(array, np.ndarray) and array.dtype.kind in "ui":
        return Feed(_stack(array), preparation)
    rows = check_inputs(_batched(array, port), port)
    if card.samples:
        _check_scale(rows, card.of_input(port.name))
    return Feed(rows)


def _check_scale(rows: Any, seen: InputCard) -> None:
    if isinstance(rows, np.ndarray):
        check_range(rows, seen.minimum, seen.maximum, "X")


def _batched(array: Any, port: Port) -> Any:
    """A single sample becomes a batch of one."""
    is_one = isinstance(array, np.ndarray) and array.ndim == len(port.shape) and port.takes(array.shape)
    return array[None] if is_one else array


def _stack(photos: NDArray[Any]) -> NDArray[Any]:
    """Raw pixels with an axis for the samples: one photo is [H, W] or [H, W, 1, 3 or 4]."""
    return photos[None] if photos.ndim == 2 or (photos.ndim == 3 and photos.shape[-1] in (1, 3, 4)) else photos


def _are_photos(given: object) -> bool:
    if isinstance(given, str | PathLike):
        return True
    return isinstance(given, Sequence) and bool(given) and all(isinstance(item, str | PathLike) for item in given)


def _one(given: Any) -> Any:
    return (given,) if isinstance(given, str | PathLike) else given


def _sides(port: Port) -> str:
    return "x".join(map(str, port.shape))
