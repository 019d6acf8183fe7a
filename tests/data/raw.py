"""Picture files written byte by byte, for what Pillow would not write."""

import zlib

_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def png(depth: int, colour: int, row: bytes) -> bytes:
    """A PNG of one row, its bytes given as they are packed; `colour` 0 gray, 2 RGB, 4 gray and 6 RGB with opacity."""
    width = len(row) * 8 // (depth * _CHANNELS[colour])
    return _png(1, width, bytes([depth, colour]), zlib.compress(b"\0" + row))


def png_claiming(height: int, width: int) -> bytes:
    """A PNG whose header claims a size; its data are a few bytes."""
    return _png(height, width, b"\x08\0", zlib.compress(b"\0" * 10))


def tiff_of_gray(bits: int, body: bytes, *, width: int, height: int = 1, white_is_zero: bool = False) -> bytes:
    """A gray TIFF, whole numbers, little-endian, its data given as they are packed."""
    tags = [(256, width), (257, height), (258, bits), (259, 1), (262, 0 if white_is_zero else 1)]
    tags += [(273, 8), (277, 1), (278, height), (279, len(body))]
    listed = b"".join(
        tag.to_bytes(2, "little") + b"\4\0" + (1).to_bytes(4, "little") + value.to_bytes(4, "little")
        for tag, value in tags
    )
    padded = body + b"\0" * (len(body) % 2)
    end = (8 + len(padded)).to_bytes(4, "little")
    return b"II*\0" + end + padded + len(tags).to_bytes(2, "little") + listed + b"\0" * 4


def _png(height: int, width: int, kind: bytes, data: bytes) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + kind + b"\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
