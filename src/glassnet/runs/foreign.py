"""Files that are no model of ours, recognised by their content and told in a sentence. Nothing in them is run."""

import io
import re

NEVER = "Glassnet opens only its own files, because those can hold no code"
_CONVERT = "rebuild the network in Glassnet, and hand its arrays to `set_weights`"
_PICKLE = f"a pickle, which can run any code when it is opened; {NEVER}"
_TORCH = f"a PyTorch file, which holds a pickle, and that can run any code when it is opened; {_CONVERT}"
_NUMPY = f"NumPy arrays without a network; {_CONVERT}"
_KERAS = f"a Keras model; {NEVER}; {_CONVERT}"
_HDF5 = f"an HDF5 file, such as Keras models are kept in; {NEVER}; {_CONVERT}"
TENSORFLOW = f"a TensorFlow checkpoint; {NEVER}; {_CONVERT}"
_ONNX = f"an ONNX model, which Glassnet does not read; {_CONVERT}"
_BARE = f"bare safetensors, arrays without a network; {_CONVERT}"
_PHOTO = "a picture; to classify it, load a model and give the picture to `predict`"
_ARCHIVE = "an archive; unpack it and give the model file inside"

_BEGINNINGS = (
    (b"\x89HDF\r\n\x1a\n", _HDF5),
    (b"\x93NUMPY", _NUMPY),
    (b"\x89PNG\r\n", _PHOTO),
    (b"\xff\xd8\xff", _PHOTO),
    (b"GIF8", _PHOTO),
    (b"\x1f\x8b", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (b"model_checkpoint_path:", TENSORFLOW),
    (b"The model is in the file ", "a note for TFLearn scripts; load the file it names"),
    (bytes.fromhex("80028a0a6cfc9c46f9206aa850192e"), _TORCH),  # as torch wrote files before it took to zips
)
_TF_TABLE_END = bytes.fromhex("57fb808b247547db")  # the last bytes of a checkpoint's .index
_PICKLE_START = re.compile(rb"\x80[\x02-\x05]|\(?[cildtI(\]}][^\x00-\x08]{0,200}[\n.]", re.DOTALL)
_SAFETENSORS_START = re.compile(rb".{8}\{\s*\"", re.DOTALL)
_ONNX_START = re.compile(rb"\x08[\x01-\x20][\x12:B]")


def kind(data: bytes) -> str:
    r"""What a file that is no zip is, in words that end with what to do.

    >>> print(kind(b""))
    empty: 0 bytes, so whatever wrote it never finished
    >>> kind(b"\x89HDF\r\n\x1a\n...").startswith("an HDF5 file")
    True
    """
    if not data:
        return "empty: 0 bytes, so whatever wrote it never finished"
    known = [told for beginning, told in _BEGINNINGS if data.startswith(beginning)]
    known += [told for looks_so, told in _LOOKS if looks_so(data)]
    return known[0] if known else "no model that Glassnet saved"


def zip_kind(data: bytes) -> str | None:
    """What a zip with other parts than ours is; None where nothing is known of it. Only its table of names is read."""
    import zipfile  # here, since no good file needs it

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            names = box.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, OverflowError):
        return None
    if any(name.endswith("data.pkl") for name in names):
        return _TORCH
    if any(name.endswith((".pkl", ".pickle", ".joblib")) for name in names):
        return _PICKLE
    if names and all(name.endswith(".npy") for name in names):
        return _NUMPY
    if any(name.endswith(".h5") for name in names):
        return _KERAS
    return None


def _is_safetensors(data: bytes) -> bool:
    length = int.from_bytes(data[:8], "little")
    return length <= len(data) - 8 and _SAFETENSORS_START.match(data) is not None


def _is_pickle(data: bytes) -> bool:
    return data.endswith(b".") and _PICKLE_START.match(data) is not None


def _is_onnx(data: bytes) -> bool:
    return _ONNX_START.match(data) is not None and any(word in data[:4096] for word in (b"onnx", b"pytorch", b"tf2"))


_LOOKS = (
    (lambda data: data.endswith(_TF_TABLE_END), TENSORFLOW),
    (lambda data: data[257:262] == b"ustar", _ARCHIVE),
    (_is_safetensors, _BARE),
    (_is_pickle, _PICKLE),
    (_is_onnx, _ONNX),
)
