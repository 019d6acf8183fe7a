"""What a user hands to fit and predict, brought to the inputs and targets of a network by TFLearn's rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from operator import ge
from typing import Any, Literal

import numpy as np

from glassnet.data.finite import check_finite
from glassnet.data.ranges import check_range
from glassnet.data.shapes import way_to_fit
from glassnet.data.targets import check_form, check_values
from glassnet.errors import DataError, FeedError

__all__ = ["Port", "as_array", "check_inputs", "check_lengths", "check_range", "check_targets", "match_feeds"]

_LETTER = {"input": "X", "target": "Y"}


@dataclass(frozen=True)
class Port:
    """One place of a network that data are fed to. `shape` is that of one sample, the batch left out.

    In a dict it answers to `name`, `name:0`, `name/X:0` (an input) or `name/Y:0` (a target), and to each of `keys`:
    other names, or objects such as the layer itself. `fit` is "larger" where samples are cropped to `shape` on their
    way in, "any" where only a function of the user's knows what comes of them.

    >>> Port("input", (28, 28, 1)).answers_to("input/X:0")
    True
    """

    name: str
    shape: tuple[int, ...]
    kind: Literal["input", "target"] = "input"
    keys: tuple[object, ...] = field(default=(), compare=False)
    fit: Literal["exact", "larger", "any"] = "exact"

    @property
    def letter(self) -> str:
        """What the user calls this array: X or Y."""
        return _LETTER[self.kind]

    @property
    def names(self) -> tuple[str, ...]:
        own = (self.name, f"{self.name}:0", f"{self.name}/{self.letter}", f"{self.name}/{self.letter}:0")
        return own + tuple(key for key in self.keys if isinstance(key, str))

    def takes(self, sample: tuple[int, ...]) -> bool:
        """Whether a sample of this shape may be fed.

        >>> Port("input", (24, 24, 3), fit="larger").takes((32, 32, 3))
        True
        """
        if self.fit == "exact":
            return sample == self.shape
        is_alike = len(sample) == len(self.shape) and sample[-1:] == self.shape[-1:]
        return self.fit == "any" or (is_alike and all(map(ge, sample, self.shape)))

    def answers_to(self, key: object) -> bool:
        return key in self.names if isinstance(key, str) else any(key is known for known in self.keys)


def match_feeds(given: Any, ports: Sequence[Port]) -> dict[str, Any]:
    """Which array goes to which port, by port name; nothing is looked into yet.

    A dict is matched by its keys. Anything else goes by order: with one port it is the array (a list of samples is
    one too), with several it must be a list or tuple of as many arrays. Raises `FeedError` for an unknown or doubled
    key or one left out, `DataError` for a wrong count.

    >>> match_feeds({"image": [1, 2]}, [Port("image", ())])
    {'image': [1, 2]}
    >>> match_feeds({"imge": [1, 2]}, [Port("image", ())])
    Traceback (most recent call last):
        ...
    glassnet.errors.FeedError: Feed dict asks for variable named 'imge' but no such variable is known to exist.
    Did you mean 'image'?
    """
    if isinstance(given, Mapping):
        return _by_key(given, ports)
    if len(ports) == 1:
        return {ports[0].name: _unwrapped(given, ports[0])}
    if not isinstance(given, list | tuple) or len(given) != len(ports):
        held = f"{len(given)} arrays" if isinstance(given, list | tuple) else f"one {type(given).__name__}"
        kinds = f"{ports[0].kind}s" if ports else "inputs"
        raise DataError(
            f"The network has {len(ports)} {kinds} ({_listed(port.name for port in ports)}), but was given {held}.\n"
            f"Give a list of {len(ports)} arrays in this order, or a dict by name."
        )
    return {port.name: array for port, array in zip(ports, given, strict=True)}


def check_inputs(given: Any, port: Port) -> Any:
    """`given` as an array that fits `port`, or a `DataError` that says what would.

    Lists become arrays, float32. Arrays stay in their own type (uint8 levels take a quarter of the memory of float32)
    and are cast batch by batch; HDF5 datasets and the like stay where they are and are looked at by shape alone.
    Found: no samples, text or objects or rows of unequal length, NaN and infinity, a shape that does not fit.

    >>> check_inputs(np.zeros((5, 784)), Port("input", (28, 28, 1)))
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: 'input' takes samples of 28x28x1; X has shape (5, 784).
    X.reshape(-1, 28, 28, 1) would fit.
    """
    array = as_array(given, port.letter)
    _check_samples(array, port)
    _check_shape(array, port)
    if isinstance(array, np.ndarray):
        check_finite(array, port.letter)
    return array


def check_targets(given: Any, port: Port, loss_kind: str, n_classes: int | None = None) -> Any:
    """`given` as an array of targets that fits `port` and the loss, or a `DataError` that says what would.

    `loss_kind` is the loss's name: the cross-entropies over classes need rows of shares that sum to 1 (one-hot, or
    soft), the binary ones and `roc_auc_score` numbers within 0..1, others any finite number. A port of shape () with
    `n_classes` takes class numbers.

    >>> check_targets([3, 1], Port("targets", (10,), "target"), "categorical_crossentropy")
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: 'targets' takes rows of 10 numbers (one-hot); Y has shape (2,): class numbers.
    to_categorical(Y, 10) turns them into rows.
    """
    array = as_array(given, port.letter)
    _check_samples(array, port)
    if isinstance(array, np.ndarray):
        check_form(array, port.name, port.shape, loss_kind)
    _check_shape(array, port)
    if isinstance(array, np.ndarray):
        check_finite(array, port.letter)
        check_values(array, port.name, port.shape, loss_kind, n_classes)
    return array


def check_lengths(arrays: Mapping[str, Any]) -> int:
    """How many samples there are: as many in each of `arrays`, which are told by name.

    >>> check_lengths({"X": [1, 2, 3], "Y": [1, 2]})
    Traceback (most recent call last):
        ...
    glassnet.errors.DataError: X holds 3 samples, Y holds 2: each sample needs one of each.
    """
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(
            f"{name} holds {n:,}{' samples' if not at else ''}" for at, (name, n) in enumerate(lengths.items())
        )
        raise DataError(f"{told}: each sample needs one of each.")
    return next(iter(lengths.values()), 0)


def as_array(given: Any, who: str) -> Any:
    """`given` as a NumPy array, or as it is when it is read piece by piece (HDF5, dask, a loader of pictures)."""
    if isinstance(given, np.ndarray):
        return given
    if hasattr(given, "to_numpy"):  # pandas
        return given.to_numpy()
    if isinstance(given, list | tuple):
        return _from_list(given, who)
    if isinstance(getattr(given, "dtype", None), np.dtype) and getattr(given, "shape", None):
        return given
    if hasattr(given, "__array__"):  # a torch tensor, a numpy scalar
        return np.asarray(given)
    if hasattr(given, "__len__") and hasattr(given, "__getitem__"):
        return given
    raise DataError(f"{who} is a {type(given).__name__}; give an array, a list, or a dict of them by name.")


def _by_key(given: Mapping[Any, Any], ports: Sequence[Port]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, array in given.items():
        port = next((port for port in ports if port.answers_to(key)), None)
        if port is None:
            raise _unknown_key(key, ports)
        if port.name in found:
            raise FeedError(f"'{port.name}' is fed twice: two keys of the feed dict name it, {key!r} the second.")
        found[port.name] = array
    missing = [port.name for port in ports if port.name not in found]
    if missing:
        raise FeedError(f"The feed dict leaves out {_listed(missing)}: every {ports[0].kind} needs an array.")
    return found


def _unknown_key(key: object, ports: Sequence[Port]) -> FeedError:
    name = key if isinstance(key, str) else getattr(key, "name", repr(key))
    known = [port.name for port in ports]
    near = get_close_matches(str(name), known, n=1, cutoff=0.6)
    hint = f"Did you mean '{near[0]}'?" if near else f"Known: {_listed(known) or 'none'}."
    return FeedError(f"Feed dict asks for variable named '{name}' but no such variable is known to exist.\n{hint}")


def _unwrapped(given: Any, port: Port) -> Any:
    # Scripts write fit([X], ...) for one input too; a list of one whole batch can mean nothing else.
    if isinstance(given, list | tuple) and len(given) == 1 and np.ndim(given[0]) == len(port.shape) + 1:
        return given[0]
    return given


def _from_list(given: Sequence[Any], who: str) -> Any:
    try:
        array = np.asarray(given)
    except ValueError:  # numpy's word for rows of unequal length
        raise DataError(_ragged(given, who)) from None
    return array.astype(np.float32) if array.dtype == np.float64 else array


def _ragged(given: Sequence[Any], who: str) -> str:
    shapes = [_shape(row) for row in given]
    odd = next((at for at, shape in enumerate(shapes) if shape != shapes[0]), 0)
    return (
        f"{who} holds samples of unequal shape: {who}[0] has {shapes[0]}, {who}[{odd}] has {shapes[odd]}.\n"
        "Bring them to one size first, as gn.data.folder(root, size=...) does for pictures."
    )


def _shape(row: Any) -> object:
    try:
        return np.shape(row)
    except ValueError:
        return "rows of unequal length"


def _check_samples(array: Any, port: Port) -> None:
    if isinstance(array, np.ndarray) and array.ndim == 0:
        raise DataError(f"{port.letter} is a single number; '{port.name}' takes an array of samples.")
    if len(array) == 0:
        raise DataError(f"{port.letter} holds no samples: '{port.name}' was given an empty array.")
    dtype = getattr(array, "dtype", None)
    if isinstance(dtype, np.dtype) and dtype.kind not in "buif":
        raise DataError(_not_numbers(array, dtype, port))


def _not_numbers(array: Any, dtype: "np.dtype[Any]", port: Port) -> str:
    if dtype.kind in "USO" and isinstance(array, np.ndarray) and isinstance(array.reshape(-1)[0], str | bytes):
        return (
            f"{port.letter} holds text ({array.reshape(-1)[0]!r} first); '{port.name}' takes numbers.\n"
            f"names, {port.letter} = np.unique({port.letter}, return_inverse=True) gives class numbers."
        )
    if dtype.kind == "O" and isinstance(array, np.ndarray):
        return f"{port.letter} holds objects, not numbers.\n{_ragged(list(array), port.letter)}"
    return f"{port.letter} holds {dtype}; '{port.name}' takes real numbers."


def _check_shape(array: Any, port: Port) -> None:
    shape = _full_shape(array)
    if not port.takes(shape[1:]):
        takes = f"samples of {'x'.join(map(str, port.shape))}" if port.shape else "one number a sample"
        raise DataError(
            f"'{port.name}' takes {takes}; {port.letter} has shape {shape}.\n"
            f"{way_to_fit(shape, port.shape, port.letter)}"
        )


def _full_shape(array: Any) -> tuple[int, ...]:
    if hasattr(array, "shape"):
        return tuple(map(int, array.shape))
    return (len(array), *np.shape(array[0]))  # an object that reads one sample at a time: the first stands for all


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
