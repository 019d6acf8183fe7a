"""The distributions that weights start from, as arrays of a given shape. What `initializations` names."""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING

from glassnet.errors import SettingError, unknown
from glassnet.extras import later

if TYPE_CHECKING:
    import torch
    from torch import Generator, Tensor
else:
    torch = later("torch")


def fans(shape: tuple[int, ...]) -> tuple[float, float]:
    """How many numbers come into one unit and how many leave it, for W of [..., in, out].

    >>> fans((10, 10, 1, 3))
    (100.0, 300.0)
    >>> fans((784, 1024)), fans((5,))
    ((784.0, 1024.0), (5.0, 5.0))
    """
    if not shape:
        return 1.0, 1.0
    window = float(prod(shape[:-2]))
    return window * (shape[-2] if len(shape) > 1 else shape[-1]), window * shape[-1]


def fan(shape: tuple[int, ...], mode: str) -> float:
    """The count that `mode` names. Raises `UnknownName` for another mode.

    >>> fan((784, 1024), "FAN_AVG")
    904.0
    """
    fan_in, fan_out = fans(shape)
    counts = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2}
    if mode not in counts:
        raise unknown("mode of variance_scaling", mode, counts)
    return counts[mode]


def bounds(minval: float, maxval: float | None) -> tuple[float, float]:
    """Both ends of `uniform`. Raises `SettingError` when the upper is not above the lower.

    >>> bounds(-0.5, None)
    (-0.5, 1.0)
    """
    top = 1.0 if maxval is None else maxval
    if not minval < top:
        raise SettingError(f"uniform: minval={minval!r} must lie below maxval={top!r}.")
    return minval, top


def constant(shape: tuple[int, ...], generator: Generator, value: float) -> Tensor:
    """`value` everywhere.

    >>> constant((2,), torch.Generator(), 0.5)
    tensor([0.5000, 0.5000])
    """
    return torch.full(shape, float(value))


def zeros(shape: tuple[int, ...], generator: Generator, seed: int | None = None) -> Tensor:
    """0 everywhere, whatever the seed.

    >>> zeros((2,), torch.Generator())
    tensor([0., 0.])
    """
    return torch.zeros(shape)


def uniform(
    shape: tuple[int, ...],
    generator: Generator,
    minval: float = 0.0,
    maxval: float | None = None,
    seed: int | None = None,
) -> Tensor:
    """Evenly from `minval` up to `maxval`, which is 1 where it is None: by default 0 to 1, never negative.

    Raises `SettingError` when `maxval` is not above `minval`.

    >>> bool((uniform((1000,), torch.Generator(), -1.0, 1.0).abs() < 1).all())
    True
    """
    low, high = bounds(minval, maxval)
    return torch.empty(shape).uniform_(low, high, generator=generator)


def uniform_scaling(
    shape: tuple[int, ...], generator: Generator, factor: float = 1.0, seed: int | None = None
) -> Tensor:
    """Evenly from -b to b, b = `factor` sqrt(3 / numbers coming in): outputs vary as much as inputs do.

    Source: `tf.uniform_unit_scaling_initializer`; what comes in is the product of all sides but the last.

    >>> bool((uniform_scaling((10, 10, 1, 3), torch.Generator()).abs() <= (3 / 100) ** 0.5).all())
    True
    """
    bound = factor * sqrt(3 / max(1, prod(shape[:-1])))
    return torch.empty(shape).uniform_(-bound, bound, generator=generator)


def normal(
    shape: tuple[int, ...], generator: Generator, mean: float = 0.0, stddev: float = 0.02, seed: int | None = None
) -> Tensor:
    """The normal distribution.

    >>> normal((2,), torch.Generator(), mean=3.0, stddev=0.0)
    tensor([3., 3.])
    """
    return torch.empty(shape).normal_(mean, stddev, generator=generator)


def truncated_normal(
    shape: tuple[int, ...], generator: Generator, mean: float = 0.0, stddev: float = 0.02, seed: int | None = None
) -> Tensor:
    """The normal distribution; numbers more than two deviations from the mean are drawn anew.

    What is left varies less than `stddev` says: its own deviation is 0.88 of that. Source: `tf.truncated_normal`.

    >>> bool((truncated_normal((1000,), torch.Generator()).abs() <= 0.04).all())
    True
    """
    cells = torch.empty(prod(shape)).normal_(generator=generator)
    far = (cells.abs() > 2).nonzero().squeeze(1)
    while len(far) > 0:  # one in 22 the first time; only these are drawn again
        again = torch.empty(len(far)).normal_(generator=generator)
        cells[far] = again
        far = far[again.abs() > 2]
    return cells.mul_(stddev).add_(mean).reshape(shape)


def variance_scaling(
    shape: tuple[int, ...],
    generator: Generator,
    factor: float = 2.0,
    mode: str = "FAN_IN",
    uniform: bool = False,
    seed: int | None = None,
) -> Tensor:
    """A variance of about `factor` / n, n being what comes in (`FAN_IN`), what leaves (`FAN_OUT`) or their mean.

    A truncated normal of deviation sqrt(1.3 factor / n), the 1.3 making up for what the cut takes away; or with
    `uniform` evenly within sqrt(3 factor / n). Source: `tf.contrib.layers.variance_scaling_initializer`.

    >>> bool((variance_scaling((100, 5), torch.Generator()).abs() <= 2 * (1.3 * 2 / 100) ** 0.5).all())
    True
    """
    n = fan(shape, mode)
    if uniform:
        bound = sqrt(3 * factor / n)
        return torch.empty(shape).uniform_(-bound, bound, generator=generator)
    return truncated_normal(shape, generator, stddev=sqrt(1.3 * factor / n))


def xavier(shape: tuple[int, ...], generator: Generator, uniform: bool = True, seed: int | None = None) -> Tensor:
    """Glorot's: evenly within sqrt(6 / (in + out)), or a truncated normal of deviation sqrt(2.6 / (in + out)).

    Source: Glorot and Bengio 2010; `tf.contrib.layers.xavier_initializer`.

    >>> bool((xavier((2, 4), torch.Generator()).abs() <= 1).all())
    True
    """
    return variance_scaling(shape, generator, factor=1.0, mode="FAN_AVG", uniform=uniform)
