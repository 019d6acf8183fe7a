"""Networks: what an output depends on, by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glassnet.errors import UnknownName
from glassnet.graph.network import Names, Network, as_network, unique_names
from glassnet.graph.node import place
from glassnet.graph.notation import from_text
from glassnet.graph.ops import Dense, Input
from glassnet.graph.shape import Shape

TEXT = (
    "a: 8x8x1 as photo ; b: 4 as age ; c: a > conv 2@3 > flatten ; merge c b concat > dense 2 softmax > regression as y"
)


@given(st.lists(st.sampled_from(["a", "a_1", "a_2", "a_1_1", "b"])))
def test_names_are_unique_and_those_already_unique_stay(asked: list[str]) -> None:
    names = unique_names(asked)
    assert len(set(names)) == len(names) == len(asked)
    assert all(name.startswith(start) for name, start in zip(names, asked, strict=True))
    assert unique_names(names) == names


def test_a_name_taken_by_hand_is_counted_past() -> None:
    names = Names()
    for name in ("a", "a_1", "a_3"):
        names.take(name)
    assert [names.free("a"), names.free("a"), names.free("b")] == ["a_2", "a_2", "b"]


def test_ten_thousand_layers_of_one_name_are_named_quickly() -> None:
    assert unique_names(["a"] * 10_000)[-1] == "a_9999"


def test_inputs_targets_and_weights_are_found() -> None:
    net = from_text(TEXT)
    assert [net.name(node) for node in net.inputs] == ["photo", "age"]
    assert [net.name(node) for node in net.targets] == ["y"]
    assert list(net.weights) == ["Conv2D/W", "Conv2D/b", "FullyConnected/W", "FullyConnected/b"]
    assert repr(net) == "<Network of 7 layers, 2 out>"


def test_two_networks_of_one_process_may_use_the_same_names() -> None:
    first, second = from_text(TEXT), from_text(TEXT)
    assert first.names == second.names
    assert first.output not in second


def test_a_network_is_cut_at_a_layer() -> None:
    assert from_text(TEXT).cut("Flatten").names == ("photo", "Conv2D", "Flatten")


def test_a_layer_there_is_not_is_guessed_at() -> None:
    with pytest.raises(UnknownName, match=r"Invalid layer: 'Conv2d_1'\. Did you mean"):
        from_text(TEXT)["Conv2d_1"]


def test_a_variable_of_another_network_has_no_name_here() -> None:
    other = place(Dense(units=2), (place(Input(Shape((4,))), ()),), "mine")
    assert other.W is not None
    assert Network(other).weight_name(other.W) == "mine/W"
    with pytest.raises(UnknownName, match="Invalid layer of this network: 'mine'"):
        from_text(TEXT).weight_name(other.W)


def test_a_network_is_one_already() -> None:
    net = from_text(TEXT)
    assert as_network(net) is net
    assert as_network(net.output).names == net.names
