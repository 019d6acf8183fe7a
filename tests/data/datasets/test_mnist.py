"""MNIST as TFLearn gives it: from the real files where they are, from small stand-ins anywhere."""

import gzip
import struct

import numpy as np
import pytest

from glassnet.data.datasets import mnist
from glassnet.errors import DataError, EnvironmentProblem


def pack(array):
    return gzip.compress(bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes())


def write_mnist(folder, train=5003, test=4, **changes):
    """Four files as MNIST's, each picture filled with its own number (mod 256), labels counting 0..9."""
    folder.mkdir(exist_ok=True)
    for part, count in (("train", train), ("test", test)):
        levels = (np.arange(count) % 256).astype(np.uint8)
        arrays = {"images": np.broadcast_to(levels[:, None, None], (count, 28, 28)), "labels": levels % 10}
        for kind, array in arrays.items():
            held = np.ascontiguousarray(changes.get(f"{part}_{kind}", array))
            (folder / mnist.FILES[f"{part}_{kind}"].name).write_bytes(pack(held))
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch, tmp_path):
    monkeypatch.setattr(mnist, "MIRRORS", ("http://127.0.0.1:9/",))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def no_shared_data(monkeypatch):
    monkeypatch.delenv("GLASSNET_DATA", raising=False)


def test_the_first_5000_training_digits_are_left_out(tmp_path):
    X, Y, testX, testY = mnist.load_data(write_mnist(tmp_path / "m"))
    assert (X.shape, testX.shape) == ((3, 784), (4, 784))
    assert X.dtype == np.float32
    assert X[:, 0].tolist() == [np.float32(level) / np.float32(255) for level in (136, 137, 138)]  # 5000 mod 256 = 136
    assert (Y.tolist(), testY.tolist()) == ([6, 7, 8], [0, 1, 2, 3])


def test_labels_come_one_hot_when_asked(tmp_path):
    _, Y, _, testY = mnist.load_data(str(write_mnist(tmp_path / "m")), one_hot=True)
    assert Y.shape == (3, 10)
    assert testY.tolist() == np.eye(10)[:4].tolist()


def test_images_carry_levels_names_and_preparation(tmp_path):
    train, test = mnist.images(write_mnist(tmp_path / "m"))
    assert train.pixels.dtype == np.uint8
    assert train.names[0] == "train[5000]"
    assert test.shape == (28, 28, 1)
    assert np.array_equal(train.inputs().reshape(3, -1), mnist.load_data(tmp_path / "m")[0])


def test_three_parts_as_tutorials_had_them(tmp_path):
    sets = mnist.read_data_sets(write_mnist(tmp_path / "m"), one_hot=True)
    assert [part.num_examples for part in (sets.train, sets.validation, sets.test)] == [3, 5000, 4]
    assert sets.validation.images[1, 0] == np.float32(1) / np.float32(255)
    with pytest.raises(DataError, match="fake_data=True"):
        mnist.read_data_sets(tmp_path / "m", fake_data=True)


def test_next_batch_visits_an_epoch_once_and_begins_another(tmp_path):
    part = mnist.read_data_sets(write_mnist(tmp_path / "m")).test
    seen = [label for _ in range(2) for label in part.next_batch(2)[1]]
    assert sorted(seen) == [0, 1, 2, 3]
    assert part.epochs_completed == 0
    images, labels = part.next_batch(3)
    assert part.epochs_completed == 1
    assert np.array_equal(images[:, 0], labels.astype(np.float32) / np.float32(255))
    with pytest.raises(DataError, match=r"next_batch\(5\): a batch holds 1 to 4 samples"):
        part.next_batch(5)


def test_files_are_found_in_the_shared_folder_and_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GLASSNET_DATA", str(tmp_path))
    write_mnist(tmp_path / "mnist")
    assert len(mnist.load_data()[0]) == 3
    assert len(mnist.load_data(tmp_path / "nothing here")[0]) == 3


def test_unpacked_files_are_read_too(tmp_path):
    write_mnist(tmp_path / "m")
    for path in list((tmp_path / "m").iterdir()):
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert len(mnist.load_data(tmp_path / "m")[0]) == 3


def test_offline_the_folder_to_fill_is_named(tmp_path, no_shared_data):
    with pytest.raises(EnvironmentProblem) as why:
        mnist.load_data()
    told = str(why.value)
    assert "Could not download train-images-idx3-ubyte.gz" in told
    assert "Put the four files of MNIST (train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images" in told
    assert f"into '{tmp_path / 'cache' / 'glassnet' / 'mnist'}'" in told


def test_the_cache_is_where_xdg_says(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert mnist.cache_folder() == tmp_path / ".cache" / "glassnet" / "mnist"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"train_images": np.zeros((5003, 27, 28), np.uint8)}, r"shape \(5003, 27, 28\); MNIST is \[N, 28, 28\]"),
        ({"test_labels": np.zeros(3, np.uint8)}, r"holds 4 digits, the labels beside it have shape \(3,\)"),
        ({"test_labels": np.array([0, 1, 12, 3], np.uint8)}, "hold 12 at 2; digits end at 9"),
        ({"train": 100}, "holds 100 digits; MNIST has 60,000"),
    ],
    ids=["size", "count", "label", "too few"],
)
def test_files_that_are_not_mnist_are_refused(tmp_path, changes, sentence):
    with pytest.raises(DataError, match=sentence):
        mnist.load_data(write_mnist(tmp_path / "m", **changes))


def test_the_real_digits_are_all_there(glassnet_data):
    sets = mnist.read_data_sets(glassnet_data / "mnist")
    assert [part.images.shape for part in (sets.train, sets.validation, sets.test)] == [
        (55000, 784),
        (5000, 784),
        (10000, 784),
    ]
    counts = np.bincount(sets.train.labels) + np.bincount(sets.validation.labels)
    assert counts.tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(sets.test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert sets.validation.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert sets.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert (sets.train.images.min(), sets.train.images.max()) == (0, 1)
