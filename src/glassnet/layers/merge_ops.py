"""Several layers joined into one. `tflearn.layers.merge_ops`."""

from collections.abc import Sequence
from typing import cast

from glassnet.errors import unknown
from glassnet.graph.node import Node, place
from glassnet.graph.ops.merging import MODES, Merge, Mode
from glassnet.layers.arguments import node


def merge(tensors_list: Sequence[Node], mode: str, axis: int = 1, name: str = "Merge") -> Node:
    """Two layers or more joined into one.

    "concat" puts them side by side along `axis`, where the batch is 0: the default 1 is the height of images, channels
    are 3. "elemwise_sum" and "elemwise_mul" work cell by cell. "sum", "mean", "prod", "max", "min", "and" and "or" join
    along `axis` and then reduce that same axis away, as TFLearn does.

    >>> from glassnet.layers.core import input_data
    >>> one, two = input_data([None, 7, 7, 8]), input_data([None, 7, 7, 16])
    >>> merge([one, two], "concat", axis=3)
    <Merge 7x7x24>
    """
    if mode not in MODES:
        raise unknown("merge mode", mode, MODES)
    return place(Merge(cast(Mode, mode), int(axis)), tuple(node(tensor) for tensor in tensors_list), name)


def merge_outputs(tensor_list: Sequence[Node], name: str = "MergeOutputs") -> Node:
    """Several outputs side by side along axis 1, so that one network predicts them all.

    >>> from glassnet.layers.core import input_data
    >>> merge_outputs([input_data([None, 2]), input_data([None, 3])])
    <MergeOutputs 5>
    """
    return merge(tensor_list, "concat", axis=1, name=name)
