"""Networks with weights set by hand, and small ones trained, that tests of this room share."""

import numpy as np

import glassnet as gn
from glassnet.graph.network import Network
from glassnet.graph.notation import from_text
from glassnet.runs.run import Run


def drawn(text: str, seed: int = 0, scale: float = 0.3, **weights: np.ndarray) -> Run:
    """A run of the network in `text` with weights drawn by chance, but those given."""
    network = from_text(text)
    return Run(network, {**random_weights(network, seed, scale), **weights})


def random_weights(network: Network, seed: int, scale: float = 0.3) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)
    return {name: chance.normal(0, scale, weight.shape).astype(np.float32) for name, weight in network.weights.items()}


def photo(shape: tuple[int, int, int] = (12, 10, 1), seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random(shape).astype(np.float32)


def trained(text: str, images: gn.data.Images, epochs: int, seed: int = 0, rate: float = 0.003) -> Run:
    """The network of `text` fitted to `images` by Adam."""
    net = gn.regression(from_text(text).output, optimizer="adam", learning_rate=rate, loss="categorical_crossentropy")
    return gn.fit(net, images, n_epoch=epochs, batch_size=32, seed=seed, show=False, device="cpu")
