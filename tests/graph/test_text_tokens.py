"""Words of a text, and complaints that point into it."""

import pytest

from glassnet.errors import NotationError
from glassnet.graph.text_tokens import LONGEST_TEXT, complaint, nearest, tokens


def kinds(text: str) -> list[str]:
    return [token.kind for token in tokens(text)][:-1]


def test_every_kind_of_word_is_told_apart() -> None:
    assert kinds('a: 28 x 28x-1 -> conv 3@1e-5 "x > y" ; → [') == (
        ["word", "colon", "size", "arrow", "word", "number", "mark", "number", "quoted", "end", "arrow", "mark"]
    )


def test_a_dash_before_an_arrow_belongs_to_the_arrow() -> None:
    assert [token.text for token in tokens("avg-pool->b-")][:-1] == ["avg-pool", "->", "b-"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("3x4", [3, 4]), ("7 × -1", [7, -1]), ("5", 5), ("-.5", -0.5), ("1e3", 1000.0), ('"é\\n"', "é\n")],
)
def test_words_stand_for_values(text: str, value: object) -> None:
    assert tokens(text)[0].plain() == value


@pytest.mark.parametrize("text", ["3x", "2relu", "3xx4", "€", '"open', "9" * 5000])
def test_what_is_no_word_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        tokens(text)


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(NotationError, match="1,048,577 characters are more than"):
        tokens(" " * (LONGEST_TEXT + 1))


def test_of_a_long_text_the_part_around_the_place_is_shown() -> None:
    text = "4 > " + "dense 4 > " * 100 + "dens 4" + " > dense 4" * 100
    told = str(complaint(text, text.index("dens 4"), "'dens' is no layer.")).splitlines()
    assert told[1].startswith("  …")
    assert told[1].endswith("…")
    assert told[1][told[2].index("^") :].startswith("dens 4")
    assert max(map(len, told[:3])) <= 100


def test_tabs_and_line_breaks_do_not_move_the_caret() -> None:
    told = str(complaint("4\t>\ndens 2", 4, "wrong")).splitlines()
    assert told[1:3] == ["  4 > dens 2", "      ^"]


def test_far_words_are_not_suggested() -> None:
    assert nearest("zzz", ["pool", "dense"]) == ""
