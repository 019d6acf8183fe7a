"""Single numbers that hold a network's answers against what it was trained to give."""

import numpy as np
import torch
from numpy.typing import NDArray

from glassnet.graph.node import Node
from glassnet.graph.ops.regression import Regression
from glassnet.terms import objectives


def mean_loss(target: Node, answers: NDArray[np.float32], targets: NDArray[np.float32]) -> float | None:
    """The network's own loss over all samples, both [N, ...]; None where it is not trained."""
    if not isinstance(target.op, Regression):
        return None
    with torch.inference_mode():
        return float(objectives.compute(target.op.loss, torch.from_numpy(answers), torch.from_numpy(targets)))


def r2(answers: NDArray[np.float32], targets: NDArray[np.float32]) -> float | None:
    """1 - sum((y - p)^2) / sum((y - mean y)^2), in double precision; None where all targets are alike.

    >>> r2(np.array([0, 1, 2, 2], np.float32), np.array([0, 1, 2, 3], np.float32))
    0.8
    """
    y, p = targets.astype(np.float64), answers.astype(np.float64)
    spread = float(((y - y.mean()) ** 2).sum())
    return 1 - float(((y - p) ** 2).sum()) / spread if spread else None
