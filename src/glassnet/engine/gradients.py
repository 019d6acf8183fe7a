"""Gradients on their way to the weights: laid out, or kept as the two factors whose product they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Outer:
    """The gradient of a dense `W` as what went in and what came back: `inputs`ᵀ @ `errors`, never multiplied out.

    `inputs` are [batch, in], `errors` [batch, out]. Adding it to `W` is one matrix product that reads and writes `W`
    once; laying it out first would write, read and read it again.

    >>> Outer(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0]])).tensor()
    tensor([[3.],
            [6.]])
    """

    inputs: Tensor
    errors: Tensor

    def tensor(self) -> Tensor:
        """The gradient laid out, [in, out]."""
        return self.inputs.t() @ self.errors

    def squares(self) -> float:
        """The sum of all its squares, from two products of [batch, batch]: sum of (X Xᵀ) * (E Eᵀ)."""
        inputs, errors = self.inputs.float(), self.errors.float()
        return float(((inputs @ inputs.t()) * (errors @ errors.t())).sum())

    def scaled(self, factor: float) -> "Outer":
        """The gradient times a number."""
        return Outer(self.inputs, self.errors * factor)

    def add_to(self, W: Tensor, factor: float) -> None:
        """W <- W + factor times the gradient, in place."""
        if self.errors.dtype == W.dtype:
            W.addmm_(self.inputs.t(), self.errors, alpha=factor)
        else:  # factors in bfloat16: the weight itself stays float32, or small steps would be lost
            W.add_(self.tensor(), alpha=factor)


Gradient = Tensor | Outer | None  # None for an array the loss does not depend on


class Folding:
    """A product x @ W that hands the gradient of `W` over as an `Outer`, once, to who asks for it.

    Autograd itself then finds no gradient for `W`, and never lays one out.
    """

    def __init__(self) -> None:
        self._found: Outer | None = None

    def __call__(self, x: Tensor, W: Tensor) -> Tensor:
        apply: Callable[..., Tensor] = _Product.apply
        return apply(x, W, self)

    def keep(self, found: Outer) -> None:
        self._found = found

    def take(self) -> Outer | None:
        """What the last way back left, which is then forgotten."""
        found, self._found = self._found, None
        return found


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor, folding: Folding) -> Tensor:
        if torch.is_autocast_enabled("cpu"):
            x, W = x.bfloat16(), W.bfloat16()
        ctx.save_for_backward(x, W)
        ctx.folding = folding
        return x @ W

    @staticmethod
    def backward(ctx: Any, errors: Tensor) -> tuple[Tensor | None, None, None]:
        x, W = ctx.saved_tensors
        ctx.folding.keep(Outer(x.detach(), errors))
        return (errors @ W.t() if ctx.needs_input_grad[0] else None), None, None


def length(gradients: Sequence[Gradient]) -> float:
    """The common length of gradients: the root of the sum of all squares. None counts as nothing.

    >>> length([torch.tensor([3.0]), None, torch.tensor([4.0])])
    5.0
    """
    return sqrt(sum(_squares(gradient) for gradient in gradients if gradient is not None))


def _squares(gradient: Tensor | Outer) -> float:
    if isinstance(gradient, Outer):
        return gradient.squares()
    # Row by row: over millions of float32 at once, torch's norm is off by 1e-4.
    rows = torch.linalg.vector_norm(gradient, dim=-1).double()
    return float(rows.square().sum())


def clipped(gradients: Sequence[Gradient], size: float, limit: float) -> Sequence[Gradient]:
    """Gradients of common length `size` scaled together so that it is at most `limit`.

    Source: `tf.clip_by_global_norm`, the default of TFLearn's DNN with limit 5.0.

    >>> clipped([torch.tensor([3.0]), None, torch.tensor([4.0])], size=5.0, limit=2.5)
    [tensor([1.5000]), None, tensor([2.])]
    """
    if size <= limit:
        return gradients
    return [_scaled(gradient, limit / size) for gradient in gradients]


def _scaled(gradient: Gradient, factor: float) -> Gradient:
    if isinstance(gradient, Outer):
        return gradient.scaled(factor)
    return None if gradient is None else gradient * factor
