"""Images: a frozen value whose parts fit each other."""

import numpy as np
import pytest

from glassnet.data.batches import take
from glassnet.data.images import Images
from glassnet.data.preparation import Preparation
from glassnet.errors import DataError

THREE = Images(
    np.array([0, 51, 255], np.uint8).reshape(3, 1, 1, 1), np.array([0, 1, 1]), ("cat", "dog"), ("a", "b", "c")
)


def test_levels_are_divided_by_255_on_the_way_to_the_network():
    inputs = THREE.inputs()
    assert inputs.dtype == np.float32
    assert inputs[:, 0, 0, 0].tolist() == [0, np.float32(0.2), 1]


def test_a_preparation_s_own_scale_is_used():
    sixteenths = Images(np.full((1, 1, 1, 1), 8, np.uint8), np.array([0]), ("a",), (), Preparation(1, 1, 1, 16))
    assert sixteenths.inputs().item() == 0.5


def test_float_pixels_reach_the_network_untouched_and_uncopied():
    pixels = np.full((1, 1, 1, 1), -3.5, np.float32)
    assert Images(pixels, np.array([0]), ("a",)).inputs() is pixels


@pytest.mark.parametrize("rows", [[2, 0], np.array([2, 0])], ids=["list", "array"])
def test_rows_come_in_the_order_asked_for_with_labels_and_names(rows):
    some = THREE[rows]
    assert (some.pixels.ravel().tolist(), some.labels.tolist(), some.names) == ([255, 0], [1, 0], ("c", "a"))
    assert some.classes == THREE.classes


def test_a_slice_a_mask_and_a_number_choose_rows_too():
    assert THREE[1:].names == ("b", "c")
    assert THREE[THREE.labels == 0].names == ("a",)
    assert THREE[-1].names == ("c",)
    assert len(THREE[[]]) == 0


def test_a_row_that_is_not_there_is_an_index_error():
    with pytest.raises(IndexError):
        THREE[3]


def test_counts_and_one_hot_rows_follow_the_classes():
    assert THREE.counts == (1, 2)
    assert THREE.one_hot().tolist() == [[1, 0], [0, 1], [0, 1]]
    assert str(THREE) == "3 pictures of 1x1x1 (cat: 1, dog: 2)"


def test_unnamed_pictures_are_numbered():
    assert Images(np.zeros((2, 1, 1, 1), np.uint8), np.array([0, 0]), ("a",)).names == ("0", "1")


@pytest.mark.parametrize(
    ("pixels", "labels", "names", "sentence"),
    [
        (np.zeros((2, 4), np.uint8), [0, 0], (), r"uint8 or float32; these are uint8 of shape \(2, 4\)"),
        (np.zeros((2, 4, 4, 1)), [0, 0], (), "these are float64"),
        (np.zeros((2, 4, 4, 1), np.uint8), [0], (), "2 pictures, 1 labels"),
        (np.zeros((2, 4, 4, 1), np.uint8), [0, 2], (), "Label 2 of picture 1 names none of the 2 classes"),
        (np.zeros((2, 4, 4, 1), np.uint8), [-1, 0], (), "Label -1 of picture 0"),
        (np.zeros((2, 4, 4, 1), np.uint8), [0, 1], ("a",), "2 pictures, 1 names"),
    ],
)
def test_parts_that_do_not_fit_are_refused(pixels, labels, names, sentence):
    with pytest.raises(DataError, match=sentence):
        Images(pixels, np.array(labels), ("cat", "dog"), names)


def test_levels_read_lazily_are_the_numbers_the_network_takes() -> None:
    pixels = np.arange(60, dtype=np.uint8).reshape(5, 4, 3, 1)
    images = Images(pixels, np.array([0, 1, 0, 1, 0]), ("a", "b"))
    rows = np.array([3, 0])
    assert np.array_equal(take(images.lazy_inputs(), rows), images.inputs()[rows])
    assert images.lazy_inputs().pixels is pixels
