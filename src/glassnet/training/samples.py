"""What is trained on: arrays by layer name, checked, and turned into tensors batch by batch."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from glassnet.data.batches import take
from glassnet.graph.network import Network
from glassnet.graph.ops import Regression

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Samples:
    """Inputs and targets by layer name, all of one length. Anything that can be indexed serves as an array."""

    inputs: Mapping[str, Any]
    targets: Mapping[str, Any]

    def __len__(self) -> int:
        arrays = [*self.inputs.values(), *self.targets.values()]
        return len(arrays[0]) if arrays else 0

    def feeds(self, indices: Indices) -> dict[str, torch.Tensor]:
        """The samples at `indices` for every input, float32."""
        return {name: to_tensor(take(array, indices)) for name, array in self.inputs.items()}

    def target(self, network: Network, name: str, indices: Indices) -> torch.Tensor:
        """The targets at `indices` under that name, one-hot where the layer asks for it."""
        values = to_tensor(take(self.targets[name], indices))
        op = network[name].op
        if isinstance(op, Regression) and op.to_one_hot and op.n_classes:
            return torch.nn.functional.one_hot(values.reshape(-1).long(), op.n_classes).float()
        return values


def to_tensor(array: Any) -> torch.Tensor:
    """An array as float32. Shares memory where nothing has to change.

    >>> to_tensor(np.array([[0, 255]], dtype=np.uint8))
    tensor([[  0., 255.]])
    """
    values = np.ascontiguousarray(array, dtype=np.float32)
    return torch.from_numpy(values if values.flags.writeable else values.copy())
