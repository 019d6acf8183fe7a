"""Activations: values worked by hand, slopes where TensorFlow's differ from torch's."""

from math import erf, exp, log, sqrt, tanh

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from glassnet.graph.ops.activation import activated, activation_weights
from glassnet.graph.shape import Shape
from glassnet.graph.term import Term
from glassnet.terms import activations
from glassnet.terms.activations import compute, get

ELEMENTWISE = [name for name in activations.NAMES if name not in {"softmax", "crelu", "prelu"}]


def value(name: str, x: float, **settings: float) -> float:
    return compute(Term(name, tuple(settings.items())), torch.tensor([x])).item()


def slope(name: str, x: float, **settings: float) -> float:
    at = torch.tensor([x], requires_grad=True)
    compute(Term(name, tuple(settings.items())), at).sum().backward()
    return at.grad.item()


@pytest.mark.parametrize(
    ("name", "x", "by_hand"),
    [
        ("linear", -3.0, -3.0),
        ("tanh", 0.5, tanh(0.5)),
        ("sigmoid", 2.0, 1 / (1 + exp(-2))),
        ("hard_sigmoid", 1.0, 0.2 * 1 + 0.5),
        ("hard_sigmoid", 3.0, 1.0),
        ("hard_sigmoid", -3.0, 0.0),
        ("softplus", 2.0, log(1 + exp(2))),
        ("softsign", -3.0, -3 / 4),
        ("relu", -2.0, 0.0),
        ("relu", 2.0, 2.0),
        ("relu6", 7.0, 6.0),
        ("leaky_relu", -2.0, -0.2),
        ("elu", -1.0, exp(-1) - 1),
        ("selu", -1.0, 1.0507009873554805 * 1.6732632423543772 * (exp(-1) - 1)),
        ("selu", 1.0, 1.0507009873554805),
        ("gelu", 1.0, 0.5 * (1 + tanh(sqrt(2 / 3.141592653589793) * 1.044715))),
        ("swish", 1.0, 1 / (1 + exp(-1))),
        ("mish", 1.0, tanh(log(1 + exp(1)))),
    ],
)
def test_a_value_is_what_the_formula_says(name, x, by_hand):
    assert value(name, x) == pytest.approx(by_hand, rel=1e-6)


def test_gelu_is_the_approximation_and_not_the_integral():
    exact = 0.5 * (1 + erf(1 / sqrt(2)))
    assert value("gelu", 1.0) != pytest.approx(exact, rel=1e-5)


def test_leaky_relu_leaks_a_tenth_unless_told_otherwise():
    assert value("leaky_relu", -10.0) == pytest.approx(-1.0)
    assert value("leaky_relu", -10.0, alpha=0.3) == pytest.approx(-3.0)


@pytest.mark.parametrize(
    ("name", "x", "by_hand"),
    [
        ("relu", 0.0, 0.0),
        ("relu6", 0.0, 0.0),
        ("relu6", 6.0, 0.0),
        ("leaky_relu", 0.0, 0.0),  # torch's own leaky_relu says 0.1
        ("leaky_relu", -1.0, 0.1),
        ("elu", 0.0, 1.0),
        ("selu", 0.0, 1.0507009873554805),
        ("softsign", 0.0, 1.0),
        ("softsign", 3.0, 1 / 16),
        ("hard_sigmoid", -2.5, 0.2),  # a cut leaves the slope on the bound itself
        ("hard_sigmoid", 2.6, 0.0),
        ("tanh", 0.0, 1.0),
        ("sigmoid", 0.0, 0.25),
    ],
)
def test_a_slope_is_tensorflows_also_at_the_corners(name, x, by_hand):
    assert slope(name, x) == pytest.approx(by_hand, rel=1e-6)


def test_softmax_shares_out_the_last_axis():
    # exp(0) : exp(log 3) = 1 : 3
    shares = compute(get("softmax"), torch.tensor([[[0.0, log(3)]], [[5.0, 5.0]]]))
    assert torch.allclose(shares, torch.tensor([[[0.25, 0.75]], [[0.5, 0.5]]]))


def test_softmax_of_huge_numbers_stays_finite():
    assert compute(get("softmax"), torch.tensor([[1e4, -1e4]])).tolist() == [[1.0, 0.0]]


def test_crelu_doubles_the_channels_as_the_graph_predicts():
    x = torch.tensor([[[[1.0, -2.0]]]])
    assert compute(get("crelu"), x).tolist() == [[[[1.0, 0.0, 0.0, 2.0]]]]
    assert activated(get("crelu"), Shape((1, 1, 2))).sides == (1, 1, 4)


def test_prelu_has_a_slope_of_its_own_in_each_channel():
    x = torch.tensor([[-2.0, -2.0, 3.0]])
    assert compute(get("prelu"), x, torch.tensor([0.1, 0.5, 9.0])).tolist() == [[pytest.approx(-0.2), -1.0, 3.0]]


def test_prelu_learns_its_slopes_from_what_is_below_zero():
    alphas = torch.zeros(1, requires_grad=True)
    compute(get("prelu"), torch.tensor([[-2.0], [5.0], [-1.0]]), alphas).sum().backward()
    assert alphas.grad.tolist() == [-3.0]


def test_prelu_at_zero_has_half_the_slope_as_in_tflearn():
    x = torch.zeros(1, requires_grad=True)
    compute(get("prelu"), x, torch.tensor([0.4])).sum().backward()
    assert x.grad.item() == pytest.approx(0.2)


def test_prelu_settings_are_those_the_graph_reads():
    shared = Term("prelu", (("channel_shared", True),))
    (alphas,) = activation_weights(get(shared), Shape((4, 4, 3)))
    assert (alphas.shape, alphas.init) == ((1,), Term("zeros"))


def test_none_is_linear_and_leakyrelu_is_leaky_relu():
    assert get(None) == get("linear") == Term("linear")
    assert get("LeakyReLU") == get(activations.leakyrelu) == Term("leaky_relu")


def test_an_activation_of_ones_own_is_called_with_the_tensor():
    term = get(lambda x: x * x)
    assert term.is_own_code
    assert compute(term, torch.tensor([3.0])).tolist() == [9.0]


@pytest.mark.parametrize("name", ELEMENTWISE)
@settings(max_examples=20, deadline=None)
@given(x=st.lists(st.floats(-50, 50, width=32), min_size=1, max_size=8))
def test_each_number_is_activated_on_its_own_and_stays_finite(name, x):
    together = compute(get(name), torch.tensor(x))
    alone = torch.cat([compute(get(name), torch.tensor([each])) for each in x])
    assert torch.isfinite(together).all()
    assert torch.allclose(together, alone, rtol=1e-5, atol=1e-7)
