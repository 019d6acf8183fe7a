"""How each kind of layer is said in a line of text: its words, what stands behind them, what may be left out."""

from dataclasses import dataclass

from glassnet.graph import vocabulary
from glassnet.graph.op import Op
from glassnet.graph.ops.activation import Activation
from glassnet.graph.ops.convolution import Conv2D
from glassnet.graph.ops.dense import Dense, SingleUnit
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.merging import MODES, Merge
from glassnet.graph.ops.normalizing import BatchNormalization, L2Normalize, LocalResponseNormalization
from glassnet.graph.ops.pooling import AvgPool2D, GlobalAvgPool, GlobalMaxPool, MaxPool2D, UpSample2D
from glassnet.graph.ops.regression import Regression
from glassnet.graph.ops.reshaping import Dropout, Flatten, Reshape
from glassnet.graph.rules import Plain


@dataclass(frozen=True)
class Form:
    """The text of one kind of layer.

    `first` are the settings that stand without their name directly behind the word, `joint` what stands between them.
    `loose` are settings known by their value alone, such as `relu` or `valid`. All others are `setting=value`.
    `follows` says which settings are, unless told, what another one is.
    """

    kind: type[Op]
    words: tuple[str, ...]  # the first is the one we write
    example: str
    first: tuple[str, ...] = ()
    joint: str = " "
    loose: tuple[str, ...] = ()
    follows: tuple[tuple[str, str], ...] = ()


_SLIDING = (("strides", "size"),)
FORMS: tuple[Form, ...] = (
    Form(Input, ("input", "input-data"), "91x91x1", first=("shape",)),
    Form(
        Conv2D,
        ("conv", "conv-2d"),
        "conv 3@10 relu, conv 3@10x12 stride=2 valid",
        first=("filters", "size"),
        joint="@",
        loose=("padding", "activation"),
    ),
    Form(MaxPool2D, ("pool", "max-pool"), "pool 2, pool 3 stride=2 valid", ("size",), " ", ("padding",), _SLIDING),
    Form(AvgPool2D, ("avg-pool",), "avg-pool 2, avg-pool 3 stride=2 valid", ("size",), " ", ("padding",), _SLIDING),
    Form(GlobalAvgPool, ("global-avg-pool",), "global-avg-pool"),
    Form(GlobalMaxPool, ("global-max-pool",), "global-max-pool"),
    Form(UpSample2D, ("upsample",), "upsample 2", first=("size",)),
    Form(Dense, ("dense",), "dense 1024 relu", first=("units",), loose=("activation",)),
    Form(SingleUnit, ("unit",), "unit", loose=("activation",)),
    Form(Dropout, ("keep",), "keep 0.8 (of the numbers, in training)", first=("keep",)),
    Form(Flatten, (), "flatten"),
    Form(Reshape, (), "reshape 28x28x1", first=("sides",)),
    Form(Activation, (), "relu, leaky_relu(alpha=0.2)", loose=("activation",)),
    Form(BatchNormalization, ("norm", "batch-norm"), "norm, norm decay=0.99"),
    Form(LocalResponseNormalization, ("lrn",), "lrn, lrn depth_radius=2"),
    Form(L2Normalize, (), "l2-normalize dims=1"),
    Form(Merge, (), "a: 28x28x1 ; b: a > conv 8@3 ; merge a b concat axis=3", loose=("mode",)),
    Form(Regression, (), "regression sgd(learning_rate=0.01) mean_square", loose=("optimizer", "loss", "metric")),
)
SHORT_SETTINGS = {"stride": "strides", "init": "weights_init", "shape": "sides"}
CONSTANTS: dict[str, Plain] = {"yes": True, "true": True, "no": False, "false": False, "none": None}
SCALAR = "scalar"  # the shape without sides


def usual(word: str) -> str:
    """A word as we compare it: `Max_Pool` is `max-pool`."""
    return word.lower().replace("_", "-")


def said(form: Form) -> str:
    """The word we write for it."""
    return (*form.words, usual(form.kind.kind))[0]


# TFLearn's own words are understood too: `fully_connected 10`.
FORM_OF_WORD = {word: form for form in FORMS for word in (*form.words, usual(form.kind.kind))}
FORM_OF_KIND = {form.kind: form for form in FORMS}
ACTIVATION_WORDS = {usual(name): name for name in vocabulary.ACTIVATIONS}
RESERVED = {*FORM_OF_WORD, *ACTIVATION_WORDS, *CONSTANTS, *map(usual, MODES), "mode", "axis", SCALAR, "as"}
