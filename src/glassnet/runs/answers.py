"""From the numbers a network answers with to the class they name."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.graph.node import Node
from glassnet.graph.ops.regression import Regression


def top(output: Node, prediction: NDArray[Any]) -> NDArray[np.int64]:
    """The number of the likeliest class for each row of `prediction`, [N, classes]; the first one where several tie.

    A single number a sample is a yes or no: class 1 above 0.5 behind a sigmoid, above 0 otherwise (TFLearn's metric
    always asks 0, so behind a sigmoid it calls every sample a yes). Raises `DataError` when a sample's answer is an
    image, where no one class stands out.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> top(fully_connected(input_data([None, 4]), 3), np.array([[0.1, 0.7, 0.2]]))
    array([1])
    """
    if output.shape.rank > 1:
        raise DataError(f"The network answers with {output.shape} numbers a sample; one row of them names a class.")
    if output.shape.size == 1:
        return (prediction.reshape(-1) > yes_above(output)).astype(np.int64)
    numbers: NDArray[np.int64] = prediction.argmax(axis=1)
    return numbers


def yes_above(output: Node) -> float:
    """Where no ends and yes begins in the single number `output` gives.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> yes_above(fully_connected(input_data([None, 4]), 1, activation="sigmoid"))
    0.5
    """
    while isinstance(output.op, Regression):
        (output,) = output.inputs
    activation = getattr(output.op, "activation", None)
    return 0.5 if activation is not None and activation.name in {"sigmoid", "hard_sigmoid"} else 0.0
