"""Initializations: what weights are before anything is learned. The distributions themselves are in `draws`.

The factories are TFLearn's. Called without a shape they name a distribution, which is what layers ask for; with one
they draw from it. `dtype` is taken and not heeded: weights are float32.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from glassnet.errors import DataError
from glassnet.extras import later
from glassnet.graph.term import Term
from glassnet.terms import draws
from glassnet.terms.limits import FINITE, NOT_NEGATIVE, POSITIVE, WHOLE
from glassnet.terms.table import Table

if TYPE_CHECKING:
    import numpy as np
    import torch
    from torch import Generator, Tensor
else:
    np, torch = later("numpy"), later("torch")

_TABLE = Table(
    "initialization",
    {
        "zeros": draws.zeros,
        "constant": draws.constant,
        "uniform": draws.uniform,
        "uniform_scaling": draws.uniform_scaling,
        "normal": draws.normal,
        "truncated_normal": draws.truncated_normal,
        "xavier": draws.xavier,
        "variance_scaling": draws.variance_scaling,
    },
    given=frozenset({"shape", "generator"}),
    limits={
        "value": FINITE,
        "minval": FINITE,
        "maxval": FINITE,
        "factor": POSITIVE,
        "mean": FINITE,
        "stddev": NOT_NEGATIVE,
        "seed": WHOLE,
    },
)
NAMES: tuple[str, ...] = tuple(_TABLE.formulas)
Shape = Sequence[int]


def constant(value: float) -> Term:
    """`value` everywhere.

    >>> print(constant(0.5))
    constant(value=0.5)
    """
    return _TABLE.checked(Term("constant", (("value", float(value)),)))


def zeros(shape: Shape | None = None, dtype: Any = None, seed: int | None = None) -> Any:
    """0 everywhere.

    >>> print(zeros())
    zeros
    """
    return _drawn_if(shape, _TABLE.term("zeros", seed=seed))


def uniform(
    shape: Shape | None = None,
    minval: float = 0,
    maxval: float | None = None,
    dtype: Any = None,
    seed: int | None = None,
) -> Any:
    """Evenly from `minval` up to `maxval`. TFLearn's default is 0 to 1: no weight is negative.

    >>> print(uniform(minval=-0.1, maxval=0.1))
    uniform(maxval=0.1, minval=-0.1)
    """
    term = _TABLE.term("uniform", minval=minval, maxval=maxval, seed=seed)
    draws.bounds(minval, maxval)
    return _drawn_if(shape, term)


def uniform_scaling(shape: Shape | None = None, factor: float = 1.0, dtype: Any = None, seed: int | None = None) -> Any:
    """Evenly within sqrt(3 / numbers coming in): TFLearn's default for convolutions.

    TFLearn heeds `factor` only together with `shape`. So do we, with a warning, that an old script may start from the
    weights it always started from; `Term("uniform_scaling", (("factor", 1.43),))` has it.

    >>> print(uniform_scaling(seed=1))
    uniform_scaling(seed=1)
    """
    if shape is None and factor != 1.0:
        warnings.warn(
            f"uniform_scaling(factor={factor!r}) without a shape: TFLearn ignores the factor here, and so does this.",
            stacklevel=2,
        )
        factor = 1.0
    return _drawn_if(shape, _TABLE.term("uniform_scaling", factor=factor, seed=seed))


def normal(
    shape: Shape | None = None, mean: float = 0.0, stddev: float = 0.02, dtype: Any = None, seed: int | None = None
) -> Any:
    """The normal distribution.

    >>> print(normal(stddev=0.1))
    normal(stddev=0.1)
    """
    return _drawn_if(shape, _TABLE.term("normal", mean=mean, stddev=stddev, seed=seed))


def truncated_normal(
    shape: Shape | None = None, mean: float = 0.0, stddev: float = 0.02, dtype: Any = None, seed: int | None = None
) -> Any:
    """The normal distribution cut at two deviations: TFLearn's default for fully connected layers.

    >>> print(truncated_normal(seed=42))
    truncated_normal(seed=42)
    """
    return _drawn_if(shape, _TABLE.term("truncated_normal", mean=mean, stddev=stddev, seed=seed))


def xavier(uniform: bool = True, seed: int | None = None, dtype: Any = None) -> Term:
    """Glorot's, from the numbers that come in and those that leave.

    >>> print(xavier(uniform=False))
    xavier(uniform=False)
    """
    return _TABLE.term("xavier", uniform=bool(uniform), seed=seed)


def variance_scaling(
    factor: float = 2.0, mode: str = "FAN_IN", uniform: bool = False, seed: int | None = None, dtype: Any = None
) -> Term:
    """A variance of `factor` over the numbers that come in, leave, or both: "FAN_IN", "FAN_OUT", "FAN_AVG".

    The default is He's, for relu. Raises `UnknownName` for another mode.

    >>> print(variance_scaling(factor=1.0, mode="FAN_AVG", uniform=True))
    variance_scaling(factor=1.0, mode='FAN_AVG', uniform=True)
    """
    draws.fan((), mode)
    return _TABLE.term("variance_scaling", factor=factor, mode=mode, uniform=bool(uniform), seed=seed)


_FACTORIES = (zeros, uniform, uniform_scaling, normal, truncated_normal, xavier, variance_scaling)


def get(spec: object) -> Term:
    """The initialization for a name, a `Term`, a factory, an array or list of the values themselves, or a function of
    a shape. None is Glorot's, TensorFlow's choice for weights that are told nothing.

    Raises `UnknownName` for a name or a setting we do not know, `SettingError` for a setting out of its range.

    >>> print(get("Truncated_Normal"), get(None), get([[1.0, 2.0]]))
    truncated_normal xavier given
    """
    if spec is None:
        return Term("xavier")
    for factory in _FACTORIES:
        if spec is factory:
            return Term(factory.__name__)
    if hasattr(spec, "__array__") or isinstance(spec, list | tuple):
        return Term("given", code=_Given(spec))
    return _TABLE.get(spec)


class _Given:
    """An array that a user has, in the place of a function that makes one."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __call__(self, shape: tuple[int, ...]) -> Any:
        return self.values


def draw(term: Term, shape: Shape, generator: Generator) -> Tensor:
    """A fresh float32 array of `shape`. A term with a `seed` draws from a generator of its own, else from `generator`.

    Raises `DataError` where values that are given have another shape.

    >>> draw(constant(0.5), (2,), torch.Generator())
    tensor([0.5000, 0.5000])
    """
    sides = tuple(shape)
    if term.code is not None:
        return _own(term.name, term.code, sides)
    seed = term.setting("seed")
    chance = generator if seed is None else torch.Generator().manual_seed(seed)
    array: Tensor = _TABLE.compute(term, sides, chance)
    return array


def _own(name: str, code: Callable[..., Any], sides: tuple[int, ...]) -> Tensor:
    values = code(sides)
    values = values.detach().cpu().numpy() if isinstance(values, torch.Tensor) else values
    # A copy: training writes into it, and the user's own array must stay as it is.
    made = torch.from_numpy(np.array(values, dtype="float32"))
    if tuple(made.shape) != sides:
        what = "the values given" if isinstance(code, _Given) else f"what '{name}' returned"
        raise DataError(
            f"weights of shape {list(sides)} are to start from {what}, of shape {list(made.shape)}. "
            "Convolutions have [height, width, in, out], fully connected layers [in, out], biases [out]."
        )
    return made


def _drawn_if(shape: Shape | None, term: Term) -> Any:
    """The term; or with a shape, as TFLearn does, an array drawn from it, by torch's own generator without a seed."""
    return term if shape is None else draw(term, shape, torch.default_generator)
