"""Small networks, trained and hand-set, whose pictures the tests of this folder look at."""

import numpy as np
import pytest

import glassnet as gn
from glassnet.data.images import Images
from glassnet.graph.notation import from_text
from glassnet.runs.run import Run


@pytest.fixture(scope="session")
def digits() -> Images:
    return gn.datasets.digits.images()[:120]


@pytest.fixture(scope="session")
def run(digits: Images) -> Run:
    """Two convolutions, three epochs on digits, snapshots kept."""
    net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 3, 5, activation="relu", name="conv_1")
    net = gn.conv_2d(gn.max_pool_2d(net, 2, name="pool_1"), 4, [2, 3], activation="relu", name="conv_2")
    net = gn.regression(gn.fully_connected(net, 10, activation="softmax", name="answer"), learning_rate=0.01)
    return gn.fit(net, digits, n_epoch=3, batch_size=32, seed=4, show=False, keep_filters=True)


def drawn_run(text: str, seed: int = 0, **weights: np.ndarray) -> Run:
    """A run of the network in `text`, its weights drawn by chance but those given."""
    network, chance = from_text(text), np.random.default_rng(seed)
    arrays = {name: chance.normal(0, 0.3, each.shape).astype(np.float32) for name, each in network.weights.items()}
    return Run(network, {**arrays, **weights})


def texts(figure) -> list[str]:
    """Every line of letters on a figure."""
    return [text.get_text() for ax in figure.axes for text in (*ax.texts, ax.title, ax._left_title) if text.get_text()]


def page(figure) -> np.ndarray:
    """The pixels of a sheet's figure, as they were put there."""
    return np.asarray(figure.axes[0].images[0].get_array())
