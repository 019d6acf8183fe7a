import pytest

from glassnet.errors import GlassnetError, ShapeError
from glassnet.graph.completing import completed
from glassnet.graph.notation import from_text
from glassnet.graph.shape import Shape
from glassnet.graph.structure import structure

DIGITS = Shape((8, 8, 1))
WHOLE = "8x8x1 > conv 3@2 relu > dense 10 softmax"


@pytest.mark.parametrize(
    "text", [WHOLE, "conv 3@2 relu > dense 10 softmax", "8x8x1 > conv 3@2 relu", " conv 3@2 relu "]
)
def test_what_follows_from_the_data_may_be_left_out(text):
    assert structure(completed(text, DIGITS, 10)) == structure(from_text(WHOLE))


def test_an_empty_text_is_the_last_layer_alone():
    assert structure(completed("", DIGITS, 3)) == structure(from_text("8x8x1 > dense 3 softmax"))


def test_a_dense_layer_that_is_no_softmax_is_not_taken_for_the_last():
    assert completed("dense 10 relu", DIGITS, 10).names == ("InputData", "FullyConnected", "FullyConnected_1")


def test_a_shape_that_is_not_that_of_the_pictures_is_refused_with_both():
    with pytest.raises(ShapeError, match=r"begins with 28x28x1, but the pictures are 8x8x1"):
        completed("28x28x1 > dense 10 softmax", DIGITS, 10)


def test_another_number_of_classes_is_refused_with_both():
    with pytest.raises(ShapeError, match=r"ends with 2 outputs, but there are 10 classes"):
        completed("dense 2 softmax", DIGITS, 10)


def test_a_layer_we_do_not_know_is_told_with_the_nearest():
    with pytest.raises(GlassnetError, match="conv"):
        completed("cnov 3@2 relu", DIGITS, 10)
