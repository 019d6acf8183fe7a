"""A node: one layer in place. What a layer function returns, and what the next one takes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from glassnet.errors import ShapeError
from glassnet.graph.op import Op, Weight
from glassnet.graph.scope import Scope, current_scope
from glassnet.graph.shape import Shape

_serials = count()


@dataclass(frozen=True, eq=False)
class Node:
    """An op with the nodes it reads. Immutable, compared by identity; its shape is settled when it is made.

    `asked_name` is the name the user (or TFLearn's default) asked for. The name a layer really has depends on its
    neighbours, so `Network` gives it.
    """

    op: Op
    inputs: tuple["Node", ...]
    asked_name: str
    shape: Shape
    serial: int = field(default_factory=lambda: next(_serials))
    scope: Scope = field(default_factory=current_scope)

    def __post_init__(self) -> None:
        self.scope.remember(self)

    def __repr__(self) -> str:
        return f"<{self.asked_name} {self.shape}>"

    @property
    def weights(self) -> tuple[Weight, ...]:
        return self.op.weights(*(node.shape for node in self.inputs))

    @property
    def W(self) -> "Variable | None":  # TFLearn's spelling
        return self.variable("W")

    @property
    def b(self) -> "Variable | None":
        return self.variable("b")

    def variable(self, name: str) -> "Variable | None":
        """A handle on one of this layer's arrays, or None where it has no such array (`b` without a bias)."""
        if self.op.stands_for_input:
            return self.inputs[0].variable(name)
        return next((Variable(self, weight) for weight in self.weights if weight.name == name), None)

    def get_shape(self) -> "StaticShape":
        """The shape as TensorFlow tells it, the batch first: `net.get_shape().as_list()`."""
        return StaticShape((None, *self.shape.sides))

    def trail(self) -> str:
        """The way here, for messages: `InputData 28x28x1 → Conv2D 28x28x8`."""
        way: list[Node] = [self]
        while way[-1].inputs:
            way.append(way[-1].inputs[0])
        told = [f"{node.asked_name} {node.shape}" for node in reversed(way)]
        return " → ".join(told if len(told) <= 12 else [told[0], "…", *told[-10:]])

    def ancestors(self) -> Iterator["Node"]:
        """This node and all it depends on, each once, in the order they were made."""
        found: dict[int, Node] = {}
        waiting = [self]
        while waiting:
            node = waiting.pop()
            if node.serial not in found:
                found[node.serial] = node
                waiting.extend(node.inputs)
        return iter(found[serial] for serial in sorted(found))


class StaticShape(tuple[int | None, ...]):
    """A shape with its batch side, None where it is open."""

    def as_list(self) -> list[int | None]:
        return list(self)


@dataclass(frozen=True)
class Variable:
    """A handle on one array of one layer: what `get_layer_variables_by_name` returns and `get_weights` takes."""

    node: Node
    weight: Weight

    def __repr__(self) -> str:
        sides = "x".join(map(str, self.shape))
        return f"<{self.node.asked_name}/{self.weight.name} {sides}>"

    def get_shape(self) -> StaticShape:
        return StaticShape(self.weight.shape)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.weight.shape


def place(op: Op, inputs: tuple[Node, ...], name: str | None = None) -> Node:
    """Put `op` behind `inputs`. A shape that cannot be is told with the way that led to it."""
    asked = name or op.asked_name
    try:
        shape = op.output_shape(*(node.shape for node in inputs))
    except ShapeError as why:
        trails = "\n".join(f"  {node.trail()} → {asked} ✗" for node in inputs[:8])
        raise ShapeError(f"'{asked}': {why}\n{trails}") from None
    return Node(op, inputs, asked, shape)
