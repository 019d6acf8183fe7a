"""The shape of what flows through a network, and TensorFlow's SAME / VALID window arithmetic. Plain integers."""

from dataclasses import dataclass
from math import prod
from typing import Literal

Padding = Literal["same", "valid"]


@dataclass(frozen=True)
class Shape:
    """The sides of one sample, the batch left out: (91, 91, 1) for a grey photo, () for a single number."""

    sides: tuple[int, ...]

    def __str__(self) -> str:
        return "x".join(map(str, self.sides)) or "scalar"

    @property
    def rank(self) -> int:
        return len(self.sides)

    @property
    def size(self) -> int:
        """How many numbers one sample holds."""
        return prod(self.sides)

    @property
    def is_image(self) -> bool:
        return self.rank == 3

    @property
    def height(self) -> int:
        return self.sides[0]

    @property
    def width(self) -> int:
        return self.sides[1]

    @property
    def channels(self) -> int:
        """The length of the last axis, which TensorFlow keeps for channels."""
        return self.sides[-1]


def window_stops(length: int, window: int, stride: int, padding: Padding) -> int:
    """How many places a sliding window stops along one side.

    SAME rounds up, so that every pixel is covered; VALID counts only windows that lie wholly inside.
    Source: TensorFlow's documentation of `tf.nn.convolution`.

    >>> window_stops(91, window=2, stride=2, padding="same")
    46
    >>> window_stops(28, window=5, stride=1, padding="valid")
    24
    """
    if padding == "same":
        return -(-length // stride)
    return max(0, (length - window) // stride + 1)


def window_padding(length: int, window: int, stride: int, padding: Padding) -> tuple[int, int]:
    """How many empty cells stand before and after a side. An odd one goes after: bottom and right.

    >>> window_padding(28, window=10, stride=1, padding="same")
    (4, 5)
    >>> window_padding(224, window=3, stride=2, padding="same")
    (0, 1)
    """
    if padding == "valid":
        return 0, 0
    stops = window_stops(length, window, stride, padding)
    total = max((stops - 1) * stride + window - length, 0)
    return total // 2, total - total // 2


def taps_on_data(length: int, window: int, stride: int, padding: Padding) -> list[int]:
    """For each stop of the window along one side: how many of its cells lie on data, not on padding.

    >>> taps_on_data(5, window=3, stride=1, padding="same")
    [2, 3, 3, 3, 2]
    """
    before, _ = window_padding(length, window, stride, padding)
    starts = (stop * stride - before for stop in range(window_stops(length, window, stride, padding)))
    return [max(0, min(start + window, length) - max(start, 0)) for start in starts]
