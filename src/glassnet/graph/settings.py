"""The settings of every kind of layer, in plain sight, each with the rule a text or a file must keep."""

from typing import Any

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
from glassnet.graph.rules import (
    Choice,
    Extent,
    Flag,
    Formula,
    Maybe,
    Name,
    Pair,
    Plain,
    Real,
    Refused,
    Rule,
    Sides,
    Start,
    Whole,
)
from glassnet.graph.steps import AUGMENTATION, PREPROCESSING, Steps

DTYPES = (
    *("float32", "float64", "float16", "bfloat16", "bool"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
)
PADDING = Choice(("same", "valid"))
ACTIVATION = Formula(vocabulary.ACTIVATIONS)
_LAYERED: dict[str, Rule] = {"trainable": Flag(), "restore": Flag()}
_WEIGHTED: dict[str, Rule] = {
    "activation": ACTIVATION,
    "bias": Flag(),
    "weights_init": Start(vocabulary.INITIALIZATIONS),
    "bias_init": Start(vocabulary.INITIALIZATIONS),
    "regularizer": Maybe(Formula(vocabulary.REGULARIZERS)),
    "weight_decay": Real(),
    **_LAYERED,
}
_SLIDING: dict[str, Rule] = {"size": Pair(), "strides": Pair(), "padding": PADDING}

RULES: dict[type[Op], dict[str, Rule]] = {
    Input: {
        "shape": Extent(),
        "dtype": Choice(DTYPES),
        "preprocessing": Steps(PREPROCESSING),
        "augmentation": Steps(AUGMENTATION),
    },
    Conv2D: {"filters": Whole(), **_SLIDING, **_WEIGHTED},
    MaxPool2D: _SLIDING,
    AvgPool2D: _SLIDING,
    GlobalAvgPool: {},
    GlobalMaxPool: {},
    UpSample2D: {"size": Pair()},
    Dense: {"units": Whole(), **_WEIGHTED},
    SingleUnit: {"activation": ACTIVATION, "bias": Flag(), **_LAYERED},
    Dropout: {"keep": Real(0, 1, above=True), "noise_shape": Maybe(Sides())},
    Flatten: {},
    Reshape: {"sides": Sides(rest=True)},
    Activation: {"activation": ACTIVATION},
    BatchNormalization: {
        "beta": Real(),
        "gamma": Real(),
        "epsilon": Real(0),
        "decay": Real(0, 1),
        "stddev": Real(0),
        **_LAYERED,
    },
    LocalResponseNormalization: {"depth_radius": Whole(0), "bias": Real(), "alpha": Real(), "beta": Real()},
    L2Normalize: {"dims": Sides(low=-8, high=8), "epsilon": Real(0)},
    Merge: {"mode": Choice(MODES), "axis": Whole(-8, 8)},
    Regression: {
        "optimizer": Formula(vocabulary.OPTIMIZERS),
        "loss": Formula(vocabulary.OBJECTIVES),
        "metric": Maybe(Formula(vocabulary.METRICS)),
        "batch_size": Whole(),
        "shuffle": Flag(),
        "to_one_hot": Flag(),
        "n_classes": Maybe(Whole()),
        "label": Name(),
        "validation_batch_size": Maybe(Whole()),
    },
}
KINDS: dict[str, type[Op]] = {kind.kind: kind for kind in RULES}


def make(kind: type[Op], settings: dict[str, Plain]) -> Op:
    """A layer from plain settings. Raises `Refused` with a full sentence."""
    return kind(**{key: read(kind, key, plain) for key, plain in settings.items()})


def read(kind: type[Op], key: str, plain: Plain) -> Any:
    """One setting from its plain value."""
    try:
        return RULES[kind][key].read(plain)
    except Refused as why:
        raise Refused(f"{key} must be {why}, not {shown(plain)}.") from None


def shown(plain: Plain) -> str:
    """A value as a message shows it: short, whatever it is.

    >>> shown([1, 2]), shown("x" * 100), shown(10**5000)
    ('[1, 2]', "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'", 'a huge number')
    """
    if isinstance(plain, int) and abs(plain) >= 10**20:
        return "a huge number"
    if isinstance(plain, str):
        return repr(plain if len(plain) <= 40 else plain[:37] + "…")
    if isinstance(plain, list):
        short = len(plain) <= 8 and all(not isinstance(item, (list, dict)) for item in plain)
        return f"[{', '.join(map(shown, plain))}]" if short else f"a list of {len(plain)}"
    return _shown_formula(plain) if isinstance(plain, dict) else repr(plain)[:60]


def _shown_formula(plain: dict[str, Plain]) -> str:
    name, settings = plain.get("name"), plain.get("settings")
    if isinstance(name, str) and isinstance(settings, dict) and settings:
        return f"{shown(name)} with {', '.join(map(shown, settings))}"
    return "an object"
