"""How start weights are spread: moments of many draws, and the limits that the formula promises.

Each shape is drawn until there are at least 200,000 numbers. `by` says who drew: TFLearn's own functions, or, for
xavier and variance_scaling, which TFLearn can only build on TensorFlow 1, the formula of tf.contrib's initializers
(uniform: +-sqrt(3 factor / n); else truncated normal of deviation sqrt(1.3 factor / n)) on TensorFlow's random
numbers. `std_promised` is the deviation by theory: limit / sqrt(3), or 0.8796 of a normal's once it is cut at two.
"""

from math import ceil, prod, sqrt
from typing import Any

import numpy as np
from old_tflearn import session, tf, tflearn

SHAPES = ((2, 2, 1, 32), (10, 10, 3, 3), (500,), (3136, 1024))
ENOUGH = 200_000
CUT = 0.8796256610342398  # sqrt(1 - 4 pdf(2) / (cdf(2) - cdf(-2))): what cutting at +-2 leaves of a deviation of 1
CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("zeros", {}),
    ("uniform", {}),
    ("uniform", {"minval": -0.05, "maxval": 0.05}),
    ("uniform_scaling", {}),
    ("normal", {}),
    ("normal", {"mean": 1.0, "stddev": 0.002}),
    ("truncated_normal", {}),
    ("truncated_normal", {"mean": 0.5, "stddev": 0.1}),
    ("xavier", {}),
    ("xavier", {"uniform": False}),
    ("variance_scaling", {}),
    ("variance_scaling", {"factor": 1.0, "mode": "FAN_AVG", "uniform": True}),
    ("variance_scaling", {"factor": 1.0, "mode": "FAN_OUT", "uniform": False}),
)


def answers() -> dict[str, Any]:
    return {"cases": [_case(name, settings, shape) for name, settings in CASES for shape in _shapes(settings)]}


def _shapes(settings: dict[str, Any]) -> tuple[tuple[int, ...], ...]:
    # The dense layer takes a second a draw in the tests: it is asked of the defaults only.
    return SHAPES[:-1] if settings else SHAPES


def _case(name: str, settings: dict[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        tf.set_random_seed(1)
        own = name not in ("xavier", "variance_scaling")
        draw = getattr(tflearn.initializations, name)(**settings)(shape) if own else _scaled(name, settings, shape)
        cells = np.concatenate([run.run(draw).ravel() for _ in range(ceil(ENOUGH / prod(shape)))]).astype(np.float64)
    found = {"mean": cells.mean(), "std": cells.std(), "min": cells.min(), "max": cells.max()}
    by = "tflearn" if own else "formula"
    return {
        "initialization": name,
        "settings": settings,
        "shape": shape,
        "by": by,
        **found,
        **_promised(name, settings, shape),
    }


def _scaled(name: str, settings: dict[str, Any], shape: tuple[int, ...]) -> Any:
    factor_over_n, uniform = _contrib(name, settings, shape)
    if uniform:
        limit = sqrt(3 * factor_over_n)
        return tf.random_uniform(shape, -limit, limit)
    return tf.truncated_normal(shape, 0.0, sqrt(1.3 * factor_over_n))


def _contrib(name: str, settings: dict[str, Any], shape: tuple[int, ...]) -> tuple[float, bool]:
    given = (
        {"factor": 1.0, "mode": "FAN_AVG", "uniform": True}
        if name == "xavier"
        else {"factor": 2.0, "mode": "FAN_IN", "uniform": False}
    )
    given |= settings
    field = prod(shape[:-2])
    fan_in = field * (shape[-2] if len(shape) > 1 else shape[-1])
    fan_out = field * shape[-1]
    n = {"FAN_IN": fan_in, "FAN_OUT": fan_out, "FAN_AVG": (fan_in + fan_out) / 2}[given["mode"]]
    return given["factor"] / n, given["uniform"]


def _promised(name: str, settings: dict[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    """Mean, deviation and bounds by theory; a bound is None where there is none."""
    if name == "zeros":
        return _said(0.0, 0.0, 0.0, 0.0)
    if name == "uniform":
        low, high = settings.get("minval", 0.0), settings.get("maxval", 1.0)
        return _said((low + high) / 2, (high - low) / sqrt(12), low, high)
    if name == "uniform_scaling":
        limit = sqrt(3 / max(prod(shape[:-1]), 1))
        return _said(0.0, limit / sqrt(3), -limit, limit)
    if name in ("normal", "truncated_normal"):
        mean, stddev = settings.get("mean", 0.0), settings.get("stddev", 0.02)
        cut = name == "truncated_normal"
        return (
            _said(mean, CUT * stddev, mean - 2 * stddev, mean + 2 * stddev) if cut else _said(mean, stddev, None, None)
        )
    factor_over_n, uniform = _contrib(name, settings, shape)
    limit = sqrt(3 * factor_over_n) if uniform else 2 * sqrt(1.3 * factor_over_n)
    return _said(0.0, limit / sqrt(3) if uniform else CUT * limit / 2, -limit, limit)


def _said(mean: float, std: float, low: float | None, high: float | None) -> dict[str, Any]:
    return {"mean_promised": mean, "std_promised": std, "lowest": low, "highest": high}
