"""What a user hands to training, checked against the network and laid out by layer name; and its data card."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from glassnet.data.feeds import Port, check_inputs, check_lengths, check_targets, match_feeds
from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Regression
from glassnet.runs.card import DataCard, InputCard
from glassnet.runs.feeding import input_ports
from glassnet.training.samples import Samples


def samples_of(network: Network, data: Images | tuple[Any, Any], *, training: bool = False) -> Samples:
    """Images, or a pair (X, Y) of arrays or feeds, as samples of this network: to judge it by, or for `training`.

    Raises `DataError` when a shape, a label or a number does not fit, `FeedError` for an unknown name.
    """
    if isinstance(data, Images):
        return _samples_of_images(network, data, training)
    try:
        X, Y = data
    except (TypeError, ValueError):
        raise DataError(f"training takes pictures with labels, or a pair (X, Y), not {type(data).__name__}.") from None
    return _samples_of_arrays(network, X, Y, training)


def target_ports(network: Network) -> list[Port]:
    """Where the network takes targets, in the order its regressions were made."""
    return [_target_port(network, node) for node in network.targets]


def _target_port(network: Network, node: Node) -> Port:
    takes_numbers = isinstance(node.op, Regression) and node.op.to_one_hot
    sides = () if takes_numbers else node.shape.sides
    return Port(network.name(node), sides, "target", (node.asked_name, node))


def _samples_of_arrays(network: Network, X: Any, Y: Any, training: bool) -> Samples:
    ports = {port.name: port for port in input_ports(network, training=training)}
    wanted = {port.name: port for port in target_ports(network)}
    inputs = {name: check_inputs(given, ports[name]) for name, given in match_feeds(X, list(ports.values())).items()}
    targets = {
        name: _checked_target(network, given, wanted[name])
        for name, given in match_feeds(Y, list(wanted.values())).items()
    }
    check_lengths(_told(inputs, "X") | _told(targets, "Y"))
    return Samples(inputs, targets)


def _checked_target(network: Network, given: Any, port: Port) -> Any:
    op = network[port.name].op
    if not isinstance(op, Regression):
        raise TypeError(f"'{port.name}' is no regression")
    return check_targets(given, port, op.loss.name, op.n_classes)


def _told(arrays: Mapping[str, Any], letter: str) -> dict[str, Any]:
    """Arrays under the names a message calls them: X, or 'left' and 'right' where there are several."""
    return {letter: next(iter(arrays.values()))} if len(arrays) == 1 else {f"'{name}'": a for name, a in arrays.items()}


def _samples_of_images(network: Network, images: Images, training: bool) -> Samples:
    inputs, targets = input_ports(network, training=training), target_ports(network)
    if len(inputs) != 1 or len(targets) != 1:
        raise DataError(
            f"pictures with labels fit a network of one input and one target; this one has {len(inputs)} and "
            f"{len(targets)}. Give (X, Y) with dicts by layer name."
        )
    pixels = check_inputs(images.lazy_inputs(), inputs[0])
    wanted = targets[0].shape
    if wanted not in ((), (len(images.classes),)):
        raise DataError(
            f"the data have {len(images.classes)} classes ({', '.join(images.classes[:5])}), but the network ends with "
            f"{'x'.join(map(str, wanted))} outputs. Let its last layer have {len(images.classes)} units."
        )
    return Samples({inputs[0].name: pixels}, {targets[0].name: images.one_hot() if wanted else images.labels})


def card_of(network: Network, samples: Samples, validation: Samples | None, data: Any) -> DataCard:
    """What training sees, in the few numbers that go with the model."""
    cards = [_input_card(name, array) for name, array in samples.inputs.items()]
    images = data if isinstance(data, Images) else None
    return DataCard(
        samples=len(samples),
        shape=cards[0].shape,
        dtype=cards[0].dtype,
        minimum=cards[0].minimum,
        maximum=cards[0].maximum,
        classes=images.classes if images else (),
        preparation=images.preparation.to_plain() if images and images.preparation else None,
        validation_samples=len(validation) if validation else 0,
        inputs=tuple(cards[1:]),
    )


def _input_card(name: str, array: Any) -> InputCard:
    minimum, maximum = _extremes(array)
    return InputCard(name, tuple(array.shape[1:]), str(array.dtype), minimum, maximum)


def _extremes(array: Any) -> tuple[float, float]:
    """Smallest and largest number, block by block: the array may be larger than memory."""
    lows, highs = zip(*((float(np.min(block)), float(np.max(block))) for block in _blocks(array)), strict=True)
    return min(lows), max(highs)


def _blocks(array: Any, rows: int = 4096) -> Iterable[Any]:
    return (array[start : start + rows] for start in range(0, len(array), rows))
