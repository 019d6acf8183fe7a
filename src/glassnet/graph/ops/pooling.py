"""Layers that make images smaller, or larger, without weights."""

from dataclasses import dataclass
from typing import ClassVar

from glassnet.graph.op import Op, Reach, Window
from glassnet.graph.ops.convolution import require_image, slide
from glassnet.graph.shape import Padding, Shape


@dataclass(frozen=True)
class _Pool(Op):
    """A window that keeps one number of each channel. With "same" padding a 91x91 image pools by 2 to 46x46."""

    reach: ClassVar[Reach] = "window"
    size: tuple[int, int] = (2, 2)
    strides: tuple[int, int] = (2, 2)
    padding: Padding = "same"

    @property
    def window(self) -> Window:
        return Window(self.size, self.strides, self.padding)

    def output_shape(self, *inputs: Shape) -> Shape:
        return Shape((*slide(inputs[0], self.window), inputs[0].channels))


@dataclass(frozen=True)
class MaxPool2D(_Pool):
    """The largest number under the window; padding never wins."""

    kind: ClassVar[str] = "max_pool_2d"
    asked_name: ClassVar[str] = "MaxPool2D"


@dataclass(frozen=True)
class AvgPool2D(_Pool):
    """The mean under the window, of real cells only: padding is not counted."""

    kind: ClassVar[str] = "avg_pool_2d"
    asked_name: ClassVar[str] = "AvgPool2D"


@dataclass(frozen=True)
class _GlobalPool(Op):
    reach: ClassVar[Reach] = "everything"

    def output_shape(self, *inputs: Shape) -> Shape:
        require_image(inputs[0])
        return Shape(inputs[0].sides[-1:])


@dataclass(frozen=True)
class GlobalAvgPool(_GlobalPool):
    """The mean of each channel over the whole image."""

    kind: ClassVar[str] = "global_avg_pool"
    asked_name: ClassVar[str] = "GlobalAvgPool"


@dataclass(frozen=True)
class GlobalMaxPool(_GlobalPool):
    """The maximum of each channel over the whole image."""

    kind: ClassVar[str] = "global_max_pool"
    asked_name: ClassVar[str] = "GlobalMaxPool"


@dataclass(frozen=True)
class UpSample2D(Op):
    """Each cell repeated `size` times down and across: nearest neighbour."""

    kind: ClassVar[str] = "upsample_2d"
    asked_name: ClassVar[str] = "UpSample2D"
    size: tuple[int, int] = (2, 2)

    def output_shape(self, *inputs: Shape) -> Shape:
        require_image(inputs[0])
        height, width, channels = inputs[0].sides
        return Shape((height * self.size[0], width * self.size[1], channels))
