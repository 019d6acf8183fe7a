"""Gradients on their way to the weights: laid out, or kept as the two factors whose product they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import torch
from torch import Tensor
from torch.nn.utils import get_total_norm

from glassnet.engine.devices import is_gpu

BLOCK_BYTES = 1 << 20  # so much of a weight is worked on at once where several operations follow: it stays in L2


@dataclass(frozen=True, eq=False)
class Outer:
    """The gradient of a dense `W` as what went in and what came back: `inputs`ᵀ @ `errors`, never multiplied out.

    `inputs` are [batch, in], `errors` [batch, out]. Adding it to `W` is one matrix product that reads and writes `W`
    once; laying it out first would write, read and read it again. `half` is told where it adds itself in bfloat16.

    >>> Outer(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0]])).tensor()
    tensor([[3.],
            [6.]])
    """

    inputs: Tensor
    errors: Tensor
    half: "HalfCopy | None" = None

    def tensor(self) -> Tensor:
        """The gradient laid out, [in, out]."""
        return self.inputs.t() @ self.errors

    def squares(self) -> Tensor:
        """The sum of all its squares, from two products of [batch, batch]: sum of (X Xᵀ) * (E Eᵀ)."""
        inputs, errors = self.inputs.float(), self.errors.float()
        return ((inputs @ inputs.t()) * (errors @ errors.t())).sum().double()

    def scaled(self, factor: float) -> "Outer":
        """The gradient times a number."""
        return replace(self, errors=self.errors * factor)

    def add_to(self, W: Tensor, factor: float) -> None:
        """W <- W + factor times the gradient, in place."""
        if self.errors.dtype == W.dtype:
            W.addmm_(self.inputs.t(), self.errors, alpha=factor)
            return
        # Factors in bfloat16: the weight itself stays float32, or small steps would be lost.
        half = self.half or HalfCopy()
        copy = half.of(W)
        for rows in _blocks(W):
            part = W[rows].add_(self.inputs[:, rows].t() @ self.errors, alpha=factor)
            copy[rows] = part
        half.is_of(W)


def _blocks(W: Tensor) -> Iterator[slice]:
    if is_gpu(W.device):  # which works on all of it at once
        return iter((slice(0, len(W)),))
    rows = max(1, BLOCK_BYTES // (W.element_size() * max(1, W[:1].numel())))
    return (slice(start, start + rows) for start in range(0, len(W), rows))


class HalfCopy:
    """A weight in bfloat16, made anew only where the weight has changed since."""

    def __init__(self) -> None:
        self._copy: Tensor | None = None
        self._version = -1

    def of(self, W: Tensor) -> Tensor:
        """`W`, one and the same at every call, in bfloat16."""
        if self._copy is None or self._version != W._version:
            with torch.inference_mode(False):  # a copy made while judging is changed while learning
                self._copy = W.detach().bfloat16()
            self.is_of(W)
        return self._copy

    def is_of(self, W: Tensor) -> None:
        """The copy was brought in line with `W` by whoever changed both."""
        self._version = W._version  # torch counts every change of a tensor in place


Gradient = Tensor | Outer | None  # None for an array the loss does not depend on


def length(gradients: Sequence[Gradient]) -> float:
    """The common length of gradients: the root of the sum of all squares. None counts as nothing.

    >>> length([torch.tensor([3.0]), None, torch.tensor([4.0])])
    5.0
    """
    found = [gradient for gradient in gradients if gradient is not None]
    laid_out = [gradient for gradient in found if isinstance(gradient, Tensor)]
    squares = [gradient.squares() for gradient in found if isinstance(gradient, Outer)]
    if laid_out and is_gpu(laid_out[0].device):
        squares.append(get_total_norm(laid_out).double().square())  # all in one go: there each call costs more
    else:
        squares += map(_squares, laid_out)
    # Read once, at the end: a number read from a GPU waits until it has done all that it was given.
    return sqrt(float(sum(squares)))


def _squares(gradient: Tensor) -> Tensor:
    # Row by row: over millions of float32 at once, torch's norm on a processor is off by 1e-4.
    rows: Tensor = torch.linalg.vector_norm(gradient, dim=-1).double()
    return rows.square().sum()


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
