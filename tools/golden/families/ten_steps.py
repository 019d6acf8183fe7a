"""The first ten training steps of whole networks from shared weights and batches in a shared order.

Networks (golden_nets.py), start weights and batches (golden_inputs.py) are the same code for TFLearn and for Glassnet.
`losses` are raw, of each batch before its update, without regularizers; `norms` are those of the gradients before they
are clipped; `weights` holds each array's Euclidean norm after the tenth step; `prediction` is the fingerprint of what
the trained network says of the first eight samples of the first batch. Pictures themselves are never written.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np
from golden_inputs import fingerprint, start
from golden_nets import NETS
from old_tflearn import tf, tflearn


def answers() -> dict[str, Any]:
    root = Path(os.environ["GLASSNET_DATA"])
    return {"cases": [_case(name, root) for name in NETS]}


def _case(name: str, root: Path) -> dict[str, Any]:
    build, batches = NETS[name]
    with tf.Graph().as_default():
        tflearn.init_graph(num_cores=1)
        model = tflearn.DNN(build(tflearn))
        for variable in tf.trainable_variables():
            model.set_weights(variable, start(variable.op.name, tuple(variable.shape.as_list())))
        steps = [_step(model, X, Y) for X, Y in batches(root)]
        tflearn.is_training(False, session=model.session)
        said = model.predict(batches(root)[0][0][:8])
        weights = {
            variable.op.name: np.linalg.norm(model.get_weights(variable)) for variable in tf.trainable_variables()
        }
        model.session.close()
    losses, norms = zip(*steps, strict=True)
    return {"net": name, "losses": losses, "norms": norms, "weights": weights, "prediction": fingerprint(said)}


def _step(model: Any, X: Any, Y: Any) -> tuple[float, float]:
    """What `DNN.fit_batch` runs, and the norm that it does not return."""
    tflearn.is_training(True, session=model.session)
    op = model.train_ops[0]
    feeds = {model.inputs[0]: X, model.targets[0]: Y}
    _, loss, norm, _ = model.session.run([op.train, op.loss, op.grad_norm, op.summ_op], feeds)
    return float(loss), float(norm)
