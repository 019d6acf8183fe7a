"""What one setting may hold."""

import pytest

from glassnet.graph.rules import (
    Choice,
    Extent,
    Flag,
    Formula,
    Maybe,
    Name,
    OwnCode,
    Pair,
    Real,
    Refused,
    Rule,
    Sides,
    Start,
    Whole,
    is_name,
    words_of,
)
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term

FORMULA = Formula({"relu": (), "leaky_relu": ("alpha",)})


@pytest.mark.parametrize(
    ("rule", "plain", "value"),
    [
        (Whole(0, 5), 5, 5),
        (Real(0, 1), 1, 1.0),
        (Flag(), False, False),
        (Choice(("same", "valid")), "same", "same"),
        (Name(), "conv 1", "conv 1"),
        (Sides(), [1, 2], (1, 2)),
        (Sides(rest=True), [7, -1], (7, -1)),
        (Extent(), [], Shape(())),
        (Pair(), [3, 4], (3, 4)),
        (FORMULA, "relu", Term("relu")),
        (FORMULA, {"name": "leaky_relu", "settings": {"alpha": [1, 2]}}, Term("leaky_relu", (("alpha", (1, 2)),))),
        (Maybe(Whole()), None, None),
        (Maybe(Whole()), 3, 3),
    ],
)
def test_a_plain_value_and_its_setting_turn_into_each_other(rule: Rule, plain: object, value: object) -> None:
    assert rule.read(plain) == value
    assert rule.plain(value) == plain


@pytest.mark.parametrize(
    ("rule", "plain", "value"), [(Pair(), 3, (3, 3)), (Sides(), 3, (3,)), (Extent(), 3, Shape((3,)))]
)
def test_a_lone_number_may_stand_for_several(rule: Rule, plain: int, value: object) -> None:
    assert rule.read(plain) == value


@pytest.mark.parametrize(
    ("rule", "plain", "must_be"),
    [
        (Whole(1, 9), 10, "a whole number from 1 to 9"),
        (Whole(1, 9), 1.0, "a whole number from 1 to 9"),
        (Whole(), True, "a whole number from 1 to 16,777,216"),
        (Real(0, 1), 10**400, "a number from 0 to 1"),
        (Real(), float("nan"), "a number from -1e+30 to 1e+30"),
        (Real(0, 1, above=True), 0, "a number above 0 to 1"),
        (Real(), "1", "a number from -1e+30 to 1e+30"),
        (Flag(), 1, "yes or no"),
        (Choice(("a", "b")), "c", "one of a, b"),
        (Choice(("a", "b")), ["a"], "one of a, b"),
        (Name(), "", "a name of 1 to 128 characters"),
        (Sides(), [0], "at most 8 whole numbers from 1 to"),
        (Sides(rest=True), [-2], "(or -1: what remains)"),
        (Sides(), [1] * 9, "at most 8"),
        (Pair(), [1], "one or two whole numbers"),
        (Pair(), "3", "one or two whole numbers"),
        (FORMULA, "tanh", "one of relu, leaky_relu"),
        (FORMULA, {"settings": {}}, "one of relu, leaky_relu"),
        (FORMULA, {"name": "relu", "settings": []}, "relu with settings among: none at all"),
        (
            FORMULA,
            {"name": "leaky_relu", "settings": {"alpha": float("inf")}},
            "a formula whose 'alpha' is a finite number",
        ),
        (FORMULA, {"name": "leaky_relu", "settings": {"alpha": 2**60}}, "a formula whose 'alpha' is a finite number"),
        (Maybe(Flag()), 3, "none or yes or no"),
    ],
)
def test_what_a_rule_does_not_take_it_refuses_in_words(rule: Rule, plain: object, must_be: str) -> None:
    with pytest.raises(Refused) as refused:
        rule.read(plain)
    assert must_be in str(refused.value)


def test_own_code_is_no_plain_value() -> None:
    with pytest.raises(OwnCode, match="mine"):
        FORMULA.plain(Term("mine", code=abs))


def test_own_numbers_to_start_from_are_zeros() -> None:
    assert Start({}).plain(Term("given", code=abs)) == "zeros"


@pytest.mark.parametrize(
    ("name", "good"), [("a" * 128, True), ("a" * 129, False), ("\x7f", False), ("é/☃", True), (5, False)]
)
def test_names_are_short_and_printable(name: object, good: bool) -> None:
    assert is_name(name) == good


def test_words_to_choose_from_are_known() -> None:
    assert words_of(Maybe(FORMULA)) == ("relu", "leaky_relu")
    assert words_of(Whole()) == ()
