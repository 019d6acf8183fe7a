"""Looking layers and arrays up by name."""

import gc

import pytest

from glassnet.errors import UnknownName
from glassnet.layers.conv import conv_2d
from glassnet.layers.core import fully_connected, input_data
from glassnet.layers.merge_ops import merge
from glassnet.layers.normalization import batch_normalization
from glassnet.tflearn import variables
from glassnet.tflearn.tensorflow import Graph


@pytest.fixture(autouse=True)
def _graph_of_its_own():
    with Graph().as_default():
        yield


def chain(units, name="fc"):
    return fully_connected(input_data([None, 4], name="input"), units, name=name)


def names(found):
    return [variable.weight.name for variable in found]


def test_a_layer_gives_weights_then_bias():
    net = conv_2d(input_data([None, 8, 8, 3]), 5, [2, 4], name="conv_1")
    W, b = variables.get_layer_variables_by_name("conv_1")
    assert (W.shape, b.shape) == ((2, 4, 3, 5), (5,))
    assert W == net.W


def test_a_layer_without_bias_gives_its_weights_alone():
    net = fully_connected(input_data([None, 4]), 2, bias=False, name="fc")
    assert names(variables.get_layer_variables_by_name("fc")) == ["W"]
    assert net.b is None


def test_batch_normalization_gives_beta_and_gamma_without_the_running_means():
    net = batch_normalization(input_data([None, 4]), name="norm")
    assert names(variables.get_layer_variables_by_name("norm")) == ["beta", "gamma"]
    assert names(variables.get_layer_variables_by_scope("norm")) == ["beta", "gamma", "moving_mean", "moving_variance"]
    del net


def test_an_unknown_layer_has_no_variables():
    assert variables.get_layer_variables_by_name("nobody") == []


def test_of_two_networks_with_one_name_the_newest_answers():
    old, new = chain(2), chain(3)
    assert variables.get_layer_variables_by_name("fc")[0].node is new
    assert variables.get_layer_by_name("fc") is new
    assert old.W.shape == (4, 2)


def test_a_name_only_the_older_network_has_is_found_there():
    old, new = chain(2, "old"), chain(3, "new")
    assert variables.get_layer_variables_by_name("old")[0].node is old
    assert new.W.shape == (4, 3)


def test_a_network_nobody_holds_is_forgotten():
    old, new = chain(2, "old"), chain(3, "new")
    del old
    gc.collect()
    assert variables.get_layer_variables_by_name("old") == []
    assert new.W.shape == (4, 3)


def test_within_one_network_names_count_up():
    net = input_data([None, 4])
    layers = [net := fully_connected(net, units, name="fc") for units in (5, 6, 7)]
    assert [variables.get_layer_by_name(name) for name in ("fc", "fc_1", "fc_2")] == layers


def test_branches_that_are_joined_later_are_one_network():
    left, right = chain(2, "left"), chain(2, "right")
    both = merge([left, right], "elemwise_sum", name="both")
    assert variables.get_layer_by_name("left") is left
    assert variables.get_layer_by_name("input_1") is right.inputs[0]
    assert variables.get_layer_by_name("both") is both


def test_an_unknown_layer_is_an_error_with_the_nearest_name():
    net = chain(2, "conv_1")
    with pytest.raises(UnknownName, match=r"No layer found for this name\..*Did you mean 'conv_1'"):
        variables.get_layer_by_name("conv1")
    del net


def test_frozen_layers_are_not_trainable_variables():
    net = fully_connected(chain(3), 2, trainable=False)
    assert names(variables.get_all_variables()) == ["W", "b", "W", "b"]
    assert [variable.shape for variable in variables.get_all_trainable_variable()] == [(4, 3), (3,)]
    del net


def test_variables_tell_their_shape_as_tensorflow_does():
    net = chain(3)
    assert net.W.get_shape().as_list() == [4, 3]
    assert net.get_shape().as_list() == [None, 3]
