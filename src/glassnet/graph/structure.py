"""Whether two networks are the same but for the objects they are made of: names, settings, and who reads whom."""

from dataclasses import replace
from typing import Any

from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.op import Op
from glassnet.graph.ops.regression import Regression


def structure(network: Network) -> tuple[Any, ...]:
    """A network as plain values, equal for networks that are the same: of each layer its name, its op, the places of
    the layers it reads, and for a regression the full names of the weights it may change.

    >>> from glassnet.graph.notation import from_text
    >>> structure(from_text("4 > dense 2")) == structure(from_text("4 -> dense units=2"))
    True
    """
    place = {node: number for number, node in enumerate(network.nodes)}
    return tuple(
        (name, _without_variables(node.op), tuple(place[before] for before in node.inputs), trained(network, node))
        for name, node in zip(network.names, network.nodes, strict=True)
    )


def trained(network: Network, node: Node) -> tuple[str, ...] | None:
    """The full names of the weights a regression may change, None where it may change all there are.

    Weights of layers outside the network are left out: they do not bear on its loss.
    """
    if not isinstance(node.op, Regression) or node.op.trainable is None:
        return None
    return tuple(network.weight_name(variable) for variable in node.op.trainable if variable.node in network)


def _without_variables(op: Op) -> Op:
    return replace(op, trainable=None) if isinstance(op, Regression) else op
