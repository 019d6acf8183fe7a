"""Objectives: numbers worked by hand, the traps of TFLearn's formulas, slopes as TensorFlow's."""

from math import exp, log

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.errors import DataError, SettingError
from glassnet.graph.term import Term
from glassnet.terms import objectives
from glassnet.terms.objectives import compute, get


def loss(spec: object, prediction: list, target: list) -> float:
    return compute(get(spec), torch.tensor(prediction), torch.tensor(target)).item()


def slope(spec: object, prediction: list, target: list) -> torch.Tensor:
    at = torch.tensor(prediction, requires_grad=True)
    compute(get(spec), at, torch.tensor(target)).backward()
    return at.grad


def test_categorical_crossentropy_is_the_mean_of_minus_log_p_of_the_true_class():
    by_hand = (-log(0.8) - log(0.5)) / 2
    assert loss("categorical_crossentropy", [[0.2, 0.8], [0.5, 0.5]], [[0.0, 1.0], [1.0, 0.0]]) == pytest.approx(
        by_hand
    )


def test_categorical_crossentropy_divides_rows_by_their_sum_so_sigmoids_pass_as_shares():
    # 0.9 and 0.3 sum to 1.2: the true class has 0.75
    assert loss("categorical_crossentropy", [[0.9, 0.3]], [[1.0, 0.0]]) == pytest.approx(-log(0.75))


def test_categorical_crossentropy_is_never_above_23_03():
    assert loss("categorical_crossentropy", [[0.0, 1.0]], [[1.0, 0.0]]) == pytest.approx(-log(1e-10), rel=1e-6)


def test_categorical_crossentropy_has_no_slope_where_the_truth_is_given_less_than_1e_10():
    assert slope("categorical_crossentropy", [[1e-12, 1.0]], [[1.0, 0.0]]).tolist() == [[0.0, 0.0]]


def test_categorical_crossentropy_of_a_sure_and_right_network_is_zero_because_the_upper_cut_rounds_to_one():
    assert loss("categorical_crossentropy", [[1.0, 0.0]], [[1.0, 0.0]]) == 0.0


def test_categorical_crossentropy_slope_counts_the_division_by_the_row_sum():
    # L = log(p1 + p2) - log p1, so dL/dp1 = 1 / 1.2 - 1 / 0.9 and dL/dp2 = 1 / 1.2
    by_hand = [1 / 1.2 - 1 / 0.9, 1 / 1.2]
    assert slope("categorical_crossentropy", [[0.9, 0.3]], [[1.0, 0.0]])[0].tolist() == pytest.approx(by_hand)


def test_categorical_crossentropy_of_a_linear_layer_is_nonsense_and_no_guess_is_made():
    # -1 and 0.5 sum to -0.5: the true class counts as 2, cut to 1
    assert loss("categorical_crossentropy", [[-1.0, 0.5]], [[1.0, 0.0]]) == 0.0


def test_softmax_categorical_crossentropy_takes_the_softmax_itself():
    by_hand = -log(exp(2) / (exp(2) + exp(1)))
    assert loss("softmax_categorical_crossentropy", [[2.0, 1.0]], [[1.0, 0.0]]) == pytest.approx(by_hand)


def test_softmax_categorical_crossentropy_stays_exact_for_huge_outputs():
    assert loss("softmax_categorical_crossentropy", [[1000.0, 0.0]], [[0.0, 1.0]]) == 1000.0


def test_softmax_categorical_crossentropy_keeps_tensorflows_slope_where_targets_do_not_sum_to_one():
    # Value: -2 log 0.5. Slope: softmax - y = 0.5 - 1 each; differentiating the value would give 0.
    assert loss("softmax_categorical_crossentropy", [[0.0, 0.0]], [[1.0, 1.0]]) == pytest.approx(2 * log(2))
    assert slope("softmax_categorical_crossentropy", [[0.0, 0.0]], [[1.0, 1.0]]).tolist() == [[-0.5, -0.5]]


def test_binary_crossentropy_takes_outputs_before_any_sigmoid():
    # sigmoid(0) = 1/2 costs log 2; an output of 1 from a sigmoid layer is squeezed again, to 0.73
    assert loss("binary_crossentropy", [[0.0]], [[1.0]]) == pytest.approx(log(2))
    assert loss("binary_crossentropy", [[1.0]], [[1.0]]) == pytest.approx(log(1 + exp(-1)))


def test_binary_crossentropy_is_meaned_over_all_elements():
    by_hand = (log(2) + log(1 + exp(3))) / 2
    assert loss("binary_crossentropy", [[0.0, 3.0]], [[1.0, 0.0]]) == pytest.approx(by_hand)


def test_weighted_crossentropy_multiplies_what_missing_a_one_costs():
    term = Term("weighted_crossentropy", (("weight", 3.0),))
    assert loss(term, [[0.0]], [[1.0]]) == pytest.approx(3 * log(2))
    assert loss(term, [[0.0]], [[0.0]]) == pytest.approx(log(2))


def test_weighted_crossentropy_has_tensorflows_slope_at_exactly_zero():
    # |x| and relu both count as flat at 0, so what is left is 1 - y.
    assert slope("weighted_crossentropy", [[0.0, 0.0]], [[1.0, 0.0]]).tolist() == [[0.0, 0.5]]
    assert slope("binary_crossentropy", [[0.0, 0.0]], [[1.0, 0.0]]).tolist() == [[-0.25, 0.25]]


def test_crossentropies_of_sure_outputs_neither_overflow_nor_lose_their_slope():
    for name in ("binary_crossentropy", "weighted_crossentropy"):
        assert loss(name, [[-200.0]], [[1.0]]) == 200.0
        assert slope(name, [[-200.0]], [[1.0]]).tolist() == [[-1.0]]


def test_mean_square_is_meaned_over_all_elements_without_a_half():
    assert loss("mean_square", [[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [0.0, 4.0]]) == (4 + 9) / 4


def test_hinge_loss_wants_targets_of_minus_one_and_one():
    # 1 - 0.5 = 0.5; 1 - 2 -> 0; 1 + 1 = 2
    assert loss("hinge_loss", [[0.5, 2.0, 1.0]], [[1.0, 1.0, -1.0]]) == pytest.approx(2.5 / 3)


def test_hinge_loss_on_the_margin_still_has_its_slope_as_in_tensorflow():
    assert slope("hinge_loss", [[1.0]], [[1.0]]).tolist() == [[-1.0]]


def test_roc_auc_score_sums_the_cubes_of_missing_leads_over_all_pairs():
    # Positives 0.9 and 0.4 against negatives 0.3 and 0.6 must lead by 0.2: only 0.4 falls short, by 0.1 and by 0.4.
    by_hand = 0.1**3 + 0.4**3
    assert loss("roc_auc_score", [0.9, 0.4, 0.3, 0.6], [1.0, 1.0, 0.0, 0.0]) == pytest.approx(by_hand, rel=1e-5)


def test_roc_auc_score_of_a_batch_of_one_class_is_zero():
    assert loss("roc_auc_score", [0.9, 0.4], [1.0, 1.0]) == 0.0


def test_weak_cross_entropy_2d_is_a_mean_over_cells():
    prediction, target = torch.zeros(2, 3, 5, 4), torch.zeros(2, 3, 5, 4)
    target[..., 1] = 1
    assert compute(get("weak_cross_entropy_2d"), prediction, target).item() == pytest.approx(log(4))


def test_weak_cross_entropy_2d_weighs_classes_by_head():
    prediction, target = torch.zeros(1, 1, 2, 2), torch.tensor([[[[1.0, 0.0], [0.0, 1.0]]]])
    weighed = objectives.weak_cross_entropy_2d(prediction, target, head=[1.0, 3.0])
    assert weighed.item() == pytest.approx((1 * log(2) + 3 * log(2)) / 2)


def test_weak_cross_entropy_2d_stays_finite_where_tensorflow_leaves_the_numbers():
    assert loss("weak_cross_entropy_2d", [[80.0, -80.0]], [[1.0, 0.0]]) == pytest.approx(0.0)


def test_contrastive_loss_is_half_a_sum():
    # A pair 2 apart: 4. A non-pair 0.25 apart, 0.75 short of the margin: 0.5625. Another, 3 apart: 0.
    assert loss("contrastive_loss", [2.0, 0.25, 3.0], [1.0, 0.0, 0.0]) == pytest.approx((4 + 0.5625) / 2)


def test_triplet_loss_compares_summed_squares():
    anchor, positive, negative = torch.tensor([[0.0, 0.0]]), torch.tensor([[1.0, 1.0]]), torch.tensor([[2.0, 0.0]])
    assert objectives.triplet_loss(anchor, positive, negative).item() == 0.0  # 2 - 4 + 1 is below 0
    assert objectives.triplet_loss(anchor, positive, negative, margin=3.0).item() == 1.0


def test_labels_of_a_lower_rank_are_not_stretched_against_the_output():
    with pytest.raises(DataError, match=r"mean_square: predictions are \[2, 1\], targets are \[2\].*reshape them to"):
        loss("mean_square", [[1.0], [2.0]], [1.0, 2.0])


@pytest.mark.parametrize("name", objectives.NAMES)
def test_whole_number_and_true_or_false_targets_count_as_numbers(name):
    prediction = torch.tensor([[0.2, 0.8], [0.6, 0.4]])
    told = [compute(get(name), prediction, torch.tensor([[0, 1], [1, 0]]).to(kind)) for kind in (float, int, bool)]
    assert told[0] == told[1] == told[2]


def test_a_loss_of_ones_own_sees_prediction_and_target_in_this_order():
    assert loss(lambda y_pred, y_true: (y_pred - 10 * y_true).sum(), [1.0, 2.0], [0.0, 1.0]) == -7.0


def test_a_loss_of_ones_own_that_forgets_to_mean_is_told_so():
    with pytest.raises(DataError, match=r"returned an array of shape \[2\]; it must return one number. End with .mean"):
        loss(lambda y_pred, y_true: y_pred - y_true, [1.0, 2.0], [0.0, 1.0])


def test_an_error_inside_a_loss_of_ones_own_comes_through():
    def broken(y_pred, y_true):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match=r"^mine$"):
        loss(broken, [1.0], [1.0])


def test_a_weight_below_zero_is_refused():
    with pytest.raises(SettingError, match=r"weighted_crossentropy: weight=-1.0 cannot be"):
        get(Term("weighted_crossentropy", (("weight", -1.0),)))


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(st.lists(st.floats(-30, 30, width=32), min_size=3, max_size=3), min_size=1, max_size=6))
def test_softmax_layer_with_categorical_crossentropy_equals_the_fused_loss_up_to_the_cap(rows):
    x = torch.tensor(rows, dtype=torch.float64)
    target = torch.eye(3, dtype=torch.float64)[torch.arange(len(rows)) % 3]
    apart = compute(get("categorical_crossentropy"), torch.softmax(x, -1), target).item()
    fused = -(target * torch.log_softmax(x, -1)).sum(-1)
    together = fused.clamp(max=-log(1e-10)).mean().item()
    assert apart == pytest.approx(together, rel=1e-6, abs=1e-9)
