"""Layers that hand on what they get."""

from glassnet.graph.ops import OPS, Custom, Input, Regression
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term


def test_an_input_has_the_shape_it_is_told() -> None:
    assert Input(Shape((91, 91, 1))).output_shape() == Shape((91, 91, 1))


def test_a_custom_layer_has_the_shape_it_made_once() -> None:
    assert Custom(Term("f", code=abs), Shape((5,))).output_shape(Shape((4,))) == Shape((5,))


def test_a_regression_hands_on_and_is_as_tflearn_has_it() -> None:
    op = Regression()
    assert op.output_shape(Shape((10,))) == Shape((10,))
    assert (op.optimizer, op.loss.name, op.batch_size) == (
        term("adam", learning_rate=0.001),
        "categorical_crossentropy",
        64,
    )


def test_every_kind_has_a_word_of_its_own() -> None:
    assert len({op.kind for op in OPS}) == len(OPS)
