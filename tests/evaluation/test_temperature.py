import numpy as np
import pytest

from glassnet.evaluation.temperature import fitted_temperature, log_loss, wrong
from glassnet.runs.calibration import LEAST_TEMPERATURE, MOST_TEMPERATURE


def alike(odds: float, right: int, of: int) -> tuple[np.ndarray, np.ndarray]:
    """So many answers with the same log odds for class 1, of which so many are right."""
    return np.array([[0.0, odds]] * of), np.array([1] * right + [0] * (of - right))


def test_the_temperature_makes_the_mean_probability_the_share_of_right_answers():
    """Log odds of 6 where 3 in 4 are right: log 3 is what the odds should be, so 6 / log 3."""
    found = fitted_temperature(*alike(6.0, 75, 100), "softmax")
    assert found.value == pytest.approx(6 / np.log(3), rel=1e-4)


def test_a_network_that_is_too_timid_is_made_surer():
    found = fitted_temperature(*alike(0.5, 75, 100), "softmax")
    assert found.value == pytest.approx(0.5 / np.log(3), rel=1e-4)


def test_nobody_is_made_surer_by_chance():
    """The same of 8 pictures: 6 right of 8 at 0.62 each is no proof of more than 0.62."""
    found = fitted_temperature(*alike(0.5, 6, 8), "softmax")
    assert found.value == 1.0
    assert found.low < 0.5 < 1.0 < found.high


def test_a_sigmoid_is_fitted_like_a_softmax_of_two():
    scores, labels = alike(6.0, 75, 100)
    found = fitted_temperature(scores[:, 1:], labels, "sigmoid")
    assert found.value == pytest.approx(6 / np.log(3), rel=1e-4)


def test_the_interval_is_where_the_likelihood_falls_by_less_than_chance_explains():
    """3 right of 4: the odds may be those of shares whose log likelihood is within 1.92 of the best."""
    scores, labels = alike(6.0, 75, 100)
    found = fitted_temperature(scores, labels, "softmax")
    best = log_loss(scores / found.value, labels, "softmax")
    for end in (found.low, found.high):
        assert 100 * (log_loss(scores / end, labels, "softmax") - best) == pytest.approx(3.841 / 2, rel=1e-3)
    assert found.low < found.value < found.high


def test_the_interval_holds_the_true_temperature_19_times_in_20():
    rng, true, held = np.random.default_rng(0), 2.0, 0
    for _ in range(300):
        logits = rng.normal(0, 4, (60, 3))
        shares = np.exp(logits / true)
        labels = (rng.random((60, 1)) > (shares / shares.sum(1, keepdims=True)).cumsum(1)).sum(1)
        found = fitted_temperature(logits, labels, "softmax")
        held += found.low <= true <= found.high
    assert 0.92 <= held / 300 <= 0.98


def test_groups_widen_the_interval_as_fewer_pictures_would():
    joined = fitted_temperature(*alike(6.0, 75, 100), "softmax", groups=20)
    few = fitted_temperature(*alike(6.0, 15, 20), "softmax")
    assert (joined.low, joined.high) == pytest.approx((few.low, few.high), rel=1e-4)


def test_where_all_is_right_nothing_is_learnt_and_nothing_changed():
    found = fitted_temperature(*alike(6.0, 10, 10), "softmax")
    assert (found.value, found.low, found.high) == (1.0, LEAST_TEMPERATURE, 1.0)


def test_a_network_that_knows_nothing_is_cooled_down_as_far_as_we_go():
    found = fitted_temperature(*alike(6.0, 2, 10), "softmax")
    assert found.value == found.high == MOST_TEMPERATURE


def test_logits_of_any_size_give_a_finite_loss():
    assert log_loss(np.array([[0.0, -1e4]]), np.array([1]), "softmax") == 1e4
    assert log_loss(np.array([[-1e4]]), np.array([1]), "sigmoid") == 1e4


def test_the_sigmoids_of_several_classes_are_summed():
    """Yes to the first, no to the second, at logits of 0: twice log 2."""
    assert log_loss(np.zeros((1, 2)), np.array([0]), "sigmoid") == pytest.approx(2 * np.log(2))


def test_wrong_rows_are_those_that_name_another_class():
    assert wrong(np.array([[1.0, 2.0], [3.0, 0.0]]), np.array([1, 1]), "softmax").tolist() == [False, True]
