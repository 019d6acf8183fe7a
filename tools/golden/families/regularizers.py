"""Both regularizers: value and gradient for the weight numbers(shape), 0 among its cells."""

from typing import Any

import numpy as np
from golden_inputs import numbers
from old_tflearn import session, tf, tflearn

CASES: tuple[tuple[str, dict[str, Any], tuple[int, ...]], ...] = (
    ("L2", {}, (3, 4)),
    ("L2", {"wd": 0.0001}, (3, 3, 2, 4)),
    ("L1", {}, (3, 4)),
    ("L1", {"wd": 0.5}, (3, 3, 2, 4)),
)


def answers() -> dict[str, Any]:
    return {"cases": [_case(*case) for case in CASES]}


def _case(name: str, settings: dict[str, Any], shape: tuple[int, ...]) -> dict[str, Any]:
    weight = numbers(shape)
    weight.flat[1] = 0
    with tf.Graph().as_default(), session() as run:
        given = tf.constant(np.asarray(weight))
        penalty = getattr(tflearn.regularizers, name)(given, **settings)
        value, gradient = run.run([penalty, tf.gradients(penalty, given)[0]])
    return {"regularizer": name, "settings": settings, "weight": weight, "value": value, "gradient": gradient}
