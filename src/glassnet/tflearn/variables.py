"""Looking up layers and their arrays by name, as TFLearn scripts do: `get_layer_variables_by_name('conv_1')[0]`.

Names are looked up among the layers of the current graph that somebody still holds. Where several networks use one
name, the newest network wins; TFLearn would give the later one another name, which its author learned from a wrong
picture at best.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from glassnet.errors import UnknownName, unknown
from glassnet.graph.network import unique_names
from glassnet.graph.node import Node, Variable
from glassnet.graph.scope import current_scope

if TYPE_CHECKING:
    from glassnet.models.session import Session

__all__ = (
    "get_all_trainable_variable",
    "get_all_variables",
    "get_layer_by_name",
    "get_layer_variables",
    "get_layer_variables_by_name",
    "get_layer_variables_by_scope",
    "get_value",
    "set_value",
)
# TFLearn does not count these among a layer's variables.
RUNNING = ("moving_mean", "moving_variance")


def get_layer_variables_by_name(name: str) -> list[Variable]:
    """The arrays of the layer of that name: `[W, b]`, `[W]` without bias, `[beta, gamma]` of a batch normalization.

    An empty list where there is no such layer, as in TFLearn. Give one to `model.get_weights`.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> net = fully_connected(input_data([None, 4]), 2, name="answer")
    >>> [variable.shape for variable in get_layer_variables_by_name("answer")]
    [(4, 2), (2,)]
    >>> get_layer_variables_by_name("question")
    []
    """
    for layers in _networks():
        if name in layers and layers[name].inputs:  # what an input knows of the data is none of its variables either
            return [variable for variable in _variables(layers[name]) if variable.weight.name not in RUNNING]
    return []


get_layer_variables = get_layer_variables_by_name


def get_layer_variables_by_scope(scope_name: str) -> list[Variable]:
    """The arrays, running means among them, whose full name such as `conv_1/W` contains `scope_name` and a slash.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> net = fully_connected(input_data([None, 4]), 2, name="judge_1")
    >>> [variable.weight.name for variable in get_layer_variables_by_scope("judge_1")]
    ['W', 'b']
    """
    return [
        variable
        for layers in _networks()
        for name, node in layers.items()
        for variable in _variables(node)
        if f"{scope_name}/" in f"{name}/{variable.weight.name}"
    ]


def get_layer_by_name(name_or_scope: str) -> Node:
    """The layer of that name. Raises `UnknownName` where there is none.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> net = fully_connected(input_data([None, 4]), 2, name="answer")
    >>> get_layer_by_name("answer") is net
    True
    """
    networks = list(_networks())
    for layers in networks:
        if name_or_scope in layers:
            return layers[name_or_scope]
    there_are = [name for layers in networks for name in layers]
    raise UnknownName(f"No layer found for this name. {unknown('layer', name_or_scope, there_are)}")


def get_all_variables() -> list[Variable]:
    """Every array of every layer of the current graph that somebody still holds, oldest first.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> net = fully_connected(input_data([None, 4]), 2)
    >>> len(get_all_variables()) >= 2
    True
    """
    return [variable for node in current_scope().nodes() for variable in _variables(node)]


def get_all_trainable_variable() -> list[Variable]:
    """Those of `get_all_variables` that training may change; the singular is TFLearn's.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> still = fully_connected(input_data([None, 4]), 2, trainable=False)
    >>> any(variable.node is still for variable in get_all_trainable_variable())
    False
    """
    return [variable for variable in get_all_variables() if variable.weight.trainable]


def get_value(var: Variable, session: "Session | None" = None) -> Any:
    """A copy of an array, within `with model.session.as_default():` or from the session given.

    Raises `NoSession` outside of any. `model.get_weights(var)` does the same.

    >>> import glassnet as gn
    >>> net = gn.fully_connected(gn.input_data([None, 4]), 2)
    >>> with gn.DNN(net).session.as_default():
    ...     get_value(net.b)
    array([0., 0.], dtype=float32)
    """
    return _session(session).value(var)


def set_value(var: Variable, value: Any, session: "Session | None" = None) -> None:
    """Write an array, within `with model.session.as_default():` or in the session given.

    >>> import glassnet as gn
    >>> net = gn.fully_connected(gn.input_data([None, 4]), 2)
    >>> with gn.DNN(net).session.as_default():
    ...     set_value(net.b, [1, 2])
    ...     get_value(net.b)
    array([1., 2.], dtype=float32)
    """
    _session(session).set_value(var, value)


def _session(given: "Session | None") -> "Session":
    from glassnet.models.session import default_session  # torch comes with it

    return given or default_session()


def _variables(node: Node) -> list[Variable]:
    return [Variable(node, weight) for weight in node.weights]


def _networks() -> Iterator[dict[str, Node]]:
    """The layers of the current graph by name, one dict for each set of layers that hang together, newest first."""
    for nodes in sorted(_connected(current_scope().nodes()), key=lambda nodes: nodes[-1].serial, reverse=True):
        yield dict(zip(unique_names(node.asked_name for node in nodes), nodes, strict=True))


def _connected(nodes: list[Node]) -> list[list[Node]]:
    """Layers in sets that share no connection, each oldest first."""
    group_of: dict[Node, list[Node]] = {}
    for node in nodes:
        group = [node]
        # A node is made after its inputs, so their groups are complete up to here; joining them keeps the invariant.
        for other in {id(group_of[before]): group_of[before] for before in node.inputs if before in group_of}.values():
            group = sorted([*other, *group], key=lambda member: member.serial)
        group_of.update(dict.fromkeys(group, group))
    return list({id(group): group for group in group_of.values()}.values())
