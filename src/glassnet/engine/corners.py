"""The four corners of 2x2 blocks: a max pool of 2 takes the largest of each four, wherever they have been laid."""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))  # row and column; ties go to the first, as max pools settle them


def cells(plane: Tensor) -> Iterator[Tensor]:
    """The cells of planes [..., rows, columns] that are each corner of their block; fewer of some where a side is odd.

    >>> [corner.tolist() for corner in cells(torch.arange(6).reshape(2, 3))]
    [[[0, 2]], [[1]], [[3, 5]], [[4]]]
    """
    return (plane[..., row::2, column::2] for row, column in CORNERS)


def largest(corners: Tensor, dim: int) -> Tensor:
    """The largest of the four numbers along `dim`; of equal ones the first gets the gradient.

    >>> largest(torch.tensor([[1.0, 4.0, 2.0, 3.0]]), dim=1)
    tensor([4.])
    """
    apply: Callable[..., Tensor] = _Largest.apply
    return apply(corners, dim)


class _Largest(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, corners: Tensor, dim: int) -> Tensor:
        one, two, three, four = corners.unbind(dim)
        upper, lower = torch.maximum(one, two), torch.maximum(three, four)
        ctx.save_for_backward(lower > upper, two > one, four > three)
        ctx.dim, ctx.like = dim, corners.shape
        return torch.maximum(upper, lower)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        is_lower, is_right_above, is_right_below = ctx.saved_tensors
        corners = gradient.new_empty(ctx.like)
        one, two, three, four = corners.unbind(ctx.dim)
        gradient = gradient.contiguous()  # as the corners lie
        below = gradient * is_lower
        for part, is_right, left, right in (
            (gradient - below, is_right_above, one, two),
            (below, is_right_below, three, four),
        ):
            torch.mul(part, is_right, out=right)
            torch.sub(part, right, out=left)
        return corners, None
