"""Probabilities brought down to how often they are right, by one number for the whole network: its temperature."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.graph.node import Node
from glassnet.graph.ops.regression import Regression

Kind = Literal["softmax", "sigmoid"]
_SMALLEST = 1e-38  # what float32 can tell from 0; the log of it, -87, is far beyond any evidence
_CLOSEST = 2.0**-25  # to 1: float32 ends there, so a sigmoid's 1.0 speaks for at least 17 in logits


def kind_of(output: Node) -> Kind | None:
    """Which probabilities a network answers with: a softmax's, a sigmoid's, or none that we know.

    >>> from glassnet.graph.notation import from_text
    >>> kind_of(from_text("4 > dense 2 softmax").output), kind_of(from_text("4 > dense 2").output)
    ('softmax', None)
    """
    while isinstance(output.op, Regression):
        (output,) = output.inputs
    activation = getattr(output.op, "activation", None)
    if activation is None or activation.is_own_code or output.shape.rank != 1:
        return None
    if activation.name == "softmax" and output.shape.size > 1:
        return "softmax"
    return "sigmoid" if activation.name == "sigmoid" else None


def logits(answers: NDArray[Any], kind: Kind) -> NDArray[np.float64]:
    """What stood before the softmax or the sigmoid, up to a constant a row, which neither of them feels.

    >>> logits(np.array([[0.5], [0.88079708]]), "sigmoid").round(3).tolist()
    [[0.0], [2.0]]
    """
    shares = np.asarray(answers, np.float64)
    if kind == "softmax":
        logs: NDArray[np.float64] = np.log(np.maximum(shares, _SMALLEST))
        return logs
    shares = shares.clip(_SMALLEST, 1 - _CLOSEST)
    odds: NDArray[np.float64] = np.log(shares) - np.log1p(-shares)
    return odds


def tempered(output: Node, answers: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """`answers` `[N, outputs]` with their logits divided by `temperature`: over 1 less sure, the order unchanged.

    Answers that are no probabilities, and those of temperature 1, come back as they are.
    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks".

    >>> from glassnet.graph.notation import from_text
    >>> output = from_text("4 > dense 2 softmax").output
    >>> tempered(output, np.array([[0.8, 0.2]], np.float32), 2.0).round(3).tolist()
    [[0.6669999957084656, 0.3330000042915344]]
    """
    kind = kind_of(output)
    if kind is None or temperature == 1.0:
        return answers
    return probabilities(logits(answers, kind) / temperature, kind).astype(np.float32)


def probabilities(scores: NDArray[np.float64], kind: Kind) -> NDArray[np.float64]:
    """The softmax or the sigmoid of logits `[N, outputs]`.

    >>> probabilities(np.array([[0.0, 0.0]]), "softmax").tolist()
    [[0.5, 0.5]]
    """
    if kind == "softmax":
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
        return shares
    halves: NDArray[np.float64] = 0.5 * (1 + np.tanh(scores / 2))  # never overflows
    return halves
