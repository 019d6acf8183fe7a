"""What every contestant is given: a network, pictures, start weights and an order, in one folder of plain arrays."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.nets import Net

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, eq=False)
class Task:
    """`X` is float32 [n, height, width, 1] in 0..1, `Y` the classes, `start` the first weights, `order` their order."""

    net: Net
    X: Array
    Y: Array
    X_test: Array
    Y_test: Array
    start: dict[str, Array]
    order: Array

    def one_hot(self, classes: Array) -> Array:
        return np.eye(self.net.classes, dtype=np.float32)[classes]

    def gate(self, steps: int, batch: int) -> Iterator[tuple[Array, Array]]:
        """The first `steps` batches in the shared order; after the last picture it begins anew."""
        starts = range(0, len(self.X), batch)
        for step in range(steps):
            at = starts[step % len(starts)]
            rows = self.order[at : at + batch]
            yield self.X[rows], self.Y[rows]

    def write(self, folder: Path) -> None:
        (folder / "net.json").write_text(json.dumps(asdict(self.net)))
        for name in ("X", "Y", "X_test", "Y_test", "order"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        np.savez(folder / "start.npz", **{name.replace("/", "."): array for name, array in self.start.items()})


def read(folder: Path) -> Task:
    plain = json.loads((folder / "net.json").read_text())
    net = Net(**{**plain, "convs": tuple(map(tuple, plain["convs"]))})
    arrays = {name: np.load(folder / f"{name}.npy") for name in ("X", "Y", "X_test", "Y_test", "order")}
    with np.load(folder / "start.npz") as stored:
        start = {name.replace(".", "/"): stored[name] for name in stored.files}
    return Task(net, start=start, **arrays)


def of(net: Net, data: Path) -> Task:
    """The pictures `net` is for, out of the folder that holds mnist/ and chi_lars/; weights and order by formula."""
    X, Y, X_test, Y_test = {"mnist": _digits, "photos": _photos}[net.data](data)
    return of_arrays(net, X, Y, X_test, Y_test)


def of_arrays(net: Net, X: Array, Y: Array, X_test: Array, Y_test: Array) -> Task:
    from tests.golden.golden_inputs import start  # what the tests hold Glassnet to TensorFlow with

    weights = {name: start(name, shape) for name, shape in net.shapes().items()}
    order = np.random.Generator(np.random.PCG64(0)).permutation(len(X))
    return Task(net, X, Y, X_test, Y_test, weights, order)


def _digits(data: Path) -> tuple[Array, Array, Array, Array]:
    """TFLearn's parts: the first 5,000 are kept back and 55,000 trained on; the 10,000 test digits."""
    X, X_test = (_idx(data / "mnist" / f"{part}-images-idx3-ubyte.gz", 16) for part in ("train", "t10k"))
    Y, Y_test = (_idx(data / "mnist" / f"{part}-labels-idx1-ubyte.gz", 8) for part in ("train", "t10k"))
    return _grey(X, 28)[5000:], Y.astype(np.int64)[5000:], _grey(X_test, 28), Y_test.astype(np.int64)


def _idx(path: Path, header: int) -> Array:
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def _photos(data: Path) -> tuple[Array, Array, Array, Array]:
    """362 photos of two people to train on, 41 to test; taking every 150th, round and round, mixes the two."""
    stacks = [np.load(data / "chi_lars" / f"{who}_photos_np_0.03_compress.npy") for who in ("chi", "lars")]
    place = np.arange(403) * 150 % 403
    X, Y = _grey(np.concatenate(stacks), 91)[place], (place >= len(stacks[0])).astype(np.int64)
    return X[:362], Y[:362], X[362:], Y[362:]


def _grey(pixels: Array, side: int) -> Array:
    return np.multiply(pixels.reshape(-1, side, side, 1), 1 / 255, dtype=np.float32)
