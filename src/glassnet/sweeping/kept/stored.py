"""The pictures of a sweep, in its folder: arrays that any number of processes map into memory and none copies."""

import os
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.fitting import fit_sides
from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.preparation import Preparation
from glassnet.data.splits import Splits
from glassnet.errors import EnvironmentProblem, FileError
from glassnet.graph.shape import Shape
from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.runs.plain import anything, many, optional, read_fields, text, whole

PARTS = ("train", "validation", "test")
LARGEST = 1 << 28  # bytes of labels and names as JSON


def keep(splits: Splits, folder: Path, shapes: tuple[Shape, ...]) -> None:
    """Write the three parts, the pixels once for each of the `shapes` that networks ask for.

    Raises `EnvironmentProblem` when the disk does not take them.
    """
    for part in PARTS:
        images: Images = getattr(splits, part)
        write_whole(_made(folder) / f"{part}.json", strict_json.write(_to_plain(images)))
        for shape in shapes:
            _write_array(_made(folder / str(shape)) / f"{part}.npy", resized(images, shape).pixels)


def part_of(folder: Path, part: str, shape: Shape) -> Images:
    """One part, its pixels mapped from the disk as they are used. Raises `FileError` when `keep` did not write it."""
    try:
        plain = strict_json.read((folder / f"{part}.json").read_bytes(), largest=LARGEST)
        pixels = np.load(folder / str(shape) / f"{part}.npy", mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as why:
        raise FileError(f"'{shown(str(folder))}' does not hold the {part} pictures of a sweep: {why}.") from None
    read = read_fields(plain, f"the {part} pictures", _KINDS)
    preparation = None if read["preparation"] is None else Preparation.from_plain(read["preparation"])
    return Images(
        pixels,
        np.array(read["labels"], np.int64),
        read["classes"],
        read["names"],
        _resized_preparation(preparation, shape),
        groups=None if read["groups"] is None else np.array(read["groups"], np.int64),
    )


def groups_of(images: Images) -> NDArray[np.int64]:
    """Which pictures belong together; each stands alone where nothing says so."""
    return np.arange(len(images)) if images.groups is None else np.asarray(images.groups)


def in_memory(images: Images) -> Images:
    """The same pictures, read from the disk into memory: what can be sent to another machine."""
    return replace(images, pixels=np.array(images.pixels))


def resized(images: Images, shape: Shape) -> Images:
    """The same pictures in other sides, each channel by Pillow's Lanczos filter; as they are where nothing changes."""
    if images.shape == shape.sides:
        return images
    made = np.empty((len(images), *shape.sides), images.pixels.dtype)
    for place, picture in enumerate(images.pixels):
        made[place] = fit_sides(picture, shape.height, shape.width, "stretch")
    return replace(images, pixels=made, preparation=_resized_preparation(images.preparation, shape))


def fingerprint(splits: Splits) -> str:
    """What stands for the pictures, their labels, their groups and who is in which part: 16 letters."""
    known = sha256()
    for part in PARTS:
        images: Images = getattr(splits, part)
        known.update(repr((part, images.pixels.shape, str(images.pixels.dtype), images.classes)).encode())
        known.update(np.ascontiguousarray(images.pixels).data)
        known.update(np.ascontiguousarray(images.labels).data)
        known.update(b"" if images.groups is None else np.ascontiguousarray(images.groups).data)
    return known.hexdigest()[:16]


def _to_plain(images: Images) -> dict[str, Any]:
    return {
        "labels": images.labels.tolist(),
        "classes": list(images.classes),
        "names": list(images.names),
        "groups": None if images.groups is None else images.groups.tolist(),
        "preparation": images.preparation and images.preparation.to_plain(),
    }


_KINDS: Mapping[str, Any] = {
    "labels": many(whole),
    "classes": many(text),
    "names": many(text),
    "groups": optional(many(whole)),
    "preparation": optional(anything),
}


def _resized_preparation(known: Preparation | None, shape: Shape) -> Preparation | None:
    return known and replace(known, height=shape.height, width=shape.width)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as why:
        raise EnvironmentProblem(f"The folder '{shown(str(folder))}' could not be made: {why.strerror}.") from None
    return folder


def _write_array(path: Path, pixels: NDArray[Any]) -> None:
    """Beside, to the disk, and renamed. `write_whole` would need the whole array a second time, as bytes."""
    beside = path.with_suffix(".part")
    try:
        with beside.open("wb") as file:
            np.save(file, pixels, allow_pickle=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as why:
        raise EnvironmentProblem(
            f"The pictures could not be written to '{shown(str(path.parent))}': {why.strerror}."
        ) from None
    finally:
        beside.unlink(missing_ok=True)
