"""Every activation: values, and the gradient of the sum of value * weighting(value.shape).

TFLearn's own functions; swish and mish, which came after 0.5.0, by their formula on TensorFlow, as `by` says. Among
the inputs are 0 and the other kinks, where gradients differ between libraries.
"""

from typing import Any

import numpy as np
from golden_inputs import numbers, weighting
from old_tflearn import session, tf, tflearn

KINKS = [-100.0, -30.0, -6.0, -3.0, -2.5, -1.0, -1e-3, -1e-6, 0.0, 1e-6, 1e-3, 1.0, 2.5, 3.0, 6.0, 6.5, 30.0, 100.0]
ROWS = np.concatenate([np.float32(KINKS), 8 * numbers((6,), salt=1)]).reshape(8, 3)
IMAGE = 8 * numbers((2, 3, 2, 4), salt=2)

CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("linear", {}),
    ("tanh", {}),
    ("sigmoid", {}),
    ("softmax", {}),
    ("softplus", {}),
    ("softsign", {}),
    ("relu", {}),
    ("relu6", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"alpha": 0.3}),
    ("prelu", {}),
    ("elu", {}),
    ("crelu", {}),
    ("selu", {}),
    ("hard_sigmoid", {}),
    ("gelu", {}),
    ("swish", {}),
    ("mish", {}),
)
FORMULAS = {
    "swish": lambda x: x * tf.nn.sigmoid(x),
    "mish": lambda x: x * tf.tanh(tf.nn.softplus(x)),
}


def answers() -> dict[str, Any]:
    return {"cases": [_case(name, settings, x) for name, settings in CASES for x in (ROWS, IMAGE)]}


def _case(name: str, settings: dict[str, Any], x: Any) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        given = tf.constant(x)
        function, by = _function(name)
        value = function(given, **settings)
        asked = {"value": value, "gradient": _gradient(value, given)}
        if name == "prelu":
            # Slopes start at 0, where they would hide: give them 0.1, 0.2, ...
            slopes = np.float32(0.1) * np.arange(1, x.shape[-1] + 1, dtype=np.float32)
            run.run(value.alphas.assign(slopes))
            asked["alphas_gradient"] = _gradient(value, value.alphas)
        found = run.run(asked)
    extra = {"alphas": slopes} if name == "prelu" else {}
    return {"activation": name, "settings": settings, "by": by, "x": x, **extra, **found}


def _function(name: str) -> tuple[Any, str]:
    if name in FORMULAS:
        return FORMULAS[name], "formula"
    return getattr(tflearn.activations, name), "tflearn"


def _gradient(value: Any, by: Any) -> Any:
    return tf.gradients(tf.reduce_sum(value * weighting(tuple(value.shape.as_list()))), by)[0]
