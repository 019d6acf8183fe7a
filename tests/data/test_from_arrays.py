"""A user's own arrays become Images."""

import numpy as np
import pytest

from glassnet.data.from_arrays import arrays
from glassnet.errors import DataError

BLANK = np.zeros((3, 4, 4), np.uint8)


def test_numbers_names_and_one_hot_rows_mean_the_same():
    for y in ([0, 1, 0], ["cat", "dog", "cat"], [[1, 0], [0, 1], [1, 0]], [[0], [1], [0]], np.array([0.0, 1.0, 0.0])):
        images = arrays(BLANK, y)
        assert images.labels.tolist() == [0, 1, 0]
        assert images.classes in {("0", "1"), ("cat", "dog")}


def test_class_names_come_in_the_order_given():
    assert arrays(BLANK, ["cat", "dog", "cat"], classes=["dog", "cat"]).labels.tolist() == [1, 0, 1]
    assert arrays(BLANK, [0, 1, 0], classes=["dog", "cat"]).classes == ("dog", "cat")


def test_a_gap_in_the_numbers_is_a_class_without_pictures():
    assert arrays(BLANK, [0, 2, 2]).counts == (1, 0, 2)


@pytest.mark.parametrize(
    ("X", "dtype", "known"),
    [
        (BLANK, np.uint8, True),
        (BLANK.astype(np.int64) + 255, np.uint8, True),
        (BLANK + 0.5, np.float32, True),
        (BLANK - 3.0, np.float32, False),
        (BLANK.astype(np.int64) + 256, np.float32, False),
        (BLANK.astype(bool), np.float32, True),
    ],
)
def test_the_preparation_is_known_where_the_scale_says_it(X, dtype, known):
    images = arrays(X, [0, 1, 1])
    assert images.pixels.dtype == dtype
    assert (images.preparation is not None) is known


def test_pictures_of_two_channels_have_no_photo_to_come_from():
    assert arrays(np.zeros((1, 4, 4, 2), np.uint8), [0]).preparation is None


@pytest.mark.parametrize(
    ("X", "y", "sentence"),
    [
        (np.zeros((3, 784)), [0, 1, 1], r"X has shape \(3, 784\).*\nX.reshape\(-1, 28, 28, 1\) would fit"),
        (np.zeros((3, 5)), [0, 1, 1], r"X has shape \(3, 5\); pictures are \[N, height, width, channels\].$"),
        (np.full((3, 2, 2), np.inf), [0, 1, 1], r"X\[0, 0, 0, 0\] is inf"),
        (np.full((3, 2, 2), None), [0, 1, 1], "X holds object, not numbers"),
        (BLANK, [0, 1], "3 pictures, 2 labels"),
        (BLANK, [0, 1, 0.5], r"y\[2\] is 0.5: class numbers are whole"),
        (BLANK, [0, -1, 1], r"y\[1\] is -1"),
        (BLANK, [[1, 0], [1, 1], [0, 1]], r"y\[1\] is \[1, 1\]: a one-hot row holds a single 1"),
        (BLANK, np.zeros((3, 2, 2)), r"y has shape \(3, 2, 2\)"),
    ],
)
def test_what_does_not_fit_is_told(X, y, sentence):
    with pytest.raises(DataError, match=sentence):
        arrays(X, y)


def test_labels_must_be_among_the_classes_named():
    with pytest.raises(DataError, match=r"y\[1\] is 'cow', which is none of the classes cat, dog"):
        arrays(BLANK, ["cat", "cow", "dog"], classes=["cat", "dog"])
    with pytest.raises(DataError, match=r"y\[2\] is 2: class numbers are whole, 0 to 1"):
        arrays(BLANK, [0, 1, 2], classes=["cat", "dog"])


def test_names_that_differ_by_case_are_asked_about_unless_they_are_meant():
    pixels = np.zeros((3, 2, 2), np.uint8)
    with pytest.raises(
        DataError, match=r"Two classes in y differ only by case or a space:\n'Cat' \(1\) and 'cat' \(2\)"
    ):
        arrays(pixels, ["cat", "Cat", "cat"])
    assert arrays(pixels, ["cat", "Cat", "cat"], classes=("Cat", "cat")).counts == (1, 2)
