"""Convolution of images [batch, height, width, channels] with filters [height, width, in, out], as TensorFlow pads."""

import torch
from torch.nn import functional as F

from glassnet.graph.op import Window
from glassnet.graph.shape import window_padding


def image_padding(x: torch.Tensor, window: Window) -> tuple[tuple[int, int], tuple[int, int]]:
    """Empty rows before and after, and columns before and after, that the window needs around `x`."""
    rows = window_padding(x.shape[1], window.size[0], window.stride[0], window.padding)
    columns = window_padding(x.shape[2], window.size[1], window.stride[1], window.padding)
    return rows, columns


def convolve(x: torch.Tensor, W: torch.Tensor, window: Window) -> torch.Tensor:
    """Slide each filter over each image. Shapes [N, H, W, in] and [h, w, in, out] to [N, H', W', out].

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0]
    tensor([[4., 4., 2.],
            [4., 4., 2.],
            [2., 2., 1.]])
    """
    (top, bottom), (left, right) = image_padding(x, window)
    # Views only: torch then sees its own channels-last layout, and the filters cost a few copied numbers.
    image, filters = x.permute(0, 3, 1, 2), W.permute(3, 2, 0, 1)
    if (top, left) == (bottom, right):
        out = F.conv2d(image, filters, stride=window.stride, padding=(top, left))
    else:
        out = F.conv2d(F.pad(image, (left, right, top, bottom)), filters, stride=window.stride)
    return out.permute(0, 2, 3, 1)
