"""Convolution by polyphase decomposition: the four corners of every 2x2 block, computed as four times as many channels.

A processor works on many channels side by side, and a first layer has one or three. So the image is read in blocks of
2x2 cells, each corner of a block a channel of its own (space to depth), and so is the output: one convolution over
blocks, with filters half as wide, and taps of zero where a block reaches too far. It is exact; it does up to four times
the operations, several times as fast. A 2x2 max pool behind it then only has to compare channels.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from glassnet.engine.corners import CORNERS, largest
from glassnet.graph.op import Window
from glassnet.graph.shape import Padding, window_padding, window_stops


@dataclass(frozen=True)
class Side:
    """One side of image, filter and output, counted in blocks of two cells.

    Of `blocks` blocks of output each reads `taps` blocks of data, the first of them `before` blocks ahead of its own.
    `seen[p][r][u]` has a 1 for the tap of the filter through which corner `p` of the output sees corner `r` of the data
    in the block `u` of those it reads, and 0 for all other taps.
    """

    stops: int
    before: int
    seen: tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]

    @property
    def blocks(self) -> int:
        return -(-self.stops // 2)

    @property
    def taps(self) -> int:
        return len(self.seen[0][0])


@lru_cache(maxsize=1024)
def side(length: int, window: int, padding: Padding) -> Side:
    """How blocks of output see blocks of data along one side.

    >>> side(28, 2, "same").seen[1]  # odd output cells: the even cell of the next block, the odd one of their own
    (((0, 0), (0, 1)), ((1, 0), (0, 0)))
    """
    ahead, _ = window_padding(length, window, 1, padding)
    first, last = -((ahead + 1) // 2), (window - ahead) // 2

    def seen(p: int, r: int, block: int) -> tuple[int, ...]:
        # Output cell 2Y + p reads data cell 2(Y + block) + r through this tap, if there is one.
        through = 2 * block + r - p + ahead
        return tuple(int(tap == through) for tap in range(window))

    return Side(
        stops=window_stops(length, window, 1, padding),
        before=-first,
        seen=tuple(tuple(tuple(seen(p, r, u) for u in range(first, last + 1)) for r in (0, 1)) for p in (0, 1)),
    )


@dataclass(frozen=True)
class Blocks:
    """Both sides of one convolution."""

    rows: Side
    columns: Side

    def of_filters(self, W: Tensor) -> Tensor:
        """Filters [h, w, in, out] for blocks: [4 out, 4 in, taps, taps]; each filter four times in a row."""
        rows, columns = W.new_tensor(self.rows.seen), W.new_tensor(self.columns.seen)
        # Each number of the result is one of W or 0, so nothing is rounded.
        spread = torch.einsum("qsvl,prulcf->fpqrscuv", columns, torch.einsum("pruk,klcf->prulcf", rows, W))
        return spread.flatten(3, 5).flatten(0, 2)

    def corners(self, image: Tensor, blocks: Tensor) -> Iterator[tuple[Tensor, Tensor]]:
        """For each corner: its cells of an image [N, H, W, c], and where they stand among blocks [N, h, w, 4c]."""
        channels = image.shape[3]
        top, left = self.rows.before, self.columns.before
        for place, (r, s) in enumerate(CORNERS):
            cells = image[:, r::2, s::2]
            height, width = cells.shape[1:3]
            of_corner = slice(place * channels, (place + 1) * channels)
            yield cells, blocks[:, top : top + height, left : left + width, of_corner]


class _Blocked(torch.autograd.Function):
    """Images [N, H, W, c] as blocks [N, h, w, 4c] with zeros around them, and the way back."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, layout: Blocks) -> Tensor:
        rows, columns = layout.rows, layout.columns
        blocks = x.new_zeros(
            len(x), rows.blocks + rows.taps - 1, columns.blocks + columns.taps - 1, len(CORNERS) * x.shape[3]
        )
        for cells, place in layout.corners(x, blocks):
            place.copy_(cells)
        ctx.layout, ctx.shape = layout, x.shape
        return blocks

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        image = gradient.new_empty(ctx.shape)
        for cells, place in ctx.layout.corners(image, gradient):
            cells.copy_(place)
        return image, None


def blocks(height: int, width: int, window: Window) -> Blocks:
    """The layout for images of that size."""
    return Blocks(side(height, window.size[0], window.padding), side(width, window.size[1], window.padding))


def corners(x: Tensor, W: Tensor, layout: Blocks) -> Tensor:
    """Outputs by corner, [N, h, w, out, 4]. Where a side is odd, its last block has corners beyond the output."""
    apply: Callable[..., Tensor] = _Blocked.apply
    out = F.conv2d(apply(x, layout).permute(0, 3, 1, 2), layout.of_filters(W))
    return out.permute(0, 2, 3, 1).reshape(len(x), *out.shape[2:], W.shape[3], len(CORNERS))


def convolve(x: Tensor, W: Tensor, window: Window) -> Tensor:
    """Slide each filter over each image. Shapes [N, H, W, in] and [h, w, in, out] to [N, H', W', out]; stride 1.

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0]
    tensor([[4., 4., 2.],
            [4., 4., 2.],
            [2., 2., 1.]])
    """
    layout = blocks(x.shape[1], x.shape[2], window)
    by_corner = corners(x, W, layout)
    rows, columns, filters = by_corner.shape[1:4]
    # Corners [2, 2] go between their blocks: rows beside rows, columns beside columns.
    whole = by_corner.reshape(len(x), rows, columns, filters, 2, 2).permute(0, 1, 4, 2, 5, 3)
    whole = whole.reshape(len(x), 2 * rows, 2 * columns, filters)
    return whole[:, : layout.rows.stops, : layout.columns.stops]


def convolve_and_pool(x: Tensor, W: Tensor, window: Window) -> Tensor:
    """The same, and the largest of each 2x2 block of the outputs: [N, H'/2, W'/2, out], rounded up.

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve_and_pool(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0]
    tensor([[4., 2.],
            [2., 1.]])
    """
    layout = blocks(x.shape[1], x.shape[2], window)
    by_corner = corners(x, W, layout)
    # What lies beyond the output must never win. Autograd need not know: nobody asks for the values this writes over.
    numbers = by_corner.detach()
    if layout.rows.stops % 2:
        numbers[:, -1, :, :, 2:] = -torch.inf
    if layout.columns.stops % 2:
        numbers[:, :, -1, :, 1::2] = -torch.inf
    return largest(by_corner, dim=-1)
