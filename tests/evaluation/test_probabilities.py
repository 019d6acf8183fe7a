"""Whether a network's numbers are probabilities follows from what they are and from its loss."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from glassnet.evaluation.probabilities import probabilities, softened
from glassnet.layers.core import fully_connected, input_data
from glassnet.layers.estimator import regression


def target(units, loss, activation="linear"):
    return regression(fully_connected(input_data([None, 4]), units, activation=activation), loss=loss)


def rows(*values):
    return np.array(values, np.float32)


def test_what_sums_to_one_is_taken_as_it_is():
    shares = probabilities(target(3, "mean_square"), rows([0.2, 0.3, 0.5], [1, 0, 0]))
    assert shares == pytest.approx(np.array([[0.2, 0.3, 0.5], [1, 0, 0]]), abs=1e-6)


def test_logits_are_read_by_a_loss_that_takes_them():
    shares = probabilities(target(2, "softmax_categorical_crossentropy"), rows([0, np.log(3)], [1000, 0]))
    assert shares == pytest.approx(np.array([[0.25, 0.75], [1, 0]]))


def test_weights_are_divided_by_their_sum_as_the_loss_does():
    assert probabilities(target(2, "categorical_crossentropy"), rows([1, 3])) == pytest.approx(np.array([[0.25, 0.75]]))


@pytest.mark.parametrize("answers", [rows([-1, 2]), rows([1, 3]), rows([np.nan, 1]), rows([np.inf, 0])])
def test_other_numbers_are_no_probabilities(answers):
    assert probabilities(target(2, "mean_square"), answers) is None


def test_a_yes_is_a_probability_behind_a_sigmoid_or_by_its_loss():
    told = probabilities(target(1, "mean_square", "sigmoid"), rows([0.25]))
    assert told == pytest.approx(np.array([[0.75, 0.25]]))
    told = probabilities(target(1, "binary_crossentropy"), rows([0], [np.log(3)], [-800]))
    assert told == pytest.approx(np.array([[0.5, 0.5], [0.25, 0.75], [1, 0]]))
    assert probabilities(target(1, "hinge_loss"), rows([0.3])) is None


def test_a_temperature_divides_the_logits():
    logits = np.array([[1.0, 3.0, -2.0]])
    shares = np.exp(logits) / np.exp(logits).sum()
    cooler = np.exp(logits / 2.5) / np.exp(logits / 2.5).sum()
    assert softened(shares, 2.5) == pytest.approx(cooler)
    assert softened(shares, 1.0) == pytest.approx(shares)


@settings(max_examples=50, deadline=None)
@given(hnp.arrays(np.float64, (5, 4), elements=st.floats(0, 1)), st.floats(0.05, 20))
def test_a_temperature_keeps_the_order_of_classes(weights, temperature):
    shares = (weights + 1e-9) / (weights + 1e-9).sum(axis=1, keepdims=True)
    after = softened(shares, temperature)
    assert after.sum(axis=1) == pytest.approx(np.ones(5))
    best = shares.argmax(axis=1)
    assert after[np.arange(5), best] == pytest.approx(after.max(axis=1))
