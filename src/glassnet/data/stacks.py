"""`.npy` stacks, one a class: a file is believed only as far as its bytes go, and brought to levels or 0..1."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from glassnet.data.finite import check_finite
from glassnet.data.fitting import Fit, fit_channels, fit_sides
from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.pictures import Color, UnreadablePicture, open_regular
from glassnet.data.preparation import Preparation
from glassnet.data.sizes import Sides, check_bytes, default_sides
from glassnet.errors import DataError

_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_LONGEST_HEADER = 10_000  # bytes; NumPy's own limit


@dataclass(frozen=True)
class Stack:
    """A `.npy` file of pictures as its header describes it, checked against its size on disk."""

    path: Path
    shape: tuple[int, ...]

    @property
    def name(self) -> str:
        return shown(self.path.stem)

    @property
    def sides(self) -> Sides:
        return self.shape[1], self.shape[2]

    @property
    def channels(self) -> int:
        return self.shape[3] if len(self.shape) == 4 else 1


def images_of_stacks(paths: Sequence[Path], size: Sides | None, color: Color | None, fit: Fit = "crop") -> Images:
    """The pictures of one stack a class as `Images`, classes named after the files. See `folders.folder`.

    Raises `DataError` naming the file when one is damaged, holds objects, no pictures, or values of an unknown scale.
    """
    stacks = [read_stack_header(path) for path in paths]
    sides = size or default_sides([stack.sides for stack in stacks])
    color = color or ("gray" if all(stack.channels == 1 for stack in stacks) else "rgb")
    preparation = Preparation(*sides, 1 if color == "gray" else 3, fit=fit)
    check_bytes(sum(stack.shape[0] for stack in stacks), preparation.shape)
    parts = [_fitted(read_stack(stack), preparation) for stack in stacks]
    if len({part.dtype for part in parts}) > 1:
        parts = [_as_numbers(part) for part in parts]
    return Images(
        np.concatenate(parts),
        np.repeat(np.arange(len(parts)), [len(part) for part in parts]),
        tuple(stack.name for stack in stacks),
        tuple(f"{stack.name}[{row}]" for stack in stacks for row in range(stack.shape[0])),
        preparation,
    )


def read_stack_header(path: Path) -> Stack:
    """What a `.npy` file declares, after comparing it with the bytes that are there; nothing is allocated."""
    try:
        with open_regular(path) as file:
            return Stack(path, _header(file)[0])
    except UnreadablePicture as why:
        raise _refused(path, str(why)) from None
    except Exception as why:  # noqa: BLE001 (numpy parses the header as Python text, which fails in many ways)
        raise _refused(path, f"is no whole .npy file: {(str(why).splitlines() or ['damaged'])[0][:120]}") from None


def read_stack(stack: Stack) -> NDArray[Any]:
    """The pictures `[N, H, W, C]`: uint8 levels 0..255, or float32 from 0 to 1."""
    with open_regular(stack.path) as file:
        shape, fortran, dtype = _header(file)
        values: NDArray[Any] = np.fromfile(file, dtype, prod(shape))
    values = values.reshape(shape[::-1]).T if fortran else values.reshape(shape)
    check_finite(values, stack.name)
    values = values if values.ndim == 4 else values[..., None]
    return _on_one_scale(values, stack)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, "np.dtype[Any]"]:
    version = npy.read_magic(file)
    if version not in _READERS:
        raise UnreadablePicture(f"has .npy version {version[0]}.{version[1]}, which plain pictures never need")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy remarks on headers that Python 2 wrote; it reads them right
        shape, fortran, dtype = _READERS[version](file, max_header_size=_LONGEST_HEADER)
    if dtype.hasobject or dtype.kind not in "buif":
        raise UnreadablePicture(f"holds {'Python objects' if dtype.hasobject else dtype}, not numbers")
    if any(side < 1 for side in shape) or len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] not in (1, 3)):
        raise UnreadablePicture(f"has shape {shape}; a stack is [N, height, width], or [N, height, width, 1 or 3]")
    declared, start = prod(shape) * dtype.itemsize, file.tell()
    held = file.seek(0, 2) - start
    file.seek(start)
    if declared != held:
        raise UnreadablePicture(f"declares {declared:,} bytes of pictures and holds {held:,}")
    return shape, fortran, dtype


def _on_one_scale(values: NDArray[Any], stack: Stack) -> NDArray[Any]:
    low, high = float(values.min()), float(values.max())
    if low < 0 or high > 255:
        way = " Divide 16-bit levels by 257 first." if 255 < high <= 65535 and low >= 0 else ""
        raise _refused(stack.path, f"runs from {low:g} to {high:g}; pictures run from 0 to 255, or from 0 to 1.{way}")
    if values.dtype.kind in "ui":
        return values.astype(np.uint8, copy=False)
    if high <= 1:
        return values.astype(np.float32, copy=False)
    if (values == np.floor(values)).all():
        return values.astype(np.uint8)
    return (values / 255).astype(np.float32)


def _fitted(pixels: NDArray[Any], preparation: Preparation) -> NDArray[Any]:
    if pixels.shape[1:] == preparation.shape:
        return pixels
    height, width, channels = preparation.shape
    fitted = np.empty((len(pixels), *preparation.shape), pixels.dtype)
    for row, picture in enumerate(pixels):
        fitted[row] = fit_sides(fit_channels(picture, channels), height, width, preparation.fit)
    return fitted


def _as_numbers(pixels: NDArray[Any]) -> NDArray[np.float32]:
    numbers: NDArray[np.float32] = pixels.astype(np.float32)
    return numbers / np.float32(255) if pixels.dtype == np.uint8 else numbers


def _refused(path: Path, why: str) -> DataError:
    return DataError(f"'{shown(path.name)}' {why}.")
