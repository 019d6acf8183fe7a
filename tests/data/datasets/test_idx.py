"""The IDX reader: right files read, damaged ones refused by name."""

import gzip
import resource
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from glassnet.data.datasets.idx import read_idx
from glassnet.errors import DataError

IN_TMP = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def idx(array, kind=8):
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


@IN_TMP
@given(arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=6)), st.booleans())
def test_every_array_of_bytes_is_read_back(tmp_path, array, packed):
    (tmp_path / "a").write_bytes(gzip.compress(idx(array)) if packed else idx(array))
    assert np.array_equal(read_idx(tmp_path / "a"), array)


SMALL = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


@pytest.mark.parametrize(
    ("bytes_", "sentence"),
    [
        (b"", "begins with nothing"),
        (b"\x89PNG....", "begins with 89 50 4e 47, which is no IDX header"),
        (idx(SMALL, kind=0x0D), "values of type 0x0d, not unsigned bytes"),
        (idx(SMALL)[:9], "it ends within its header"),
        (idx(SMALL)[:-1], "declares 24 values and holds 23"),
        (idx(SMALL) + b"x", "declares 24 values and holds more"),
        (gzip.compress(idx(SMALL), mtime=0)[:-9], "no whole IDX file"),
        (gzip.compress(idx(SMALL), mtime=0)[:12] + b"\xff" * 20, "no whole IDX file"),
        (b"\0\0\x08\x03" + b"\xff" * 12 + b"abc", "over the limit of"),
        (b"\0\0\x08\x00", "no IDX header"),
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path, bytes_, sentence):
    (tmp_path / "bad.gz").write_bytes(bytes_)
    with pytest.raises(DataError, match=rf"bad.gz' is no whole IDX file: .*{sentence}|bad.gz' is {sentence}"):
        read_idx(tmp_path / "bad.gz")


@IN_TMP
@given(st.integers(0, 60), st.binary(min_size=1, max_size=4), st.booleans())
def test_any_damage_is_refused_or_read_never_else(tmp_path, at, bytes_, packed):
    whole = gzip.compress(idx(SMALL), mtime=0) if packed else idx(SMALL)
    (tmp_path / "bad").write_bytes(whole[:at] + bytes_ + whole[at + len(bytes_) :])
    try:
        read_idx(tmp_path / "bad")
    except DataError as why:
        assert "bad" in str(why)


def test_a_file_that_claims_a_gigabyte_costs_no_memory(tmp_path):
    (tmp_path / "liar").write_bytes(b"\0\0\x08\x01" + struct.pack(">I", 1 << 30) + b"abc")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataError, match="declares 1,073,741,824 values and holds 3"):
        read_idx(tmp_path / "liar")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DataError, match="gone' cannot be opened: No such file"):
        read_idx(tmp_path / "gone")
