"""What a network is and costs, layer by layer, before anything trains: shapes, weights, work, sight, memory."""

from dataclasses import dataclass, field
from math import prod

from glassnet.drawing import Shown
from glassnet.graph.ledger_text import told
from glassnet.graph.memory import Memory, kept, memory
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.notation import from_text
from glassnet.graph.receptive_field import Field, extent, fields
from glassnet.graph.remarks import remarks
from glassnet.graph.text_writing import layer_text


@dataclass(frozen=True)
class Row:
    """One layer: its name, what it is, and for one image what it makes, holds, computes, sees and keeps.

    `sees` is the piece of the photo a unit looks at, borders aside: "31" for 31x31 pixels, "all", or "" where there is
    no photo. `memory` is in bytes.
    """

    name: str
    kind: str
    shape: tuple[int, ...]
    parameters: int
    multiply_adds: int
    sees: str
    memory: int


@dataclass(frozen=True)
class Ledger(Shown):
    """The rows of a network, what they add up to, and what people misread in it. `str` tells it all in 80 columns."""

    rows: tuple[Row, ...]
    batch_size: int
    parameters: int
    trainable_parameters: int
    multiply_adds: int
    memory: Memory
    remarks: tuple[str, ...] = field(default=())

    def share(self, name: str) -> float:
        """The share of all parameters that a layer holds, 0 to 1; 0 for a name there is not."""
        return sum(row.parameters for row in self.rows if row.name == name) / max(1, self.parameters)

    def training_bytes(self, batch: int | None = None) -> int:
        """Bytes of memory that training takes, on batches of `batch` images or else of `batch_size`."""
        return self.memory.training(self.batch_size if batch is None else batch)

    def largest_batch(self, limit_bytes: int) -> int:
        """The most images a batch may have within so many bytes; 0 where not even one fits."""
        return self.memory.largest_batch(limit_bytes)

    def __str__(self) -> str:
        return told(self)


def ledger(net: Node | Network | str, batch_size: int = 64) -> Ledger:
    """The ledger of a network: held by its last layer, as a `Network`, or as a line of text.

    `batch_size` is what memory is told for. Multiply-adds count the padding too; two operations each. Raises
    `NotationError` for a text that is no network.

    >>> mnist = ledger(
    ...     "28x28x1 > conv 32@2 relu > pool 2 > conv 64@2 relu > pool 2 > dense 1024 relu > dense 10 softmax"
    ... )
    >>> mnist.multiply_adds, mnist.parameters
    (4927488, 3230954)
    >>> print(f"{mnist.share('FullyConnected'):.1%}")
    99.4%
    """
    network = from_text(net) if isinstance(net, str) else as_network(net)
    seen = fields(network)
    rows = tuple(_row(network, name, node, seen[name]) for name, node in zip(network.names, network.nodes, strict=True))
    weights = network.weights.values()
    return Ledger(
        rows=rows,
        batch_size=batch_size,
        parameters=sum(row.parameters for row in rows),
        trainable_parameters=sum(prod(weight.shape) for weight in weights if weight.trainable),
        multiply_adds=sum(row.multiply_adds for row in rows),
        memory=memory(network),
        remarks=remarks(network),
    )


def _row(network: Network, name: str, node: Node, seen: tuple[Field, Field] | None) -> Row:
    return Row(
        name=name,
        kind=layer_text(network, node),
        shape=node.shape.sides,
        parameters=sum(prod(weight.shape) for weight in node.weights),
        multiply_adds=node.op.multiply_adds(*(before.shape for before in node.inputs)),
        sees="" if seen is None else extent(*seen),
        memory=kept(node),
    )
