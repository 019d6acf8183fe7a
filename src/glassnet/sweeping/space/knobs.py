"""The knobs of a sweep by name: what each may be, what the post of 2017 set it to, and when it has a say at all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from glassnet.errors import UnknownName, unknown
from glassnet.graph import vocabulary
from glassnet.sweeping.space.values import Free, Kind, Named, Number, Sides, Value, Whole, Word

Settings = Mapping[str, Value]
OPTIMIZERS = tuple(vocabulary.OPTIMIZERS)
ACTIVATIONS = tuple(vocabulary.ACTIVATIONS)
AUGMENTS = ("flip", "shift", "rotate", "blur")


def _always(_: Settings) -> bool:
    return True


def _convolves(settings: Settings) -> bool:
    return settings.get("conv_layers") != 0


def _pools_by_name(settings: Settings) -> bool:
    return _convolves(settings) and settings.get("pool") in ("max", "avg")


def _has_dense(settings: Settings) -> bool:
    return settings.get("dense") not in (0, None)


@dataclass(frozen=True)
class Knob:
    """One thing a sweep may vary.

    `usual` is what it is where nobody says; `posts` what the post had, where that is not the same. `matters` says, of
    the other settings, whether it has a say. A range of a `log` knob is walked in factors, not in steps.
    """

    name: str
    kind: Kind
    usual: Value
    says: str
    matters: Callable[[Settings], bool] = _always
    condition: str = ""
    log: bool = False
    posts: Value = None

    @property
    def label(self) -> str:
        return self.name.replace("_", " ")

    @property
    def option(self) -> str:
        """The knob as the command line calls it."""
        return f"--{self.name.replace('_', '-')}"


# The usual values are those of the post's first network of two people: conv 3@10 > pool 2, twice, dense 1024, keep 0.8.
_TABLE = (
    Knob("network", Named(), None, "A network of its own, as a line of text; may be given several times."),
    Knob("conv_layers", Whole(0), 2, "How many convolutional layers, each with its pool."),
    Knob(
        "filter_size", Whole(1, layers=True), 10, "Rows and columns of a filter.", _convolves, "conv_layers is above 0"
    ),
    Knob("filters", Whole(1, layers=True), 3, "Filters of each layer.", _convolves, "conv_layers is above 0"),
    Knob(
        "pool",
        Word(("max", "avg"), or_none=True, or_number=True),
        2,
        "What follows each convolution: none, a max pool of that size, or max or avg.",
        _convolves,
        "conv_layers is above 0",
    ),
    Knob("pool_size", Whole(1), 2, "Rows and columns of a max or avg pool.", _pools_by_name, "pool is max or avg"),
    Knob(
        "dense", Whole(0, or_none=True, layers=True), 1024, "Units of the hidden dense layer, none for no such layer."
    ),
    Knob(
        "keep",
        Number(0, 1),
        0.8,
        "The share of a dense layer's numbers that dropout keeps.",
        _has_dense,
        "dense is not none",
    ),
    Knob("activation", Word(ACTIVATIONS), "relu", "What hidden layers do to their sums."),
    Knob(
        "padding",
        Word(("same", "valid")),
        "same",
        "Whether a filter may hang over the edge.",
        _convolves,
        "conv_layers is above 0",
    ),
    Knob("optimizer", Word(OPTIMIZERS), "sgd", "How weights are moved."),
    Knob(
        "learning_rate",
        Number(0),
        None,
        "How far a step goes; the optimizer's customary rate when left out.",
        log=True,
        posts=0.01,
    ),
    Knob("weight_decay", Number(0, inclusive=True), 0.0, "What large weights cost (L2).", log=True),
    Knob("batch", Whole(1), 64, "Samples that go through at once."),
    Knob("epochs", Whole(1), 10, "Passes over the training pictures."),
    Knob("size", Sides(), None, "Sides of the pictures; as they are read when left out."),
    Knob("augment", Word(AUGMENTS, or_none=True, joined=True), None, "What chance does to training pictures."),
)


class _Known(dict[str, Knob]):
    """The knobs by name. What a function of the user's asks for is a knob too, but none of those that are listed."""

    def __missing__(self, name: str) -> Knob:
        return Knob(name, Free(), "", "Asked for by a function.")


KNOBS: Mapping[str, Knob] = _Known({knob.name: knob for knob in _TABLE})
# What others call them: a hint is worth more than a refusal.
_ELSEWHERE = {
    "lr": "learning_rate",
    "rate": "learning_rate",
    "n_epoch": "epochs",
    "epoch": "epochs",
    "batch_size": "batch",
    "bs": "batch",
    "dropout": "keep",
    "keep_prob": "keep",
    "layers": "conv_layers",
    "n_layers": "conv_layers",
    "kernel_size": "filter_size",
    "window": "filter_size",
    "nb_filter": "filters",
    "units": "dense",
    "hidden": "dense",
    "imgsz": "size",
    "image_size": "size",
    "decay": "weight_decay",
    "augmentation": "augment",
}


def knob(name: str) -> Knob:
    """The knob of that name, hyphens or underscores. Raises `UnknownName` with the nearest ones.

    >>> knob("conv-layers").label
    'conv layers'
    >>> knob("filter-sizes")
    Traceback (most recent call last):
        ...
    glassnet.errors.UnknownName: Invalid knob: 'filter-sizes'. Did you mean 'filter_size' or 'filters'?
    """
    usual = str(name).replace("-", "_").lower()
    if usual in _ELSEWHERE:
        raise UnknownName(f"Invalid knob: {name!r}. Did you mean {_ELSEWHERE[usual]!r}?")
    if usual not in KNOBS:
        raise unknown("knob", name, KNOBS)
    return KNOBS[usual]
