"""TFLearn's activation functions, which take a layer or a tensor: `tflearn.relu(net)`.

Given a layer, they put one more behind it; given a torch tensor (in a loss or a layer of one's own), they compute.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from glassnet.graph.node import Node
from glassnet.graph.term import Term, term
from glassnet.layers import core
from glassnet.terms import activations as formulas

__all__ = (
    "crelu",
    "elu",
    "gelu",
    "get",
    "hard_sigmoid",
    "leaky_relu",
    "linear",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "swish",
    "tanh",
)


@dataclass(frozen=True)
class OnEither(Term):
    """An activation that may be called with a layer or a tensor, or given as the `activation` of a layer.

    >>> relu(core.input_data([None, 4]))
    <relu 4>
    >>> core.fully_connected(core.input_data([None, 4]), 2, activation=relu).op.activation.name
    'relu'
    """

    def __call__(self, incoming: Any) -> Any:
        if isinstance(incoming, Node):
            return core.activation(incoming, self, name=self.name)
        return formulas.compute(self, incoming)


linear, tanh, sigmoid, softmax, softplus, softsign = (
    OnEither(name) for name in ("linear", "tanh", "sigmoid", "softmax", "softplus", "softsign")
)
relu, relu6, elu, crelu, selu = (OnEither(name) for name in ("relu", "relu6", "elu", "crelu", "selu"))
hard_sigmoid, gelu, swish, mish = (OnEither(name) for name in ("hard_sigmoid", "gelu", "swish", "mish"))


def leaky_relu(x: Any, alpha: float = 0.1, name: str = "LeakyReLU") -> Any:
    """Keep x where it is above 0, and take `alpha` times x elsewhere. TFLearn's alpha is 0.1.

    >>> leaky_relu(core.input_data([None, 4]), 0.2)
    <LeakyReLU 4>
    """
    slope = term("leaky_relu", alpha=alpha)
    return core.activation(x, slope, name=name) if isinstance(x, Node) else formulas.compute(slope, x)


def prelu(
    x: Node, channel_shared: bool = False, weights_init: str = "zeros", trainable: bool = True, name: str = "PReLU"
) -> Node:
    """Keep x where it is above 0, and take a learned slope times x elsewhere.

    The layer has one of `alphas` a channel, or a single one if `channel_shared`.

    >>> prelu(core.input_data([None, 7, 7, 8])).variable("alphas").shape
    (8,)
    """
    learned = term("prelu", channel_shared=channel_shared, weights_init=weights_init, trainable=trainable)
    return core.activation(x, learned, name=name)


def get(identifier: str | Callable[..., Any]) -> Any:
    """The activation of that name, as something to call with a layer. A function is handed back as it is.

    >>> get("relu")(core.input_data([None, 4]))
    <relu 4>
    """
    return identifier if callable(identifier) else OnEither(formulas.get(identifier).name)
