"""A `Network` as a torch module: one submodule a layer, under the layer's own name, with the arrays it owns."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import torch
from torch import Tensor, nn

from glassnet.engine.devices import CPU, autocast_kind
from glassnet.engine.gradients import Outer
from glassnet.engine.modules import MODULES, Conv2D, Dense, Dropout, Layer
from glassnet.engine.plan import REFERENCE, Plan
from glassnet.engine.pooling import is_by_two
from glassnet.engine.products import Folding, LaidOut, Product, product_on
from glassnet.errors import DataError, unknown
from glassnet.graph import ops
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.op import Weight
from glassnet.graph.ops import Input, MaxPool2D
from glassnet.graph.term import Term
from glassnet.seeds import stream
from glassnet.terms import initializations

RELU = Term("relu")
Array = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class Net(nn.Module):
    """Computes any layer of `network` from what is fed to its inputs.

    >>> from glassnet.graph.notation import from_text
    >>> net = build(from_text("2x2x1 > dense 3"), seed=0)
    >>> net.value({"InputData": torch.ones(5, 2, 2, 1)}).shape
    torch.Size([5, 3])
    """

    def __init__(self, network: Network, arrays: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.network = network
        self.arrays = dict(arrays)
        self.layers: dict[Node, Layer] = {}
        for name, node in zip(network.names, network.nodes, strict=True):
            own = {weight.name: self.arrays[f"{name}/{weight.name}"] for weight in node.weights}
            self.layers[node] = MODULES[type(node.op)](node.op, own)
            # torch reads a dot as a path; what replaces it is no character a layer's name may hold.
            self.add_module(name.replace(".", "\x1f"), self.layers[node])
        self.follow(REFERENCE)

    def on(self, device: torch.device) -> "Net":
        """This module with its arrays on `device`."""
        self.to(device)
        self.arrays = {
            f"{name}/{weight.name}": array
            for name, node in zip(self.network.names, self.network.nodes, strict=True)
            for weight in node.weights
            if (array := self.layers[node].array(weight.name)) is not None
        }
        self.follow(self.plan)  # another device may know other ways
        return self

    def follow(self, plan: Plan) -> None:
        """Compute as `plan` says from now on. The function stays the same; only the way to its numbers changes."""
        self.plan = plan
        self._delayed = dict(_relus_before_pools(self.network)) if plan.pool_first else {}
        self._fused = {
            conv
            for pool, conv in self._delayed.items()
            if plan.algorithm(self.network.name(conv)) != "direct" and pool.op.window and is_by_two(pool.op.window)
        }
        self._folding: dict[str, Folding] = {}
        for node, layer in self.layers.items():
            name = self.network.name(node)
            if isinstance(layer, Conv2D):
                layer.algorithm = plan.algorithm(name)
            if isinstance(layer, Dense):
                layer.product = self._product(f"{name}/W", product_on(layer.W.device, plan.product(name)))

    def _product(self, weight: str, product: Product) -> Product:
        if weight in self.plan.folded:
            return self._folding.setdefault(weight, Folding(product))
        if product is torch.matmul or self.plan.precision != "float32":
            return torch.matmul
        return LaidOut(product)

    def folded(self, name: str) -> Outer | None:
        """The gradient that the last way back left for a folded weight, as its two factors."""
        return self._folding[name].take() if name in self._folding else None

    def forward(self, feeds: Mapping[str, Tensor], wanted: Iterable[str] = ()) -> dict[str, Tensor]:
        """The values of the `wanted` layers (else of the output) for inputs fed by name. Drops what nobody needs."""
        names = tuple(wanted) or (self.network.name(self.network.output),)
        kind = autocast_kind(next(iter(feeds.values())).device if feeds else CPU)
        with torch.autocast(kind, torch.bfloat16, enabled=self.plan.precision == "bfloat16"):
            return self._values(feeds, names)

    def _values(self, feeds: Mapping[str, Tensor], names: tuple[str, ...]) -> dict[str, Tensor]:
        nodes = _needed([self.network[name] for name in names])
        readers = Counter(before for node in nodes for before in node.inputs)
        values: dict[Node, Tensor] = {}
        kept: dict[str, Tensor] = {}
        for node in nodes:
            name = self.network.name(node)
            given = (feeds[name],) if isinstance(node.op, Input) else tuple(values[before] for before in node.inputs)
            values[node] = self._computed(node, given, names)
            if name in names:
                kept[name] = values[node]
            _forget_read(node, readers, values)
        return kept

    def _computed(self, node: Node, given: tuple[Tensor, ...], names: tuple[str, ...]) -> Tensor:
        """One layer's value. A relu right before a max pool waits until the pool has left fewer numbers."""
        layer, before = self.layers[node], self._delayed.get(node)
        if node in self._delayed.values() and self.network.name(node) not in names and isinstance(layer, Conv2D):
            return layer.pooled(given[0]) if node in self._fused else layer.linear(given[0])
        if before is None or self.network.name(before) in names:
            value: Tensor = layer(*given)
            return value
        return self.layers[before].activated(given[0] if before in self._fused else layer(*given))

    def value(self, feeds: Mapping[str, Tensor], name: str | None = None) -> Tensor:
        """The value of one layer, the output unless `name` says which."""
        name = name or self.network.name(self.network.output)
        value: Tensor = self(feeds, [name])[name]
        return value

    def begin_step(self, seed: int, step: int) -> None:
        """Settle what chance will do in the step to come: each dropout layer has a stream of its own."""
        for node, layer in self.layers.items():
            if isinstance(layer, Dropout):
                layer.begin_step(stream(seed, self.network.name(node)), step)

    def weights(self) -> dict[str, Array]:
        """A copy of every array by full name, in the graph's layout, float32."""
        return {name: array.detach().cpu().numpy().copy() for name, array in self.arrays.items()}

    def set_weights(self, weights: Mapping[str, Array]) -> None:
        """Write arrays by full name. Raises `DataError` on another shape, `UnknownName` on another name."""
        for name, values in weights.items():
            array = self.array(name)
            if tuple(values.shape) != tuple(array.shape):
                raise DataError(f"'{name}' is an array of {tuple(array.shape)}, the new values are {values.shape}.")
            with torch.no_grad():
                array.copy_(torch.from_numpy(np.array(values, dtype=np.float32)))

    def array(self, name: str) -> Tensor:
        """The live array of that full name."""
        if name not in self.arrays:
            raise unknown("array", name, self.arrays)
        return self.arrays[name]


def _relus_before_pools(network: Network) -> Iterator[tuple[Node, Node]]:
    """Max pools with the convolution before each, where its relu may as well come after: nobody else reads it.

    A relu keeps order, so the largest stays the largest, and gradients go the same way.
    """
    readers = Counter(before for node in network.nodes for before in node.inputs)
    for node in network.nodes:
        before = node.inputs[0] if isinstance(node.op, MaxPool2D) else None
        if before and isinstance(before.op, ops.Conv2D) and before.op.activation == RELU and readers[before] == 1:
            yield node, before


def _needed(ends: list[Node]) -> list[Node]:
    found = {node.serial: node for end in ends for node in end.ancestors()}
    return [found[serial] for serial in sorted(found)]


def _forget_read(node: Node, readers: Counter[Node], values: dict[Node, Tensor]) -> None:
    """Let go of what `node` was the last to read: a deep network then needs the memory of its widest place only."""
    for before in node.inputs:
        readers[before] -= 1
        if readers[before] == 0:
            values.pop(before, None)


def build(network: Network, seed: int) -> Net:
    """A module for `network` with fresh weights. Each array is drawn from a stream named after it, so the same seed
    gives the same array whatever else is in the network.
    """
    return Net(network, {name: _start(name, weight, seed) for name, weight in network.weights.items()})


def drawn(network: Network, seed: int, name: str) -> Array:
    """The one array of that full name as `build` with this seed begins with it; the others are not drawn.

    >>> from glassnet.graph.notation import from_text
    >>> network = from_text("2x2x1 > dense 3")
    >>> bool((drawn(network, 7, "FullyConnected/W") == build(network, 7).weights()["FullyConnected/W"]).all())
    True
    """
    if name not in network.weights:
        raise unknown("array", name, network.weights)
    values: Array = _start(name, network.weights[name], seed).detach().numpy()
    return values


def share(network: Network, other: Net, seed: int) -> Net:
    """A module for `network` that has the arrays of the layers it shares with `other`, and fresh ones elsewhere."""
    arrays: dict[str, Tensor] = {}
    for name, node in zip(network.names, network.nodes, strict=True):
        for weight in node.weights:
            full = f"{name}/{weight.name}"
            known = node in other.network
            there = other.array(f"{other.network.name(node)}/{weight.name}") if known else None
            arrays[full] = _start(full, weight, seed) if there is None else there
    return Net(network, arrays)


def _start(name: str, weight: Weight, seed: int) -> Tensor:
    chance = torch.Generator().manual_seed(stream(seed, "init", name))
    values = initializations.draw(weight.init, weight.shape, chance)
    return nn.Parameter(values) if weight.trainable else values
