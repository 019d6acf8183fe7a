"""The shortest line that says it."""

import pytest

from glassnet.errors import NotationError
from glassnet.graph.network import Network
from glassnet.graph.node import place
from glassnet.graph.notation import from_text, to_text
from glassnet.graph.ops import Activation, Conv2D, Custom, Dense, Input
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term


@pytest.mark.parametrize(
    "text",
    [
        "91x91x1 > conv 3@10 relu > pool 2 > dense 1024 relu > keep 0.8 > dense 2 softmax",
        "a: 28x28x1 ; b: a > conv 8@3 ; c: a > conv 8@5 ; merge b c concat axis=3 > dense 10 softmax",
        "28x28x1 as photo > conv 8@3x5 valid leaky_relu(alpha=0.2) stride=2 as conv_1 > pool 3 stride=2x1 > lrn",
        "a: 28x28x1 ; a > conv 8@3 > norm decay=0.99 > relu > regression momentum mean_square metric=none shuffle=no",
        '784 dtype=uint8 > reshape 28x28x1 > flatten as "odd \\"name\\"" > l2-normalize dims=-1',
        "scalar > unit bias=no",
        "4 > dense 3 weights_init=normal(stddev=0.1) regularizer=L2 as FullyConnected_2 > linear",
        '4 > regression sgd label="none"',
    ],
)
def test_a_line_at_its_shortest_comes_back_letter_by_letter(text: str) -> None:
    written = to_text(from_text(text))
    assert written == text.replace("a: 28x28x1 ; a > conv 8@3 > norm", "28x28x1 > conv 8@3 > norm")


def test_a_name_that_a_layer_would_get_anyway_is_not_told() -> None:
    assert to_text(from_text("4 > dense 3 as FullyConnected > dense 3 as FullyConnected_1")) == "4 > dense 3 > dense 3"


def test_labels_beyond_z_go_on_and_skip_words_that_mean_something() -> None:
    network = from_text("4 > " + " > ".join(["dense 4"] * 60))
    many = from_text(
        "a: 4 ; "
        + " ; ".join(f"q{at}: a > dense 1" for at in range(60))
        + " ; merge "
        + " ".join(f"q{at}" for at in range(60))
        + " concat"
    )
    written = to_text(many)
    assert " ; as: " not in written
    assert " ; at: " in written
    assert to_text(network).count(">") == 60


@pytest.mark.parametrize("op", [Activation(Term("mine", code=abs)), Dense(units=2, activation=Term("mine", code=abs))])
def test_own_code_has_no_text_and_the_layer_is_named(op) -> None:
    node = place(op, (place(Input(Shape((4,))), ()),), "my layer")
    with pytest.raises(NotationError, match="'my layer' cannot be written: it uses your own function mine"):
        to_text(Network(node))


def test_a_custom_layer_has_no_text() -> None:
    node = place(Custom(Term("double", code=abs), Shape((4,))), (place(Input(Shape((4,))), ()),))
    with pytest.raises(NotationError, match="'CustomLayer' cannot be written: it uses your own function double"):
        to_text(Network(node))


def test_numbers_of_ones_own_have_no_text() -> None:
    start = Conv2D(filters=2, weights_init=Term("given", code=abs))
    node = place(start, (place(Input(Shape((4, 4, 1))), ()),))
    with pytest.raises(NotationError, match=r"its weights_init is your own \(given\)"):
        to_text(Network(node))


def test_a_setting_beyond_its_range_is_not_written() -> None:
    node = place(Dense(units=2, weight_decay=float("nan")), (place(Input(Shape((4,))), ()),))
    with pytest.raises(NotationError, match="'FullyConnected' cannot be written: weight_decay must be a number"):
        to_text(Network(node))
