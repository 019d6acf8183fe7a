"""`.npy` stacks: one a class; a file is believed only as far as its bytes go."""

import os
import pickle
import resource

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glassnet.data.folders import folder
from glassnet.data.stacks import read_stack, read_stack_header
from glassnet.errors import DataError

LEVELS = np.arange(3 * 4 * 5, dtype=np.uint8).reshape(3, 4, 5)


def test_a_stack_is_a_class_named_after_its_file(write_stack):
    root = write_stack("lars", LEVELS[:2])
    images = folder(write_stack("chi", LEVELS))
    assert images.classes == ("chi", "lars")
    assert images.counts == (3, 2)
    assert np.array_equal(images.pixels[..., 0], np.concatenate([LEVELS, LEVELS[:2]]))
    assert images.names[0] == "chi[0]"
    assert images.preparation.shape == (4, 5, 1)
    assert root


def test_the_two_people_of_2017(glassnet_data):
    images = folder(glassnet_data / "chi_lars")
    assert images.classes == ("chi_photos_np_0.03_compress", "lars_photos_np_0.03_compress")
    assert images.counts == (203, 200)
    assert images.shape == (91, 91, 1)
    assert images.pixels.dtype == np.uint8
    assert images.pixels.max() == 255


@pytest.mark.parametrize(
    ("given", "held"),
    [
        (LEVELS.astype(np.int64), LEVELS),
        (LEVELS.astype(np.float64), LEVELS),
        (LEVELS / 255, (LEVELS / 255).astype(np.float32)),
        ((LEVELS + 0.5), ((LEVELS + 0.5) / 255).astype(np.float32)),
        (LEVELS > 10, (LEVELS > 10).astype(np.float32)),
        (np.asfortranarray(LEVELS), LEVELS),
        (LEVELS.astype(">u2"), LEVELS),
    ],
    ids=["int64", "whole floats", "0..1", "fractional levels", "bool", "Fortran order", "big-endian"],
)
def test_every_scale_comes_to_levels_or_0_to_1(write_stack, given, held):
    stack = read_stack(read_stack_header(write_stack("one", given) / "one.npy"))
    assert stack.dtype == held.dtype
    assert np.array_equal(stack[..., 0], held)


def test_levels_beside_floats_meet_at_0_to_1(write_stack):
    write_stack("a", np.full((1, 2, 2), 51, np.uint8))
    images = folder(write_stack("b", np.full((1, 2, 2), 0.5)))
    assert images.pixels[:, 0, 0, 0].tolist() == [np.float32(0.2), 0.5]


def test_stacks_of_unequal_size_or_colour_are_brought_together(write_stack):
    write_stack("a", np.zeros((1, 8, 8, 3), np.uint8))
    assert folder(write_stack("b", np.zeros((1, 6, 9), np.uint8))).shape == (7, 7, 3)
    assert folder(write_stack("b", np.zeros((1, 6, 9), np.uint8)), size=4, color="gray").shape == (4, 4, 1)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros((2, 784)), r"'one.npy' has shape \(2, 784\); a stack is \[N, height, width\]"),
        (np.zeros((0, 4, 4)), r"has shape \(0, 4, 4\)"),
        (np.zeros((2, 4, 4, 2)), r"has shape \(2, 4, 4, 2\)"),
        (np.full((1, 2, 2), -1.0), "runs from -1 to -1; pictures run from 0 to 255"),
        (np.full((1, 2, 2), 40000), "Divide 16-bit levels by 257"),
        (np.full((1, 2, 2), np.nan), r"one\[0, 0, 0\] is nan"),
        (np.full((1, 2, 2), 1j), "holds complex128, not numbers"),
        (np.full((1, 2, 2), "x"), "holds <U1, not numbers"),
        (np.zeros((1, 2, 2), [("a", "u1")]), "not numbers"),
    ],
)
def test_a_stack_that_is_no_pictures_is_refused_by_name(write_stack, array, sentence):
    write_stack("two", LEVELS)
    with pytest.raises(DataError, match=sentence):
        folder(write_stack("one", array))


class Canary:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (str(self.mark),)


def test_objects_are_refused_and_never_unpickled(tmp_path, write_stack):
    mark = tmp_path / ".mark"
    write_stack("two", LEVELS)
    np.save(tmp_path / "one.npy", np.array([Canary(mark)] * 2), allow_pickle=True)
    with pytest.raises(DataError, match=r"'one.npy' holds Python objects, not numbers"):
        folder(tmp_path)
    (tmp_path / "one.npy").write_bytes(pickle.dumps(Canary(mark)))
    with pytest.raises(DataError, match=r"is no whole .npy file"):
        folder(tmp_path)
    assert not mark.exists()


def header(text, version=b"\x01\x00"):
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize("shape", [(2**33, 2, 2), (2**20, 2**20, 2**20), (3, 10, 10)])
def test_a_declared_size_is_compared_with_the_bytes_before_anything_is_allocated(tmp_path, shape):
    text = f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n"
    (tmp_path / "bomb.npy").write_bytes(header(text) + b"\0" * 12)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DataError, match=r"'bomb.npy' declares [\d,]+ bytes of pictures and holds 12"):
        read_stack_header(tmp_path / "bomb.npy")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


def test_a_header_that_python_2_wrote_is_read(tmp_path):
    text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1L, 2L, 2L), }\n"
    (tmp_path / "old.npy").write_bytes(header(text) + bytes([1, 2, 3, 4]))
    assert read_stack(read_stack_header(tmp_path / "old.npy")).ravel().tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "bytes_",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x09\x00" + b" " * 200,
        header("__import__('os').system('true')"),
        header("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 2, 2), }\n"),
        header("{'descr': '|u1', 'fortran_order': False, 'shape': 7, }\n"),
        header("{'descr': 'zzz', 'fortran_order': False, 'shape': (1, 2, 2), }\n"),
        header("(" * 9000),
        header("[" + "1," * 4000),
    ],
    ids=range(9),
)
def test_what_is_no_npy_file_is_refused_in_one_sentence(tmp_path, bytes_):
    (tmp_path / "bad.npy").write_bytes(bytes_)
    with pytest.raises(DataError, match=r"^'bad.npy' [^\n]*$"):
        read_stack_header(tmp_path / "bad.npy")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 130), st.binary(min_size=1, max_size=3))
def test_a_damaged_stack_is_read_or_refused_never_else(tmp_path, write_stack, at, bytes_):
    path = write_stack("one", LEVELS) / "one.npy"
    whole = path.read_bytes()
    path.write_bytes(whole[:at] + bytes_ + whole[at + len(bytes_) :])
    try:
        read_stack(read_stack_header(path))
    except DataError as why:
        assert "one" in str(why)


def test_a_single_stack_is_no_task(write_stack):
    with pytest.raises(DataError, match="only one class, 'chi'"):
        folder(write_stack("chi", LEVELS))
