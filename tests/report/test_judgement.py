"""A judgement as a terminal shows it, and as rows for a spreadsheet."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.data.images import Images
from glassnet.evaluation.comparing import compared
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.graph.notation import from_text
from glassnet.report import answers_csv, judgement, plain
from glassnet.runs.card import DataCard
from glassnet.runs.run import Run


def run(classes):
    network = from_text(f"1x{len(classes)}x1 > flatten > dense {len(classes)} softmax")
    weights = {
        "FullyConnected/W": np.eye(len(classes), dtype=np.float32) * 4,
        "FullyConnected/b": np.zeros(len(classes), np.float32),
    }
    return Run(network, weights, card=DataCard(8, (1, len(classes), 1), maximum=1.0, classes=classes))


def pictures(classes, n=40, wrong=3, names=(), groups=None):
    shown, labels = np.arange(n) % len(classes), np.arange(n) % len(classes)
    labels[:wrong] = (labels[:wrong] + 1) % len(classes)
    pixels = np.eye(len(classes), dtype=np.float32)[shown].reshape(n, 1, len(classes), 1)
    return Images(pixels, labels, classes, names, groups=groups)


def judged(classes=("chi", "lars"), **more):
    return evaluate(run(classes), pictures(classes, **more), training=pictures(classes, n=4, wrong=0))


def test_the_answer_comes_first_and_then_what_must_be_known():
    told = judgement.of_evaluation(judged(groups=np.repeat(np.arange(8), 5)))
    assert told.startswith("Right: 92.5 % of 40 in 8 groups (95 %: ")
    heads = ["Right:", "Without learning:", "Before you believe it:", "truth ", "class ", "Sureness:", "The 3 wrong"]
    places = [f"\n{told}".index(f"\n{head}") for head in heads]
    assert places == sorted(places)


def test_each_wrong_picture_stands_with_its_file_classes_probability_and_loss():
    lines = judgement.of_mistakes(judged()).splitlines()
    assert lines[0] == "The 3 wrong, the costliest first:"
    assert lines[1].split() == ["file", "is", "taken", "for", "at", "loss"]
    assert lines[2].split() == ["0", "lars", "chi", "98.2", "%", "4.02"]
    assert judgement.of_mistakes(judged(wrong=20)).startswith("The worst 10 of 20 wrong, the costliest first:")
    assert judgement.of_mistakes(judged(wrong=0)) == ""


def test_ten_classes_are_still_a_matrix_and_forty_are_told_in_words():
    ten = judgement.of_evaluation(judged(tuple("0123456789"), n=200))
    assert "\ntruth    0   1   2   3" in ten
    forty = judgement.of_evaluation(judged(tuple(f"kind {at}" for at in range(40)), n=200))
    assert "Found least often:" in forty
    assert "(the 20 weakest of 40 classes; --json has all)" in forty


def test_quantities_have_only_their_line():
    assert judgement.of_evaluation(Evaluation(4, 0.25, r2=0.8)) == "4 samples, loss 0.2500, R2 0.8000"


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.text(min_size=1, max_size=60), min_size=2, max_size=12, unique=True),
    st.text(max_size=120),
    st.integers(0, 12),
)
def test_no_line_is_wider_than_80_columns_whatever_things_are_called(classes, name, wrong):
    known = judged(tuple(classes), n=24, wrong=wrong, names=(name,) * 24, groups=np.arange(24) // 3)
    told = judgement.of_evaluation(known)
    assert max(map(len, told.split("\n"))) <= 80
    assert all(line.isprintable() for line in told.split("\n"))


def test_two_models_stand_under_each_other_with_the_verdict():
    known = judged()
    told = judgement.of_comparison(compared(known, known), "a.glassnet", "b/" + "x" * 90)
    assert told.splitlines()[1].split()[:2] == ["A", "a.glassnet"]
    assert "here they are equals" in told.replace("\n", " ")
    assert max(map(len, told.splitlines())) <= 80


def test_json_has_every_picture_and_the_comparison():
    known = judged()
    told = plain.of_judgement(known, compared(known, known))
    assert '"against": {' in told
    assert told.count('"file":') == 40 + 3  # every answer, and the mistakes once more in their order


def read(text):
    return list(csv.reader(io.StringIO(text)))


def test_the_csv_has_a_row_for_each_picture_and_a_column_for_each_class():
    head, *rows = read(answers_csv.of_answers(judged().answers))
    assert head == ["file", "label", "answer", "right", "probability", "loss", "chi", "lars"]
    assert len(rows) == 40
    assert rows[0][:5] == ["0", "lars", "chi", "0", "0.982014"]
    assert float(rows[0][6]) + float(rows[0][7]) == pytest.approx(1, abs=1e-5)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_no_name_can_become_a_formula_or_a_second_row(name):
    known = judged((f"={name}", "b"), n=2, wrong=1, names=(name, f"@{name}"))
    head, *rows = read(answers_csv.of_answers(known.answers))
    assert len(rows) == 2
    for cell in (*head, *(cell for row in rows for cell in row[:3])):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert "\n" not in cell


def test_a_network_without_probabilities_leaves_their_columns_out():
    bare = Run(from_text("2 > dense 2"), {"FullyConnected/W": np.eye(2) * 9, "FullyConnected/b": np.zeros(2)})
    known = evaluate(bare, np.array([[0.5, -0.5], [0.2, 0.9]], np.float32), [[1.0, 0.0], [1.0, 0.0]])
    head, *rows = read(answers_csv.of_answers(known.answers))
    assert head == ["file", "label", "answer", "right", "probability", "loss"]
    assert [row[4] for row in rows] == ["", ""]
    assert known.reliability is None
