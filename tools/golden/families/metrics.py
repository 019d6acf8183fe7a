"""Every metric of a prediction and a target, with the name it shows: ties and thresholds among them.

Built by TFLearn's metric classes. `x` is what the network was fed, which only WeightedR2 reads. Prediction_Counts
passes on its inner metric; TFLearn cannot build it for one column, so only wide predictions are asked for.
"""

from typing import Any

import numpy as np
from golden_inputs import numbers
from old_tflearn import session, tf, tflearn

WIDE = numbers((8, 5), salt=5)
CLASSES = np.eye(5, dtype=np.float32)[[0, 1, 4, 2, 3, 1, 0, 4]]
TIES = [[1.0, 1.0, 0.0], [0.2, 0.2, 0.2], [0.0, 0.5, 0.5], [0.1, 0.9, 0.0]]
TIED = np.eye(3, dtype=np.float32)[[1, 2, 2, 1]]
LINE = numbers((9,), salt=6)
BITS = (numbers((9,), salt=7) > 0).astype(np.float32)
SIGMOID = 1 / (1 + np.exp(-8 * LINE))

CASES: tuple[tuple[str, dict[str, Any], Any, Any], ...] = (
    ("Accuracy", {}, WIDE, CLASSES),
    ("Accuracy", {}, TIES, TIED),
    ("Accuracy", {}, LINE, BITS),
    ("Accuracy", {}, LINE[:, None], BITS[:, None]),
    ("Accuracy", {}, SIGMOID[:, None], BITS[:, None]),
    ("Accuracy", {}, [[0.0], [-0.0], [1e-9]], [[0.0], [1.0], [1.0]]),
    ("Accuracy", {}, numbers((2, 3, 3, 2)), numbers((2, 3, 3, 2), 1)),
    ("Top_k", {"k": 1}, WIDE, CLASSES),
    ("Top_k", {"k": 2}, WIDE, CLASSES),
    ("Top_k", {"k": 3}, WIDE, CLASSES),
    ("Top_k", {"k": 1}, TIES, TIED),
    ("Top_k", {"k": 2}, TIES, TIED),
    ("R2", {}, LINE, BITS),
    ("R2", {}, WIDE, CLASSES),
    ("R2", {}, BITS, BITS),
    ("WeightedR2", {}, LINE[:, None], BITS[:, None]),
    ("Prediction_Counts", {"inner_metric": "Accuracy"}, WIDE, CLASSES),
)


def answers() -> dict[str, Any]:
    return {"cases": [_case(*case) for case in CASES]}


def _case(name: str, settings: dict[str, Any], prediction: Any, target: Any) -> dict[str, Any]:
    prediction, target = np.asarray(prediction, np.float32), np.asarray(target, np.float32)
    x = numbers(prediction.shape, salt=8)
    with tf.Graph().as_default(), session() as run:
        metric = _metric(name, settings)
        metric.build(tf.constant(prediction), tf.constant(target), [tf.constant(x)])
        value = run.run(metric.get_tensor())
    said = {"metric": name, "settings": settings, "prediction": prediction, "target": target, "x": x}
    return {**said, "value": value, "label": metric.name}


def _metric(name: str, settings: dict[str, Any]) -> Any:
    kind = getattr(tflearn.metrics, name)
    if "inner_metric" in settings:
        return kind(getattr(tflearn.metrics, settings["inner_metric"])(), name="counts")
    return kind(**settings)
