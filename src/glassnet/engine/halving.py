"""Max pooling by 2 as two halvings, of columns and then of rows: where channels are few, faster than torch's own.

Which of equal numbers gets the gradient is settled as torch and TensorFlow settle it: the first, row by row.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

ENOUGH_CHANNELS = 16  # from which on torch works on channels side by side, and is faster


def suits(image: Tensor) -> bool:
    """Whether images [N, channels, height, width], as they lie in memory, are pooled faster by halving."""
    return image.shape[1] < ENOUGH_CHANNELS or not image.is_contiguous(memory_format=torch.channels_last)


def max_pool(image: Tensor) -> Tensor:
    """The largest of each 2x2 block of images [N, channels, height, width]; odd sides are rounded up.

    >>> max_pool(torch.arange(9.0).reshape(1, 1, 3, 3))[0, 0]
    tensor([[4., 5.],
            [7., 8.]])
    """
    apply: Callable[..., Tensor] = _MaxPool.apply
    return apply(image)


class _MaxPool(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, image: Tensor) -> Tensor:
        halves, is_right = _halved(image, dim=3)
        out, is_below = _halved(halves, dim=2)
        # Left or right is asked in the row that won: two rows of answers become one.
        below = is_right[:, :, 1::2]
        upper = is_right[:, :, 0::2]
        paired = below.shape[2]
        won = upper.clone()
        won[:, :, :paired] = torch.where(is_below[:, :, :paired], below, upper[:, :, :paired])
        ctx.save_for_backward(won, is_below)
        ctx.shape = image.shape
        return out

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Tensor:
        is_right, is_below = ctx.saved_tensors
        height, width = ctx.shape[2:]
        rows, columns = gradient.shape[2:]
        # Where in its image the winner of each block stands, counted row by row.
        down, right = (torch.arange(count, device=gradient.device) for count in (rows, columns))
        corners = 2 * width * down[:, None] + 2 * right
        places = corners + is_below * width + is_right
        image = gradient.new_zeros(*ctx.shape[:2], height * width)
        return image.scatter_(2, places.flatten(2), gradient.flatten(2)).reshape(ctx.shape)


def _halved(x: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """The larger of each pair along `dim`, and whether it was the second; an odd last one wins alone."""
    every = [slice(None)] * x.dim()
    first = x[(*every[:dim], slice(0, None, 2))]
    second = x[(*every[:dim], slice(1, None, 2))]
    out, is_second = first.clone(), torch.zeros(first.shape, dtype=torch.bool, device=x.device)
    paired = (*every[:dim], slice(0, second.shape[dim]))
    torch.maximum(first[paired], second, out=out[paired])
    is_second[paired] = second > first[paired]
    return out, is_second
