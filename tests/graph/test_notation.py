"""Text and JSON hold a network without loss, and nothing else passes for one."""

import json
import string
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.ops import NETWORKS
from tests.graph.networks import networks

from glassnet.errors import GlassnetError, NotationError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_json, from_text, to_json, to_text
from glassnet.graph.ops import Custom
from glassnet.graph.settings import KINDS
from glassnet.graph.structure import structure
from glassnet.graph.text_forms import FORM_OF_WORD

DAG = (
    "a: 28x28x1 as photo ; b: a > conv 8@3 relu ; c: a > conv 8@5 ; "
    "merge b c concat axis=3 > dense 10 softmax > regression sgd(learning_rate=0.1)"
)


def read_or_refused(read: Callable[[], Network]) -> Network | None:
    """The network, or None where it is refused in words that fit a screen; any other error goes on its way."""
    try:
        return read()
    except GlassnetError as why:
        told = str(why)
    assert 0 < len(told) < 3000
    return None


@settings(max_examples=100, deadline=None)
@given(networks())
def test_any_network_comes_back_from_its_json(network: Network) -> None:
    written = json.loads(json.dumps(to_json(network), allow_nan=False))
    assert structure(from_json(written)) == structure(network)


@settings(max_examples=100, deadline=None)
@given(networks())
def test_any_network_comes_back_from_its_text(network: Network) -> None:
    assert structure(from_text(to_text(network))) == structure(network)


@settings(max_examples=50, deadline=None)
@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_names_in_a_json_object_does_not_matter(network: Network, chance) -> None:
    def shuffled(value):
        if isinstance(value, dict):
            items = list(value.items())
            chance.shuffle(items)
            return {key: shuffled(inner) for key, inner in items}
        return [shuffled(inner) for inner in value] if isinstance(value, list) else value

    assert structure(from_json(shuffled(to_json(network)))) == structure(network)


@pytest.mark.parametrize("name", [name for name in NETWORKS if not isinstance(NETWORKS[name]().op, Custom)])
def test_every_layer_of_the_contract_can_be_written(name: str) -> None:
    network = Network(NETWORKS[name]())
    assert structure(from_text(to_text(network))) == structure(network) == structure(from_json(to_json(network)))


# Junk that is nearly a network finds more than junk that is nothing like one.
_scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(sorted(KINDS))
)
_junk = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@given(_junk)
@settings(deadline=None)
def test_json_that_is_no_network_is_refused_and_nothing_worse(junk: object) -> None:
    with pytest.raises(NotationError):
        from_json(junk)


def _places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from _places(inner, (*path, key))


@settings(max_examples=150, deadline=None)
@given(networks(largest=5), _junk, st.data())
def test_a_network_with_one_value_replaced_by_junk_is_read_or_refused(network: Network, junk: object, data) -> None:
    written = to_json(network)
    place = data.draw(st.sampled_from([path for path in _places(written) if path]))
    holder = written
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = junk
    read_or_refused(lambda: from_json(written))


_marks = [
    "28x28x1",
    "3@10",
    "a",
    "a:",
    "->",
    ">",
    ";",
    "=",
    "(",
    ")",
    "[",
    "1e9",
    '"x"',
    "-1x2",
    "²",
    "١x٢",
    "\n",
    "\0",
]
_more = ["relu", "valid", "as", "leaky_relu(alpha=0.2)", "stride=2", "concat", "axis=3", "0", "99999999999999999999"]
_words = st.sampled_from([*FORM_OF_WORD, *_marks, *_more])


@settings(max_examples=150, deadline=None)
@given(st.lists(_words, max_size=12).map(" ".join) | st.text(max_size=40) | st.text(string.printable, max_size=40))
def test_text_of_all_sorts_is_read_or_refused(text: str) -> None:
    network = read_or_refused(lambda: from_text(text))
    if network is not None:
        assert structure(from_text(to_text(network))) == structure(network)


@given(st.integers(0, len(DAG) - 1), st.sampled_from(string.printable))
@settings(deadline=None)
def test_one_slip_of_the_finger_is_read_or_refused(at: int, letter: str) -> None:
    read_or_refused(lambda: from_text(DAG[:at] + letter + DAG[at + 1 :]))


@pytest.mark.parametrize("opening", ["[", "(", "4 > dense 3 leaky_relu(alpha=", "4 > dense 3 bias=[", "a: ", "4 > "])
def test_text_nested_without_end_is_refused_quickly(opening: str) -> None:
    with pytest.raises(NotationError):
        from_text(opening * 20_000)


def test_a_thousand_layers_are_no_trouble() -> None:
    network = from_text("4 > " + " > ".join(["dense 4 relu"] * 1500))
    assert structure(from_text(to_text(network))) == structure(from_json(to_json(network)))
