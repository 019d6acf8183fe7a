"""Where training stood when a run was kept: what the optimizer remembers and how far it had counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from glassnet.runs.plain import read_fields, whole

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Enough to go on training as if it had never stopped.

    `step` updates and `epoch` whole passes were done. `slots` are the optimizer's arrays, each under the weight it
    belongs to: {"conv_1/W/momentum": ...}; an optimizer without memory, such as SGD, has none.
    """

    step: int = 0
    epoch: int = 0
    slots: "Mapping[str, NDArray[Any]]" = field(default_factory=dict)

    def of_weight(self, name: str) -> "dict[str, NDArray[Any]]":
        """The slots of one weight, by their own names.

        >>> import numpy as np
        >>> list(Checkpoint(slots={"conv_1/W/m": np.zeros(2), "conv_1/b/m": np.zeros(1)}).of_weight("conv_1/W"))
        ['m']
        """
        start = f"{name}/"
        return {slot.removeprefix(start): array for slot, array in self.slots.items() if slot.startswith(start)}

    def to_plain(self) -> dict[str, Any]:
        """The counts as JSON holds them; the arrays are kept with the weights."""
        return {"step": self.step, "epoch": self.epoch}

    @classmethod
    def from_plain(cls, plain: object, slots: "Mapping[str, NDArray[Any]]") -> "Checkpoint":
        """The checkpoint with these counts and arrays. Raises `FileError` for anything but counts."""
        return cls(**read_fields(plain, "checkpoint", {"step": whole, "epoch": whole}), slots=slots)
