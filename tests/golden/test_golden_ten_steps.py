"""The first ten steps of whole networks, through `DNN`, against TFLearn's: losses, gradient norms, what comes of it."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from golden_inputs import apart, as_array, fingerprint, read, start
from golden_nets import NEEDS_DATA, NETS

import glassnet as gn
from glassnet.training import step

ANSWERS = {case["net"]: case for case in read("ten_steps")["cases"]}


def ten_steps(name: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the tool asked of TFLearn, in its words."""
    build, batches = NETS[name]
    model = gn.DNN(build(gn))
    for full, weight in model.network.weights.items():
        if weight.trainable:
            model.set_weights(full, start(full, weight.shape))
    norms = norms_seen(monkeypatch)
    fed = batches(root)
    losses = [model.fit_batch(X, Y) for X, Y in fed]
    weights = {full: float(np.linalg.norm(model.get_weights(full))) for full in ANSWERS[name]["weights"]}
    said = model.predict(fed[0][0][:8])
    return {"losses": losses, "norms": norms, "weights": weights, "prediction": fingerprint(said)}


def norms_seen(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Fills up with the length of each step's gradients before they are clipped."""
    norms: list[float] = []
    length = step.length

    def listening(gradients: Any) -> float:
        norms.append(length(gradients))
        return norms[-1]

    monkeypatch.setattr(step, "length", listening)
    return norms


def assert_tflearns(name: str, found: dict[str, Any]) -> None:
    stored = ANSWERS[name]
    losses, norms = (
        as_array(found["losses"]) / as_array(stored["losses"]),
        as_array(found["norms"]) / as_array(stored["norms"]),
    )
    assert np.abs(losses - 1).max() < 1e-4
    assert np.abs(norms - 1).max() < 1e-3
    for full, norm in stored["weights"].items():
        assert found["weights"][full] == pytest.approx(norm, rel=1e-3), full
    assert found["prediction"] == pytest.approx(stored["prediction"], rel=1e-4)
    assert apart(found["losses"], stored["losses"]) < 1e-4


@pytest.mark.parametrize("name", [name for name in NETS if name not in NEEDS_DATA])
def test_ten_steps_of_small_networks_are_tflearns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_tflearns(name, ten_steps(name, Path(), monkeypatch))


@pytest.mark.parametrize("name", NEEDS_DATA)
def test_ten_steps_on_real_pictures_are_tflearns(
    name: str, glassnet_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_tflearns(name, ten_steps(name, glassnet_data, monkeypatch))
