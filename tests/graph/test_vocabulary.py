"""The names that texts and files may use are those that have a meaning, no more and no fewer."""

from dataclasses import fields

import pytest

from glassnet.graph import vocabulary
from glassnet.graph.memory import SLOTS
from glassnet.graph.term import Term
from glassnet.terms import activations, initializations, metrics, objectives, optimizers, regularizers


@pytest.mark.parametrize(
    ("known", "room"),
    [
        (vocabulary.ACTIVATIONS, activations),
        (vocabulary.INITIALIZATIONS, initializations),
        (vocabulary.REGULARIZERS, regularizers),
        (vocabulary.OBJECTIVES, objectives),
        (vocabulary.METRICS, metrics),
    ],
    ids=["activations", "initializations", "regularizers", "objectives", "metrics"],
)
def test_every_formula_and_setting_of_the_terms_can_be_written_and_no_other(known, room) -> None:
    assert {name: set(settings) for name, settings in known.items()} == {
        name: set(room._TABLE.defaults(name)) for name in room.NAMES
    }


@pytest.mark.parametrize("name", optimizers.NAMES)
def test_every_optimizer_and_setting_can_be_written(name: str) -> None:
    rule = optimizers.from_term(Term(name))
    assert set(vocabulary.OPTIMIZERS[name]) == {field.name for field in fields(rule)}
    assert vocabulary.OPTIMIZER_LABELS[name] == optimizers.label(Term(name))


def test_there_are_no_other_optimizers() -> None:
    assert set(vocabulary.OPTIMIZERS) == set(optimizers.NAMES) == set(vocabulary.OPTIMIZER_LABELS) == set(SLOTS)
