"""A convolution done directly and in another way, for tests that hold one against the other."""

import torch

from glassnet.engine.convolution import Algorithm, convolve
from glassnet.engine.pooling import convolve_and_max_pool
from glassnet.graph.op import Window


def both_ways(
    way: Algorithm,
    samples: int,
    sides: tuple[int, int],
    channels: tuple[int, int],
    window: Window,
    *,
    pooled: bool = False,
    dtype: torch.dtype = torch.float64,
) -> tuple[list[torch.Tensor], list[torch.Tensor]]:
    """Output, image gradient and filter gradient, directly and in that way; with a 2x2 max pool where `pooled`."""
    chance = torch.Generator().manual_seed(0)
    x = torch.randn(samples, *sides, channels[0], generator=chance, dtype=dtype, requires_grad=True)
    W = torch.randn(*window.size, *channels, generator=chance, dtype=dtype, requires_grad=True)
    values = []
    for algorithm in ("direct", way):
        out = (convolve_and_max_pool if pooled else convolve)(x, W, window, algorithm=algorithm)
        upstream = torch.linspace(-1, 1, out.numel(), dtype=dtype).reshape(out.shape)
        values.append([out, *torch.autograd.grad(out, (x, W), upstream)])
    return values[0], values[1]
