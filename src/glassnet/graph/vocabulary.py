"""The names a network's text or file may use for formulas, each with the names of its settings: closed lists.

`glassnet.terms` gives each its meaning, and a test holds the two together.
"""

from collections.abc import Mapping

Settings = Mapping[str, tuple[str, ...]]

_PLAIN: tuple[str, ...] = ()
ACTIVATIONS: Settings = {
    "linear": _PLAIN,
    "tanh": _PLAIN,
    "sigmoid": _PLAIN,
    "hard_sigmoid": _PLAIN,
    "softmax": _PLAIN,
    "softplus": _PLAIN,
    "softsign": _PLAIN,
    "relu": _PLAIN,
    "relu6": _PLAIN,
    "leaky_relu": ("alpha",),
    "prelu": ("channel_shared", "weights_init", "trainable", "restore"),
    "elu": _PLAIN,
    "selu": _PLAIN,
    "crelu": _PLAIN,
    "gelu": _PLAIN,
    "swish": _PLAIN,
    "mish": _PLAIN,
}
INITIALIZATIONS: Settings = {
    "zeros": ("seed",),
    "constant": ("value",),
    "uniform": ("minval", "maxval", "seed"),
    "uniform_scaling": ("factor", "seed"),
    "normal": ("mean", "stddev", "seed"),
    "truncated_normal": ("mean", "stddev", "seed"),
    "xavier": ("uniform", "seed"),
    "variance_scaling": ("factor", "mode", "uniform", "seed"),
}
REGULARIZERS: Settings = {"L2": ("wd",), "L1": ("wd",)}
_DECAYING = ("learning_rate", "lr_decay", "decay_step", "staircase", "use_locking", "name")
_STEADY = ("learning_rate", "use_locking", "name")
OPTIMIZERS: Settings = {
    "sgd": _DECAYING,
    "momentum": (*_DECAYING, "momentum"),
    "nesterov": (*_DECAYING, "momentum"),
    "adam": (*_STEADY, "beta1", "beta2", "epsilon"),
    "rmsprop": (*_STEADY, "decay", "momentum", "epsilon"),
    "adagrad": (*_STEADY, "initial_accumulator_value"),
    "adadelta": (*_STEADY, "rho", "epsilon"),
    "ftrl": (
        *_STEADY,
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
    ),
    "proximaladagrad": (*_STEADY, "initial_accumulator_value"),
}
OBJECTIVES: Settings = {
    "softmax_categorical_crossentropy": _PLAIN,
    "categorical_crossentropy": _PLAIN,
    "binary_crossentropy": _PLAIN,
    "weighted_crossentropy": ("weight",),
    "mean_square": _PLAIN,
    "hinge_loss": _PLAIN,
    "roc_auc_score": _PLAIN,
    "weak_cross_entropy_2d": ("num_classes", "epsilon", "head"),
    "contrastive_loss": ("margin",),
}
METRICS: Settings = {
    "accuracy": ("name",),
    "top_k": ("k", "name"),
    "R2": ("name",),
    "WeightedR2": ("name",),
    "prediction_counts": ("inner", "k", "name"),
}
# The word that stands for each optimizer in a progress line.
OPTIMIZER_LABELS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adam": "Adam",
    "rmsprop": "RMSProp",
    "adagrad": "AdaGrad",
    "adadelta": "AdaDelta",
    "ftrl": "Ftrl",
    "proximaladagrad": "ProximalAdaGrad",
}
