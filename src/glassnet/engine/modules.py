"""One torch module for each kind of layer. Values are [batch, ...], channels last; arrays keep the graph's layout."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from glassnet.engine import pooling
from glassnet.engine.convolution import Algorithm, convolve
from glassnet.engine.preprocessing import preprocessed, require_fit
from glassnet.graph import ops
from glassnet.graph.op import Op
from glassnet.seeds import stream
from glassnet.terms import activations


class Layer(nn.Module):
    """A layer in place: its op, its arrays as `W`, `b`, ... ; calling it takes one tensor from each input."""

    def __init__(self, op: Any, arrays: dict[str, Tensor]) -> None:
        super().__init__()
        self.op = op
        for name, array in arrays.items():
            if isinstance(array, nn.Parameter):
                self.register_parameter(name, array)
            else:
                self.register_buffer(name, array)

    def array(self, name: str) -> Tensor | None:
        """The array of that name, or None where the layer has none."""
        return getattr(self, name, None)

    def activated(self, x: Tensor) -> Tensor:
        """`x` with the layer's activation behind it."""
        return activations.compute(self.op.activation, x, self.array("alphas"))

    def plus_bias(self, x: Tensor) -> Tensor:
        """`x` with the bias added, where there is one."""
        bias = self.array("b")
        return x if bias is None else x + bias


class Conv2D(Layer):
    W: Tensor
    algorithm: Algorithm = "direct"

    def linear(self, x: Tensor) -> Tensor:
        """The maps before the activation."""
        return convolve(x, self.W, self.op.window, self.array("b"), self.algorithm)

    def pooled(self, x: Tensor) -> Tensor:
        """The maps before the activation, the largest of each 2x2 block."""
        return pooling.convolve_and_max_pool(x, self.W, self.op.window, self.array("b"), self.algorithm)

    def forward(self, x: Tensor) -> Tensor:
        return self.activated(self.linear(x))


class Dense(Layer):
    W: Tensor
    product: Callable[[Tensor, Tensor], Tensor] = staticmethod(torch.matmul)  # or one that keeps gradients folded

    def forward(self, x: Tensor) -> Tensor:
        # Channels are last in memory too, so an image becomes a row without moving a number.
        return self.activated(self.plus_bias(self.product(x.reshape(len(x), -1), self.W)))


class SingleUnit(Layer):
    W: Tensor

    def forward(self, x: Tensor) -> Tensor:
        return self.activated(self.plus_bias(x.reshape(len(x), -1) * self.W).reshape(x.shape))


class Activation(Layer):
    def forward(self, x: Tensor) -> Tensor:
        return self.activated(x)


class MaxPool2D(Layer):
    def forward(self, x: Tensor) -> Tensor:
        return pooling.max_pool(x, self.op.window)


class AvgPool2D(Layer):
    def forward(self, x: Tensor) -> Tensor:
        return pooling.avg_pool(x, self.op.window)


class GlobalAvgPool(Layer):
    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=(1, 2))


class GlobalMaxPool(Layer):
    def forward(self, x: Tensor) -> Tensor:
        return x.amax(dim=(1, 2))


class UpSample2D(Layer):
    def forward(self, x: Tensor) -> Tensor:
        rows, columns = self.op.size
        return x.repeat_interleave(rows, dim=1).repeat_interleave(columns, dim=2)


class Dropout(Layer):
    """Draws from a stream of its own, so that what else is random cannot change which numbers are dropped."""

    seed = 0

    def begin_step(self, seed: int, step: int) -> None:
        self.seed = stream(seed, "dropout", step)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.op.keep == 1:
            return x
        chance = torch.Generator(x.device).manual_seed(self.seed)
        sides = x.shape if self.op.noise_shape is None else (len(x), *self.op.noise_shape)
        # Uniform numbers below `keep` come twice as fast as torch's own draws of yes and no.
        kept = (torch.rand(sides, generator=chance, device=x.device) < self.op.keep).to(x.dtype)
        dropped: Tensor = x * kept.div_(self.op.keep)
        return dropped


class Reshaped(Layer):
    """Flatten and Reshape: the same numbers in the shape the graph settled."""

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(len(x), *(self.op.sides if isinstance(self.op, ops.Reshape) else (-1,)))


class BatchNormalization(Layer):
    gamma: Tensor
    beta: Tensor
    moving_mean: Tensor
    moving_variance: Tensor

    def forward(self, x: Tensor) -> Tensor:
        mean, variance = self._moments(x) if self.training else (self.moving_mean, self.moving_variance)
        return (x - mean) * (self.gamma * torch.rsqrt(variance + self.op.epsilon)) + self.beta

    def _moments(self, x: Tensor) -> tuple[Tensor, Tensor]:
        # A mean of thousands of bfloat16 would be no better than one of them.
        exact = x.float() if x.dtype == torch.bfloat16 else x
        variance, mean = torch.var_mean(exact, dim=tuple(range(x.dim() - 1)), correction=0)
        with torch.no_grad():
            self.moving_mean.lerp_(mean, 1 - self.op.decay)
            self.moving_variance.lerp_(variance, 1 - self.op.decay)
        return mean, variance


class LocalResponseNormalization(Layer):
    def forward(self, x: Tensor) -> Tensor:
        radius = self.op.depth_radius
        near = nn.functional.pad(x.square(), (radius, radius)).unfold(-1, 2 * radius + 1, 1)
        scale: Tensor = (self.op.bias + self.op.alpha * near.sum(-1)) ** self.op.beta
        return x / scale


class L2Normalize(Layer):
    def forward(self, x: Tensor) -> Tensor:
        return x * x.square().sum(dim=self.op.dims, keepdim=True).clamp(min=self.op.epsilon).rsqrt()


class Merge(Layer):
    def forward(self, *parts: Tensor) -> Tensor:
        if self.op.mode == "elemwise_sum":
            return torch.stack(parts).sum(0)
        if self.op.mode == "elemwise_mul":
            return torch.stack(parts).prod(0)
        joined = torch.cat(parts, dim=self.op.axis)
        return _REDUCTIONS[self.op.mode](joined, self.op.axis)


_REDUCTIONS: dict[str, Callable[[Tensor, int], Tensor]] = {
    "concat": lambda x, axis: x,
    "sum": lambda x, axis: x.sum(axis),
    "mean": lambda x, axis: x.mean(axis),
    "prod": lambda x, axis: x.prod(axis),
    "max": lambda x, axis: x.amax(axis),
    "min": lambda x, axis: x.amin(axis),
    # Numbers count as true unless they are 0, and truth is handed on as 1.
    "and": lambda x, axis: x.bool().all(axis).to(x.dtype),
    "or": lambda x, axis: x.bool().any(axis).to(x.dtype),
}


class Custom(Layer):
    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.op.function.code(x)
        return made


class Input(Layer):
    def forward(self, x: Tensor) -> Tensor:
        has_steps = bool(self.op.preprocessing or self.op.augmentation)
        return require_fit(self.op, self.through(x)) if has_steps else x

    def through(self, x: Tensor, steps: int | None = None) -> Tensor:
        """`x` behind the first `steps` steps of the preprocessing, all of them unless told."""
        return preprocessed(self.op, x, self.array, steps)


class Passing(Layer):
    """Regression: what comes in goes on."""

    def forward(self, x: Tensor) -> Tensor:
        return x


MODULES: dict[type[Op], type[Layer]] = {
    ops.Input: Input,
    ops.Conv2D: Conv2D,
    ops.MaxPool2D: MaxPool2D,
    ops.AvgPool2D: AvgPool2D,
    ops.GlobalAvgPool: GlobalAvgPool,
    ops.GlobalMaxPool: GlobalMaxPool,
    ops.UpSample2D: UpSample2D,
    ops.Dense: Dense,
    ops.SingleUnit: SingleUnit,
    ops.Dropout: Dropout,
    ops.Flatten: Reshaped,
    ops.Reshape: Reshaped,
    ops.Activation: Activation,
    ops.BatchNormalization: BatchNormalization,
    ops.LocalResponseNormalization: LocalResponseNormalization,
    ops.L2Normalize: L2Normalize,
    ops.Merge: Merge,
    ops.Custom: Custom,
    ops.Regression: Passing,
}
