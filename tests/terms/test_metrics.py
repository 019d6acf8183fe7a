"""Metrics: counted by hand, and called what TFLearn calls them."""

import pytest
import torch

from glassnet.errors import DataError, SettingError, UnknownName
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term
from glassnet.terms import metrics
from glassnet.terms.metrics import R2, Accuracy, Prediction_Counts, Top_k, WeightedR2, compute, get, label


def measured(spec: object, prediction: list, target: list, x: object = None) -> float:
    return compute(get(spec), torch.tensor(prediction), torch.tensor(target), x).item()


def test_accuracy_compares_the_places_of_the_largest_numbers():
    prediction = [[0.1, 0.7, 0.2], [0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]
    target = [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    assert measured("accuracy", prediction, target) == pytest.approx(2 / 3)


def test_accuracy_of_a_tie_takes_the_first():
    assert measured("accuracy", [[0.5, 0.5]], [[1.0, 0.0]]) == 1.0
    assert measured("accuracy", [[0.5, 0.5]], [[0.0, 1.0]]) == 0.0


@pytest.mark.parametrize("shaped", [lambda row: row, lambda row: [[each] for each in row]], ids=["[N]", "[N, 1]"])
def test_accuracy_of_single_numbers_asks_whether_they_are_above_zero(shaped):
    # Right: 2.0 for 1, -1.0 for 0. Wrong: 0.3 for 0 (it would pass under 0.5), and 0 itself, which is not above 0.
    assert measured("accuracy", shaped([2.0, -1.0, 0.3, 0.0]), shaped([1.0, 0.0, 0.0, 1.0])) == 0.5


def test_behind_a_sigmoid_every_sample_counts_as_a_one():
    assert measured("accuracy", [[0.01], [0.99]], [[0.0], [0.0]]) == 0.0


def test_accuracy_of_images_compares_along_their_height():
    prediction, target = torch.zeros(1, 2, 1, 2), torch.zeros(1, 2, 1, 2)
    prediction[0, 1, 0, 0] = target[0, 1, 0, 0] = target[0, 1, 0, 1] = 1
    assert compute(get("accuracy"), prediction, target).item() == 0.5


def test_top_k_asks_for_fewer_than_k_classes_above_the_true_one():
    prediction, target = [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2]], [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    assert [measured(Top_k(k), prediction, target) for k in (1, 2, 3)] == [0.0, 0.5, 1.0]


def test_top_k_lets_all_in_that_tie_at_the_border():
    # Nothing is strictly above the true class, though two others are as likely.
    assert measured(Top_k(1), [[0.3, 0.3, 0.3]], [[0.0, 0.0, 1.0]]) == 1.0


@pytest.mark.parametrize("odd", [float("nan"), float("inf")])
def test_top_k_misses_samples_that_are_not_all_numbers(odd):
    assert measured(Top_k(3), [[0.3, odd, 0.3], [0.3, 0.4, 0.3]], [[1.0, 0.0, 0.0]] * 2) == 0.5


def test_top_k_cuts_soft_targets_to_whole_numbers_first():
    # 0.6 counts as 0, so the first class is taken for the true one.
    assert measured(Top_k(1), [[0.9, 0.1]], [[0.4, 0.6]]) == 1.0


def test_r2_is_what_is_left_of_the_spread_around_the_mean():
    # Residuals 0, 0, 1: sum 1. Around the mean 2: 1 + 0 + 1 = 2.
    assert measured("R2", [1.0, 2.0, 4.0], [1.0, 2.0, 3.0]) == 0.5
    assert measured("R2", [2.0, 2.0, 2.0], [1.0, 2.0, 3.0]) == 0.0


def test_weighted_r2_divides_distances_from_the_input():
    # Predictions are 1 and 2 away from the inputs, targets 2 and 4: 5 / 20.
    assert measured("WeightedR2", [2.0, 4.0], [3.0, 6.0], torch.tensor([1.0, 2.0])) == 0.25


def test_weighted_r2_adds_several_inputs_up():
    x = [torch.tensor([0.5, 1.0]), torch.tensor([0.5, 1.0])]
    assert measured("WeightedR2", [2.0, 4.0], [3.0, 6.0], x) == 0.25


def test_weighted_r2_of_images_says_what_does_not_fit():
    with pytest.raises(DataError, match=r"inputs are \[2, 4\], targets \[2\], and they must have the same shape"):
        measured("WeightedR2", [2.0, 4.0], [3.0, 6.0], torch.zeros(2, 4))


def test_prediction_counts_tell_each_class_that_occurs_and_hand_the_inner_metric_on(capsys):
    prediction = [[0.9, 0.1, 0.0], [0.6, 0.4, 0.0], [0.1, 0.2, 0.7]]
    target = [[1.0, 0.0, 0.0]] * 3
    assert measured(Prediction_Counts(Accuracy()), prediction, target) == pytest.approx(2 / 3)
    assert capsys.readouterr().err == "predicted classes: 0 x 2, 2 x 1\n"
    assert measured(Prediction_Counts(Top_k(3)), prediction, target) == 1.0


def test_prediction_counts_of_single_numbers_tell_noes_and_yeses(capsys):
    measured("prediction_counts", [[2.0], [-1.0], [3.0]], [[1.0], [0.0], [1.0]])
    assert capsys.readouterr().err == "predicted classes: 0 x 1, 1 x 2\n"


def test_prediction_counts_wrap_a_metric_of_ones_own(capsys):
    term = Prediction_Counts(lambda prediction, target, x: prediction.sum(), name="sum")
    assert measured(term, [1.0, 2.0], [1.0, 2.0]) == 3.0
    assert label(term, Shape(())) == "sum"
    assert capsys.readouterr().err == "predicted classes: 1 x 2\n"


@pytest.mark.parametrize(
    ("term", "sides", "shown"),
    [
        (Accuracy(), (10,), "acc"),
        (Accuracy(), (1,), "binary_acc"),
        (Accuracy(), (), "binary_acc"),
        (Accuracy(), (4, 4, 1), "acc"),
        (Accuracy(name="right"), (10,), "right"),
        (Top_k(5), (10,), "top5"),
        (Term("top_k"), (10,), "top1"),
        (R2(), (1,), "R2"),
        (WeightedR2(), (1,), "wR2"),
        (Prediction_Counts("accuracy"), (10,), "acc"),
        (Prediction_Counts(Top_k(3)), (10,), "top3"),
    ],
    ids=str,
)
def test_a_metric_is_shown_by_tflearns_name(term, sides, shown):
    assert label(term, Shape(sides)) == shown


def test_a_metric_of_ones_own_is_shown_by_its_functions_name_and_may_do_without_the_input():
    def gap(y_pred, y_true):
        return (y_pred - y_true).abs().max()

    def gap_to_input(y_pred, y_true, x):
        return (y_pred - x).abs().max()

    assert label(get(gap), Shape((1,))) == "gap"
    assert measured(gap, [1.0, 5.0], [1.0, 2.0]) == 3.0
    assert measured(gap_to_input, [1.0, 5.0], [1.0, 2.0], torch.tensor([1.0, 1.0])) == 4.0


def test_a_metric_of_ones_own_may_return_a_plain_number_but_not_many():
    assert measured(lambda y_pred, y_true: 0.5, [1.0], [1.0]) == 0.5
    with pytest.raises(DataError, match=r"returned an array of shape \[2\]"):
        measured(lambda y_pred, y_true: y_pred, [1.0, 2.0], [1.0, 2.0])


def test_a_metric_has_no_slope():
    prediction = torch.tensor([[1.0], [2.0]], requires_grad=True)
    assert not compute(R2(), prediction, torch.tensor([[1.0], [3.0]])).requires_grad


def test_the_word_itself_serves_without_calling_it():
    assert get(metrics.Accuracy) == get("accuracy")
    assert get(metrics.top_k) == get("Top_k")


def test_no_metric_is_none():
    assert get(None) is None


def test_targets_of_another_shape_are_refused():
    with pytest.raises(DataError, match=r"accuracy: predictions are \[1, 2\], targets are \[1\]"):
        measured("accuracy", [[0.5, 0.5]], [1.0])


def test_top_zero_is_refused():
    with pytest.raises(SettingError, match="top_k: k=0 cannot be; it must be a whole number of at least 1"):
        Top_k(0)


def test_an_unknown_metric_is_told_the_nearest():
    with pytest.raises(UnknownName, match=r"Invalid metric: 'acuracy'. Did you mean 'accuracy'"):
        get("acuracy")
