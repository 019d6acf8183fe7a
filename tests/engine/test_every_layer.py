"""The contract every kind of layer keeps, from shape to gradient."""

import numpy as np
import pytest
import torch
from tests.contracts.ops import NETWORKS

from glassnet.engine.modules import MODULES
from glassnet.engine.to_torch import build
from glassnet.graph.network import Network
from glassnet.graph.ops import OPS


def feeds(network: Network, samples: int = 3) -> dict[str, torch.Tensor]:
    chance = torch.Generator().manual_seed(0)
    return {network.name(node): torch.rand(samples, *node.shape.sides, generator=chance) for node in network.inputs}


@pytest.fixture(params=NETWORKS, ids=str)
def network(request: pytest.FixtureRequest) -> Network:
    return Network(NETWORKS[request.param]())


def test_every_kind_of_layer_has_a_module_and_a_row_in_the_contract() -> None:
    assert set(MODULES) == set(OPS)
    assert {type(node.op) for make in NETWORKS.values() for node in Network(make()).nodes} == set(OPS)


def test_predicted_shape_is_the_shape_torch_makes(network: Network) -> None:
    value = build(network, seed=0).eval().value(feeds(network))
    assert tuple(value.shape) == (3, *network.output.shape.sides)


def test_shape_holds_in_training_too_and_nothing_becomes_nan(network: Network) -> None:
    net = build(network, seed=0).train()
    net.begin_step(seed=0, step=1)
    value = net.value(feeds(network))
    assert tuple(value.shape) == (3, *network.output.shape.sides)
    assert torch.isfinite(value).all()


def test_arrays_have_the_names_and_shapes_the_graph_tells(network: Network) -> None:
    arrays = build(network, seed=0).weights()
    assert {name: array.shape for name, array in arrays.items()} == {
        name: weight.shape for name, weight in network.weights.items()
    }
    assert all(array.dtype == np.float32 for array in arrays.values())


def test_the_same_seed_gives_the_same_arrays_and_another_seed_others(network: Network) -> None:
    first, again, other = (build(network, seed).weights() for seed in (1, 1, 2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    # Biases and slopes start at a constant, and some arrays are given; what is drawn by chance must differ.
    drawn = [name for name in first if np.unique(first[name]).size > 1 and network.weights[name].init.code is None]
    assert not any(np.array_equal(first[name], other[name]) for name in drawn)


TRAINED = [name for name, make in NETWORKS.items() if any(w.trainable for w in Network(make()).weights.values())]


@pytest.mark.parametrize("name", TRAINED)
def test_every_trainable_array_gets_a_gradient(name: str) -> None:
    network = Network(NETWORKS[name]())
    net = build(network, seed=0).train()
    net.value(feeds(network)).square().sum().backward()
    for name, weight in network.weights.items():
        assert (net.arrays[name].grad is not None) == weight.trainable


def test_weights_written_are_the_weights_read(network: Network) -> None:
    net, other = build(network, seed=0), build(network, seed=5)
    other.set_weights(net.weights())
    assert torch.equal(net.eval().value(feeds(network)), other.eval().value(feeds(network)))
