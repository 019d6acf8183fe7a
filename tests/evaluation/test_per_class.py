"""The report of classes, against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import classification_report

from glassnet.evaluation.confusion import Confusion, confusion
from glassnet.evaluation.per_class import per_class

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_every_number_is_scikit_learns(pairs):
    truth, answers = np.array(pairs).T
    known = per_class(confusion(truth, answers, ("a", "b", "c", "d")))
    met = sorted({*truth.tolist(), *answers.tolist()})  # it leaves out a class nobody met, as we do in averages
    theirs = classification_report(
        truth, answers, labels=met, target_names=["abcd"[at] for at in met], output_dict=True, zero_division=0
    )
    lines = {line.name: line for line in (*known.classes, known.macro, known.weighted)}
    for name, line in theirs.items():
        if name in lines:
            ours = lines[name]
            assert [ours.precision or 0, ours.recall or 0, ours.f1 or 0, ours.support] == pytest.approx(
                [line["precision"], line["recall"], line["f1-score"], line["support"]]
            )


def test_what_cannot_be_said_is_none():
    known = per_class(Confusion(("cat", "dog", "fox"), ((2, 0, 0), (1, 0, 0), (0, 0, 0))))
    cat, dog, fox = known.classes
    assert (cat.precision, cat.recall, cat.f1) == pytest.approx((2 / 3, 1, 0.8))
    assert (dog.precision, dog.recall, dog.f1) == (None, 0, 0)
    assert (fox.precision, fox.recall, fox.f1, fox.support) == (None, None, None, 0)
    assert known.macro.f1 == pytest.approx(0.4)
    assert known.to_plain()["classes"]["dog"] == {"precision": None, "recall": 0, "f1": 0, "support": 1}
