"""What layers with weights share."""

from glassnet.graph.ops import Dense
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term, term


def weights(**settings):
    return {weight.name: weight for weight in Dense(units=5, **settings).weights(Shape((4,)))}


def test_a_bias_may_be_left_out() -> None:
    assert list(weights()) == ["W", "b"]
    assert list(weights(bias=False)) == ["W"]


def test_only_W_pays_for_its_size_and_weight_decay_is_the_price() -> None:
    own = weights(regularizer=Term("L2"), weight_decay=0.1)
    assert (own["W"].regularizer, own["b"].regularizer) == (term("L2", wd=0.1), None)
    assert weights(weight_decay=0.1)["W"].regularizer is None


def test_a_regularizer_with_a_price_of_its_own_keeps_it() -> None:
    assert weights(regularizer=term("L2", wd=0.5), weight_decay=0.1)["W"].regularizer == term("L2", wd=0.5)


def test_held_still_means_every_array() -> None:
    assert {weight.trainable for weight in weights(trainable=False).values()} == {False}


def test_prelu_learns_a_slope_for_each_unit_or_one_for_all() -> None:
    assert weights(activation=Term("prelu"))["alphas"].shape == (5,)
    assert weights(activation=term("prelu", channel_shared=True))["alphas"].shape == (1,)
    assert not weights(activation=term("prelu", trainable=False))["alphas"].trainable
