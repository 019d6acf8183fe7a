"""How arguments of layer functions are read: one number or several, names of terms, what we cannot do."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from glassnet.errors import GlassnetError, SettingError, ShapeError, unknown
from glassnet.graph.node import Node
from glassnet.graph.rules import Refused
from glassnet.graph.shape import Padding
from glassnet.graph.steps import CUSTOM, Known, Steps
from glassnet.graph.term import Term
from glassnet.terms import activations, initializations, regularizers

Size = int | Sequence[int]


class NotInGlassnet(GlassnetError, NotImplementedError):
    """Something of TFLearn's that Glassnet leaves out, with what to do instead."""


def node(incoming: Any) -> Node:
    """`incoming` if it is a layer. The usual slip is to pass a number or an array where a layer belongs."""
    if not isinstance(incoming, Node):
        raise ShapeError(
            f"a layer is built on another layer, but got {type(incoming).__name__}: start with "
            "net = input_data([None, 28, 28, 1]) and pass net on."
        )
    return incoming


def positive(value: Any, what: str) -> int:
    """`value` as a whole number of at least 1.

    >>> positive(3.0, "nb_filter")
    3
    """
    if isinstance(value, bool) or not _is_whole(value) or int(value) < 1:
        raise ShapeError(f"{what} must be a whole number of at least 1, got {value!r}.")
    return int(value)


def _is_whole(value: Any) -> bool:
    try:
        return bool(int(value) == value)
    except (TypeError, ValueError, OverflowError):
        return False


def pair(value: Size, what: str) -> tuple[int, int]:
    """Rows and columns from 3, [3, 5] or TensorFlow's [1, 3, 5, 1].

    >>> pair(3, "strides"), pair([3, 5], "strides"), pair([1, 3, 5, 1], "strides")
    ((3, 3), (3, 5), (3, 5))
    """
    if isinstance(value, Sequence):
        sides = list(value)
        if len(sides) == 4 and (sides[0], sides[3]) == (1, 1):
            sides = sides[1:3]
        if len(sides) != 2:
            raise ShapeError(f"{what} must be one number or two (rows, columns), got {list(value)}.")
        return positive(sides[0], what), positive(sides[1], what)
    return positive(value, what), positive(value, what)


class _Step(Protocol):
    """A step of preprocessing or augmentation, as `glassnet.data` lists it."""

    name: str
    settings: tuple[tuple[str, Any], ...]
    values: Any
    code: Callable[..., Any] | None


def steps_of(given: Any, known: Known, argument: str, kind: str) -> tuple[Term, ...]:
    """The steps of an `ImagePreprocessing` or `ImageAugmentation` as terms; none for None."""
    if given is None:
        return ()
    if not hasattr(given, "settled"):
        raise SettingError(f"{argument} takes an {kind}, got {type(given).__name__}: steps = {kind}(), steps.add_...")
    return tuple(_term(step, known, argument, kind) for step in given.settled())


def _term(step: _Step, known: Known, argument: str, kind: str) -> Term:
    if step.name == CUSTOM:
        return Term(CUSTOM, code=step.code)
    if step.name not in known:
        raise SettingError(f"{step.name} is no step of {argument}, which takes an {kind}.")
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in step.settings}
    try:
        (read,) = Steps(known).read([{"name": step.name, "settings": plain}])
    except Refused as why:
        raise SettingError(f"{argument} must be {why}.") from None
    return read if step.values is None else Term(read.name, read.settings, initializations.get(step.values).code)


def padding_name(padding: str) -> Padding:
    """'same' or 'valid', in any case."""
    match str(padding).lower():
        case "same":
            return "same"
        case "valid":
            return "valid"
    raise unknown("padding", padding, ["same", "valid"])


def keep_probability(value: Any) -> float:
    """The share of numbers a dropout keeps, above 0 and up to 1."""
    if not isinstance(value, int | float) or not 0 < value <= 1:
        raise ShapeError(
            f"keep_prob is the share of numbers that is kept: above 0 and up to 1, got {value!r}. "
            "To drop 20 %, keep 0.8."
        )
    return float(value)


def weighted_settings(
    activation: Any,
    bias: bool,
    weights_init: Any,
    bias_init: Any,
    regularizer: Any,
    weight_decay: float,
    trainable: bool,
    restore: bool,
    reuse: bool,
) -> dict[str, Any]:
    """What layers with weights share, read into the fields of `graph.ops.weighted.Weighted`."""
    if reuse:
        raise NotInGlassnet(
            "reuse=True (two layers with the same weights) is not in Glassnet. Build one layer and read it twice."
        )
    decay: Term | None = regularizers.get(regularizer)
    return {
        "activation": activations.get(activation),
        "bias": bool(bias),
        "weights_init": initializations.get(weights_init),
        "bias_init": initializations.get(bias_init),
        "regularizer": decay,
        "weight_decay": float(weight_decay),
        "trainable": bool(trainable),
        "restore": bool(restore),
    }
