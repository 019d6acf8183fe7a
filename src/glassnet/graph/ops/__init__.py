"""Every kind of layer there is, in plain sight. A new one is a class here, a torch module in `engine`, and a function
in `layers`.
"""

from glassnet.graph.op import Op
from glassnet.graph.ops.activation import Activation
from glassnet.graph.ops.convolution import Conv2D
from glassnet.graph.ops.custom import Custom
from glassnet.graph.ops.dense import Dense, SingleUnit
from glassnet.graph.ops.input import Input
from glassnet.graph.ops.merging import Merge
from glassnet.graph.ops.normalizing import BatchNormalization, L2Normalize, LocalResponseNormalization
from glassnet.graph.ops.pooling import AvgPool2D, GlobalAvgPool, GlobalMaxPool, MaxPool2D, UpSample2D
from glassnet.graph.ops.regression import Regression
from glassnet.graph.ops.reshaping import Dropout, Flatten, Reshape

OPS: tuple[type[Op], ...] = (
    Input,
    Conv2D,
    MaxPool2D,
    AvgPool2D,
    GlobalAvgPool,
    GlobalMaxPool,
    UpSample2D,
    Dense,
    SingleUnit,
    Dropout,
    Flatten,
    Reshape,
    Activation,
    BatchNormalization,
    LocalResponseNormalization,
    L2Normalize,
    Merge,
    Custom,
    Regression,
)

__all__ = [
    "Input",
    "Conv2D",
    "MaxPool2D",
    "AvgPool2D",
    "GlobalAvgPool",
    "GlobalMaxPool",
    "UpSample2D",
    "Dense",
    "SingleUnit",
    "Dropout",
    "Flatten",
    "Reshape",
    "Activation",
    "BatchNormalization",
    "LocalResponseNormalization",
    "L2Normalize",
    "Merge",
    "Custom",
    "Regression",
    "OPS",
]
