"""Single pictures: what was said, what it cost, and which were worst."""

import numpy as np
import pytest

from glassnet.evaluation.answers import Answers, losses_of


def said(shares, truth, answer):
    losses = losses_of(shares, truth, np.zeros((len(truth), 2)), np.zeros((len(truth), 2)))
    return Answers(tuple(f"{row}.png" for row in range(len(truth))), ("chi", "lars"), truth, answer, shares, losses)


FOUR = said(np.array([[0.9, 0.1], [0.8, 0.2], [0.6, 0.4], [0.0, 1.0]]), np.array([0, 1, 1, 0]), np.array([0, 0, 0, 1]))


def test_the_worst_errors_come_the_costliest_first_and_only_errors_come():
    assert [wrong.name for wrong in FOUR.worst()] == ["3.png", "1.png", "2.png"]
    assert [wrong.name for wrong in FOUR.worst(1)] == ["3.png"]


def test_a_loss_is_the_logarithm_of_the_truths_share_and_never_infinite():
    assert FOUR.losses == pytest.approx([-np.log(0.9), -np.log(0.2), -np.log(0.4), -np.log(1e-10)])
    assert str(losses_of(np.array([[1.0, 0.0]]), np.array([0]), np.zeros(1), np.zeros(1))[0]) == "0.0"


def test_without_probabilities_the_distance_from_the_target_is_the_loss():
    losses = losses_of(None, np.array([0]), np.array([[3.0, -1.0]]), np.array([[1.0, 0.0]]))
    assert losses.tolist() == [2.5]


def test_an_answer_tells_its_own_probability_and_is_plain_for_json():
    assert FOUR[1].to_plain() == {
        "file": "1.png",
        "label": "lars",
        "answer": "chi",
        "right": False,
        "probability": 0.8,
        "loss": pytest.approx(1.6094, abs=1e-4),
    }
    assert [each.is_right for each in FOUR] == [True, False, False, False]


def test_what_is_no_number_is_the_worst_of_all_and_counted():
    broken = Answers(
        ("a", "b", "c"), ("x", "y"), np.array([0, 0, 0]), np.array([1, 1, 0]), None, np.array([5, np.nan, 1])
    )
    assert [wrong.name for wrong in broken.worst()] == ["b", "a"]
    assert broken.broken == 1
    assert broken[1].to_plain()["loss"] == "nan"
    assert broken[1].to_plain()["probability"] is None
