"""Which graph a layer is made in: what `tf.Graph().as_default()` and name look-ups need, and nothing else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakSet

if TYPE_CHECKING:
    from glassnet.graph.node import Node


@dataclass(eq=False)
class Scope:
    """A place where layers are made. It knows them only as long as somebody holds them, and keeps nothing alive."""

    seed: int | None = None
    _nodes: "WeakSet[Node]" = field(default_factory=WeakSet, repr=False)

    def remember(self, node: "Node") -> None:
        self._nodes.add(node)

    def nodes(self) -> list["Node"]:
        """The layers made here that are still held by somebody, oldest first."""
        return sorted(self._nodes, key=lambda node: node.serial)

    @contextmanager
    def as_default(self) -> Iterator["Scope"]:
        """Make layers here until the block ends."""
        outside = len(_stack)
        _stack.append(self)
        try:
            yield self
        finally:
            del _stack[outside:]  # by place: within the block the scope may have been reset to a fresh one


_stack = [Scope()]


def current_scope() -> Scope:
    """The scope that names the next layer."""
    return _stack[-1]


def reset_scope() -> None:
    """Forget the current scope and go on with a fresh one: `tf.reset_default_graph()`."""
    _stack[-1] = Scope()
