import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.graph.notation import from_text
from glassnet.runs.tempering import kind_of, logits, probabilities, tempered

SOFTMAX = from_text("4 > dense 3 softmax").output
SIGMOID = from_text("4 > dense 1 sigmoid").output


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("4 > dense 2 softmax", "softmax"),
        ("4 > dense 2 softmax > regression adam", "softmax"),
        ("4 > dense 1 sigmoid", "sigmoid"),
        ("4 > dense 5 sigmoid", "sigmoid"),
        ("4 > dense 2", None),
        ("4 > dense 1 softmax", None),  # always 1: no probability of anything
        ("4 > dense 2 tanh", None),
    ],
)
def test_what_the_answers_are_is_known_by_the_last_activation(text, kind):
    assert kind_of(from_text(text).output) == kind


def test_dividing_logits_by_two_takes_the_root_of_the_odds():
    told = tempered(SIGMOID, np.array([[0.9], [0.5], [0.1]], np.float32), 2.0)
    odds = 3.0  # the root of 9 to 1
    np.testing.assert_allclose(told[:, 0], [odds / (1 + odds), 0.5, 1 / (1 + odds)], rtol=1e-6)


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=3), st.floats(0.25, 10))
def test_tempered_shares_sum_to_one_and_keep_their_order(shares, temperature):
    row = np.array([shares], np.float32) / np.float32(sum(shares))
    told = tempered(SOFTMAX, row, temperature)
    assert told.sum() == pytest.approx(1, abs=1e-5)
    assert told.argmax() == row.argmax() or np.isclose(np.sort(row)[0, -1], np.sort(row)[0, -2], rtol=1e-5)


def test_a_temperature_of_one_changes_no_bit():
    row = np.array([[0.1, 0.2, 0.7]], np.float32)
    assert tempered(SOFTMAX, row, 1.0) is row


def test_certainty_stays_finite():
    told = tempered(SOFTMAX, np.array([[0.0, 0.0, 1.0]], np.float32), 10.0)
    assert np.isfinite(told).all()
    assert told[0, 2] > 0.999
    assert np.isfinite(logits(np.array([[0.0], [1.0]]), "sigmoid")).all()


def test_a_sigmoid_of_any_logit_does_not_overflow():
    assert probabilities(np.array([[-1e5], [1e5]]), "sigmoid").tolist() == [[0.0], [1.0]]
