"""Judgements of networks whose answers are known by hand."""

import json
from typing import Any

import numpy as np
import pytest

from glassnet.data.images import Images
from glassnet.errors import DataError, UnknownName
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.graph.network import Network
from glassnet.layers.core import flatten, fully_connected, input_data
from glassnet.layers.estimator import regression
from glassnet.layers.merge_ops import merge_outputs
from glassnet.runs.card import DataCard
from glassnet.runs.run import Run

# Four samples of two numbers; the network below answers with the larger one: classes 0, 1, 1, 0.
X = np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.7, 0.3]], np.float32)


def network(units: int = 2, activation: str = "linear", **trained: Any) -> Network:
    return Network(
        regression(fully_connected(input_data([None, 2]), units, activation=activation, name="out"), **trained)
    )


def identity(loss: str = "mean_square", classes: tuple[str, ...] = ()) -> Run:
    """Answers with what it is asked."""
    weights = {"out/W": np.eye(2, dtype=np.float32), "out/b": np.zeros(2, np.float32)}
    return Run(network(loss=loss, name="targets"), weights, card=DataCard(4, (2,), maximum=1.0, classes=classes))


def summing(loss: str, activation: str = "linear") -> Run:
    """Answers with the sum of the two numbers, less one."""
    weights = {"out/W": np.ones((2, 1), np.float32), "out/b": -np.ones(1, np.float32)}
    return Run(network(1, activation, loss=loss), weights, card=DataCard(4, (2,), maximum=5.0))


def test_accuracy_loss_and_confusion_are_those_worked_by_hand() -> None:
    judged = evaluate(identity(), X, np.eye(2, dtype=np.float32)[[0, 1, 0, 0]])
    assert (judged.n, judged.correct, judged.accuracy) == (4, 3, 0.75)
    assert judged.confusion is not None
    assert judged.confusion.counts == ((2, 1), (0, 1))
    # The squares of what is off: .01 .01, .04 .04, .36 .36, .09 .09; their mean:
    assert judged.loss == pytest.approx(1.0 / 8)
    assert judged.r2 is None
    assert judged.interval == pytest.approx((0.3006, 0.9544), abs=1e-4)


def test_a_judgement_of_photos_of_two_people_reads_well() -> None:
    assert str(evaluate(identity(classes=("chi", "lars")), X, ["chi", "lars", "chi", "chi"])) == (
        "75 % of 4 (95 %: 30-95), loss 0.1250\n"
        "- Always saying chi does no worse: 75 % of 4 (95 %: 30-95). Nothing learned\n"
        "  shows here.\n"
        "- So few leave 65 points of doubt: the network's true share may as well be 30 %\n"
        "  as 95 %. Four times as many pictures would halve that.\n"
        "- Hardly tested: chi (3), lars (1).\n"
        "truth    chi  lars   found\n"
        "chi        2     1   66.7 % of 3 (95 %: 21-94)\n"
        "lars       0     1   100 % of 1 (95 %: 21-100)"
    )


@pytest.mark.parametrize("Y", [[0, 1, 0, 0], np.array([0, 1, 0, 0], np.uint8), ["a", "b", "a", "a"]])
def test_answers_may_be_numbers_or_names_of_classes(Y: Any) -> None:
    judged = evaluate(identity(classes=("a", "b")), X, Y)
    assert judged.correct == 3
    assert judged.classes == ("a", "b")


def test_the_loss_is_the_networks_own() -> None:
    Y = np.eye(2, dtype=np.float32)[[0, 1, 1, 0]]
    judged = evaluate(identity("categorical_crossentropy"), X, Y)
    assert judged.loss == pytest.approx(-np.log([0.9, 0.8, 0.6, 0.7]).mean(), abs=1e-6)


def test_quantities_have_no_accuracy_and_an_r2() -> None:
    Y = np.array([[0.0], [1.0], [2.0], [3.0]])
    asked = np.array([[0.5, 0.5], [1.0, 1.0], [1.0, 2.0], [2.0, 1.0]])  # answers 0, 1, 2, 2
    judged = evaluate(summing("mean_square"), asked, Y)
    assert judged.accuracy is None
    assert judged.confusion is None
    assert judged.loss == pytest.approx(0.25)
    assert judged.r2 == pytest.approx(1 - 1 / 5)  # off by 1 once; spread around 1.5: 2 * (2.25 + .25)
    assert str(judged) == "4 samples, loss 0.2500, R2 0.8000"
    assert evaluate(summing("mean_square"), asked, Y[:, 0]).r2 == judged.r2


def test_quantities_that_are_all_alike_have_no_r2() -> None:
    assert evaluate(summing("mean_square"), X, np.ones((4, 1))).r2 is None


@pytest.mark.parametrize("activation", ["linear", "sigmoid"])
def test_yes_or_no_is_asked_where_the_cell_turns(activation: str) -> None:
    asked = np.array([[0.0, 0.5], [1.0, 1.0], [0.2, 0.2], [2.0, 1.0]])  # less one: -.5, 1, -.6, 2
    judged = evaluate(summing("binary_crossentropy", activation), asked, [0, 1, 1, 1])
    assert judged.confusion is not None
    assert judged.confusion.counts == ((1, 0), (1, 2))
    assert judged.classes == ("0", "1")


def pictures(classes: tuple[str, ...], labels: list[int]) -> Images:
    return Images(X.reshape(4, 2, 1, 1), np.array(labels), classes)


def run_on_pictures(classes: tuple[str, ...]) -> Run:
    net = fully_connected(flatten(input_data([None, 2, 1, 1])), 2, name="out")
    weights = {"out/W": np.eye(2, dtype=np.float32), "out/b": np.zeros(2, np.float32)}
    return Run(
        Network(regression(net, loss="mean_square")), weights, card=DataCard(4, (2, 1, 1), maximum=1.0, classes=classes)
    )


def test_classes_of_pictures_are_matched_by_name_not_by_number() -> None:
    run = run_on_pictures(("cat", "dog"))
    same = evaluate(run, pictures(("cat", "dog"), [0, 1, 1, 0]))
    turned = evaluate(run, pictures(("dog", "cat"), [1, 0, 0, 1]))
    assert same == turned
    assert same.accuracy == 1.0


def test_a_class_the_network_does_not_know_is_named() -> None:
    with pytest.raises(DataError, match="2 of the pictures are of class 'fox', which the network does not know"):
        evaluate(run_on_pictures(("cat", "dog")), pictures(("cat", "fox"), [0, 1, 1, 0]))


def test_a_class_without_pictures_may_be_unknown() -> None:
    assert evaluate(run_on_pictures(("cat", "dog")), pictures(("cat", "dog", "fox"), [0, 1, 1, 0])).accuracy == 1.0


def test_pictures_of_more_classes_than_the_network_has_are_refused() -> None:
    with pytest.raises(DataError, match="answers with 2 numbers, and the pictures have 3 classes"):
        evaluate(run_on_pictures(()), pictures(("a", "b", "c"), [0, 1, 1, 2]))


def test_no_answers_no_samples_and_unequal_lengths_are_refused() -> None:
    with pytest.raises(DataError, match="the right ones are needed"):
        evaluate(identity(), X)
    with pytest.raises(DataError, match="holds no samples"):
        evaluate(identity(), X, [])
    with pytest.raises(DataError, match="the data hold 0"):
        evaluate(run_on_pictures(()), pictures(("a", "b"), [0, 1, 1, 0])[:0])
    with pytest.raises(DataError, match="X holds 4 samples, Y holds 3"):
        evaluate(identity(), X, [0, 1, 1])


def test_a_label_that_is_none_is_named_with_its_row() -> None:
    with pytest.raises(DataError, match=r"Y\[2\] is 2\."):
        evaluate(identity(), X, [0, 1, 2, 0])
    with pytest.raises(DataError, match=r"Y\[1\] is 'fox', which the network does not know among the classes a, b"):
        evaluate(identity(classes=("a", "b")), X, ["a", "fox", "b", "a"])


def test_of_several_targets_one_is_chosen_by_name() -> None:
    trunk = input_data([None, 2], name="in")
    left = regression(fully_connected(trunk, 2, name="l"), loss="mean_square", name="left")
    right = regression(fully_connected(trunk, 1, name="r"), loss="mean_square", name="right")
    both = Network(merge_outputs([left, right]))
    weights = {name: np.zeros(weight.shape, np.float32) for name, weight in both.weights.items()}
    run = Run(both, weights)
    with pytest.raises(DataError, match="trained to several targets, 'left', 'right': say which one, target='left'"):
        evaluate(run, X, [0, 1, 1, 0])
    assert evaluate(run, X, [0, 1, 1, 0], target="left").accuracy == 0.5
    assert evaluate(run, X, [1.0, 1.0, 1.0, 1.0], target="right").loss == 1.0
    with pytest.raises(UnknownName, match=r"Invalid target: 'rigth'\. Did you mean 'right'"):
        evaluate(run, X, [0, 1, 1, 0], target="rigth")


def test_a_network_without_a_loss_is_judged_by_its_answers_alone() -> None:
    bare = Network(fully_connected(input_data([None, 2]), 2, name="out"))
    judged = evaluate(Run(bare, identity().weights), X, [0, 1, 1, 0])
    assert (judged.accuracy, judged.loss) == (1.0, None)


def test_a_judgement_is_plain_for_json() -> None:
    plain = json.loads(json.dumps(evaluate(identity(), X, [0, 1, 1, 0]).to_plain(), allow_nan=False))
    assert plain["accuracy"]["value"] == 1.0
    assert plain["confusion"]["counts"] == [[2, 0], [0, 2]]
    assert Evaluation(n=1, loss=float("inf")).to_plain()["loss"] == "inf"
