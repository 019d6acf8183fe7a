"""Where data enter the network."""

from dataclasses import dataclass
from typing import ClassVar

from glassnet.graph.op import Op
from glassnet.graph.shape import Shape


@dataclass(frozen=True)
class Input(Op):
    """One array of samples, fed under the layer's name. `dtype` is what it is turned into on the way in."""

    kind: ClassVar[str] = "input"
    asked_name: ClassVar[str] = "InputData"
    shape: Shape
    dtype: str = "float32"

    def output_shape(self, *inputs: Shape) -> Shape:
        return self.shape
