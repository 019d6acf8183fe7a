"""Twenty updates of one weight by each optimizer, and clipping by global norm.

The weight is [2, 7]: row 0 starts at numbers((7,)), row 1 at zero, where even the smallest step shows. The gradient of
step t (0-based) is numbers((7,), salt=t) * SCALES for both rows. Built by TFLearn's optimizer classes; `weights` holds
the weight after each step. `clipped` shows the first two rows and four columns of the first gradient, and all of the
second.
"""

from typing import Any

import numpy as np
from golden_inputs import numbers
from old_tflearn import session, tf, tflearn

SCALES = (1.0, 10.0, 1e-1, 1e-4, 1e-8, 1e-12, 0.0)
STEPS = 20
CASES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1, "lr_decay": 0.5, "decay_step": 4}),
    ("SGD", {"learning_rate": 0.1, "lr_decay": 0.5, "decay_step": 4, "staircase": True}),
    ("Momentum", {}),
    ("Momentum", {"learning_rate": 0.1, "momentum": 0.5, "lr_decay": 0.96, "decay_step": 3}),
    ("Momentum", {"learning_rate": 0.1, "lr_decay": 0.9, "decay_step": 3, "staircase": True}),
    ("Nesterov", {}),
    ("Nesterov", {"learning_rate": 0.1, "momentum": 0.5, "lr_decay": 0.96, "decay_step": 3}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4}),
    ("RMSProp", {}),
    ("RMSProp", {"learning_rate": 0.1, "decay": 0.99, "momentum": 0.9, "epsilon": 1e-4}),
    ("AdaGrad", {}),
    ("AdaGrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.01}),
    ("AdaDelta", {}),
    ("AdaDelta", {"learning_rate": 1.0, "rho": 0.95, "epsilon": 1e-6}),
    ("Ftrl", {}),
    ("Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.01, "l2_regularization_strength": 0.02}),
    ("Ftrl", {"learning_rate": 0.1, "l1_regularization_strength": 0.5}),
    ("Ftrl", {"learning_rate": 0.1, "l2_regularization_strength": 0.1, "learning_rate_power": -0.3}),
    ("ProximalAdaGrad", {}),
    ("ProximalAdaGrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.5}),
)


def answers() -> dict[str, Any]:
    return {"scales": SCALES, "clipping": _clipping(), "cases": [_trajectory(*case) for case in CASES]}


def _trajectory(name: str, settings: dict[str, Any]) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        weight = tf.Variable(np.stack([numbers((7,)), np.zeros(7, np.float32)]))
        gradient = tf.placeholder(tf.float32, (2, 7))
        step = tf.Variable(0.0, trainable=False)
        update = _built(getattr(tflearn, name)(**settings), step).apply_gradients(
            [(gradient, weight)], global_step=step
        )
        run.run(tf.global_variables_initializer())
        weights = []
        for t in range(STEPS):
            run.run(update, {gradient: np.stack([numbers((7,), salt=t) * np.float32(SCALES)] * 2)})
            weights.append(run.run(weight))
    return {"optimizer": name, "settings": settings, "weights": weights}


def _built(optimizer: Any, step: Any) -> Any:
    # TFLearn asks `if not step_tensor`, as `regression` also makes it do.
    optimizer.build(step)
    return optimizer.get_tensor()


def _clipping() -> list[dict[str, Any]]:
    """Two gradients, numbers(rows) and numbers((5,), salt=1), times `scale`, clipped together to a norm of 5.

    The last case has as many numbers as a dense layer of the posts: there a careless sum of squares loses digits.
    """
    asked = (((3, 4), 1.0), ((3, 4), 4.0), ((3, 4), 100.0), ((3, 4), 1e-6), ((3136, 1024), 0.01))
    return [_clipped(rows, scale) for rows, scale in asked]


def _clipped(rows: tuple[int, int], scale: float) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        gradients = [tf.constant(numbers(rows) * np.float32(scale)), tf.constant(numbers((5,), 1) * np.float32(scale))]
        clipped, norm = run.run(tf.clip_by_global_norm(gradients, 5.0))
    return {"rows": rows, "scale": scale, "norm": norm, "clipped": [clipped[0][:2, :4], clipped[1]]}
