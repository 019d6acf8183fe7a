"""`tflearn.utils.repeat`: the same kind of layer several times over."""

from collections.abc import Callable
from typing import Any

from glassnet.graph.node import Node

__all__ = ("repeat",)


def repeat(inputs: Node, repetitions: int, layer: Callable[..., Node], *args: Any, **kwargs: Any) -> Node:
    """`layer` put behind `inputs`, then behind itself, `repetitions` times in all.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> repeat(input_data([None, 4]), 3, fully_connected, 8).trail()
    'InputData 4 → FullyConnected 8 → FullyConnected 8 → FullyConnected 8'
    """
    outputs = inputs
    for _ in range(repetitions):
        outputs = layer(outputs, *args, **kwargs)
    return outputs
