"""Twenty updates by each optimizer, and clipping, against TensorFlow's numbers."""

from typing import Any

import numpy as np
import pytest
import torch
from golden_inputs import apart, as_array, numbers, read

from glassnet.terms import optimizers
from glassnet.training.step import clipped, length

ANSWERS = read("optimizers")
SCALES = np.float32(ANSWERS["scales"])


@pytest.mark.parametrize("case", ANSWERS["cases"], ids=lambda case: f"{case['optimizer']} {case['settings']}")
def test_each_of_twenty_updates_is_tensorflows(case: dict[str, Any]) -> None:
    optimizer = getattr(optimizers, case["optimizer"])(**case["settings"])
    weight = torch.from_numpy(np.stack([numbers((7,)), np.zeros(7, np.float32)]))
    slots, ours = optimizer.slots(weight), []
    for t in range(len(case["weights"])):
        gradient = torch.from_numpy(np.stack([numbers((7,), salt=t) * SCALES] * 2))
        optimizer.update(weight, gradient, slots, t + 1)
        ours.append(weight.tolist())
    theirs = as_array(case["weights"])
    # Each number on its own scale: a gradient of 1e-12 moves a weight of 0 by little, and that little must be right.
    for row, column in np.ndindex(2, 7):
        path = np.asarray(ours, np.float32)[:, row, column]
        assert apart(path.tolist(), theirs[:, row, column].tolist()) < 1e-5, (row, SCALES[column])


@pytest.mark.parametrize("case", ANSWERS["clipping"], ids=lambda case: f"norm {case['norm']:.3g}")
def test_clipping_by_global_norm_is_tensorflows(case: dict[str, Any]) -> None:
    scale = np.float32(case["scale"])
    gradients = [
        torch.from_numpy(numbers(shape, salt) * scale) for salt, shape in enumerate([tuple(case["rows"]), (5,)])
    ]
    norm = length(gradients)
    assert norm == pytest.approx(case["norm"], rel=1e-5)
    first, second = clipped(gradients, norm, 5.0)
    assert first is not None
    assert second is not None
    assert apart(first[:2, :4].tolist(), case["clipped"][0]) < 1e-5
    assert apart(second.tolist(), case["clipped"][1]) < 1e-5
