"""Values from strangers: taken only when they are what they should be."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.errors import FileError
from glassnet.runs import plain, strict_json
from glassnet.runs.card import DataCard, InputCard
from glassnet.runs.recipe import Recipe

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
RECIPE, CARD = (
    Recipe(metric="acc", versions={"torch": "2"}),
    DataCard(3, (8, 8, 1), inputs=(InputCard("a", (2,), "f", 0, 1),)),
)


@given(junk)
def test_junk_never_becomes_a_recipe_or_a_card(value: Any) -> None:
    for kind in (Recipe, DataCard, InputCard):
        with pytest.raises(FileError):
            kind.from_plain(value)


@given(st.data())
def test_one_field_of_junk_is_refused_or_makes_a_good_value(data: st.DataObject) -> None:
    for value in (RECIPE, CARD):
        fields = value.to_plain()
        fields[data.draw(st.sampled_from(sorted(fields)))] = data.draw(junk)
        try:
            made = type(value).from_plain(fields)
        except FileError:
            continue
        assert type(value).from_plain(made.to_plain()) == made or "nan" in str(made.to_plain())


def test_recipe_and_card_come_back_from_json() -> None:
    for value in (RECIPE, CARD, Recipe(), DataCard()):
        written = strict_json.write(value.to_plain())
        assert type(value).from_plain(strict_json.read(written, largest=10_000)) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (plain.whole, True),
        (plain.whole, 1.0),
        (plain.whole, 2**64),
        (plain.number, "1"),
        (plain.number, False),
        (plain.number, math.nan),
        (plain.number, 10**400),
        (plain.flag, 1),
        (plain.text, b"x"),
        (plain.text, "\ud800"),
        (plain.line, "two\nlines"),
        (plain.many(plain.whole), "12"),
        (plain.many(plain.whole), {"0": 1}),
        (plain.table(plain.whole), [["a", 1]]),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(FileError):
        kind(value)


def test_a_json_number_as_large_as_a_seed_may_be_is_read() -> None:
    assert strict_json.read(b"[9223372036854775808, -5]", largest=100) == [2**63, -5]


def test_json_at_the_deepest_allowed_is_read_and_one_level_more_is_not() -> None:
    assert strict_json.read(b"[" * 31 + b"1" + b"]" * 31, largest=100)
    with pytest.raises(FileError, match="nested deeper than 32 levels"):
        strict_json.read(b"[" * 32 + b"1" + b"]" * 32, largest=100)
