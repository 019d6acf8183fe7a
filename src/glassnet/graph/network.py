"""A network: all the layers one output depends on, in order, each with its own name."""

from collections.abc import Iterable
from functools import cached_property

from glassnet.errors import unknown
from glassnet.graph.node import Node, Variable
from glassnet.graph.op import Weight
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.regression import Regression


class Names:
    """The names taken so far. Those known to be taken are not tried again: many equal names stay quick."""

    def __init__(self) -> None:
        self.taken: dict[str, None] = {}
        self._tried: dict[str, int] = {}

    def free(self, asked: str) -> str:
        """The name that a layer gets who asks for `asked` now."""
        name = asked if not self._tried.get(asked) else f"{asked}_{self._tried[asked]}"
        while name in self.taken:
            self._tried[asked] = self._tried.get(asked, 0) + 1
            name = f"{asked}_{self._tried[asked]}"
        return name

    def take(self, name: str) -> None:
        self.taken[name] = None


def unique_names(asked: Iterable[str]) -> list[str]:
    """Names as TensorFlow makes them unique: the first keeps its name, later ones count up.

    >>> unique_names(["Conv2D", "Conv2D", "conv1", "Conv2D"])
    ['Conv2D', 'Conv2D_1', 'conv1', 'Conv2D_2']
    >>> unique_names(["a", "a_1", "a"])
    ['a', 'a_1', 'a_2']
    """
    names = Names()
    for name in asked:
        names.take(names.free(name))
    return list(names.taken)


class Network:
    """The layers that `output` depends on. Immutable. Names are unique within the network, whatever else is alive in
    the process: that is what lets several networks share layer names.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> net = Network(fully_connected(input_data([None, 4]), 2))
    >>> net.names
    ('InputData', 'FullyConnected')
    >>> [weight for weight in net.weights]
    ['FullyConnected/W', 'FullyConnected/b']
    """

    def __init__(self, output: Node) -> None:
        self.output = output
        self.nodes = tuple(output.ancestors())
        self.names = tuple(unique_names(node.asked_name for node in self.nodes))

    def __repr__(self) -> str:
        return f"<Network of {len(self.nodes)} layers, {self.output.shape} out>"

    def __contains__(self, node: Node) -> bool:
        return node in self._name_of

    @cached_property
    def _name_of(self) -> dict[Node, str]:
        return dict(zip(self.nodes, self.names, strict=True))

    @cached_property
    def _node_of(self) -> dict[str, Node]:
        return dict(zip(self.names, self.nodes, strict=True))

    def name(self, node: Node) -> str:
        """The name of `node` in this network."""
        return self._name_of[node]

    def __getitem__(self, name: str) -> Node:
        """The layer of that name. Raises `UnknownName` with the nearest names there are."""
        if name not in self._node_of:
            raise unknown("layer", name, self.names)
        return self._node_of[name]

    def cut(self, name: str) -> "Network":
        """The network that ends with the layer of that name: what computes its output."""
        return Network(self[name])

    @cached_property
    def inputs(self) -> tuple[Node, ...]:
        """The nodes data are fed to, in the order they were made."""
        return tuple(node for node in self.nodes if isinstance(node.op, Input))

    @cached_property
    def targets(self) -> tuple[Node, ...]:
        """The `regression` nodes, each with a loss of its own, in the order they were made."""
        return tuple(node for node in self.nodes if isinstance(node.op, Regression))

    @cached_property
    def weights(self) -> dict[str, Weight]:
        """Every array of the network by its full name, such as `conv_1/W`."""
        return {
            f"{name}/{weight.name}": weight
            for name, node in zip(self.names, self.nodes, strict=True)
            for weight in node.weights
        }

    def weight_name(self, variable: Variable) -> str:
        """The full name of the array `variable` stands for. Raises `UnknownName` when it belongs elsewhere."""
        if variable.node not in self:
            raise unknown("layer of this network", variable.node.asked_name, self.names)
        return f"{self.name(variable.node)}/{variable.weight.name}"


def as_network(net: "Node | Network") -> Network:
    """`net` as a network, from whichever end the user holds it."""
    return net if isinstance(net, Network) else Network(net)
