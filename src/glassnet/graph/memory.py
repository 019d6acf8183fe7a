"""The memory that training a network takes, predicted from its shapes alone, before torch asks for any."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from glassnet.errors import TooBigForMemory
from glassnet.graph.amounts import in_bytes
from glassnet.graph.network import Network, as_network
from glassnet.graph.node import Node
from glassnet.graph.ops.convolution import Conv2D
from glassnet.graph.ops.merging import Merge
from glassnet.graph.ops.normalizing import BatchNormalization, L2Normalize, LocalResponseNormalization
from glassnet.graph.ops.pooling import AvgPool2D, MaxPool2D
from glassnet.graph.ops.regression import Regression
from glassnet.graph.ops.reshaping import Dropout, Flatten, Reshape
from glassnet.graph.shape import window_padding

FLOAT = 4  # bytes: all arithmetic is float32
SLOTS = {  # arrays an optimizer keeps for each array of weights
    "sgd": 0,
    "momentum": 1,
    "nesterov": 1,
    "adam": 2,
    "rmsprop": 2,
    "adagrad": 1,
    "proximaladagrad": 1,
    "adadelta": 2,
    "ftrl": 2,
}
_KEEP_THEIR_INPUT = ("leaky_relu", "prelu", "elu", "selu", "softplus", "softsign", "gelu", "swish", "mish", "crelu")
_BIG_WINDOW = 25  # cells, from which on a machine without a fitting kernel unrolls the image
_LARGEST_BATCH = 2**24


@dataclass(frozen=True)
class Memory:
    """What training takes, in bytes. A batch of n images takes `fixed + n * per_image`.

    `activations` is what one image leaves behind on its way forward for the way back; `passing` the gradients that are
    alive at once on the way back, at the worst place; `workspace` one image unrolled for the largest window.
    """

    weights: int
    gradients: int
    slots: int
    workspace: int
    activations: int
    passing: int

    @property
    def fixed(self) -> int:
        return self.weights + self.gradients + self.slots + self.workspace

    @property
    def per_image(self) -> int:
        return self.activations + self.passing

    def training(self, batch: int) -> int:
        """Bytes that training on batches of so many images takes."""
        return self.fixed + batch * self.per_image

    def largest_batch(self, limit: int) -> int:
        """The most images a batch may have within `limit` bytes; 0 where not even one fits.

        >>> Memory(weights=40, gradients=40, slots=0, workspace=0, activations=15, passing=5).largest_batch(150)
        3
        """
        room = limit - self.fixed
        return max(0, min(_LARGEST_BATCH, room // max(1, self.per_image)))


def memory(network: Network) -> Memory:
    """The memory that training `network` takes.

    Weights count once, their gradients twice, since clipping scales a copy, and once more for each slot of the
    optimizer. Torch itself and the data are not counted. For nine networks trained by torch 2.13 on a CPU the
    prediction was 0.87 to 1.38 times the peak that was measured.

    >>> from glassnet.graph.notation import from_text
    >>> memory(from_text("100 > dense 10 bias=no")).weights
    4000
    """
    trained = FLOAT * sum(prod(weight.shape) for weight in network.weights.values() if weight.trainable)
    return Memory(
        weights=FLOAT * sum(prod(weight.shape) for weight in network.weights.values()),
        gradients=2 * trained,
        slots=sum(map(_slots, network.targets)) * trained,
        workspace=max(map(_unrolled, network.nodes)),
        activations=sum(map(kept, network.nodes)),
        passing=max(map(_passing, network.nodes)),
    )


def needed(net: Node | Network, batch: int) -> int:
    """Bytes that training `net` on batches of `batch` images takes."""
    return memory(as_network(net)).training(batch)


def require_memory(net: Node | Network, batch: int, limit: int | None = None) -> None:
    """Raise `TooBigForMemory` if training on such batches takes more than `limit` bytes, by default what is free.

    The message names a batch that fits, or the layer that lets none fit. Where the machine does not say what is free,
    nothing is refused.
    """
    from glassnet.graph.free_memory import available_memory  # a ledger needs no look at the machine

    network = as_network(net)
    free = available_memory() if limit is None else limit
    known = memory(network)
    if free is None or known.training(batch) <= free:
        return
    fits = known.largest_batch(free)
    images = "1 image" if batch == 1 else f"{batch:,} images"
    raise TooBigForMemory(
        f"Training this network on batches of {images} is predicted to take {in_bytes(known.training(batch))} of "
        f"memory, and {in_bytes(free)} are free.\n{_cause(network)}\n{_advice(known, fits, free)}"
    )


def _cause(network: Network) -> str:
    """The layer that takes the most, by its weights or by what it keeps of each image."""
    weights = max(network.nodes, key=_weight_bytes)
    images = max(network.nodes, key=kept)
    told = []
    if _weight_bytes(weights):
        count = sum(prod(weight.shape) for weight in weights.weights)
        told.append(f"The most weights: '{network.name(weights)}' holds {count:,}, {in_bytes(FLOAT * count)}.")
    told.append(
        f"The most for each image: '{network.name(images)}' makes {images.shape}, and keeps {in_bytes(kept(images))}."
    )
    return "\n".join(told)


def _advice(known: Memory, fits: int, free: int) -> str:
    if fits:
        return f"Batches of {fits:,} fit: batch_size={fits}. Fewer filters, or pooling earlier, make room for more."
    whose = "the weights with their gradients" if known.fixed > free else "a batch of one image"
    least = known.fixed if known.fixed > free else known.training(1)
    return f"No batch fits: {whose} alone would take {in_bytes(least)}. Use fewer filters or units, or pool earlier."


def _weight_bytes(node: Node) -> int:
    return FLOAT * sum(prod(weight.shape) for weight in node.weights)


def _slots(target: Node) -> int:
    optimizer = target.op.optimizer if isinstance(target.op, Regression) else None
    # Of a user's own optimizer nothing is known; most keep two arrays or fewer.
    return 0 if optimizer is None else SLOTS.get(optimizer.name, 2)


def kept(node: Node) -> int:
    """Bytes that one image leaves behind at a layer on the way forward, because the way back needs them."""
    return FLOAT * node.shape.size * _copies(node) + sum(_extra(node))


def _copies(node: Node) -> int:
    """How often a layer keeps as many numbers as it hands on."""
    activation = getattr(node.op, "activation", None)
    twice = activation is not None and activation.name in _KEEP_THEIR_INPUT
    match node.op:
        case Flatten() | Reshape() | Regression():
            return 0  # a view of the same numbers
        case Dropout():
            return 2  # what was kept, and which
        case BatchNormalization() | L2Normalize():
            return 3
        case LocalResponseNormalization():
            return 5
        case Merge() if node.op.mode != "concat":
            return 1 + len(node.inputs)
    return 2 if twice else 1


def _extra(node: Node) -> Iterator[int]:
    """Which cell won under each window, and copies with padding around them."""
    if isinstance(node.op, MaxPool2D):
        yield 8 * node.shape.size
    if isinstance(node.op, Conv2D | AvgPool2D):
        yield _padded_copy(node)


def _padded_copy(node: Node) -> int:
    """The image with padding around it, which is copied where there is more after than before."""
    window, image = node.op.window, node.inputs[0].shape
    if window is None:
        return 0
    padding = [
        window_padding(image.sides[axis], window.size[axis], window.stride[axis], window.padding) for axis in (0, 1)
    ]
    if all(before == after for before, after in padding):
        return 0
    return FLOAT * image.channels * prod(image.sides[axis] + sum(padding[axis]) for axis in (0, 1))


def _passing(node: Node) -> int:
    """Bytes of gradients alive at once at a layer: of what it hands on, twice, and of what came in."""
    handed = 2 * node.shape.size
    if isinstance(node.op, LocalResponseNormalization):
        handed += (2 * node.op.depth_radius + 1) * node.shape.size
    return FLOAT * (handed + sum(before.shape.size for before in node.inputs))


def _unrolled(node: Node) -> int:
    """Bytes of one image with a copy of each window's cells, made where torch has no kernel for the window."""
    if not isinstance(node.op, Conv2D) or prod(node.op.size) < _BIG_WINDOW:
        return 0
    return FLOAT * node.shape.height * node.shape.width * prod(node.op.size) * node.inputs[0].shape.channels
