"""What a network's numbers say as probabilities of classes, where they do, and what a temperature makes of them."""

import numpy as np
from numpy.typing import NDArray

from glassnet.evaluation.truth import loss_name
from glassnet.graph.node import Node
from glassnet.runs.answers import yes_above

_SUM_TOLERANCE = 1e-3
_SMALLEST = 1e-45  # of float32: what a softmax calls 0 is not known to be less


def probabilities(target: Node, answers: NDArray[np.float32]) -> NDArray[np.float64] | None:
    """The probability of each class, [N, classes], every row summing to 1; None where the answers are no such thing.

    Rows that sum to 1 with nothing below 0 are taken as they are, whatever layer made them. Otherwise the loss tells
    what they mean to it: logits of a softmax, weights to be divided by their sum, or the logit of a yes. A single
    number behind a sigmoid is the probability of class 1.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> probabilities(fully_connected(input_data([None, 4]), 2), np.array([[0.25, 0.75]], np.float32))
    array([[0.25, 0.75]])
    >>> probabilities(fully_connected(input_data([None, 4]), 2), np.array([[-3.0, 9.0]], np.float32)) is None
    True
    """
    rows = answers.reshape(len(answers), -1).astype(np.float64)
    if not np.isfinite(rows).all():
        return None
    if rows.shape[1] == 1:
        yes = _yes(target, rows)
        return None if yes is None else np.hstack([1 - yes, yes])
    if loss_name(target) == "softmax_categorical_crossentropy":
        return _softmax(rows)
    sums = rows.sum(axis=1, keepdims=True)
    is_shares = (rows >= 0).all() and (sums > 0).all()
    if is_shares and (loss_name(target) == "categorical_crossentropy" or np.allclose(sums, 1, atol=_SUM_TOLERANCE)):
        shares: NDArray[np.float64] = rows / sums
        return shares
    return None


def softened(shares: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """What `shares` become when the logits behind them are divided by `temperature`: above 1, less sure.

    The likeliest class stays the likeliest. Source: Guo et al. 2017, "On Calibration of Modern Neural Networks".

    >>> softened(np.array([[0.2, 0.8]]), 2.0).round(4).tolist()
    [[0.3333, 0.6667]]
    """
    # A softmax's logits are the logarithms of its shares, up to a constant that the next softmax forgets.
    return _softmax(np.log(np.maximum(shares, _SMALLEST)) / temperature)


def _yes(target: Node, rows: NDArray[np.float64]) -> NDArray[np.float64] | None:
    if yes_above(target) == 0.5:
        return np.clip(rows, 0, 1)
    if loss_name(target) in ("binary_crossentropy", "weighted_crossentropy"):
        yes: NDArray[np.float64] = 0.5 * (1 + np.tanh(rows / 2))  # the sigmoid, without overflow
        return yes
    return None


def _softmax(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(rows - rows.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return shares
