"""What of a model can go into a file, where its training uses functions of the user's own: all but those."""

from dataclasses import replace

from glassnet.graph.network import Network
from glassnet.graph.node import Node
from glassnet.graph.ops import Input, Regression
from glassnet.graph.scope import Scope
from glassnet.runs.run import Run


def without_code(run: Run) -> Run:
    """`run` without the regressions whose loss, metric or optimizer is a function of the user's own, and without such
    steps of augmentation.

    What the network answers is the same, and so are the names of its arrays; `DNN.load` needs no more than these.
    """
    if not any(_is_own(node) or _without_chance(node) is not node for node in run.network.nodes):
        return run
    with Scope().as_default():  # the copies are no layers of the user's graph
        network = Network(_copy(run.network.output, {}))
    # A name that was free once more would have been taken by a later layer, and arrays are told by names.
    return replace(run, network=network) if list(network.weights) == list(run.network.weights) else run


def _is_own(node: Node) -> bool:
    op = node.op
    return isinstance(op, Regression) and any(
        term is not None and term.is_own_code for term in (op.loss, op.metric, op.optimizer)
    )


def _without_chance(node: Node) -> Node:
    """An input without the steps of its augmentation that are the user's own; any other node as it is."""
    if not isinstance(node.op, Input) or not any(step.is_own_code for step in node.op.augmentation):
        return node
    known = tuple(step for step in node.op.augmentation if not step.is_own_code)
    return Node(replace(node.op, augmentation=known), (), node.asked_name, node.shape)


def _copy(node: Node, done: dict[Node, Node]) -> Node:
    if node not in done:
        inputs = tuple(_copy(before, done) for before in node.inputs)
        kept = inputs == node.inputs
        done[node] = (
            inputs[0]
            if _is_own(node)
            else _without_chance(node)
            if kept
            else Node(node.op, inputs, node.asked_name, node.shape)
        )
    return done[node]
