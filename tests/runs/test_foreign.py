"""Files of other makers: named for what they are, refused, and never run."""

import io
import os
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import save as as_safetensors

from glassnet.errors import FileError
from glassnet.runs.saving import load

Parts = dict[str, bytes]
Refusal = Callable[[bytes], str]


class Payload:
    """Unpickled, it makes a file; that file must never appear."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (os.environ["GLASSNET_TEST_CANARY"],)


def zipped(parts: Parts, how: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return file.getvalue()


def written(write: Callable[[io.BytesIO], object]) -> bytes:
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def tar(_: object = None) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as box:
        box.addfile(tarfile.TarInfo("../model"), io.BytesIO())
    return file.getvalue()


FOREIGN: dict[str, tuple[Callable[[], bytes], str]] = {
    **{
        f"pickle of protocol {protocol}": (
            lambda protocol=protocol: pickle.dumps(Payload(), protocol),
            "is a pickle, which",
        )
        for protocol in range(6)
    },
    "torch": (
        lambda: written(lambda file: torch.save({"w": torch.zeros(3), "x": Payload()}, file)),
        "is a PyTorch file",
    ),
    "torch before zips": (
        lambda: written(lambda file: torch.save({"x": Payload()}, file, _use_new_zipfile_serialization=False)),
        "is a PyTorch file",
    ),
    "zip with a pickle": (lambda: zipped({"model.pkl": pickle.dumps(Payload())}), "is a pickle, which"),
    "npy": (lambda: written(lambda file: np.save(file, np.zeros(3))), "is NumPy arrays without a network"),
    "npy of objects": (
        lambda: written(lambda file: np.save(file, np.array([Payload()], object), allow_pickle=True)),
        "is NumPy arrays",
    ),
    "npz": (lambda: written(lambda file: np.savez(file, a=np.zeros(3))), "is NumPy arrays without a network"),
    "npz compressed": (lambda: written(lambda file: np.savez_compressed(file, a=np.zeros(3))), "is NumPy arrays"),
    "hdf5": (lambda: b"\x89HDF\r\n\x1a\n" + bytes(100), "is an HDF5 file, such as Keras models are kept in"),
    "keras": (lambda: zipped({"config.json": b"{}", "model.weights.h5": b"\x89HDF"}), "is a Keras model"),
    "onnx": (lambda: b"\x08\x08\x12\x07pytorch\x1a\x052.1.0:\x00", "is an ONNX model"),
    "tensorflow index": (lambda: bytes(40) + bytes.fromhex("57fb808b247547db"), "is a TensorFlow checkpoint"),
    "tensorflow note": (lambda: b'model_checkpoint_path: "m-10"\n', "is a TensorFlow checkpoint"),
    "our note for scripts": (lambda: b"The model is in the file a.glassnet; this", "load the file it names"),
    "bare safetensors": (lambda: as_safetensors({"a": np.zeros(3, np.float32)}), "is bare safetensors"),
    "photo": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "is a picture; to classify it"),
    "gzip": (lambda: b"\x1f\x8b\x08" + bytes(20), "is an archive; unpack it"),
    "tar": (tar, "is an archive; unpack it"),
    "empty": (lambda: b"", "is empty: 0 bytes"),
    "one byte": (lambda: b"P", "is no model that Glassnet saved"),
    "text": (lambda: b"8x8x1 > dense 2\n", "is no model that Glassnet saved"),
    "script": (lambda: b"#!/usr/bin/env python\nimport os\nos.mkdir('canary')\n", "is no model that Glassnet saved"),
    "noise": (lambda: np.random.default_rng(0).bytes(5000), "is no model that Glassnet saved"),
    "empty zip": (lambda: zipped({}), "is no model that Glassnet saved"),
    "zip of something": (lambda: zipped({"notes.txt": b"hello"}), "network.json does not stand where it must"),
}


@pytest.mark.parametrize("maker", FOREIGN)
def test_a_file_of_another_maker_is_named_and_refused(maker: str, refusal: Refusal) -> None:
    make, told = FOREIGN[maker]
    assert told in refusal(make())


def test_a_folder_a_pipe_and_a_checkpoint_prefix_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for ending in (".index", ".meta", ".data-00000-of-00001"):
        (tmp_path / f"old{ending}").write_bytes(b"")
    for name, told in {
        ".": "' is a folder, not a model file.",
        "pipe": "' is a device, not a model file.",
        "old": "' is a TensorFlow checkpoint;",
    }.items():
        with pytest.raises(FileError, match=told):
            load(tmp_path / name)
