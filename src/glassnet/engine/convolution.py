"""Convolution of images [batch, height, width, channels] with filters [height, width, in, out], as TensorFlow pads.

One call, three ways to the same numbers: torch's own ("direct"), through the Fourier transform ("fourier"), and with
the corners of 2x2 blocks as channels ("polyphase").
"""

from typing import Literal

import torch
from torch.nn import functional as F

from glassnet.engine import fourier, polyphase
from glassnet.graph.op import Window
from glassnet.graph.shape import window_padding

Algorithm = Literal["direct", "fourier", "polyphase"]


def image_padding(x: torch.Tensor, window: Window) -> tuple[tuple[int, int], tuple[int, int]]:
    """Empty rows before and after, and columns before and after, that the window needs around `x`."""
    rows = window_padding(x.shape[1], window.size[0], window.stride[0], window.padding)
    columns = window_padding(x.shape[2], window.size[1], window.stride[1], window.padding)
    return rows, columns


def convolve(
    x: torch.Tensor,
    W: torch.Tensor,
    window: Window,
    bias: torch.Tensor | None = None,
    algorithm: Algorithm = "direct",
) -> torch.Tensor:
    """Slide each filter over each image. Shapes [N, H, W, in] and [h, w, in, out] to [N, H', W', out].

    The algorithms agree to 1e-5 of the largest output in float32. All but "direct" take strides of 1 only.

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0]
    tensor([[4., 4., 2.],
            [4., 4., 2.],
            [2., 2., 1.]])
    """
    if algorithm == "fourier":
        # A transform in half precision would lose what it is for.
        out = fourier.convolve(x.float() if x.dtype == torch.bfloat16 else x, W, window)
        return out if bias is None else out + bias
    if algorithm == "polyphase":
        out = polyphase.convolve(x, W, window)
        return out if bias is None else out + bias
    (top, bottom), (left, right) = image_padding(x, window)
    # The image is a view: torch sees its own channels-last layout. Filters are few numbers, and torch's plain path
    # (float64, images of one pixel) needs theirs in order.
    image, filters = x.permute(0, 3, 1, 2), W.permute(3, 2, 0, 1).contiguous()
    if (top, left) == (bottom, right):
        out = F.conv2d(image, filters, bias, window.stride, padding=(top, left))
    else:
        out = F.conv2d(F.pad(image, (left, right, top, bottom)), filters, bias, window.stride)
    return out.permute(0, 2, 3, 1)
