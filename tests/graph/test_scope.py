"""Where layers are made."""

import gc

from glassnet.graph.notation import from_text
from glassnet.graph.scope import Scope, current_scope, reset_scope


def test_layers_are_remembered_where_they_are_made_in_their_order() -> None:
    with Scope().as_default() as scope:
        net = from_text("4 > dense 2")
        with Scope().as_default() as inner:
            other = from_text("5")
        assert scope.nodes() == list(net.nodes)
        assert inner.nodes() == list(other.nodes)


def test_a_scope_keeps_nothing_alive() -> None:
    with Scope().as_default() as scope:
        net = from_text("4 > dense 2")
        assert len(scope.nodes()) == 2
        del net
        gc.collect()
        assert scope.nodes() == []


def test_after_the_block_the_scope_before_it_is_back_even_after_an_error() -> None:
    before = current_scope()
    try:
        with Scope().as_default():
            raise ValueError("on purpose")
    except ValueError:
        assert current_scope() is before


def test_a_reset_starts_a_fresh_scope() -> None:
    with Scope().as_default() as scope:
        net = from_text("4")
        reset_scope()
        assert current_scope() is not scope
        assert current_scope().nodes() == []
        assert net.output.scope is scope
