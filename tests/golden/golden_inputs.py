"""The numbers that TensorFlow and Glassnet are both given: by formula, so that no input is stored beside its answer.

Read by `tools/golden` (which asks TensorFlow) and by the tests in this folder (which ask Glassnet). NumPy only.
"""

import gzip
import json
import zlib
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.float32]]
HERE = Path(__file__).parent


def numbers(shape: tuple[int, ...], salt: int = 0) -> Array:
    """Numbers in -0.5 .. 0.5 that repeat only after 1009: cell i holds ((7919 i + 104729 salt) mod 1009) / 1009 - 0.5.

    >>> [round(float(x), 4) for x in numbers((3,))]
    [-0.5, 0.3484, 0.1967]
    """
    cells = (np.arange(prod(shape), dtype=np.int64) * 7919 + salt * 104729) % 1009
    return (cells / 1009 - 0.5).astype(np.float32).reshape(shape)


def fingerprint(values: Any) -> float:
    """One number that tells two arrays apart, place by place: their sum in float64, cell i weighted by numbers + 1."""
    array = np.asarray(values, dtype=np.float64)
    return float((array * weighting(array.shape)).sum())


def weighting(shape: tuple[int, ...]) -> Array:
    """What `fingerprint` multiplies with, 0.5 .. 1.5: no two places may change sides unseen, and signs stay."""
    return numbers(shape, salt=9) + np.float32(1)


def uniform_scaling(name: str, shape: tuple[int, ...]) -> Array:
    """Start weights of a convolution as TFLearn would draw them, U(+-sqrt(3 / fan_in)), from a seed made of `name`."""
    limit = np.sqrt(3 / prod(shape[:-1]))
    return _generator(name).uniform(-limit, limit, shape).astype(np.float32)


def truncated_normal(name: str, shape: tuple[int, ...]) -> Array:
    """Start weights of a dense layer, N(0, 0.02) drawn anew beyond two deviations, from a seed made of `name`."""
    generator = _generator(name)
    cells = generator.standard_normal(prod(shape))
    while (far := np.abs(cells) > 2).any():
        cells[far] = generator.standard_normal(int(far.sum()))
    return (0.02 * cells).astype(np.float32).reshape(shape)


def start(name: str, shape: tuple[int, ...]) -> Array:
    """What the array `name`, such as `conv_1/W`, starts at in the ten-step runs: TFLearn's distributions, our seeds."""
    if name.endswith("/W"):
        return uniform_scaling(name, shape) if len(shape) == 4 else truncated_normal(name, shape)
    return np.full(shape, 1 if name.endswith("/gamma") else 0, np.float32)


def _generator(name: str) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(zlib.crc32(name.encode())))


def mnist_batches(root: Path) -> list[tuple[Array, Array]]:
    """Ten batches of 64 in file order from TFLearn's 55,000: it keeps the first 5,000 images back for validation."""
    with gzip.open(root / "mnist" / "train-images-idx3-ubyte.gz") as file:
        file.seek(16 + 5000 * 784)
        pixels = np.frombuffer(file.read(640 * 784), np.uint8).reshape(640, 28, 28, 1)
    with gzip.open(root / "mnist" / "train-labels-idx1-ubyte.gz") as file:
        labels = np.frombuffer(file.read()[8 + 5000 : 8 + 5640], np.uint8)
    X = np.multiply(pixels.astype(np.float32), np.float32(1 / 255))
    Y = np.eye(10, dtype=np.float32)[labels]
    return [(X[at : at + 64], Y[at : at + 64]) for at in range(0, 640, 64)]


def photo_batches(root: Path) -> list[tuple[Array, Array]]:
    """Ten batches of the two people's photos: 362 to train on, so 5 of 64 and one of 42, then again from the front.

    The stacks stand one behind the other, chi first; place i holds photo 150 i mod 403, which mixes the two.
    """
    stacks = [np.load(root / "chi_lars" / f"{who}_photos_np_0.03_compress.npy") for who in ("chi", "lars")]
    order = (np.arange(403) * 150 % 403)[:362]
    X = (np.concatenate(stacks).reshape(403, 91, 91, 1)[order] / 255).astype(np.float32)
    Y = np.eye(2, dtype=np.float32)[(order >= len(stacks[0])).astype(int)]
    epoch = [(X[at : at + 64], Y[at : at + 64]) for at in range(0, 362, 64)]
    return (epoch * 2)[:10]


def read(name: str) -> dict[str, Any]:
    """The answers TensorFlow gave, from `name`.json."""
    return dict(json.loads((HERE / f"{name}.json").read_text(encoding="utf-8")))


def as_array(stored: Any) -> Array:
    """Stored numbers as float32; "nan", "inf" and "-inf" stand for what JSON cannot write."""
    return np.asarray(_plain(stored), dtype=np.float32)


def _plain(stored: Any) -> Any:
    return [_plain(item) for item in stored] if isinstance(stored, list) else float(stored)


def apart(found: Any, stored: Any) -> float:
    """How far two arrays of one shape are apart, as a share of the largest number stored. Infinite where one of them
    is no finite number and the other is not the same.

    >>> round(apart([1.0, 10.0], [1.0, 10.1]), 4), apart([0.0, "nan"], [0.0, "nan"])
    (0.0099, 0.0)
    """
    ours, theirs = as_array(found).astype(np.float64), as_array(stored).astype(np.float64)
    if ours.shape != theirs.shape:
        return np.inf
    finite = np.isfinite(theirs)
    if not np.array_equal(ours[~finite], theirs[~finite], equal_nan=True) or not np.isfinite(ours[finite]).all():
        return np.inf
    off = np.abs(ours[finite] - theirs[finite]).max(initial=0.0)
    return float(off / (np.abs(theirs[finite]).max(initial=0.0) or 1.0))
