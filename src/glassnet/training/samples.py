"""What is trained on: arrays by layer name, checked, and turned into tensors batch by batch."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch

from glassnet.data.augment import Augment
from glassnet.data.batches import take
from glassnet.engine.devices import CPU, free_bytes
from glassnet.graph.network import Network
from glassnet.graph.ops import Regression

Indices = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True, eq=False)
class Samples:
    """Inputs and targets by layer name, all of one length. Anything that can be indexed serves as an array.

    Batches are made on `device`. Arrays stay where they are and as they are (uint8 takes a quarter of float32) until a
    batch of them is needed; on a GPU they are moved there once, whole. `augment` says what chance does to the samples
    of an input on the way into a batch.
    """

    inputs: Mapping[str, Any]
    targets: Mapping[str, Any]
    device: torch.device = CPU
    augment: Mapping[str, Augment] = field(default_factory=dict)

    def on(self, device: torch.device) -> "Samples":
        """The same samples, at home on `device`; those that are augmented stay where NumPy can reach them, and those
        that would fill more than half of what is free there go batch by batch.
        """
        if device == self.device:
            return self
        free = free_bytes(device)
        room = None if free is None else free // 2
        inputs, targets = (
            {name: array if name in self.augment else moved(array, device, room) for name, array in arrays.items()}
            for arrays in (self.inputs, self.targets)
        )
        return replace(self, inputs=inputs, targets=targets, device=device)

    def augmented(self, augment: Mapping[str, Augment]) -> "Samples":
        """The same samples, changed by chance in every batch."""
        return replace(self, augment=augment)

    def in_epoch(self, epoch: int) -> "Samples":
        """The same samples as chance has them in that epoch."""
        if not self.augment:
            return self
        return self.augmented({name: replace(each, epoch=epoch) for name, each in self.augment.items()})

    def __len__(self) -> int:
        arrays = [*self.inputs.values(), *self.targets.values()]
        return len(arrays[0]) if arrays else 0

    def feeds(self, indices: Indices) -> dict[str, torch.Tensor]:
        """The samples at `indices` for every input, float32."""
        return {name: self._batch(array, indices, self.augment.get(name)) for name, array in self.inputs.items()}

    def target(self, network: Network, name: str, indices: Indices) -> torch.Tensor:
        """The targets at `indices` under that name, one-hot where the layer asks for it."""
        values = self._batch(self.targets[name], indices)
        op = network[name].op
        if isinstance(op, Regression) and op.to_one_hot and op.n_classes:
            return torch.nn.functional.one_hot(values.reshape(-1).long(), op.n_classes).float()
        return values

    def _batch(self, array: Any, indices: Indices, augment: Augment | None = None) -> torch.Tensor:
        if isinstance(array, torch.Tensor):
            return array[torch.from_numpy(indices).to(self.device, non_blocking=True)].float()
        rows = take(array, indices)
        return to_tensor(rows if augment is None else augment(rows, indices)).to(self.device, non_blocking=True)


def moved(array: Any, device: torch.device, room: int | None = None) -> Any:
    """A whole array on `device`, bytes as bytes and all else as float32; left as it is where it needs more than `room`.

    >>> moved(np.array([[0, 255]], dtype=np.uint8)[:, ::-1], CPU)
    tensor([[255,   0]], dtype=torch.uint8)
    """
    if not len(array):
        return array
    few = take(array, np.arange(1))
    levels = few.dtype == np.uint8
    if room is not None and len(array) * few.size * (1 if levels else 4) > room:
        return array
    rows = take(array, np.arange(len(array)))
    return (torch.tensor(np.ascontiguousarray(rows)) if levels else to_tensor(rows)).to(device)


def to_tensor(array: Any) -> torch.Tensor:
    """An array as float32. Shares memory where nothing has to change.

    >>> to_tensor(np.array([[0, 255]], dtype=np.uint8))
    tensor([[  0., 255.]])
    """
    values = np.ascontiguousarray(array, dtype=np.float32)
    return torch.from_numpy(values if values.flags.writeable else values.copy())
