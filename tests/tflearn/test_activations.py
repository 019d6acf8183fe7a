"""Activation functions on layers and on tensors."""

import pytest
import torch

from glassnet.errors import UnknownName
from glassnet.graph.node import Node
from glassnet.layers.core import fully_connected, input_data
from glassnet.terms import activations as formulas
from glassnet.tflearn import activations

ON_BOTH = [name for name in activations.__all__ if name not in ("get", "prelu")]


@pytest.mark.parametrize("name", ON_BOTH)
def test_on_a_layer_it_is_a_layer_and_on_a_tensor_it_computes(name):
    function = getattr(activations, name)
    assert isinstance(function(input_data([None, 4, 4, 2])), Node)
    x = torch.tensor([[-2.0, -0.5, 0.5, 2.0]])
    assert torch.equal(function(x), getattr(formulas, name)(x))


@pytest.mark.parametrize("name", ["relu", "tanh", "softmax"])
def test_given_as_the_activation_of_a_layer_it_is_known_by_its_name(name):
    net = fully_connected(input_data([None, 4]), 2, activation=getattr(activations, name))
    assert net.op.activation == formulas.get(name)


def test_leaky_relu_leaks_a_tenth():
    assert activations.leaky_relu(torch.tensor([-1.0])).item() == pytest.approx(-0.1)
    assert activations.leaky_relu(torch.tensor([-1.0]), alpha=0.3).item() == pytest.approx(-0.3)


def test_prelu_learns_one_slope_a_channel_or_one_in_all():
    net = input_data([None, 4, 4, 3])
    assert activations.prelu(net).variable("alphas").shape == (3,)
    assert activations.prelu(net, channel_shared=True).variable("alphas").shape == (1,)


def test_get_takes_names_and_functions():
    assert activations.get("relu") == activations.relu
    assert activations.get(torch.relu) is torch.relu
    with pytest.raises(UnknownName, match="Did you mean 'relu'"):
        activations.get("rellu")
