"""A network as plain JSON and back, without loss. What a file says is checked name by name, number by number."""

from dataclasses import replace
from difflib import get_close_matches
from math import prod
from typing import Any

from glassnet.errors import NotationError, ShapeError
from glassnet.graph.network import Network
from glassnet.graph.node import Node, Variable, place
from glassnet.graph.op import Op
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.merging import Merge
from glassnet.graph.ops.regression import Regression
from glassnet.graph.rules import OwnCode, Plain, Refused, is_name, is_whole
from glassnet.graph.scope import Scope
from glassnet.graph.settings import KINDS, RULES, make, shown
from glassnet.graph.structure import trained

FORMAT = 1
MOST_LAYERS = 4096
MOST_INPUTS = 1024  # of one layer
LARGEST_SAMPLE = 2**31  # numbers in one layer's output, for one sample
LARGEST_ARRAY = 2**33  # numbers in one array of weights
TRAINED = "trainable"  # the setting of a regression that names weights of other layers


def to_json(network: Network) -> dict[str, Any]:
    """`network` as values that `json.dumps` takes: `from_json` makes the same network of them.

    Every setting is written, so that a default of tomorrow changes no file of today. Arrays a user started weights
    from are written as zeros: a model file holds the weights themselves. Raises `NotationError` for a layer that is a
    user's own function, for no file of ours holds code.

    >>> from glassnet.graph.notation import from_text
    >>> to_json(from_text("4 > flatten as row"))["layers"][1]
    {'name': 'row', 'kind': 'flatten', 'inputs': ['InputData'], 'settings': {}}
    """
    return {"format": FORMAT, "layers": [_written(network, node) for node in network.nodes]}


def _written(network: Network, node: Node) -> dict[str, Any]:
    settings = plain_settings(network, node)
    inputs = [network.name(before) for before in node.inputs]
    return {"name": network.name(node), "kind": node.op.kind, "inputs": inputs, "settings": settings}


def plain_settings(network: Network, node: Node) -> dict[str, Plain]:
    """The settings of one layer as plain values that are sure to be read again. Raises `NotationError`."""
    name, kind = network.name(node), type(node.op)
    if not is_name(name):
        raise NotationError(
            f"the layer name {shown(name)} cannot be written: names are 1 to 128 characters, no controls."
        )
    if kind not in RULES:
        raise _own_code(name, getattr(node.op, "function", node.op.kind))
    try:
        settings = {key: rule.plain(getattr(node.op, key)) for key, rule in RULES[kind].items()}
        make(kind, settings)
    except OwnCode as function:
        raise _own_code(name, function) from None
    except Refused as why:
        raise NotationError(f"'{name}' cannot be written: {why}") from None
    weights = trained(network, node)
    return settings if weights is None else {**settings, TRAINED: list(weights)}


def _own_code(name: str, function: object) -> NotationError:
    return NotationError(
        f"'{name}' cannot be written: it uses your own function {function}, and no file or text of ours holds code.\n"
        "Use one of the functions we know by name, or keep the script that builds the network."
    )


def from_json(obj: object) -> Network:
    """The network that `to_json` wrote. Raises `NotationError` for anything else, `ShapeError` where layers do not fit.

    It is made in a scope of its own, so that reading a file adds nothing to the graph of a running script.

    >>> from_json({"format": 1, "layers": [{"name": "a", "kind": "input", "inputs": [], "settings": {"shape": [4]}}]})
    <Network of 1 layers, 4 out>
    """
    network = _fields(obj, "the network", {"format", "layers"})
    if not is_whole(network["format"]) or network["format"] != FORMAT:
        raise NotationError(
            f"the network is of format {shown(network['format'])}; this Glassnet reads format {FORMAT}."
        )
    layers = network["layers"]
    if not isinstance(layers, list) or not 1 <= len(layers) <= MOST_LAYERS:
        raise NotationError(f"layers must be a list of 1 to {MOST_LAYERS:,} layers, not {shown(layers)}.")
    with Scope().as_default():
        return _assembled(layers)


def _assembled(layers: list[Plain]) -> Network:
    made: dict[str, Node] = {}
    for number, layer in enumerate(layers, start=1):
        entry = _fields(layer, f"layer {number}", {"name", "kind", "inputs", "settings"})
        name = entry["name"]
        if not is_name(name):
            raise NotationError(f"layer {number} needs a name of 1 to 128 characters, no controls, not {shown(name)}.")
        if name in made:
            raise NotationError(f"layer {number} has the name '{name}' of an earlier layer.")
        made[name] = _layer(entry, name, made)
    network = Network(list(made.values())[-1])
    require_all_used(network, made)
    return network


def require_all_used(network: Network, made: dict[str, Node]) -> None:
    """Raise `NotationError` for a layer that the last one does not depend on."""
    idle = [name for name, node in made.items() if node not in network]
    if idle:
        last = next(name for name, node in made.items() if node is network.output)
        raise NotationError(f"'{idle[0]}' leads nowhere: the last layer, '{last}', does not depend on it.")


def _layer(entry: dict[str, Plain], name: str, made: dict[str, Node]) -> Node:
    kind = _kind(entry["kind"], name)
    inputs = _inputs(entry["inputs"], name, made)
    require_count(kind, len(inputs), name)
    settings = entry["settings"]
    if not isinstance(settings, dict):
        raise NotationError(f"the settings of '{name}' must be an object, not {shown(settings)}.")
    node = place(_op(kind, settings, name, made), inputs, name)
    _require_sane_size(node)
    return node


def _kind(word: Plain, name: str) -> type[Op]:
    if not isinstance(word, str) or word not in KINDS:
        near = get_close_matches(str(word) if isinstance(word, str) else "", KINDS, n=1)
        hint = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(sorted(KINDS))}."
        raise NotationError(f"'{name}' is of no kind we know: {shown(word)}. {hint}")
    return KINDS[word]


def _inputs(names: Plain, name: str, made: dict[str, Node]) -> tuple[Node, ...]:
    if not isinstance(names, list) or len(names) > MOST_INPUTS:
        raise NotationError(
            f"the inputs of '{name}' must be a list of at most {MOST_INPUTS:,} names, not {shown(names)}."
        )
    for before in names:
        if not isinstance(before, str) or before not in made:
            raise NotationError(f"'{name}' reads {shown(before)}, which is no layer before it.")
    return tuple(made[before] for before in names)


def require_count(kind: type[Op], inputs: int, name: str) -> None:
    """Raise `NotationError` unless a layer of this kind may read so many others."""
    least, most, words = 1, 1, "exactly one layer"
    if kind is Input:
        least, most, words = 0, 0, "no layer"
    elif kind is Merge:
        least, most, words = 2, MOST_INPUTS, f"2 to {MOST_INPUTS:,} layers"
    if not least <= inputs <= most:
        raise NotationError(f"'{name}' must read {words}, not {inputs}.")


def _op(kind: type[Op], settings: dict[str, Plain], name: str, made: dict[str, Node]) -> Op:
    rest = {key: plain for key, plain in settings.items() if (kind, key) != (Regression, TRAINED)}
    op = checked_op(kind, rest, name)
    if isinstance(op, Regression) and len(rest) < len(settings):
        return with_trained(op, settings[TRAINED], name, made)
    return op


def checked_op(kind: type[Op], settings: dict[str, Plain], name: str) -> Op:
    """A layer from plain settings. Raises `NotationError` that names the layer."""
    unknown = [key for key in settings if key not in RULES[kind]]
    if unknown:
        known = ", ".join(RULES[kind]) or "none"
        raise NotationError(f"'{name}' has no setting {shown(unknown[0])}. A {kind.kind} has: {known}.")
    if kind is Input and "shape" not in settings:
        raise NotationError(f"the input '{name}' needs a shape.")
    try:
        return make(kind, settings)
    except Refused as why:
        raise NotationError(f"'{name}': {why}") from None


def with_trained(op: Regression, names: Plain, name: str, made: dict[str, Node]) -> Regression:
    """`op` with the weights it may change, found by their full names among the layers before it."""
    if names is None:
        return op
    if not isinstance(names, list):
        raise NotationError(f"{TRAINED} of '{name}' must be a list of names of weights, not {shown(names)}.")
    return replace(op, trainable=tuple(_variable(full, name, made) for full in names))


def _variable(full: Plain, name: str, made: dict[str, Node]) -> Variable:
    layer, _, array = full.rpartition("/") if isinstance(full, str) else ("", "", "")
    variable = made[layer].variable(array) if layer in made else None
    if variable is None:
        raise NotationError(f"{TRAINED} of '{name}' names {shown(full)}, which is no array of a layer before it.")
    return variable


def _require_sane_size(node: Node) -> None:
    """What a file asks for must be thinkable; whether this machine has room for it is `memory`'s question."""
    if node.shape.size > LARGEST_SAMPLE:
        raise ShapeError(f"'{node.asked_name}' makes {node.shape} a sample, more than {LARGEST_SAMPLE:,} numbers.")
    for weight in node.weights:
        if prod(weight.shape) > LARGEST_ARRAY:
            shape = "x".join(map(str, weight.shape))
            raise ShapeError(f"'{node.asked_name}' asks for {shape} weights, more than {LARGEST_ARRAY:,} numbers.")


def _fields(obj: Plain, what: str, known: set[str]) -> dict[str, Plain]:
    """`obj` as an object with exactly these fields."""
    if not isinstance(obj, dict):
        raise NotationError(f"{what} must be an object with {', '.join(sorted(known))}, not {shown(obj)}.")
    for key in obj:
        if key not in known:
            raise NotationError(f"{what} has a field {shown(key)} that we do not know.")
    for key in sorted(known - obj.keys()):
        raise NotationError(f"{what} lacks its '{key}'.")
    return obj
