"""The contract every kind of layer keeps: the shape it makes, the weights it owns, the work it costs, what it sees."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from glassnet.graph.shape import Padding, Shape, window_padding
from glassnet.graph.term import Term

Reach = Literal["cell", "window", "everything"]


@dataclass(frozen=True)
class Weight:
    """One array a layer owns, in the layout TensorFlow uses: `W` of a convolution is [height, width, in, out]."""

    name: str
    shape: tuple[int, ...]
    init: Term
    trainable: bool = True
    regularizer: Term | None = None  # only what TFLearn calls W is ever regularised


@dataclass(frozen=True)
class Window:
    """A window that slides over rows and columns: of a convolution or a pool."""

    size: tuple[int, int]
    stride: tuple[int, int]
    padding: Padding

    def sees(self, first: int, last: int, length: int, axis: int) -> tuple[int, int]:
        """The input rows (axis 0) or columns (axis 1) that output rows `first..last` look at, cut to the data.

        >>> Window((10, 10), (1, 1), "same").sees(45, 45, length=91, axis=0)
        (41, 50)
        """
        size, stride = self.size[axis], self.stride[axis]
        before, _ = window_padding(length, size, stride, self.padding)
        return max(0, first * stride - before), min(length - 1, last * stride - before + size - 1)


@dataclass(frozen=True)
class Op:
    """A kind of layer with its settings. Subclasses are frozen dataclasses of plain values and `Term`s."""

    kind: ClassVar[str]  # the word for it in JSON
    asked_name: ClassVar[str]  # TFLearn's default layer name
    reach: ClassVar[Reach] = "cell"
    stands_for_input: ClassVar[bool] = False  # asked for `W`, it answers with that of the layer it judges

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape of one sample behind this layer. Raises `ShapeError` with the reason when there is none."""
        return inputs[0]

    def weights(self, *inputs: Shape) -> tuple[Weight, ...]:
        """The arrays this layer owns behind inputs of these shapes."""
        return ()

    def multiply_adds(self, *inputs: Shape) -> int:
        """Multiplications (each with its addition) for one sample, forward, padding counted."""
        return 0

    @property
    def window(self) -> Window | None:
        """The sliding window of a layer whose reach is "window"."""
        return None
