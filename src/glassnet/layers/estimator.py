"""What a network is trained to. `tflearn.layers.estimator`."""

from collections.abc import Sequence
from typing import Any

from glassnet.errors import ShapeError
from glassnet.graph.node import Node, Variable, place
from glassnet.graph.ops.regression import Regression
from glassnet.graph.term import Term
from glassnet.layers.arguments import NotInGlassnet, node, positive
from glassnet.terms import metrics, objectives, optimizers


def regression(
    incoming: Node,
    placeholder: Any = "default",
    optimizer: Any = "adam",
    loss: Any = "categorical_crossentropy",
    metric: Any = "default",
    learning_rate: float = 0.001,
    dtype: Any = "float32",
    batch_size: int = 64,
    shuffle_batches: bool = True,
    to_one_hot: bool = False,
    n_classes: int | None = None,
    trainable_vars: Sequence[Variable] | None = None,
    restore: bool = True,
    op_name: str | None = None,
    validation_monitors: Any = None,
    validation_batch_size: int | None = None,
    name: str | None = None,
) -> Node:
    """Train `incoming` to match targets, which are fed under `name`. Layers may follow: it passes its input on.

    `optimizer` is a name (then `learning_rate` counts) or an optimizer with its own rate (then `learning_rate` is
    ignored, as in TFLearn). `loss` and `metric` are names or functions `(prediction, target)` of tensors; the default
    metric is accuracy, none for single numbers. Targets have the shape of the output; with `to_one_hot` they are class
    numbers from 0 to `n_classes` - 1. Raises `UnknownName` for a name we do not know.

    >>> from glassnet.layers.core import fully_connected, input_data
    >>> net = fully_connected(input_data([None, 4]), 2, activation="softmax")
    >>> regression(net, optimizer="sgd", learning_rate=0.01, name="targets").op.optimizer.setting("learning_rate")
    0.01
    """
    before = node(incoming)
    if placeholder != "default":
        raise NotInGlassnet("placeholder= is not in Glassnet: targets are fed under the layer's name.")
    if validation_monitors is not None:
        raise NotInGlassnet("validation_monitors= is not in Glassnet: use metric=, or a callback.")
    if to_one_hot and n_classes is None:
        raise ShapeError("to_one_hot=True needs n_classes: how many classes there are.")
    rule = optimizers.get(optimizer, learning_rate)
    op = Regression(
        optimizer=rule,
        loss=objectives.get(loss),
        metric=_metric(metric, before),
        batch_size=positive(batch_size, "batch_size"),
        shuffle=bool(shuffle_batches),
        to_one_hot=bool(to_one_hot),
        n_classes=n_classes,
        label=op_name or optimizers.label(rule),
        validation_batch_size=validation_batch_size,
        trainable=None if trainable_vars is None else tuple(trainable_vars),
    )
    return place(op, (before,), name)


def _metric(metric: Any, output: Node) -> Term | None:
    """TFLearn's default metric is accuracy, and none where a sample's answer is a single number [N]."""
    if metric == "default":
        return None if output.shape.rank == 0 else metrics.get("accuracy")
    return metrics.get(metric)
