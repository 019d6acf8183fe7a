"""Arrays as safetensors bytes and back: only dense numbers under known names, compared with the network first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors import numpy as safetensors

from glassnet.errors import FileError
from glassnet.graph.network import Network
from glassnet.runs import strict_json

LARGEST_HEAD = 1 << 20
MOST_TENSORS = 4096
SLOTS, CALIBRATION, SNAPSHOTS = "slots/", "calibration/", "snapshots/"
_LENGTH_BYTES = 8
_DTYPES = {"F16": 2, "F32": 4, "F64": 8, "I64": 8, "U64": 8}
_SLOT_DTYPES = ("F32", "F64", "I64")
_WEIGHT_DTYPE = "F32"
_NOTHING: Mapping[str, Any] = MappingProxyType({})

T = TypeVar("T")
Arrays = dict[str, NDArray[Any]]
Sizes = Mapping[str, tuple[str, tuple[int, ...]]]  # name → kind of numbers and shape, both exactly
_OWNERS = {SLOTS: "the optimizer's", CALIBRATION: "the calibration's", SNAPSHOTS: "the snapshots'"}


@dataclass(frozen=True)
class Unpacked:
    """The arrays of a model file, sorted by what they are for."""

    weights: Arrays
    slots: Arrays
    calibration: Arrays
    snapshots: Arrays


def pack(
    network: Network,
    weights: Mapping[str, NDArray[Any]],
    slots: Mapping[str, NDArray[Any]],
    more: Mapping[str, NDArray[Any]] = _NOTHING,
    sizes: Sizes = _NOTHING,
) -> bytes:
    """The weights under their full names, the optimizer's slots under `slots/`, and `more` that calibration found or
    snapshots keep, under the names in `sizes`: `calibration/...` and `snapshots/...`. All as safetensors.

    Raises `FileError` when they are not exactly the network's and `sizes`, or hold a number that is none.
    """
    arrays = {name: np.asarray(array, np.float32, order="C") for name, array in weights.items()}
    others = {**under(SLOTS, slots), **more}
    _check_apart(weights, others)
    arrays |= {name: np.asarray(array, order="C") for name, array in others.items()}
    packed = safetensors.save(arrays)
    # What we write we can read: better an error now, with the network at hand, than on the day it is needed.
    _check_head(packed, network, sizes)
    _check_finite(arrays)
    return packed


def unpack(data: bytes | memoryview, network: Network, sizes: Sizes = _NOTHING) -> Unpacked:
    """The weights of `network`, the optimizer's slots, and the arrays beside them that `sizes` lists.

    Names, shapes and kinds of numbers are compared before any array is made. Raises `FileError` saying which differ.
    """
    _check_head(data, network, sizes)
    try:
        arrays = safetensors.load(bytes(data))
    except SafetensorError as why:
        raise FileError(f"its arrays do not fill it in order ({why})") from None
    _check_finite(arrays)
    weights = {name: arrays.pop(name) for name in network.weights}
    more = {name: arrays.pop(name) for name in sizes}
    return Unpacked(weights, _of(SLOTS, arrays), _of(CALIBRATION, more), _of(SNAPSHOTS, more))


def under(start: str, named: Mapping[str, T]) -> dict[str, T]:
    """What `named` holds, under names that start with `start`.

    >>> under(CALIBRATION, {"seen": 1})
    {'calibration/seen': 1}
    """
    return {start + name: value for name, value in named.items()}


def _of(start: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(start): array for name, array in arrays.items() if name.startswith(start)}


def _check_apart(weights: Iterable[str], others: Iterable[str]) -> None:
    taken = next((name for name in others if name in weights), None)
    if taken is not None:
        start = f"{taken.partition('/')[0]}/"
        raise FileError(f"a layer has a name that starts with '{start}', where {_OWNERS[start]} arrays belong")


def _check_head(data: bytes | memoryview, network: Network, sizes: Sizes) -> None:
    head = _head(data)
    missing = [name for name in (*network.weights, *sizes) if name not in head]
    if missing:
        raise FileError(f"'{missing[0]}' is missing")
    _check_apart(network.weights, sizes)
    for name, described in head.items():
        if not isinstance(described, dict) or described.keys() != {"dtype", "shape", "data_offsets"}:
            raise FileError(f"{name!r:.80} is not described as an array")
        if name in sizes:
            _check_exactly(name, described, *sizes[name])
        else:
            _check_tensor(name, described, network)


def _check_exactly(name: str, described: dict[str, Any], dtype: str, shape: tuple[int, ...]) -> None:
    if described["dtype"] != dtype or described["shape"] != list(shape):
        found = f"{described['dtype']!r:.20} of {described['shape']!r:.60}"
        raise FileError(f"'{name}' holds {found}, and {dtype} of {list(shape)} belongs there")
    _check_place(name, described["data_offsets"], prod(shape) * _DTYPES[dtype])


def _head(data: bytes | memoryview) -> dict[str, Any]:
    """The safetensors head: name → dtype, shape, place. Its length is held against its bounds before it is read."""
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    if len(data) < _LENGTH_BYTES or length > min(LARGEST_HEAD, len(data) - _LENGTH_BYTES):
        raise FileError(f"its head claims {length:,} bytes, and {min(LARGEST_HEAD, len(data)):,} are the most it may")
    head = strict_json.read(data[_LENGTH_BYTES : _LENGTH_BYTES + length], largest=LARGEST_HEAD)
    if not isinstance(head, dict):
        raise FileError("its head is no list of arrays")
    if len(head) > MOST_TENSORS:
        raise FileError(f"it lists {len(head):,} arrays, and {MOST_TENSORS:,} are the most it may")
    return head


def _check_tensor(name: str, described: dict[str, Any], network: Network) -> None:
    weight = network.weights.get(name) or network.weights.get(_weight_of_slot(name))
    if weight is None:
        raise FileError(f"the network has no array {name!r:.80}")
    is_slot = name not in network.weights
    shape, dtype = described["shape"], described["dtype"]
    if dtype not in (_SLOT_DTYPES if is_slot else (_WEIGHT_DTYPE,)):
        raise FileError(f"'{name}' holds {dtype!r:.20} numbers, not {_WEIGHT_DTYPE}")
    allowed = [list(weight.shape), []] if is_slot else [list(weight.shape)]
    if shape not in allowed:
        raise FileError(f"'{name}' is an array of {shape!r:.60}, the network's is {list(weight.shape)}")
    _check_place(name, described["data_offsets"], prod(shape) * _DTYPES[dtype])


def _check_place(name: str, place: Any, size: int) -> None:
    if not isinstance(place, list) or len(place) != 2 or not all(type(end) is int for end in place):
        raise FileError(f"'{name}' does not say where its numbers lie")
    if place[1] - place[0] != size:
        raise FileError(f"'{name}' claims {place[1] - place[0]:,} bytes, and its shape makes {size:,}")


def _weight_of_slot(name: str) -> str:
    """The weight a slot belongs to: `slots/conv_1/W/m` → `conv_1/W`; nothing that is no slot."""
    return name.removeprefix(SLOTS).rpartition("/")[0] if name.startswith(SLOTS) else ""


def _check_finite(arrays: Mapping[str, NDArray[Any]]) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            where = _first(np.argwhere(~np.isfinite(array)))
            raise FileError(f"'{name}' holds {array[where]} at {list(where)}, where a number belongs")


def _first(places: NDArray[np.intp]) -> tuple[int, ...]:
    first: Iterable[int] = places[0].tolist()
    return tuple(first)
