"""Glassnet: build, train, look into and honestly judge small image classifiers.

>>> import glassnet as gn
>>> net = gn.input_data([None, 28, 28, 1])
>>> gn.conv_2d(net, 32, 2, activation="relu")
<Conv2D 28x28x32>

The names below stand in the order of the data flow. Each is fetched when it is first asked for, so `import glassnet`
costs nothing, and torch and numpy load only when work begins.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet import data as data
    from glassnet import errors as errors
    from glassnet import inside as inside
    from glassnet.data import datasets as datasets
    from glassnet.data.augment import ImageAugmentation as ImageAugmentation
    from glassnet.data.image_preprocessing import DataPreprocessing as DataPreprocessing
    from glassnet.data.image_preprocessing import ImagePreprocessing as ImagePreprocessing
    from glassnet.evaluation.calibrating import calibrate as calibrate
    from glassnet.evaluation.calibrating import seen as seen
    from glassnet.evaluation.comparing import Comparison as Comparison
    from glassnet.evaluation.comparing import compare as compare
    from glassnet.evaluation.evaluation import Evaluation as Evaluation
    from glassnet.evaluation.evaluation import evaluate as evaluate
    from glassnet.evaluation.wild import Wild as Wild
    from glassnet.evaluation.wild import wild as wild
    from glassnet.graph.ledger import ledger as ledger
    from glassnet.graph.network import Network as Network
    from glassnet.graph.notation import from_json as from_json
    from glassnet.graph.notation import from_text as from_text
    from glassnet.graph.notation import to_json as to_json
    from glassnet.graph.notation import to_text as to_text
    from glassnet.layers.conv import avg_pool_2d as avg_pool_2d
    from glassnet.layers.conv import conv_2d as conv_2d
    from glassnet.layers.conv import global_avg_pool as global_avg_pool
    from glassnet.layers.conv import global_max_pool as global_max_pool
    from glassnet.layers.conv import max_pool_2d as max_pool_2d
    from glassnet.layers.conv import upsample_2d as upsample_2d
    from glassnet.layers.core import activation as activation
    from glassnet.layers.core import custom_layer as custom_layer
    from glassnet.layers.core import dropout as dropout
    from glassnet.layers.core import flatten as flatten
    from glassnet.layers.core import fully_connected as fully_connected
    from glassnet.layers.core import input_data as input_data
    from glassnet.layers.core import reshape as reshape
    from glassnet.layers.core import single_unit as single_unit
    from glassnet.layers.estimator import regression as regression
    from glassnet.layers.merge_ops import merge as merge
    from glassnet.layers.merge_ops import merge_outputs as merge_outputs
    from glassnet.layers.normalization import batch_normalization as batch_normalization
    from glassnet.layers.normalization import l2_normalize as l2_normalize
    from glassnet.layers.normalization import local_response_normalization as local_response_normalization
    from glassnet.models.callbacks import Callback as Callback
    from glassnet.models.dnn import DNN as DNN
    from glassnet.models.estimator import ImageClassifier as ImageClassifier
    from glassnet.notebook.exploring import explore as explore
    from glassnet.report.page.writing import write_report as write_report
    from glassnet.runs.calibration import Calibration as Calibration
    from glassnet.runs.history import History as History
    from glassnet.runs.run import Run as Run
    from glassnet.runs.saving import load as load
    from glassnet.runs.saving import save as save
    from glassnet.sweeping.study import Study as Study
    from glassnet.sweeping.sweeps import sweep as sweep
    from glassnet.terms import activations as activations
    from glassnet.terms import initializations as initializations
    from glassnet.terms import metrics as metrics
    from glassnet.terms import objectives as objectives
    from glassnet.terms import optimizers as optimizers
    from glassnet.terms import regularizers as regularizers
    from glassnet.training.explaining import Explanation as Explanation
    from glassnet.training.explaining import explain as explain
    from glassnet.training.fit import fit as fit
    from glassnet.training.fit import train as train
    from glassnet.training.watchers import CsvLog as CsvLog
    from glassnet.training.watchers import EarlyStopping as EarlyStopping
    from glassnet.training.watchers import KeepBest as KeepBest

__version__ = "0.1.0"

_MODULES = {
    "data": "glassnet.data",
    "datasets": "glassnet.data.datasets",
    "activations": "glassnet.terms.activations",
    "initializations": "glassnet.terms.initializations",
    "regularizers": "glassnet.terms.regularizers",
    "objectives": "glassnet.terms.objectives",
    "metrics": "glassnet.terms.metrics",
    "optimizers": "glassnet.terms.optimizers",
    "errors": "glassnet.errors",
    "inside": "glassnet.inside",
}

_HOMES = {
    # what is done to pictures on their way into a network
    "ImagePreprocessing": "glassnet.data.image_preprocessing",
    "DataPreprocessing": "glassnet.data.image_preprocessing",
    "ImageAugmentation": "glassnet.data.augment",
    # layers, and what a network is
    "input_data": "glassnet.layers.core",
    "conv_2d": "glassnet.layers.conv",
    "max_pool_2d": "glassnet.layers.conv",
    "avg_pool_2d": "glassnet.layers.conv",
    "global_avg_pool": "glassnet.layers.conv",
    "global_max_pool": "glassnet.layers.conv",
    "upsample_2d": "glassnet.layers.conv",
    "batch_normalization": "glassnet.layers.normalization",
    "local_response_normalization": "glassnet.layers.normalization",
    "l2_normalize": "glassnet.layers.normalization",
    "fully_connected": "glassnet.layers.core",
    "single_unit": "glassnet.layers.core",
    "activation": "glassnet.layers.core",
    "dropout": "glassnet.layers.core",
    "flatten": "glassnet.layers.core",
    "reshape": "glassnet.layers.core",
    "custom_layer": "glassnet.layers.core",
    "merge": "glassnet.layers.merge_ops",
    "merge_outputs": "glassnet.layers.merge_ops",
    "regression": "glassnet.layers.estimator",
    "Network": "glassnet.graph.network",
    "ledger": "glassnet.graph.ledger",
    "to_text": "glassnet.graph.notation",
    "from_text": "glassnet.graph.notation",
    "to_json": "glassnet.graph.notation",
    "from_json": "glassnet.graph.notation",
    # training
    "explain": "glassnet.training.explaining",
    "Explanation": "glassnet.training.explaining",
    "fit": "glassnet.training.fit",
    "train": "glassnet.training.fit",
    "EarlyStopping": "glassnet.training.watchers",
    "KeepBest": "glassnet.training.watchers",
    "CsvLog": "glassnet.training.watchers",
    "DNN": "glassnet.models.dnn",
    "ImageClassifier": "glassnet.models.estimator",
    "Callback": "glassnet.models.callbacks",
    # many networks, many seeds
    "sweep": "glassnet.sweeping.sweeps",
    "Study": "glassnet.sweeping.study",
    # what training leaves behind
    "Run": "glassnet.runs.run",
    "History": "glassnet.runs.history",
    "save": "glassnet.runs.saving",
    "load": "glassnet.runs.saving",
    "evaluate": "glassnet.evaluation.evaluation",
    "Evaluation": "glassnet.evaluation.evaluation",
    "compare": "glassnet.evaluation.comparing",
    "Comparison": "glassnet.evaluation.comparing",
    "calibrate": "glassnet.evaluation.calibrating",
    "Calibration": "glassnet.runs.calibration",
    "seen": "glassnet.evaluation.calibrating",
    "wild": "glassnet.evaluation.wild",
    "Wild": "glassnet.evaluation.wild",
    # looking into it
    "explore": "glassnet.notebook.exploring",
    # what is drawn of it
    "write_report": "glassnet.report.page.writing",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        value = import_module(_MODULES[name])
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'glassnet' has no attribute {name!r}")
    globals()[name] = value  # so that the next look finds it at once
    return value


def __dir__() -> list[str]:
    return [*_MODULES, *_HOMES, "__version__"]
