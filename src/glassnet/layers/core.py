"""Inputs, fully connected layers, dropout, and layers that only lay numbers out anew. `tflearn.layers.core`."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from glassnet.errors import ShapeError
from glassnet.extras import later
from glassnet.graph.node import Node, place
from glassnet.graph.ops.activation import Activation
from glassnet.graph.ops.custom import Custom
from glassnet.graph.ops.dense import Dense, SingleUnit
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.reshaping import Dropout, Flatten, Reshape
from glassnet.graph.shape import Shape
from glassnet.graph.steps import AUGMENTATION, PREPROCESSING
from glassnet.graph.term import Term
from glassnet.layers.arguments import NotInGlassnet, keep_probability, node, positive, steps_of, weighted_settings
from glassnet.terms import activations

torch = later("torch")


def input_data(
    shape: Sequence[int | None] | None = None,
    placeholder: Any = None,
    dtype: Any = "float32",
    data_preprocessing: Any = None,
    data_augmentation: Any = None,
    name: str = "InputData",
) -> Node:
    """Where data enter: the start of every network.

    `shape` is `[batch, height, width, channels]` for images, `[batch, n]` for rows of numbers. The batch side is None;
    where it is left out it is put in front. Data are fed under `name` and computed with in float32 whatever `dtype`
    says. `data_preprocessing` (`ImagePreprocessing`) is done to every sample as part of the network,
    `data_augmentation` (`ImageAugmentation`) by chance to those it learns from; both are taken over as they are now.
    Where they crop, `shape` is that behind the crop. Raises `ShapeError` when a side other than the batch is open, and
    when `shape` is not what a crop leaves.

    >>> input_data([None, 28, 28, 1], name="input")
    <input 28x28x1>
    >>> input_data(shape=[28, 28, 1]).get_shape().as_list()
    [None, 28, 28, 1]
    """
    if placeholder is not None:
        raise NotInGlassnet("placeholder= is not in Glassnet: give a shape, and feed arrays under the layer's name.")
    if shape is None:
        raise ShapeError("input_data needs a shape, such as [None, 28, 28, 1].")
    op = Input(
        shape=Shape(_sample_sides(list(shape))),
        preprocessing=steps_of(data_preprocessing, PREPROCESSING, "data_preprocessing", "ImagePreprocessing"),
        augmentation=steps_of(data_augmentation, AUGMENTATION, "data_augmentation", "ImageAugmentation"),
    )
    return place(op, (), name)


def _sample_sides(shape: list[int | None]) -> tuple[int, ...]:
    """The sides of one sample. TFLearn puts an open batch in front of a list of two numbers or more."""
    sides = shape if len(shape) > 1 and shape[0] is not None else shape[1:]
    if any(side is None for side in sides):
        raise ShapeError(f"only the batch may be open, got {shape}: a network is settled before it trains.")
    return tuple(positive(side, "a side of the input") for side in sides)


def fully_connected(
    incoming: Node,
    n_units: int,
    activation: Any = "linear",
    bias: bool = True,
    weights_init: Any = "truncated_normal",
    bias_init: Any = "zeros",
    regularizer: Any = None,
    weight_decay: float = 0.001,
    trainable: bool = True,
    restore: bool = True,
    reuse: bool = False,
    scope: str | None = None,
    name: str = "FullyConnected",
) -> Node:
    """Every number joined to each of `n_units` units; images are flattened row by row, channels last.

    `W` is [in, n_units] and starts as a normal distribution of deviation 0.02 cut at twice that, whatever the number of
    inputs (TFLearn's default). `weight_decay` counts only with a `regularizer`.

    >>> fully_connected(input_data([None, 28, 28, 1]), 10, activation="softmax").W.shape
    (784, 10)
    """
    settings = weighted_settings(
        activation, bias, weights_init, bias_init, regularizer, weight_decay, trainable, restore, reuse
    )
    return place(Dense(units=positive(n_units, "n_units"), **settings), (node(incoming),), scope or name)


def dropout(incoming: Node, keep_prob: float, noise_shape: Sequence[int] | None = None, name: str = "Dropout") -> Node:
    """In training keep each number with probability `keep_prob` and divide it by that; else pass all on unchanged.

    `keep_prob` is the share to KEEP, above 0 and up to 1. `noise_shape` counts the batch first; a side of 1 is dropped
    or kept as one.

    >>> dropout(input_data([None, 1024]), 0.8)
    <Dropout 1024>
    """
    noise = None if noise_shape is None else tuple(int(side) for side in noise_shape[1:])
    return place(Dropout(keep=keep_probability(keep_prob), noise_shape=noise), (node(incoming),), name)


def flatten(incoming: Node, name: str = "Flatten") -> Node:
    """One row of numbers a sample: row by row, channels last.

    >>> flatten(input_data([None, 7, 7, 64]))
    <Flatten 3136>
    """
    return place(Flatten(), (node(incoming),), name)


def reshape(incoming: Node, new_shape: Sequence[int], name: str = "Reshape") -> Node:
    """The same numbers in another shape. `new_shape` counts the batch first, as -1; one other side may be -1.

    >>> reshape(input_data([None, 784]), [-1, 28, 28, 1])
    <Reshape 28x28x1>
    """
    sides = [int(side) for side in new_shape]
    if sides[:1] != [-1]:
        raise ShapeError(f"new_shape starts with the batch, which stays open: [-1, ...], got {sides}.")
    return place(Reshape(sides=tuple(sides[1:])), (node(incoming),), name)


def activation(incoming: Node, activation: Any = "linear", name: str = "activation") -> Node:
    """An activation as a layer of its own: a name, or a function of tensors.

    >>> activation(input_data([None, 4, 4, 3]), "crelu")
    <activation 4x4x6>
    """
    return place(Activation(activation=activations.get(activation)), (node(incoming),), name)


def custom_layer(incoming: Node, custom_fn: Callable[..., Any], **kwargs: Any) -> Node:
    """Your own function of torch tensors [batch, ...] as a layer; all keywords are passed on to it.

    The function is tried once on zeros, to learn the shape it makes. A network with such a layer works in this process
    and cannot be written to a file, for no file of ours holds code.

    >>> custom_layer(input_data([None, 4]), lambda x, scale: x * scale, scale=2)
    <CustomLayer 4>
    """
    before = node(incoming)
    function = partial(custom_fn, **kwargs)
    made = function(torch.zeros(2, *before.shape.sides))
    if not isinstance(made, torch.Tensor) or made.shape[:1] != (2,):
        raise ShapeError("custom_fn must return a tensor with as many samples as it was given.")
    term = Term(getattr(custom_fn, "__name__", "custom_fn"), code=function)
    op = Custom(function=term, made=Shape(tuple(made.shape[1:])))
    return place(op, (before,), kwargs.get("name"))


def single_unit(
    incoming: Node,
    activation: Any = "linear",
    bias: bool = True,
    trainable: bool = True,
    restore: bool = True,
    reuse: bool = False,
    scope: str | None = None,
    name: str = "Linear",
) -> Node:
    """One weight and one bias for samples that are single numbers, fed as [N]: linear regression.

    Both start at one random number drawn from the normal distribution.

    >>> single_unit(input_data([None])).W.shape
    (1,)
    """
    if reuse:
        raise NotInGlassnet("reuse=True is not in Glassnet. Build one layer and read it twice.")
    op = SingleUnit(activation=activations.get(activation), bias=bool(bias), trainable=trainable, restore=restore)
    return place(op, (node(incoming),), scope or name)
