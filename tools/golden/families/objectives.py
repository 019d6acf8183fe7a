"""Every loss: its value for a prediction and a target, and its gradient by the prediction.

TFLearn's own functions; `triplet_loss` is not among them, which 0.5.0 lacks. "nan", "inf" and "-inf" are what
TensorFlow gave. The cases worth reading: rows that are no probabilities, probabilities below the cap of 1e-10, a
linear last layer, ties of a maximum.
"""

from typing import Any

import numpy as np
from golden_inputs import numbers
from old_tflearn import session, tf, tflearn

ONE_HOT = np.eye(4, dtype=np.float32)[[0, 2, 1, 3, 2]]
LOGITS = 6 * numbers((5, 4), salt=2)
PROBABILITIES = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)
BITS = (numbers((5, 4), salt=3) > 0).astype(np.float32)
SIGNS = 2 * BITS - 1

CAPPED = [
    [1e-11, 1.0, 0.0, 0.0],
    [0.3, 0.0, 0.7, 0.0],
    [0.5, 1e-10, 0.25, 0.25],
    [0.0, 0.0, 0.0, 1.0],
    [1.0, 0.0, 1e-38, 0.0],
]
UNNORMALISED = [
    [2.0, 1.0, 0.5, 0.5],
    [0.1, 0.1, 0.1, 0.1],
    [3.0, 0.01, 0.0, 7.0],
    [1e-3, 1e-3, 1e-3, 5e-3],
    [10.0, 1.0, 40.0, 2.0],
]
LINEAR = [
    [2.0, -1.0, 0.5, 0.25],
    [-3.0, 1.0, 0.5, 0.25],
    [1.0, -1.0, 0.5, -0.5],
    [-1.0, -2.0, -3.0, -4.0],
    [0.1, 0.2, -0.05, 3.0],
]

CASES: tuple[tuple[str, str, Any, Any, dict[str, Any]], ...] = (
    ("categorical_crossentropy", "probabilities", PROBABILITIES, ONE_HOT, {}),
    ("categorical_crossentropy", "capped at 1e-10", CAPPED, ONE_HOT, {}),
    ("categorical_crossentropy", "rows that do not add up to 1", UNNORMALISED, ONE_HOT, {}),
    ("categorical_crossentropy", "a linear last layer: one row adds up to 0", LINEAR, ONE_HOT, {}),
    (
        "categorical_crossentropy",
        "a linear last layer without that row",
        [*LINEAR[:2], *LINEAR[3:]],
        ONE_HOT[[0, 1, 3, 4]],
        {},
    ),
    ("categorical_crossentropy", "a sigmoid last layer", 1 / (1 + np.exp(-LOGITS)), ONE_HOT, {}),
    ("categorical_crossentropy", "soft targets", PROBABILITIES, PROBABILITIES[:, ::-1], {}),
    ("categorical_crossentropy", "one column: always 0", numbers((4, 1)) + 0.6, np.ones((4, 1)), {}),
    ("softmax_categorical_crossentropy", "logits", LOGITS, ONE_HOT, {}),
    ("softmax_categorical_crossentropy", "far apart", 100 * LOGITS, ONE_HOT, {}),
    ("softmax_categorical_crossentropy", "soft targets", LOGITS, PROBABILITIES[:, ::-1], {}),
    ("softmax_categorical_crossentropy", "targets that do not add up to 1", LOGITS, 2 * BITS, {}),
    ("binary_crossentropy", "logits", LOGITS, BITS, {}),
    ("binary_crossentropy", "far from 0", 100 * LOGITS, BITS, {}),
    ("binary_crossentropy", "one column", LOGITS[:, :1], BITS[:, :1], {}),
    ("weighted_crossentropy", "weight 1", LOGITS, BITS, {}),
    ("weighted_crossentropy", "weight 3", LOGITS, BITS, {"weight": 3.0}),
    ("weighted_crossentropy", "far from 0", 100 * LOGITS, BITS, {"weight": 0.25}),
    ("mean_square", "two columns of numbers", LOGITS, PROBABILITIES, {}),
    ("mean_square", "one axis", LOGITS[:, 0], BITS[:, 0], {}),
    ("mean_square", "images", numbers((2, 3, 3, 2)), numbers((2, 3, 3, 2), 1), {}),
    ("hinge_loss", "signs", LOGITS, SIGNS, {}),
    ("hinge_loss", "a tie, at the edge of the margin", [[1.0, -1.0], [0.5, 2.0]], [[1.0, -1.0], [1.0, 1.0]], {}),
    ("roc_auc_score", "one column", numbers((12, 1)), (numbers((12, 1), 4) > 0).astype(np.float32), {}),
    ("roc_auc_score", "well apart: 0", [[0.9], [0.1], [0.8]], [[1.0], [0.0], [1.0]], {}),
    (
        "weak_cross_entropy_2d",
        "images of classes",
        4 * numbers((2, 3, 3, 4)),
        np.eye(4)[np.arange(18) % 4].reshape(2, 3, 3, 4),
        {},
    ),
    (
        "weak_cross_entropy_2d",
        "epsilon and head",
        4 * numbers((2, 3, 3, 4)),
        np.eye(4)[np.arange(18) % 4].reshape(2, 3, 3, 4),
        {"epsilon": 0.01, "head": [1.0, 2.0, 0.5, 0.0]},
    ),
    ("contrastive_loss", "distances", np.abs(4 * numbers((6, 1))), BITS.reshape(-1, 1)[:6], {}),
    (
        "contrastive_loss",
        "margin 2, and a tie",
        [[2.0], [0.5], [3.0], [1.0]],
        [[0.0], [0.0], [0.0], [1.0]],
        {"margin": 2.0},
    ),
)


def answers() -> dict[str, Any]:
    return {"cases": [_case(*case) for case in CASES]}


def _case(name: str, what: str, prediction: Any, target: Any, settings: dict[str, Any]) -> dict[str, Any]:
    prediction, target = np.asarray(prediction, np.float32), np.asarray(target, np.float32)
    with tf.Graph().as_default(), session() as run:
        given = tf.constant(prediction)
        loss = getattr(tflearn.objectives, name)(given, tf.constant(target), **settings)
        value, gradient = run.run([loss, tf.gradients(loss, given)[0]])
    said = {"objective": name, "what": what, "settings": settings, "prediction": prediction, "target": target}
    return {**said, "value": value, "gradient": gradient}
