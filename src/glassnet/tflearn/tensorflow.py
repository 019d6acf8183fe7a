"""The few names of TensorFlow 1 that a TFLearn script says besides TFLearn's own: graphs, seeds, number types.

Nothing computes here. Where TensorFlow is installed, `import tensorflow` means the installed one unless a script is
started by `glassnet run`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from glassnet.graph.scope import Scope, current_scope, reset_scope

__all__ = (
    "DType",
    "Graph",
    "bool",
    "disable_v2_behavior",
    "float16",
    "float32",
    "float64",
    "get_default_graph",
    "int32",
    "int64",
    "logging",
    "reset_default_graph",
    "set_random_seed",
    "uint8",
)
__version__ = "1.15+glassnet"  # the last TensorFlow that had these names, and who is really speaking


@dataclass(frozen=True)
class Graph:
    """A place to build networks in. Names and seeds of one graph know nothing of another.

    >>> with Graph().as_default() as graph:
    ...     get_default_graph() == graph
    True
    >>> get_default_graph() == graph
    False
    """

    _scope: Scope = field(default_factory=Scope, repr=False)

    @contextmanager
    def as_default(self) -> Iterator["Graph"]:
        """Build layers here until the block ends."""
        with self._scope.as_default():
            yield self


def get_default_graph() -> Graph:
    """The graph that layers are being built in.

    >>> get_default_graph() == get_default_graph()
    True
    """
    return Graph(current_scope())


def reset_default_graph() -> None:
    """Forget the layers and the seed of the current graph. Networks that somebody holds go on working.

    >>> before = get_default_graph()
    >>> reset_default_graph()
    >>> get_default_graph() == before
    False
    """
    reset_scope()


def set_random_seed(seed: int | None) -> None:
    """Fix how networks of the current graph start and train. Counts for every `DNN` made after it in this graph.

    >>> with Graph().as_default():
    ...     set_random_seed(7)
    ...     current_scope().seed
    7
    """
    current_scope().seed = None if seed is None else int(seed)


def disable_v2_behavior() -> None:
    """Nothing to do: these names are TensorFlow 1's."""


class DType(str):
    """A number type by its name, which numpy understands too.

    >>> float32.name, float32 == "float32"
    ('float32', True)
    """

    __slots__ = ()

    @property
    def name(self) -> str:
        return str(self)


float16, float32, float64 = DType("float16"), DType("float32"), DType("float64")
int32, int64, uint8 = DType("int32"), DType("int64"), DType("uint8")


class logging:
    """`tf.logging.set_verbosity(tf.logging.ERROR)`: there is no TensorFlow that could be too loud."""

    DEBUG, INFO, WARN, ERROR, FATAL = 10, 20, 30, 40, 50

    @staticmethod
    def set_verbosity(level: int) -> None:
        """Nothing to quieten."""


bool = DType("bool")  # last, so that nothing above loses Python's own
