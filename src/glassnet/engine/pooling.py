"""Pooling of images [batch, height, width, channels] as TensorFlow pads: padding never wins and never counts."""

import torch
from torch.nn import functional as F

from glassnet.engine import fourier, halving, polyphase
from glassnet.engine.convolution import Algorithm, convolve, image_padding
from glassnet.graph.op import Window
from glassnet.graph.shape import taps_on_data


def max_pool(x: torch.Tensor, window: Window) -> torch.Tensor:
    """The largest number under each window.

    >>> max_pool(torch.arange(9.0).reshape(1, 3, 3, 1), Window((2, 2), (2, 2), "same"))[0, :, :, 0]
    tensor([[4., 5.],
            [7., 8.]])
    """
    (top, bottom), (left, right) = image_padding(x, window)
    image = x.permute(0, 3, 1, 2)
    if is_by_two(window) and image.device.type == "cpu" and halving.suits(image):
        out = halving.max_pool(image)
    elif top == left == 0 and window.padding == "same" and min(window.stride) > 1:
        # All padding lies at the end, where rounding up does the same without a copy; a stride of 1 rounds nothing.
        out = F.max_pool2d(image, window.size, window.stride, ceil_mode=True)
    else:
        padded = F.pad(image, (left, right, top, bottom), value=-torch.inf)
        out = F.max_pool2d(padded, window.size, window.stride)
    return out.permute(0, 2, 3, 1)


def is_by_two(window: Window) -> bool:
    """Whether the window takes blocks of 2x2 that do not overlap, the last of them where the image has an odd side."""
    return window.size == window.stride == (2, 2) and window.padding == "same"


def convolve_and_max_pool(
    x: torch.Tensor, W: torch.Tensor, window: Window, bias: torch.Tensor | None = None, algorithm: Algorithm = "direct"
) -> torch.Tensor:
    """A convolution with a max pool behind it that `is_by_two`: together they may be faster than one after the other.

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve_and_max_pool(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0]
    tensor([[4., 2.],
            [2., 1.]])
    """
    if algorithm == "direct":
        return max_pool(convolve(x, W, window, bias), Window((2, 2), (2, 2), "same"))
    if algorithm == "fourier":
        out = fourier.convolve_and_pool(x.float() if x.dtype == torch.bfloat16 else x, W, window)
    else:
        out = polyphase.convolve_and_pool(x, W, window)
    # A bias moves all numbers alike, so it may as well be added to the largest.
    return out if bias is None else out + bias


def avg_pool(x: torch.Tensor, window: Window) -> torch.Tensor:
    """The mean of the real cells under each window.

    >>> avg_pool(torch.arange(9.0).reshape(1, 3, 3, 1), Window((2, 2), (2, 2), "same"))[0, :, :, 0]
    tensor([[2.0000, 3.5000],
            [6.5000, 8.0000]])
    """
    (top, bottom), (left, right) = image_padding(x, window)
    padded = F.pad(x.permute(0, 3, 1, 2), (left, right, top, bottom))
    sums = F.avg_pool2d(padded, window.size, window.stride, divisor_override=1)
    return (sums / _real_cells(x, window)).permute(0, 2, 3, 1)


def _real_cells(x: torch.Tensor, window: Window) -> torch.Tensor:
    rows, columns = (
        x.new_tensor(taps_on_data(x.shape[1 + axis], window.size[axis], window.stride[axis], window.padding))
        for axis in (0, 1)
    )
    return rows[:, None] * columns
