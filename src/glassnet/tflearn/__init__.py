"""TFLearn's top level, on Glassnet: `import glassnet.tflearn` makes `import tflearn` work in this process.

The module paths scripts import from (`tflearn.layers.conv`, `tflearn.datasets.mnist`, ...) are listed in
`glassnet.tflearn.paths`. Where TensorFlow is absent, `import tensorflow as tf` gives the few names scripts need.
Names of TFLearn that are not here raise `NotHere`, modules `ModuleNotHere`, with the reason.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from glassnet.layers.conv import avg_pool_2d, conv_2d, global_avg_pool, max_pool_2d, upsample_2d
from glassnet.layers.core import (
    activation,
    custom_layer,
    dropout,
    flatten,
    fully_connected,
    input_data,
    reshape,
    single_unit,
)
from glassnet.layers.estimator import regression
from glassnet.layers.merge_ops import merge, merge_outputs
from glassnet.layers.normalization import batch_normalization, local_response_normalization
from glassnet.terms.metrics import R2, Accuracy, Prediction_Counts, Top_k, accuracy_op, r2_op, top_k_op
from glassnet.terms.objectives import (
    binary_crossentropy,
    categorical_crossentropy,
    hinge_loss,
    mean_square,
    softmax_categorical_crossentropy,
    weighted_crossentropy,
)
from glassnet.terms.optimizers import (
    SGD,
    AdaDelta,
    AdaGrad,
    Adam,
    Ftrl,
    Momentum,
    Nesterov,
    ProximalAdaGrad,
    RMSProp,
)
from glassnet.tflearn.activations import (
    crelu,
    elu,
    leaky_relu,
    linear,
    prelu,
    relu,
    relu6,
    selu,
    sigmoid,
    softmax,
    softplus,
    softsign,
    tanh,
)
from glassnet.tflearn.config import init_graph
from glassnet.tflearn.missing import ModuleNotHere, NotHere, why_not
from glassnet.tflearn.paths import PATHS, install
from glassnet.tflearn.variables import (
    get_all_trainable_variable,
    get_all_variables,
    get_layer_by_name,
    get_layer_variables_by_name,
    get_layer_variables_by_scope,
)

if TYPE_CHECKING:
    from glassnet.data.augment import DataAugmentation, ImageAugmentation
    from glassnet.data.image_preprocessing import DataPreprocessing, ImagePreprocessing
    from glassnet.models.dnn import DNN

__version__ = "0.5.0+glassnet"  # the TFLearn whose names these are, and who is really speaking

__all__ = (
    "DNN",
    "init_graph",
    # what is done to pictures on their way in
    "DataAugmentation",
    "ImageAugmentation",
    "DataPreprocessing",
    "ImagePreprocessing",
    # layers
    "input_data",
    "fully_connected",
    "dropout",
    "flatten",
    "reshape",
    "activation",
    "custom_layer",
    "single_unit",
    "conv_2d",
    "max_pool_2d",
    "avg_pool_2d",
    "global_avg_pool",
    "upsample_2d",
    "batch_normalization",
    "local_response_normalization",
    "merge",
    "merge_outputs",
    "regression",
    # activations
    "linear",
    "tanh",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "relu",
    "relu6",
    "leaky_relu",
    "prelu",
    "elu",
    "crelu",
    "selu",
    # objectives
    "categorical_crossentropy",
    "binary_crossentropy",
    "softmax_categorical_crossentropy",
    "hinge_loss",
    "mean_square",
    "weighted_crossentropy",
    # metrics
    "Accuracy",
    "Top_k",
    "R2",
    "Prediction_Counts",
    "accuracy_op",
    "top_k_op",
    "r2_op",
    # optimizers
    "SGD",
    "Momentum",
    "Nesterov",
    "Adam",
    "RMSProp",
    "AdaGrad",
    "AdaDelta",
    "Ftrl",
    "ProximalAdaGrad",
    # looking layers up
    "get_layer_by_name",
    "get_layer_variables_by_name",
    "get_layer_variables_by_scope",
    "get_all_variables",
    "get_all_trainable_variable",
    # what went wrong
    "NotHere",
    "ModuleNotHere",
)


_LATE = {  # torch or numpy comes with them
    "DNN": "glassnet.models.dnn",
    "DataAugmentation": "glassnet.data.augment",
    "ImageAugmentation": "glassnet.data.augment",
    "DataPreprocessing": "glassnet.data.image_preprocessing",
    "ImagePreprocessing": "glassnet.data.image_preprocessing",
}


def __getattr__(name: str) -> Any:
    if name in _LATE:
        return getattr(import_module(_LATE[name]), name)
    if f"tflearn.{name}" in PATHS:
        return import_module(f"tflearn.{name}")
    if name.startswith("__"):
        raise AttributeError(name)
    raise NotHere(why_not(f"tflearn.{name}", __all__))


install()
