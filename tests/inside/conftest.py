"""Small trained runs that the tests of this folder look into."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.runs.run import Run


@pytest.fixture(scope="session")
def digits() -> Images:
    return gn.datasets.digits.images()[:150]


@pytest.fixture(scope="session")
def run(digits: Images) -> Run:
    """Two convolutions with even and odd windows, five epochs, snapshots kept."""
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 3, 6, activation="relu", name="conv_1")
    net = gn.conv_2d(gn.max_pool_2d(net, 2, name="pool_1"), 4, [2, 3], activation="relu", name="conv_2")
    net = gn.fully_connected(gn.dropout(net, 0.8), 10, activation="softmax", name="answer")
    net = gn.regression(net, optimizer="sgd", learning_rate=0.1)
    return gn.fit(net, digits, n_epoch=6, batch_size=32, seed=4, show=False, keep_filters=True)


@pytest.fixture(scope="session")
def no_photo() -> Run:
    """A network that no image enters."""
    X = np.eye(4, dtype=np.float32)
    net = gn.fully_connected(gn.input_data([None, 4]), 2, activation="softmax", name="answer")
    return gn.fit(gn.regression(net), (X, np.eye(2)[[0, 1, 0, 1]]), n_epoch=1, show=False)
