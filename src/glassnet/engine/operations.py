"""How many operations one step of training executes, each multiplication and each addition counted apart."""

from math import log2, prod

from glassnet.engine.convolution import Algorithm
from glassnet.engine.fourier import circle
from glassnet.engine.plan import Plan
from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Conv2D, Input
from glassnet.graph.shape import Shape


def step_operations(network: Network, plan: Plan, batch: int) -> float:
    """Operations of one step: forward, and back to weights and inputs. A first layer needs no gradient of its input.

    >>> from glassnet.graph.notation import from_text
    >>> step_operations(from_text("4 > dense 2"), Plan(), batch=10)
    320.0
    """
    return batch * sum(_of_layer(network, plan, node) for node in network.nodes)


def _of_layer(network: Network, plan: Plan, node: Node) -> float:
    first = bool(node.inputs) and isinstance(node.inputs[0].op, Input)
    if isinstance(node.op, Conv2D):
        return convolution_operations(node.inputs[0].shape, node.op, plan.algorithm(network.name(node)), first=first)
    return 2.0 * node.op.multiply_adds(*(before.shape for before in node.inputs)) * (2 if first else 3)


def convolution_operations(image: Shape, op: Conv2D, algorithm: Algorithm, *, first: bool) -> float:
    """Operations of one convolution for one image, forward and backward, done in one of the two ways.

    A real transform of N cells takes about 2.5 N log2 N operations, a product of complex numbers with its sum 8.
    Spectra of images and outputs are shared: one transform for each map forward, and one back.
    """
    if algorithm == "direct":
        return 2.0 * op.multiply_adds(image) * (2 if first else 3)
    plane = circle(image.height, image.width, op.window)
    transform = 2.5 * prod(plane.size) * log2(prod(plane.size))
    products = 8.0 * plane.cells * image.channels * op.filters
    maps_in, maps_out = image.channels, op.filters
    forward = transform * (maps_in + maps_out) + products
    backward = transform * maps_out + products
    return forward + backward + (0 if first else transform * maps_in + products)
