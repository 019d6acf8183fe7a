"""MNIST: 70,000 handwritten digits of 28x28, in the parts TFLearn gives them.

Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.batches import order
from glassnet.data.datasets.download import RemoteFile, fetch
from glassnet.data.datasets.idx import read_idx
from glassnet.data.images import Images
from glassnet.data.kept import user_cache
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError, EnvironmentProblem

MIRRORS = (
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
)
FILES = {
    "train_images": RemoteFile(
        "train-images-idx3-ubyte.gz", 9912422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train_labels": RemoteFile(
        "train-labels-idx1-ubyte.gz", 28881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "test_images": RemoteFile(
        "t10k-images-idx3-ubyte.gz", 1648877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "test_labels": RemoteFile(
        "t10k-labels-idx1-ubyte.gz", 4542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
VALIDATION = 5000  # the first so many training digits, which TFLearn's load_data leaves out
CLASSES = tuple("0123456789")

Folder = str | os.PathLike[str] | None
Four = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]


def load_data(data_dir: Folder = None, one_hot: bool = False) -> Four:
    """X, Y, testX, testY as TFLearn gives them: 55,000 and 10,000 digits.

    X is float32 `[N, 784]` from 0 to 1, Y the digits as int64 `[N]`, or one-hot float32 `[N, 10]`. The first 5,000
    training digits are left out, as in TFLearn: they are its validation part (see `read_data_sets`).

    Each of the four files is looked for in `data_dir`, in `$GLASSNET_DATA/mnist`, then in the user's cache, where it
    is downloaded to if it is nowhere. Raises `EnvironmentProblem` when that fails, naming the folder to put the files
    in, and `DataError` for damaged ones.
    """
    parts = read_data_sets(_folder(data_dir), one_hot=one_hot)
    return parts.train.images, parts.train.labels, parts.test.images, parts.test.labels


def images(data_dir: Folder = None) -> tuple[Images, Images]:
    """The 55,000 training and 10,000 test digits as `Images` of 28x28x1, levels 0..255. Found as by `load_data`."""
    train, train_labels, test, test_labels = _levels(_folder(data_dir))
    return (
        _as_images(train[VALIDATION:], train_labels[VALIDATION:], "train", VALIDATION),
        _as_images(test, test_labels, "test", 0),
    )


@dataclass
class Part:
    """One part of MNIST, with TensorFlow's way of asking for batches."""

    images: NDArray[np.float32]
    labels: NDArray[Any]
    seed: int = 0
    epochs_completed: int = 0
    _at: int = field(default=0, repr=False)

    @property
    def num_examples(self) -> int:
        return len(self.images)

    def next_batch(self, batch_size: int) -> tuple[NDArray[np.float32], NDArray[Any]]:
        """The next `batch_size` images and labels, in a new order every epoch, fixed by `seed`.

        As in TensorFlow's tutorial, an epoch ends when fewer than a whole batch is left; those are dropped.
        """
        if not 1 <= batch_size <= self.num_examples:
            raise DataError(f"next_batch({batch_size}): a batch holds 1 to {self.num_examples:,} samples here.")
        if self._at + batch_size > self.num_examples:
            self.epochs_completed += 1
            self._at = 0
        rows = order(self.num_examples, self.seed, self.epochs_completed)[self._at : self._at + batch_size]
        self._at += batch_size
        return self.images[rows], self.labels[rows]


@dataclass(frozen=True)
class DataSets:
    """`train` (55,000), `validation` (5,000) and `test` (10,000)."""

    train: Part
    validation: Part
    test: Part


def read_data_sets(train_dir: Folder = None, fake_data: bool = False, one_hot: bool = False) -> DataSets:
    """MNIST in three parts, as the tutorials of TensorFlow had it; each `Part` has images, labels and `next_batch`.

    Found as by `load_data`. `fake_data` stands for TensorFlow's test mode, which we lack: `DataError` when it is set.
    """
    if fake_data:
        raise DataError("fake_data=True made zeros for TensorFlow's own tests; use np.zeros for that.")
    train, train_labels, test, test_labels = _levels(_folder(train_dir))
    return DataSets(
        _part(train[VALIDATION:], train_labels[VALIDATION:], one_hot),
        _part(train[:VALIDATION], train_labels[:VALIDATION], one_hot),
        _part(test, test_labels, one_hot),
    )


def cache_folder() -> Path:
    """Where downloads are kept: `$XDG_CACHE_HOME/glassnet/mnist`, or `~/.cache/glassnet/mnist`."""
    folder = user_cache("mnist")
    if folder is None:
        raise EnvironmentProblem("You have no home folder to keep MNIST in: set XDG_CACHE_HOME, or give data_dir.")
    return folder


def _folder(data_dir: Folder) -> Path | None:
    return Path(data_dir) if data_dir is not None else None


def _levels(data_dir: Path | None) -> Four:
    paths = {key: _find(file, data_dir) for key, file in FILES.items()}
    arrays = {key: read_idx(path) for key, path in paths.items()}
    for part in ("train", "test"):
        _check_pair(arrays[f"{part}_images"], arrays[f"{part}_labels"], paths[f"{part}_images"])
    if len(arrays["train_images"]) <= VALIDATION:
        raise DataError(f"'{paths['train_images']}' holds {len(arrays['train_images']):,} digits; MNIST has 60,000.")
    return arrays["train_images"], arrays["train_labels"], arrays["test_images"], arrays["test_labels"]


def _find(file: RemoteFile, data_dir: Path | None) -> Path:
    shared = os.environ.get("GLASSNET_DATA")
    for folder in (data_dir, Path(shared) / "mnist" if shared else None):
        for name in (file.name, file.name.removesuffix(".gz")):
            if folder is not None and (folder / name).is_file():
                return folder / name
    cache = cache_folder()
    names = ", ".join(one.name for one in FILES.values())
    advice = f"Put the four files of MNIST ({names}) into '{cache}', or into a folder of yours given as data_dir."
    return fetch(file, cache, MIRRORS, advice=advice)


def _check_pair(images: NDArray[Any], labels: NDArray[Any], path: Path) -> None:
    if images.ndim != 3 or images.shape[1:] != (28, 28):
        raise DataError(f"'{path}' holds an array of shape {images.shape}; MNIST is [N, 28, 28].")
    if labels.ndim != 1 or len(labels) != len(images):
        raise DataError(f"'{path}' holds {len(images):,} digits, the labels beside it have shape {labels.shape}.")
    if len(labels) and labels.max() > 9:
        raise DataError(f"The labels beside '{path}' hold {labels.max()} at {int(labels.argmax())}; digits end at 9.")


def _part(levels: NDArray[np.uint8], labels: NDArray[np.uint8], one_hot: bool) -> Part:
    flat = levels.reshape(len(levels), -1).astype(np.float32)
    flat /= np.float32(255)
    return Part(flat, np.eye(10, dtype=np.float32)[labels] if one_hot else labels.astype(np.int64))


def _as_images(levels: NDArray[np.uint8], labels: NDArray[np.uint8], part: str, first: int) -> Images:
    names = tuple(f"{part}[{number}]" for number in range(first, first + len(levels)))
    return Images(levels[..., None], labels.astype(np.int64), CLASSES, names, Preparation(28, 28, 1))
