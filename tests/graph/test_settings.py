"""Every setting of every kind of layer has a rule, and every default keeps it."""

from dataclasses import MISSING, fields

import pytest

from glassnet.graph.op import Op
from glassnet.graph.ops import OPS, Custom, Regression
from glassnet.graph.rules import Refused
from glassnet.graph.settings import RULES, make, shown


@pytest.mark.parametrize("kind", [kind for kind in OPS if kind is not Custom], ids=lambda kind: kind.kind)
def test_every_setting_has_a_rule_that_its_default_keeps(kind: type[Op]) -> None:
    known = {field.name: field.default for field in fields(kind)}
    if kind is Regression:
        known.pop("trainable")  # weights of other layers: only a reader that knows the network can tell them
    assert set(RULES[kind]) == set(known)
    for key, default in known.items():
        rule = RULES[kind][key]
        assert default is MISSING or rule.read(rule.plain(default)) == default or default == ()


def test_a_refusal_is_a_sentence_with_the_setting_and_the_value() -> None:
    with pytest.raises(Refused, match=r"^size must be one or two whole numbers from 1 to 1,048,576, not 'x'\.$"):
        make(OPS[1], {"size": "x"})


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        (10**30, "a huge number"),
        ("x" * 99, "'" + "x" * 37 + "…'"),
        (list(range(20)), "a list of 20"),
        ([[1]], "a list of 1"),
        ({}, "an object"),
        (None, "None"),
    ],
)
def test_values_are_shown_short(plain: object, told: str) -> None:
    assert shown(plain) == told
