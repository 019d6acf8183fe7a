"""Feeds: TFLearn's rules of matching, and a sentence for everything that does not fit."""

import numpy as np
import pytest

from glassnet.data.feeds import Port, check_inputs, check_lengths, check_targets, match_feeds
from glassnet.errors import DataError, FeedError

LAYER = object()
IMAGE = Port("input", (28, 28, 1), keys=("asked", LAYER))
OTHER = Port("other", (4,))
LABELS = Port("targets", (3,), "target")
CE = "categorical_crossentropy"
X, Z = np.zeros((5, 28, 28, 1)), np.zeros((5, 4))


@pytest.mark.parametrize(
    "key", ["input", "input:0", "input/X:0", "input/X", "asked", pytest.param(LAYER, id="a layer")], ids=str
)
def test_a_dict_is_matched_by_every_name_a_layer_answers_to(key):
    assert match_feeds({key: X}, [IMAGE])["input"] is X


@pytest.mark.parametrize("key", ["targets", "targets/Y:0", "targets:0"])
def test_targets_answer_to_y(key):
    assert match_feeds({key: X}, [LABELS])["targets"] is X


def test_one_array_is_the_feed_of_one_port_and_a_list_of_samples_too():
    assert match_feeds(X, [IMAGE])["input"] is X
    samples = list(X)
    assert match_feeds(samples, [IMAGE])["input"] is samples
    assert match_feeds([X], [IMAGE])["input"] is X


def test_a_list_of_arrays_goes_by_order():
    found = match_feeds((X, Z), [IMAGE, OTHER])
    assert found["input"] is X
    assert found["other"] is Z


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"inptu": X}, "variable named 'inptu' but no such variable is known to exist.\nDid you mean 'input'?"),
        ({"input/Y:0": X}, "variable named 'input/Y:0' but no such variable is known to exist"),
        ({"zzz": X}, "Known: 'input', 'other'."),
        ({object: X}, "no such variable is known to exist"),
        ({"input": X}, "leaves out 'other': every input needs an array"),
        ({"input": X, LAYER: X, "other": Z}, "'input' is fed twice"),
    ],
)
def test_keys_that_are_unknown_missing_or_doubled_are_told(given, sentence):
    with pytest.raises(FeedError, match="(?s)" + sentence.replace("?", r"\?")):
        match_feeds(given, [IMAGE, OTHER])


@pytest.mark.parametrize(("given", "held"), [([X], "1 arrays"), ([X] * 3, "3 arrays"), (X, "one ndarray")])
def test_a_count_that_differs_says_both_counts_and_the_names(given, held):
    with pytest.raises(DataError, match=rf"has 2 inputs \('input', 'other'\), but was given {held}"):
        match_feeds(given, [IMAGE, OTHER])


def test_arrays_stay_in_their_own_type_and_lists_become_float32():
    for dtype in (np.uint8, bool, np.float64, np.float32):
        array = np.zeros((2, 4), dtype)
        assert check_inputs(array, OTHER) is array
    assert check_inputs([[0.5] * 4], OTHER).dtype == np.float32


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.zeros((5, 784)), "'input' takes samples of 28x28x1; X has shape (5, 784).\nX.reshape(-1, 28, 28, 1) would"),
        (np.zeros((5, 28, 28)), "Add a channel axis: X[..., None]."),
        (np.zeros((28, 28, 1)), "This is a single sample: X[None] makes it a batch of one."),
        (np.zeros((5, 32, 32, 1)), "(root, size=(28, 28)) does), or begin the network with input_data([None, 32, 3"),
        (np.zeros((5, 28, 28, 3)), "X.mean(axis=-1, keepdims=True) would fit."),
        (np.zeros((5, 9)), "One sample holds 9 numbers where 784 are needed; no reshape can fit."),
        (np.zeros(5), "One row a sample is needed: (N, 28, 28, 1)."),
        (np.zeros((0, 28, 28, 1)), "X holds no samples: 'input' was given an empty array."),
        (np.float32(3), "X is a single number; 'input' takes an array of samples."),
        (np.array(3.0), "X is a single number; 'input' takes an array of samples."),
        (np.full((2, 28, 28, 1), "x"), "X holds text (np.str_('x') first); 'input' takes numbers."),
        (np.zeros((2, 28, 28, 1), complex), "X holds complex128; 'input' takes real numbers."),
        ([np.zeros((28, 28, 1)), np.zeros((28, 27, 1))], "X[0] has (28, 28, 1), X[1] has (28, 27, 1)."),
        (np.array([np.zeros(3), np.zeros(2)], object), "X holds objects, not numbers.\nX holds samples of unequal"),
        (None, "X is a NoneType; give an array, a list, or a dict of them by name."),
    ],
)  # fmt: skip
def test_an_input_that_does_not_fit_is_told_with_the_way_out(array, sentence):
    with pytest.raises(DataError) as why:
        check_inputs(array, IMAGE)
    assert sentence in str(why.value)


@pytest.mark.parametrize(
    ("given", "wanted", "line"),
    [
        ((5, 3, 32, 32), (32, 32, 3), "X.transpose(0, 2, 3, 1)"),
        ((5, 1, 28, 28), (28, 28, 1), "X.reshape(-1, 28, 28, 1)"),
        ((5, 20, 30, 1), (30, 20, 1), "X.transpose(0, 2, 1, 3)"),
        ((5, 32, 32), (32, 32, 3), "np.repeat(X[..., None], 3, axis=-1)"),
        ((5, 32, 32, 1), (32, 32, 3), "np.repeat(X, 3, axis=-1)"),
        ((5, 28, 28, 1), (784,), "X.reshape(-1, 784)"),
        ((5, 1), (), "X[..., 0]"),
        ((5, 4, 1), (4,), "X[..., 0]"),
    ],
)
def test_the_line_that_is_advised_does_make_it_fit(given, wanted, line):
    array = np.zeros(given)
    with pytest.raises(DataError) as why:
        check_inputs(array, Port("input", wanted))
    assert line in str(why.value)
    assert eval(line, {"X": array, "np": np}).shape == (given[0], *wanted)


def test_channels_first_is_not_taken_for_a_reshape():
    picture = np.arange(2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    with pytest.raises(DataError, match=r"X.transpose\(0, 2, 3, 1\)"):
        check_inputs(picture, Port("input", (4, 4, 3)))


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_the_first_number_that_is_none_is_pointed_at(wrong):
    array = np.zeros((5, 28, 28, 1), np.float32)
    array[3, 2, 1, 0] = array[4, 0, 0, 0] = wrong
    with pytest.raises(
        DataError, match=rf"X\[3, 2, 1, 0\] is {wrong}.*\nX\[np.isfinite\(X\).all\(axis=\(1, 2, 3\)\)\]"
    ):
        check_inputs(array, IMAGE)


def test_a_nan_far_into_a_large_array_is_found():
    array = np.zeros((6000, 1000), np.float32)
    array[5999, 999] = np.nan
    with pytest.raises(DataError, match=r"X\[5999, 999\]"):
        check_inputs(array, Port("input", (1000,)))


class Dataset:
    """Rows on disk, as h5py has them."""

    def __init__(self, shape):
        self.shape, self.dtype = shape, np.dtype(np.uint8)

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, rows):
        raise AssertionError("nothing needs to be read to check a shape")


class Loader:
    """Pictures read one by one."""

    def __len__(self):
        return 2

    def __getitem__(self, row):
        return np.zeros((28, 28))


def test_data_on_disk_are_checked_by_shape_and_left_there():
    held = Dataset((5, 28, 28, 1))
    assert check_inputs(held, IMAGE) is held
    with pytest.raises(DataError, match=r"X has shape \(5, 784\)"):
        check_inputs(Dataset((5, 784)), IMAGE)
    with pytest.raises(DataError, match=r"Add a channel axis"):
        check_inputs(Loader(), IMAGE)


class Frame:
    """A table that can become an array, as pandas has them."""

    def to_numpy(self):
        return np.zeros((5, 4))


def test_tables_become_arrays():
    assert check_inputs(Frame(), OTHER).shape == (5, 4)


@pytest.mark.parametrize(
    "Y", [np.eye(3), np.eye(3).tolist(), np.eye(3, dtype=bool), np.full((2, 3), 1 / 3), np.eye(3, dtype=np.uint8)]
)
def test_one_hot_and_soft_rows_are_targets(Y):
    assert np.array_equal(check_targets(Y, LABELS, CE), np.asarray(Y, np.asarray(check_targets(Y, LABELS, CE)).dtype))


@pytest.mark.parametrize("loss", [CE, "softmax_categorical_crossentropy"])
@pytest.mark.parametrize(
    ("Y", "sentence"),
    [
        (
            [0, 2, 1],
            "'targets' takes rows of 3 numbers (one-hot); Y has shape (3,): class numbers.\nto_categorical(Y, 3)",
        ),
        ([[0], [2]], "to_categorical(Y[:, 0], 3) turns them into rows."),
        ([0, 3, 4], "Y[1] is 3. 'targets' has 3 classes, numbered 0 to 2."),
        ([1, 2, 3], "They seem to count from 1: use Y - 1."),
        ([0, -1], "Y[1] is -1."),
        ([0, 0.5], "Y[1] is 0.5."),
        (np.eye(2), "Y has 2 columns, 'targets' takes 3: one for each class."),
        (np.zeros((2, 3)), "Y[0] is [0., 0., 0.]: not one-hot, it sums to 0."),
        ([[1, 0, 0], [1, 1, 0]], "Y[1] is [1, 1, 0]: not one-hot, it sums to 2."),
        ([[1, 0, 0], [2, -1, 0]], "Y[1] is [ 2, -1,  0]"),
        ([[1, 0, 0], [np.nan, 0, 0]], "Y[1, 0] is nan"),
        (["cat", "dog"], "Y holds text (np.str_('cat') first)"),
        ([], "Y holds no samples"),
        (np.zeros((2, 3, 3)), "'targets' takes samples of 3; Y has shape (2, 3, 3)."),
    ],
)
def test_labels_that_mean_nothing_are_told_with_the_first_row(Y, sentence, loss):
    with pytest.raises(DataError) as why:
        check_targets(Y, LABELS, loss)
    assert sentence in str(why.value)


def test_text_labels_are_shown_how_to_become_numbers():
    with pytest.raises(DataError, match=r"names, Y = np.unique\(Y, return_inverse=True\) gives class numbers"):
        check_targets(["cat", "dog"], LABELS, CE)


def test_the_binary_losses_take_any_labels_from_0_to_1():
    several = np.array([[1, 1, 0], [0, 0, 0]])
    assert check_targets(several, LABELS, "binary_crossentropy") is several
    with pytest.raises(DataError, match=r"Y\[1\] is \[-1,  0,  0\]; binary_crossentropy needs labels from 0 to 1.$"):
        check_targets([[1, 0, 0], [-1, 0, 0]], LABELS, "binary_crossentropy")
    with pytest.raises(DataError, match=r"\(Y \+ 1\) / 2 brings -1 and 1 there"):
        check_targets([[1, -1, 1]], LABELS, "binary_crossentropy")


def test_quantities_are_any_finite_numbers_of_the_right_shape():
    far = np.array([[1e6, -3.5, 0]])
    assert check_targets(far, LABELS, "mean_square") is far
    with pytest.raises(
        DataError, match=r"'price' takes samples of 1; Y has shape \(2,\).\nAdd a channel axis: Y\[..., None\]"
    ):
        check_targets([1.5, 2.5], Port("price", (1,), "target"), "mean_square")


def test_class_numbers_are_targets_where_the_layer_makes_them_one_hot():
    port = Port("targets", (), "target")
    assert check_targets([0, 2], port, CE, n_classes=3).tolist() == [0, 2]
    with pytest.raises(DataError, match=r"Y\[1\] is 3. 'targets' has 3 classes, numbered 0 to 2"):
        check_targets([0, 3], port, CE, n_classes=3)


def test_lengths_must_agree_and_are_counted():
    assert check_lengths({"X": np.zeros(5), "Y": [0] * 5}) == 5
    assert check_lengths({}) == 0
    with pytest.raises(DataError, match="X holds 1,000 samples, Y holds 998: each sample needs one of each"):
        check_lengths({"X": np.zeros(1000), "Y": np.zeros(998)})
