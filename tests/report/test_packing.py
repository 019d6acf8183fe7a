import gzip

import numpy as np
import pytest

from glassnet.report.packing import as_levels, packed, zipped


def unpacked(array: np.ndarray) -> np.ndarray:
    """What the page reads, done by hand."""
    found = packed(array)
    if found.kind == "levels":
        return (np.frombuffer(found.data, np.uint8) / found.over).astype(np.float32).reshape(found.shape)
    kind = {"float16": "<f2", "float32": "<f4"}[found.kind]
    planes = np.frombuffer(found.data, np.uint8).reshape(np.dtype(kind).itemsize, -1)
    return np.frombuffer(planes.T.tobytes(), kind).reshape(found.shape).astype(np.float32)


def test_levels_of_a_photo_come_back_bit_for_bit():
    photo = (np.arange(256) / 255).astype(np.float32).reshape(16, 16, 1)
    assert packed(photo).kind == "levels"
    assert len(packed(photo).data) == 256
    assert np.array_equal(unpacked(photo), photo)
    raw = np.arange(256, dtype=np.float32)
    assert (packed(raw).over, unpacked(raw).tolist()) == (1, raw.tolist())


@pytest.mark.parametrize("scale", [1e-30, 1e-4, 0.1, 30.0, 1e5, 1e30])
def test_numbers_keep_three_digits_at_any_scale(scale):
    values = (np.random.default_rng(0).normal(size=(9, 7, 3)) * scale).astype(np.float32)
    assert np.abs(unpacked(values) - values).max() <= 6e-4 * np.abs(values).max()


def test_what_is_no_number_stays_none_and_zero_stays_zero():
    values = np.array([np.nan, np.inf, -np.inf, 0.0, 0.25, -3.0], np.float32)
    assert np.array_equal(unpacked(values), values, equal_nan=True)
    assert packed(np.zeros((4, 4))).kind == "levels"
    assert packed(np.zeros((0, 3))).shape == (0, 3)


def test_minus_zero_and_numbers_beside_a_level_are_no_levels():
    assert as_levels(np.array([-0.0, 0.5], np.float32), 255) is None
    assert as_levels(np.array([0.2 + 1e-6], np.float32), 255) is None
    assert as_levels(np.array([256 / 255], np.float32), 255) is None


def test_the_same_bytes_are_zipped_to_the_same_bytes():
    assert zipped(b"a" * 100) == zipped(b"a" * 100)
    assert gzip.decompress(zipped(b"abc")) == b"abc"
