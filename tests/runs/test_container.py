"""The box: cut, flipped or made by other hands, it is refused before anything in it is believed."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glassnet.errors import FileError
from glassnet.runs import container
from glassnet.runs.model_file import CARD, NETWORK, PARTS, WEIGHTS
from glassnet.runs.run import Run
from glassnet.runs.saving import from_bytes, load, to_bytes

Parts = dict[str, bytes]
Refusal = Callable[[bytes], str]


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99, 0.999])
def test_a_file_cut_short_is_refused(share: float, good: bytes, refusal: Refusal) -> None:
    assert "is " in refusal(good[: int(len(good) * share)])


def test_a_file_cut_short_by_any_of_its_last_bytes_is_refused(good: bytes) -> None:
    for missing in range(1, 250):
        with pytest.raises(FileError, match=r"cut short|damaged"):
            from_bytes(good[:-missing])


@pytest.mark.parametrize("part", PARTS)
def test_a_flipped_bit_is_found_and_its_part_named(part: str, good: bytes, parts_of: Any, refusal: Refusal) -> None:
    content = parts_of(good)[part]
    start = good.index(content)
    for place in np.linspace(0, len(content) - 1, 25).astype(int):
        flipped = bytearray(good)
        flipped[start + place] ^= 1 << (place % 8)
        assert f"{part} is damaged: its checksum does not fit" in refusal(bytes(flipped))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), mask=st.integers(1, 255))
def test_no_byte_of_a_file_can_change_unseen(place: int, mask: int, good: bytes) -> None:
    changed = bytearray(good)
    changed[place % len(good)] ^= mask
    with pytest.raises(FileError):
        from_bytes(bytes(changed))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.integers(min_value=0), length=st.integers(1, 400), other=st.binary(max_size=40))
def test_no_stretch_of_a_file_can_be_cut_out_or_replaced(start: int, length: int, other: bytes, good: bytes) -> None:
    start %= len(good)
    changed = good[:start] + other + good[start + length :]
    if changed != good:
        with pytest.raises(FileError):
            from_bytes(changed)


def zipped(parts: Parts, how: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", how) as box:
        for name, content in parts.items():
            box.writestr(name, content)
    return file.getvalue()


def deflated(parts: Parts) -> bytes:
    return zipped(parts, zipfile.ZIP_DEFLATED)


def with_names(*names: str) -> Callable[[Parts], bytes]:
    return lambda parts: container.pack(dict(zip(names, parts.values(), strict=True)))


def with_more(name: str) -> Callable[[Parts], bytes]:
    return lambda parts: container.pack({**parts, name: b"more"})


def twice(parts: Parts) -> bytes:
    """Two entries of one name: the table lists the forged one, a reader of local heads sees the first."""
    body = container.pack(parts)
    forged = container.pack({NETWORK: parts[NETWORK], WEIGHTS: parts[WEIGHTS], CARD: b"{}"})
    return body[: body.index(b"PK\x01\x02")] + forged


def flagged(bit: int) -> Callable[[Parts], bytes]:
    def make(parts: Parts) -> bytes:
        data = bytearray(container.pack(parts))
        struct.pack_into("<H", data, 6, bit)
        return bytes(data)

    return make


def claiming(size: int) -> Callable[[Parts], bytes]:
    """The first part claims to be of that size, packed and unpacked."""

    def make(parts: Parts) -> bytes:
        data = bytearray(container.pack(parts))
        struct.pack_into("<LL", data, 18, size, size)
        return bytes(data)

    return make


ZIPS: dict[str, Callable[[Parts], bytes]] = {
    "compressed": deflated,
    "compressed a thousandfold": lambda parts: deflated(parts | {WEIGHTS: bytes(50_000_000)}),
    "written by another tool": zipped,
    "one part missing": lambda parts: container.pack({NETWORK: parts[NETWORK], WEIGHTS: parts[WEIGHTS]}),
    "no network": lambda parts: container.pack({WEIGHTS: parts[WEIGHTS], CARD: parts[CARD]}),
    "one part more": with_more("readme.txt"),
    "a pickle beside": with_more("data.pkl"),
    "a name twice": twice,
    "another order": lambda parts: container.pack(dict(reversed(parts.items()))),
    "a path upwards": with_names("../network.json", WEIGHTS, CARD),
    "an absolute path": with_names("/etc/network.json", WEIGHTS, CARD),
    "a name in capitals": with_names("NETWORK.JSON", WEIGHTS, CARD),
    "a name cut by a zero": with_names("network.json\0.pkl", WEIGHTS, CARD),
    "bytes before": lambda parts: b"#!/bin/sh\n" + container.pack(parts),
    "a zip before": lambda parts: zipped({"a": b"b"}) + container.pack(parts),
    "bytes behind": lambda parts: container.pack(parts) + b"\0",
    "a zip behind": lambda parts: container.pack(parts) + zipped({"a": b"b"}),
    "a comment": lambda parts: container.pack(parts)[:-2] + b"\x05\x00hello",
    "encrypted": flagged(1),
    "sizes told later": flagged(8),
    "a part that claims 4 GB": claiming(0xFFFFFFFF),
    "a part that claims 1 GB": claiming(1 << 30),
    "a part that claims nothing": claiming(0),
}


@pytest.mark.parametrize("how", ZIPS)
def test_a_zip_that_we_did_not_write_is_refused(how: str, good: bytes, parts_of: Any, refusal: Refusal) -> None:
    refusal(ZIPS[how](parts_of(good)))


def test_weights_of_another_run_are_told_by_their_checksum(
    good: bytes, other_run: Run, parts_of: Any, refusal: Refusal
) -> None:
    parts = parts_of(good) | {WEIGHTS: parts_of(to_bytes(other_run))[WEIGHTS]}
    told = refusal(container.pack(parts))
    assert "weights.safetensors is not the one card.json was written with, their checksums differ" in told


def test_refusing_takes_no_more_memory_than_the_file(good: bytes, parts_of: Any) -> None:
    parts = parts_of(good)
    hostile = [claiming(0xFFFFFFFF)(parts), deflated(parts | {WEIGHTS: bytes(50_000_000)})]
    for data in hostile:
        tracemalloc.start()
        with pytest.raises(FileError):
            from_bytes(data)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < len(data) + 2_000_000


def test_a_file_that_changes_while_it_is_read_is_judged_by_what_was_read(
    good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are read once: replacing the file after the first look changes nothing."""
    path = tmp_path / "a.glassnet"
    path.write_bytes(good)
    real = container.unpack

    def replaced(*args: Any) -> Any:
        path.write_bytes(b"something else")
        return real(*args)

    monkeypatch.setattr(container, "unpack", replaced)
    assert load(path).recipe.seed == 0
