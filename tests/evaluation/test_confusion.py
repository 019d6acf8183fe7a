"""Who is taken for whom: counts worked by hand, and a table that fits a terminal."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from glassnet.evaluation.confusion import Confusion, confusion
from glassnet.evaluation.doubt import Share

ANIMALS = Confusion(("cat", "dog", "fox"), ((3, 1, 0), (2, 4, 0), (0, 0, 0)))


def test_pairs_are_counted_by_truth_and_answer() -> None:
    truth, answers = np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 0])
    assert confusion(truth, answers, ("a", "b")).counts == ((1, 1), (1, 2))


def test_recall_and_precision_carry_their_n_and_are_none_where_nothing_was_counted() -> None:
    assert ANIMALS.recall == (Share(3, 4), Share(4, 6), None)
    assert ANIMALS.precision == (Share(3, 5), Share(4, 5), None)
    assert (ANIMALS.correct, ANIMALS.n) == (7, 10)


def test_mistakes_come_the_most_frequent_first() -> None:
    assert ANIMALS.mistakes == ((2, "dog", "cat"), (1, "cat", "dog"))


def test_a_class_that_was_never_tested_says_so() -> None:
    assert str(ANIMALS).splitlines()[3].endswith("none tested")


def test_many_classes_are_told_in_words() -> None:
    counts = np.diag(np.full(40, 5))
    counts[3, 7] = 2
    many = Confusion(tuple(f"kind {number}" for number in range(40)), tuple(tuple(map(int, row)) for row in counts))
    lines = str(many).splitlines()
    assert lines[0] == "Found least often:"
    assert lines[1].split() == ["kind", "3", "71.4", "%", "of", "7", "(95", "%:", "36-92)"]
    assert lines[-1].split() == ["kind", "3", "for", "kind", "7", "2x,", "28.6", "%"]


@given(st.lists(st.text(max_size=40), min_size=1, max_size=30), st.integers(0, 10**6))
def test_the_table_is_never_wider_than_a_terminal(names: list[str], count: int) -> None:
    counts = tuple(tuple(count + place for place in range(len(names))) for _ in names)
    told = str(Confusion(tuple(names), counts))
    assert max(map(len, told.splitlines())) <= 80
    assert all(line.isprintable() for line in told.split("\n"))


def test_a_confusion_is_plain_for_json() -> None:
    plain = ANIMALS.to_plain()
    assert plain["counts"] == [[3, 1, 0], [2, 4, 0], [0, 0, 0]]
    assert plain["recall"][2] is None
    assert plain["precision"][0]["n"] == 5


def test_shares_of_classes_know_which_samples_belong_together():
    truth, answers = np.repeat([0, 1], 10), np.array([0] * 10 + [1] * 5 + [0] * 5)
    plain = confusion(truth, answers, ("a", "b"))
    grouped = plain.over_groups(truth, answers, np.arange(20) // 5)
    assert grouped.counts == plain.counts
    assert str(grouped.recall[1]).startswith("50 % of 10 in 2 groups (95 %: ")
    assert grouped.recall[0].interval.low < plain.recall[0].interval.low
    assert "in 2 groups" in str(grouped)
