"""From a configuration to a network: by shapes alone, so that an impossible one is known before torch is loaded."""

import json
from hashlib import sha256
from typing import Any

from glassnet.errors import SettingError, ShapeError
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.notation import to_json
from glassnet.graph.scope import Scope
from glassnet.graph.shape import Shape
from glassnet.layers.conv import avg_pool_2d, conv_2d, max_pool_2d
from glassnet.layers.core import dropout, fully_connected, input_data
from glassnet.layers.estimator import regression
from glassnet.sweeping.space.configuration import Configuration, Given
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.space.values import Value, sides, told
from glassnet.terms.optimizers import customary_rate

SHIFTED = 8  # a picture is shifted by up to an eighth of its sides


def network_of(known: Configuration, shape: Shape, classes: int) -> Network:
    """The network of a configuration, ready to be trained on pictures of `shape` in so many `classes`.

    Raises `ShapeError` when it cannot be: a window that does not fit, a list of layers of another length.

    >>> from glassnet.graph.notation import to_text
    >>> from glassnet.sweeping.space.configuration import configuration
    >>> made = network_of(configuration({"conv_layers": 1, "dense": 32}), Shape((8, 8, 1)), 10)
    >>> print([node.asked_name for node in made.nodes])
    ['input', 'conv_1', 'pool_1', 'fc_1', 'drop_1', 'fc_2', 'targets']
    """
    if known.given is not None:
        return _given(known, known.given, shape, classes)
    with Scope().as_default():  # so that trying a hundred adds nothing to the graph of a running script
        net = input_data([None, *shape.sides], data_augmentation=_augmentation(known, shape), name="input")
        net = _hidden(_convolutions(net, known), known)
        last = 1 + len(_layers("dense", known.get("dense") or (), None))
        net = fully_connected(net, classes, activation="softmax", name=f"fc_{last}", **_decay(known))
        return _with_regression(net, known)


def _given(known: Configuration, given: Given, shape: Shape, classes: int) -> Network:
    """The network as it was given, if it suits the pictures; with a regression where it has none."""
    if given.reason:
        raise ShapeError(given.reason)
    network = given.network()
    inputs, answers = [str(node.shape) for node in network.inputs], network.output.shape.sides
    if inputs != [str(shape)]:
        raise ShapeError(f"it takes {' and '.join(inputs)}, and the pictures are {shape}.")
    if answers != (classes,):
        told = "x".join(map(str, answers)) or "one number"
        raise ShapeError(f"it answers with {told}, and there are {classes:,} classes: let it end with dense {classes}.")
    if network.targets:
        return network
    with Scope().as_default():
        return _with_regression(network.output, known)


def _with_regression(net: Node, known: Configuration) -> Network:
    optimizer = known.word("optimizer")
    rate = known.number("learning_rate") or customary_rate(optimizer)
    batch = known.whole("batch")
    return Network(regression(net, optimizer=optimizer, learning_rate=rate, batch_size=batch, name="targets"))


def key_of(known: Configuration, network: Network) -> str:
    """What stands for a network and how it is trained: ten letters, the same for what is equal.

    >>> from glassnet.sweeping.space.configuration import configuration
    >>> few, many = (configuration({"conv_layers": 0, "epochs": epochs}) for epochs in (1, 2))
    >>> key_of(few, network_of(few, Shape((8, 8, 1)), 2)) == key_of(many, network_of(many, Shape((8, 8, 1)), 2))
    False
    """
    recipe = {"network": to_json(network), "epochs": known["epochs"]}
    return sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:10]


def sides_of(known: Configuration, shape: Shape) -> Shape:
    """The shape of the pictures a configuration asks for, of those that are read as `shape`."""
    size = known.get("size")
    return shape if size is None else Shape((*sides(size), shape.channels))


def _convolutions(net: Node, known: Configuration) -> Node:
    layers = known.whole("conv_layers")
    if not layers:
        return net
    sizes = _layers("filter_size", known["filter_size"], layers)
    filters = _layers("filters", known["filters"], layers)
    for number, (size, count) in enumerate(zip(sizes, filters, strict=True), start=1):
        net = conv_2d(
            net,
            count,
            size,
            padding=known.word("padding"),
            activation=known["activation"],
            name=f"conv_{number}",
            **_decay(known),
        )
        net = _pooled(net, known, f"pool_{number}")
    return net


def _pooled(net: Node, known: Configuration, name: str) -> Node:
    pool = known["pool"]
    if pool is None:
        return net
    make = avg_pool_2d if pool == "avg" else max_pool_2d
    size = pool if isinstance(pool, int) else known.whole("pool_size")
    return make(net, size, padding=known.word("padding"), name=name)


def _hidden(net: Node, known: Configuration) -> Node:
    for number, units in enumerate(_layers("dense", known.get("dense") or (), None), start=1):
        net = fully_connected(net, units, activation=known["activation"], name=f"fc_{number}", **_decay(known))
        keep = known.number("keep") or 1.0
        if keep < 1:
            net = dropout(net, keep, name=f"drop_{number}")
    return net


def _layers(name: str, value: Value | tuple[()], layers: int | None) -> tuple[int, ...]:
    """A setting layer by layer: one number for all of them, or a list that must be as long as they are many."""
    if isinstance(value, tuple):
        if layers is not None and len(value) != layers:
            raise ShapeError(f"{KNOBS[name].label} {told(value)} are {len(value)} layers, conv layers {layers}.")
        return value
    return (int(value or 0),) * (1 if layers is None else layers)


def _decay(known: Configuration) -> dict[str, Any]:
    decay = known.number("weight_decay")
    return {"regularizer": "L2", "weight_decay": decay} if decay else {}


def _augmentation(known: Configuration, shape: Shape) -> Any:
    if known.get("augment") is None:
        return None
    from glassnet.data.augment import ImageAugmentation  # brings numpy, which most configurations need not wait for

    steps, (height, width, _) = ImageAugmentation(), shape.sides
    for word in known.word("augment").split("+"):
        match word:
            case "flip":
                steps.add_random_flip_leftright()
            case "shift":
                steps.add_random_crop([height, width], padding=max(1, max(height, width) // SHIFTED))
            case "rotate":
                steps.add_random_rotation(15.0)
            case "blur":
                steps.add_random_blur(1.5)
    return steps


def possible(known: Configuration, shape: Shape, classes: int) -> Network | str:
    """The network, or in a sentence why there is none."""
    try:
        return network_of(known, sides_of(known, shape), classes)
    except (ShapeError, SettingError) as why:
        return " ".join(str(why).split())
