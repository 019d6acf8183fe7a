"""The box a model file is: a zip of stored parts in a fixed order, so that equal parts make equal bytes.

What is read back must be byte for byte what `pack` would have written, dates and flags included; any other zip is
refused.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

from glassnet.errors import FileError

LARGEST_FILE = (1 << 32) - (1 << 20)  # beyond 4 GB a zip needs another layout
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _FLAGS, _STORED = 20, 0, 0
_TIME, _DATE = 0, (1 << 5) | 1  # midnight, 1 January 1980: the earliest a zip can say
_UNIX, _MODE = 3 << 8, 0o100644 << 16


@dataclass(frozen=True)
class _Entry:
    """One part as the zip's tables describe it."""

    name: bytes
    checksum: int
    size: int

    @property
    def local(self) -> bytes:
        head = _LOCAL.pack(b"PK\x03\x04", _VERSION, _FLAGS, _STORED, _TIME, _DATE, *self._numbers, len(self.name), 0)
        return head + self.name

    def central(self, offset: int) -> bytes:
        numbers = (*self._numbers, len(self.name), 0, 0, 0, 0, _MODE, offset)
        head = _CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, _VERSION, _FLAGS, _STORED, _TIME, _DATE, *numbers)
        return head + self.name

    @property
    def _numbers(self) -> tuple[int, int, int]:
        return self.checksum, self.size, self.size


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The parts as one stored zip, in the order given. Raises `FileError` beyond 4 GB.

    >>> pack({"a": b"1"}) == pack({"a": b"1"})
    True
    """
    if sum(map(len, parts.values())) > LARGEST_FILE:
        raise FileError(f"the parts take {sum(map(len, parts.values())):,} bytes, and a model file holds 4 GB at most")
    entries = [_Entry(name.encode(), crc32(content), len(content)) for name, content in parts.items()]
    body = b"".join(
        piece for entry, content in zip(entries, parts.values(), strict=True) for piece in (entry.local, content)
    )
    return body + _tables(entries)


def unpack(data: bytes, names: tuple[str, ...]) -> dict[str, memoryview]:
    """The parts of a file that `pack` wrote with exactly these names in this order, as views: nothing is copied.

    Sizes are held against the file before anything is read. Raises `FileError` naming the part that is damaged.

    >>> {name: bytes(part) for name, part in unpack(pack({"a": b"1", "b": b"23"}), ("a", "b")).items()}
    {'a': b'1', 'b': b'23'}
    """
    view, offset = memoryview(data), 0
    entries: list[_Entry] = []
    parts: dict[str, memoryview] = {}
    for name in names:
        entry = _entry_at(view, offset, name)
        start = offset + len(entry.local)
        offset = start + entry.size
        entries.append(entry)
        parts[name] = view[start:offset]
    if view[offset:] != _tables(entries):
        raise FileError(
            "its table of contents does not list exactly " + " ".join(names) + ", so it is cut short or was changed"
        )
    for entry, (name, part) in zip(entries, parts.items(), strict=True):
        if crc32(part) != entry.checksum:
            raise FileError(f"{name} is damaged: its checksum does not fit")
    return parts


def _entry_at(view: memoryview, offset: int, name: str) -> _Entry:
    """The entry whose local head stands at `offset`, if it is that of `name` and the file is long enough for it."""
    head = view[offset : offset + _LOCAL.size]
    if len(head) < _LOCAL.size:
        raise FileError(f"it ends before {name}, so it is cut short")
    checksum, size = _LOCAL.unpack(head)[6:8]
    entry = _Entry(name.encode(), checksum, size)
    if view[offset : offset + len(entry.local)] != entry.local:
        raise FileError(f"{name} does not stand where it must, stored as it is, so the file was changed")
    if offset + len(entry.local) + size > len(view):
        raise FileError(f"{name} claims {size:,} bytes, more than the file holds, so it is cut short")
    return entry


def _tables(entries: list[_Entry]) -> bytes:
    """The table of contents at the end of the zip."""
    offset, rows = 0, []
    for entry in entries:
        rows.append(entry.central(offset))
        offset += len(entry.local) + entry.size
    table = b"".join(rows)
    return table + _END.pack(b"PK\x05\x06", 0, 0, len(entries), len(entries), len(table), offset, 0)
