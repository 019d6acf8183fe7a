"""The few names of TensorFlow: graphs, seeds, number types."""

import numpy as np
import pytest

from glassnet.graph.scope import current_scope
from glassnet.layers.core import fully_connected, input_data
from glassnet.tflearn import tensorflow as tf
from glassnet.tflearn.config import init_graph
from glassnet.tflearn.variables import get_layer_variables_by_name


def test_layers_are_known_only_in_the_graph_they_were_made_in():
    with tf.Graph().as_default():
        one = fully_connected(input_data([None, 4]), 2, name="fc")
        assert get_layer_variables_by_name("fc")[0].node is one
    with tf.Graph().as_default():
        assert get_layer_variables_by_name("fc") == []


def test_a_graph_can_be_entered_again():
    graph = tf.Graph()
    with graph.as_default() as same:
        layer = fully_connected(input_data([None, 4]), 2, name="fc")
        assert same is graph
        assert tf.get_default_graph() == graph
    with graph.as_default():
        assert get_layer_variables_by_name("fc")[0].node is layer


def test_a_graph_is_left_when_its_block_ends_with_an_error():
    before = tf.get_default_graph()
    with pytest.raises(KeyError), tf.Graph().as_default():
        raise KeyError
    assert tf.get_default_graph() == before


def test_resetting_the_graph_forgets_layers_and_seed():
    with tf.Graph().as_default():
        layer = fully_connected(input_data([None, 4]), 2, name="fc")
        tf.set_random_seed(3)
        tf.reset_default_graph()
        assert get_layer_variables_by_name("fc") == []
        assert current_scope().seed is None
        assert layer.W.shape == (4, 2)


@pytest.mark.parametrize("sow", [tf.set_random_seed, lambda seed: init_graph(seed=seed)])
def test_a_seed_belongs_to_one_graph(sow):
    with tf.Graph().as_default():
        sow(7)
        assert current_scope().seed == 7
        with tf.Graph().as_default():
            assert current_scope().seed is None


def test_number_types_mean_what_numpy_means_by_them():
    assert np.zeros(2, tf.float32).dtype == np.float32
    assert tf.int64.name == "int64"
    assert input_data([None, 4], dtype=tf.float32).shape.sides == (4,)


def test_version_says_who_is_speaking():
    assert "glassnet" in tf.__version__
