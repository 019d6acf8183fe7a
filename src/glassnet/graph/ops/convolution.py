"""Two-dimensional convolution."""

from dataclasses import dataclass
from math import prod
from typing import ClassVar

from glassnet.errors import ShapeError
from glassnet.graph.op import Reach, Weight, Window
from glassnet.graph.ops.activation import activated
from glassnet.graph.ops.weighted import Weighted
from glassnet.graph.shape import Padding, Shape, window_stops
from glassnet.graph.term import UNIFORM_SCALING, Term


def require_image(shape: Shape) -> None:
    """Raise `ShapeError`, with TFLearn's sentence, unless `shape` has height, width and channels."""
    if not shape.is_image:
        raise ShapeError(
            f"Incoming Tensor shape must be 4-D, not {shape.rank + 1}-D: it needs [batch, height, width, channels], "
            f"but {shape} comes in. Feed images as [None, height, width, channels], or reshape them first."
        )


def slide(shape: Shape, window: Window) -> tuple[int, int]:
    """Rows and columns that a window leaves of `shape`. Raises `ShapeError` when it does not fit once."""
    require_image(shape)
    stops = [window_stops(shape.sides[axis], window.size[axis], window.stride[axis], window.padding) for axis in (0, 1)]
    if min(stops) < 1:
        height, width = window.size
        raise ShapeError(
            f"a {height}x{width} window does not fit once into an image of only {shape} with padding 'valid'. "
            "Use padding='same', a smaller window, or shrink the image less on the way."
        )
    return stops[0], stops[1]


@dataclass(frozen=True)
class Conv2D(Weighted):
    """`filters` filters of `size`, each as deep as what comes in. `W` is [height, width, in, out]."""

    kind: ClassVar[str] = "conv_2d"
    asked_name: ClassVar[str] = "Conv2D"
    reach: ClassVar[Reach] = "window"
    filters: int = 1
    size: tuple[int, int] = (3, 3)
    strides: tuple[int, int] = (1, 1)
    padding: Padding = "same"
    weights_init: Term = UNIFORM_SCALING

    @property
    def window(self) -> Window:
        return Window(self.size, self.strides, self.padding)

    def _map(self, image: Shape) -> Shape:
        return Shape((*slide(image, self.window), self.filters))

    def output_shape(self, *inputs: Shape) -> Shape:
        return activated(self.activation, self._map(inputs[0]))

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        W = (*self.size, inputs[0].channels, self.filters)
        return self._arrays(W, (self.filters,), self._map(inputs[0]))

    def multiply_adds(self, *inputs: Shape) -> int:
        return self._map(inputs[0]).size * prod(self.size) * inputs[0].channels
