"""Layers of TFLearn: what they make of their inputs, and the gradients of the sum of value * weighting(value.shape).

`inputs` are stored, `arrays` are the weights the layer was given. Batch normalization is run three times in training,
then once in use; dropout is counted. `gradients` are by the inputs, `array_gradients` by the weights.
"""

from typing import Any

import numpy as np
from golden_inputs import numbers, weighting
from old_tflearn import session, tf, tflearn

IMAGES = numbers((2, 3, 4, 7))
TIED = (numbers((2, 5, 5, 2), salt=4) > 0.2).astype(np.float32)
THREE = [numbers((2, 3, 2), salt) for salt in (1, 2, 3)]
UNEVEN = [numbers((2, 3, 3, 2), 1), numbers((2, 3, 3, 4), 2)]
MODES = ("concat", "elemwise_sum", "elemwise_mul", "sum", "mean", "prod", "max", "min")

# layer, settings, inputs, arrays
CASES: tuple[tuple[str, dict[str, Any], list[Any], dict[str, Any]], ...] = (
    ("local_response_normalization", {}, [20 * IMAGES], {}),
    ("local_response_normalization", {"depth_radius": 2, "bias": 2.0, "alpha": 0.5, "beta": 0.6}, [IMAGES], {}),
    ("local_response_normalization", {"depth_radius": 1, "alpha": 1.0, "beta": 0.5}, [IMAGES[..., :1]], {}),
    ("l2_normalize", {"dim": 1}, [numbers((3, 4))], {}),
    ("l2_normalize", {"dim": 3}, [IMAGES], {}),
    ("l2_normalize", {"dim": 1, "epsilon": 0.5}, [numbers((3, 4)) * np.float32([[0.0], [0.1], [3.0]])], {}),
    ("upsample_2d", {"kernel_size": 2}, [IMAGES[..., :2]], {}),
    ("upsample_2d", {"kernel_size": [2, 3]}, [IMAGES[..., :2]], {}),
    ("global_avg_pool", {}, [IMAGES], {}),
    ("global_max_pool", {}, [IMAGES], {}),
    ("global_max_pool", {}, [TIED], {}),
    ("max_pool_2d", {"kernel_size": 2}, [TIED], {}),
    ("max_pool_2d", {"kernel_size": 3, "strides": 1}, [TIED], {}),
    ("max_pool_2d", {"kernel_size": 3, "strides": 2, "padding": "same"}, [-1 - TIED], {}),
    ("avg_pool_2d", {"kernel_size": 3, "strides": 1}, [TIED], {}),
    ("fully_connected", {"n_units": 5}, [IMAGES], {"W": numbers((84, 5), 1), "b": numbers((5,), 2)}),
    (
        "fully_connected",
        {"n_units": 3, "activation": "relu"},
        [THREE[0]],
        {"W": numbers((6, 3), 1), "b": numbers((3,), 2)},
    ),
    (
        "conv_2d",
        {"nb_filter": 3, "filter_size": [4, 2], "activation": "relu"},
        [IMAGES],
        {"W": numbers((4, 2, 7, 3), 1), "b": numbers((3,), 2)},
    ),
    (
        "conv_2d",
        {"nb_filter": 2, "filter_size": 2, "strides": [2, 1], "padding": "valid", "bias": False},
        [IMAGES],
        {"W": numbers((2, 2, 7, 2), 1)},
    ),
    (
        "conv_2d",
        {"nb_filter": 2, "filter_size": 2, "strides": [1, 2, 3, 1]},
        [IMAGES],
        {"W": numbers((2, 2, 7, 2), 1), "b": numbers((2,), 2)},
    ),
    ("single_unit", {}, [numbers((6,))], {"W": numbers((1,), 1), "b": numbers((1,), 2)}),
    ("single_unit", {"activation": "tanh", "bias": False}, [numbers((6,))], {"W": numbers((1,), 1)}),
    ("flatten", {}, [IMAGES], {}),
    ("reshape", {"new_shape": [-1, 4, 21]}, [IMAGES], {}),
    *(("merge", {"mode": mode}, THREE, {}) for mode in MODES),
    *(("merge", {"mode": mode, "axis": 2}, THREE, {}) for mode in MODES),
    *(("merge", {"mode": mode, "axis": 3}, UNEVEN, {}) for mode in MODES if not mode.startswith("elemwise")),
    ("merge_outputs", {}, [numbers((2, 3), 1), numbers((2, 2), 2)], {}),
)


def answers() -> dict[str, Any]:
    cases = [_case(*case) for case in CASES]
    cases += [_truth(mode, axis) for mode in ("and", "or") for axis in (1, 2)]
    return {
        "cases": cases,
        "batch_normalization": [_normalised((4, 3, 3, 2)), _normalised((8, 5))],
        "dropout": _dropped(),
    }


def _case(layer: str, settings: dict[str, Any], inputs: list[Any], arrays: dict[str, Any]) -> dict[str, Any]:
    with tf.Graph().as_default(), session() as run:
        given = [tf.constant(array) for array in inputs]
        value = _layer(layer)(given if layer.startswith("merge") else given[0], **settings)
        variables = {name: getattr(value, name) for name in arrays}
        run.run([variables[name].assign(array) for name, array in arrays.items()])
        shape = run.run(tf.shape(value))
        judged = tf.reduce_sum(value * weighting(tuple(int(side) for side in shape)))
        asked = {"value": value, "gradients": tf.gradients(judged, given)}
        asked |= {"array_gradients": {name: tf.gradients(judged, variable)[0] for name, variable in variables.items()}}
        found = run.run(asked)
    return {"layer": layer, "settings": settings, "inputs": inputs, "arrays": arrays, **found}


def _layer(name: str) -> Any:
    places = (tflearn, tflearn.layers.conv, tflearn.layers.normalization, tflearn.layers.merge_ops)
    return next(getattr(place, name) for place in places if hasattr(place, name))


def _truth(mode: str, axis: int) -> dict[str, Any]:
    """`and` and `or` take true and false, so there is no gradient."""
    inputs = [numbers((2, 3, 2), salt) > bar for salt, bar in ((1, -0.4), (2, 0.0), (3, -0.2))]
    with tf.Graph().as_default(), session() as run:
        value = run.run(tflearn.merge([tf.constant(array) for array in inputs], mode, axis))
    return {"layer": "merge", "settings": {"mode": mode, "axis": axis}, "inputs": inputs, "arrays": {}, "value": value}


def _normalised(shape: tuple[int, ...]) -> dict[str, Any]:
    """Step t (0 to 2) is fed 3 numbers(shape, salt=t) + t; the fourth input, of salt 3, is for use."""
    feeds = [3 * numbers(shape, salt=t) + np.float32(t) for t in range(4)]
    arrays = {"beta": numbers(shape[-1:], 5), "gamma": 1 + numbers(shape[-1:], 6)}
    with tf.Graph().as_default(), session() as run:
        x = tf.placeholder(tf.float32, shape)
        value = tflearn.batch_normalization(x, name="norm")
        gradients = tf.gradients(tf.reduce_sum(value * weighting(shape)), [x, value.gamma, value.beta])
        mean, variance = (
            next(v for v in tf.global_variables() if v.op.name == f"norm/moving_{what}")
            for what in ("mean", "variance")
        )
        run.run(tf.global_variables_initializer())
        run.run([getattr(value, name).assign(array) for name, array in arrays.items()])
        tflearn.is_training(True, session=run)
        steps = []
        for feed in feeds[:3]:
            output, (dx, dgamma, dbeta) = run.run([value, gradients], {x: feed})
            steps.append({"value": output, "dx": dx, "dgamma": dgamma, "dbeta": dbeta})
            steps[-1] |= dict(zip(("moving_mean", "moving_variance"), run.run([mean, variance]), strict=True))
        tflearn.is_training(False, session=run)
        used = run.run(value, {x: feeds[3]})
    return {"shape": shape, "arrays": arrays, "steps": steps, "in_use": used}


def _dropped() -> list[dict[str, Any]]:
    """What 100,000 ones become: the share kept, and the one value the kept ones have."""
    cases = []
    for keep in (0.8, 0.5, 1.0):
        with tf.Graph().as_default(), session() as run:
            tf.set_random_seed(1)
            value = tflearn.dropout(tf.ones((100, 1000)), keep)
            run.run(tf.global_variables_initializer())
            tflearn.is_training(True, session=run)
            trained = run.run(value)
            tflearn.is_training(False, session=run)
            used = run.run(value)
        cases.append(
            {"keep_prob": keep, "kept": (trained > 0).mean(), "values": np.unique(trained), "in_use": np.unique(used)}
        )
    return cases
