"""A small run that every test of this folder may save, break and load."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pytest

from glassnet.data.preparation import Preparation
from glassnet.engine.to_torch import build
from glassnet.errors import FileError
from glassnet.graph.network import Network
from glassnet.layers.conv import conv_2d, max_pool_2d
from glassnet.layers.core import fully_connected, input_data
from glassnet.layers.estimator import regression
from glassnet.runs.calibration import Calibration
from glassnet.runs.card import DataCard
from glassnet.runs.checkpoint import Checkpoint
from glassnet.runs.familiarity import Familiarity
from glassnet.runs.history import Epoch, History
from glassnet.runs.model_file import CARD, NETWORK, PARTS, WEIGHTS, checksum
from glassnet.runs.recipe import Recipe
from glassnet.runs.run import Run
from glassnet.runs.saving import load, to_bytes


def make_run(seed: int = 0, filters: int = 3) -> Run:
    """An untrained 8x8 network with a story."""
    net = conv_2d(input_data([None, 8, 8, 1], name="input"), filters, 3, activation="relu", name="conv_1")
    net = fully_connected(max_pool_2d(net, 2), 2, activation="softmax", name="answer")
    network = Network(regression(net, optimizer="momentum", learning_rate=0.01, name="targets"))
    weights = build(network, seed).weights()
    slots = {f"{name}/momentum": np.full_like(array, 0.25) for name, array in weights.items()}
    return Run(
        network,
        weights,
        History((Epoch(1, 8, 0.7, {"acc": 0.5}, 0.6, {"acc": 0.75}, 1.5), Epoch(2, 16, 0.4, {"acc": 0.8}))),
        Recipe(n_epoch=2, seed=seed, optimizer="momentum(learning_rate=0.01)", versions={"glassnet": "0.1.0"}),
        DataCard(12, (8, 8, 1), "uint8", 0.0, 1.0, ("chi", "lärs"), Preparation(8, 8, 1).to_plain(), ("photos/",)),
        Checkpoint(16, 2, slots),
    )


def make_calibration() -> Calibration:
    """What 39 validation pictures might have said about such a run: 3 references, 2 training pictures."""
    references = np.zeros((3, 48), np.float32)
    references[[0, 1, 2], [0, 1, 2]] = 1.0
    covariance = np.diag(np.array([0.25, 1, 1, 1], np.float32))
    looks = Familiarity(references, np.array([0.5, -1, -2, 0], np.float32), covariance, 0.0, 1.0, 1.2, 3.0)
    return Calibration(1.5, (1.25, 2.0), 39, 39, 4, 0.05, looks, np.array([3, 2**64 - 1], np.uint64))


@pytest.fixture(scope="session")
def run() -> Run:
    return make_run()


@pytest.fixture(scope="session")
def calibrated(run: Run) -> Run:
    return replace(run, calibration=make_calibration())


@pytest.fixture(scope="session")
def other_run() -> Run:
    return make_run(seed=1)


@pytest.fixture(scope="session")
def good(run: Run) -> bytes:
    """The bytes of a good model file."""
    return to_bytes(run)


@pytest.fixture(scope="session")
def rebuilt(good: bytes) -> Callable[..., bytes]:
    """A model file with some parts replaced, every checksum made to fit: what a careful forger would write."""
    from glassnet.runs import container, strict_json

    good_parts = {name: bytes(part) for name, part in container.unpack(good, PARTS).items()}

    def rebuild(
        network: bytes | None = None, weights: bytes | None = None, of: bytes | None = None, **card: Any
    ) -> bytes:
        parts = good_parts if of is None else {name: bytes(part) for name, part in container.unpack(of, PARTS).items()}
        network = parts[NETWORK] if network is None else network
        weights = parts[WEIGHTS] if weights is None else weights
        told = strict_json.read(parts[CARD], largest=1 << 20)
        told |= {"checksums": {NETWORK: checksum(network), WEIGHTS: checksum(weights)}} | card
        return container.pack({NETWORK: network, WEIGHTS: weights, CARD: strict_json.write(told)})

    return rebuild


@pytest.fixture(scope="session")
def parts_of() -> Callable[[bytes], dict[str, bytes]]:
    from glassnet.runs import container

    return lambda data: {name: bytes(part) for name, part in container.unpack(data, PARTS).items()}


@pytest.fixture
def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], str]]:
    """The one sentence a file of these bytes is refused with. No file that a payload would make may ever appear."""
    canary = tmp_path / "canary"
    monkeypatch.setenv("GLASSNET_TEST_CANARY", str(canary))

    def refuse(data: bytes) -> str:
        path = tmp_path / "stranger.glassnet"
        path.write_bytes(data)
        began = process_time()
        with pytest.raises(FileError) as refused:
            load(path)
        assert process_time() - began < 2
        told = str(refused.value)
        assert told.isprintable(), "one line, with nothing that could move a cursor"
        assert told.startswith(f"'{path}' is ")
        assert told.endswith((".", ")."))
        assert len(told) < 600
        return told

    yield refuse
    assert not canary.exists(), "something in the file was run"
