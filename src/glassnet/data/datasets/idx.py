"""The IDX format that MNIST comes in: a few bytes of header, then levels. A file is believed only as far as it goes."""

import gzip
import struct
import zlib
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import shown
from glassnet.data.pictures import UnreadablePicture, open_regular
from glassnet.errors import DataError

_UNSIGNED_BYTE = 0x08
_LARGEST = 1 << 30  # bytes of values; MNIST's largest file holds 47 million
_PIECE = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array in an IDX file of unsigned bytes, gzipped or not.

    Source of the format: "The IDX file format" on the MNIST page; two zero bytes, the type, the number of axes, each
    length as a big-endian 32-bit number, then the values. Raises `DataError` naming the file when it is damaged, cut
    short, longer than it says, of another type, or over 1 GiB. Memory follows what the file holds, not what it claims.
    """
    try:
        with open_regular(path, follow_links=True) as file:
            packed = file.read(2) == _GZIP_MAGIC
            file.seek(0)
            return _parse(gzip.GzipFile(fileobj=file) if packed else file)
    except UnreadablePicture as why:
        raise DataError(f"'{shown(str(path))}' {why}.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as why:
        raise _damaged(path, str(why)) from None
    except _Wrong as why:
        raise _damaged(path, str(why)) from None


class _Wrong(Exception):
    """What is wrong with the bytes."""


def _parse(file: IO[bytes] | gzip.GzipFile) -> NDArray[np.uint8]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or not 1 <= magic[3] <= 4:
        raise _Wrong(f"it begins with {magic.hex(' ') or 'nothing'}, which is no IDX header")
    if magic[2] != _UNSIGNED_BYTE:
        raise _Wrong(f"it holds values of type 0x{magic[2]:02x}, not unsigned bytes")
    lengths = file.read(4 * magic[3])
    if len(lengths) < 4 * magic[3]:
        raise _Wrong("it ends within its header")
    shape: tuple[Any, ...] = struct.unpack(f">{magic[3]}I", lengths)
    return np.frombuffer(_exactly(file, prod(shape)), np.uint8).reshape(shape)


def _exactly(file: IO[bytes] | gzip.GzipFile, count: int) -> bytearray:
    if count > _LARGEST:
        raise _Wrong(f"it declares {count:,} values, over the limit of {_LARGEST:,}")
    values = bytearray()
    while len(values) < count:
        piece = file.read(min(_PIECE, count - len(values)))
        if not piece:
            raise _Wrong(f"it declares {count:,} values and holds {len(values):,}")
        values += piece
    if file.read(1):
        raise _Wrong(f"it declares {count:,} values and holds more")
    return values


def _damaged(path: Path, why: str) -> DataError:
    return DataError(f"'{shown(str(path))}' is no whole IDX file: {why}.\nDelete it and fetch it again.")
