"""The product of a dense layer, x @ W: which library multiplies, and what becomes of the gradient of `W`."""

from collections.abc import Callable
from typing import Any, Literal

import torch
from torch import Tensor

from glassnet.engine.devices import autocast_kind
from glassnet.engine.gradients import HalfCopy, Outer

ProductName = Literal["matmul", "onednn"]
Product = Callable[[Tensor, Tensor], Tensor]


def by_onednn(x: Tensor, W: Tensor) -> Tensor:
    """The product x @ W by oneDNN. For float32 torch asks its BLAS, which for thin `x` and large `W` may be slower.

    >>> by_onednn(torch.ones(1, 2), torch.tensor([[1.0], [2.0]]))
    tensor([[3.]])
    """
    product: Tensor = torch.ops.mkldnn._linear_pointwise(x, W.t(), None, "none", [], "")
    return product


PRODUCTS: dict[ProductName, Product] = {"matmul": torch.matmul, "onednn": by_onednn}


def known_products() -> tuple[ProductName, ...]:
    """The products this build of torch offers, its plain one first."""
    # torch.compile writes calls of this operator; it is no part of the documented interface, so it may be missing.
    has_onednn = torch._C._has_mkldnn and hasattr(torch.ops.mkldnn, "_linear_pointwise")
    return ("matmul", "onednn") if has_onednn else ("matmul",)


def product_on(device: torch.device, name: ProductName) -> Product:
    """The product of that name; torch's own on a device that has no other, whatever a plan made elsewhere says."""
    return PRODUCTS[name] if device.type == "cpu" else torch.matmul


class Folding:
    """A product x @ W that hands the gradient of `W` over as an `Outer`, once, to who asks for it.

    Autograd itself then finds no gradient for `W`, and never lays one out. `product` multiplies in float32.
    """

    def __init__(self, product: Product = torch.matmul) -> None:
        self.product = product
        self.half = HalfCopy()
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


class LaidOut(Folding):
    """A product whose gradient of `W` autograd gets as it is used to, laid out."""


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor, folding: Folding) -> Tensor:
        ctx.folding, ctx.product, ctx.half = folding, folding.product, None
        if torch.is_autocast_enabled(autocast_kind(x.device)):
            ctx.product, ctx.half = torch.matmul, folding.half
            x, W = x.bfloat16(), folding.half.of(W)
        elif x.dtype != torch.float32:
            ctx.product = torch.matmul
        ctx.save_for_backward(x, W)
        out: Tensor = ctx.product(x, W)
        return out

    @staticmethod
    def backward(ctx: Any, errors: Tensor) -> tuple[Tensor | None, Tensor | None, None]:
        x, W = ctx.saved_tensors
        gradient = Outer(x.detach(), errors, ctx.half)
        laid_out: Tensor | None = None
        if isinstance(ctx.folding, LaidOut):
            laid_out = gradient.tensor()
        else:
            ctx.folding.keep(gradient)
        return (ctx.product(errors, W.t()) if ctx.needs_input_grad[0] else None), laid_out, None
