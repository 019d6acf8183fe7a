"""Layers in place."""

import pytest

from glassnet.errors import ShapeError
from glassnet.graph.node import place
from glassnet.graph.notation import from_text
from glassnet.graph.ops import Conv2D, Dense, Flatten, Input, MaxPool2D, Merge
from glassnet.graph.shape import Shape


def photo(*sides: int):
    return place(Input(Shape(sides)), (), "photo")


def test_a_node_knows_its_shape_and_weights() -> None:
    node = place(Conv2D(filters=3, size=(10, 10)), (photo(91, 91, 1),), "conv_1")
    assert (repr(node), node.get_shape().as_list()) == ("<conv_1 91x91x3>", [None, 91, 91, 3])
    assert [(weight.name, weight.shape) for weight in node.weights] == [("W", (10, 10, 1, 3)), ("b", (3,))]


def test_arrays_are_reached_as_in_tflearn() -> None:
    node = place(Dense(units=2, bias=False), (photo(4),))
    assert node.W is not None
    assert (node.W.shape, node.W.get_shape().as_list(), node.b) == ((4, 2), [4, 2], None)


def test_without_a_name_a_layer_is_called_as_tflearn_calls_it() -> None:
    assert [place(op, (photo(4, 4, 1),)).asked_name for op in (Conv2D(), Dense(), Flatten(), MaxPool2D())] == (
        ["Conv2D", "FullyConnected", "Flatten", "MaxPool2D"]
    )


def test_an_error_tells_the_way_that_led_to_it() -> None:
    before = place(MaxPool2D(), (photo(6, 6, 1),))
    with pytest.raises(ShapeError, match=r"'c': a 5x5 window .*\n  photo 6x6x1 → MaxPool2D 3x3x1 → c ✗"):
        place(Conv2D(size=(5, 5), padding="valid"), (before,), "c")


def test_of_several_ways_each_is_told() -> None:
    with pytest.raises(ShapeError) as refused:
        place(Merge("elemwise_sum"), (photo(4), photo(5)), "both")
    assert str(refused.value).splitlines()[1:] == ["  photo 4 → both ✗", "  photo 5 → both ✗"]


def test_ancestors_come_once_each_in_the_order_they_were_made() -> None:
    net = from_text("a: 8x8x1 ; b: a > conv 1@3 as x ; c: b > conv 1@3 as y ; merge c b a concat axis=3 as z")
    assert [node.asked_name for node in net.output.ancestors()] == ["InputData", "x", "y", "z"]


def test_a_way_of_thousands_of_layers_is_told_in_short() -> None:
    node = photo(4)
    for _ in range(3000):
        node = place(Flatten(), (node,))
    assert node.trail().count("→") == 11
    assert node.trail().startswith("photo 4 → … → Flatten 4")
    assert len(list(node.ancestors())) == 3001
