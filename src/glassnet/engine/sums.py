"""The sum behind one map of a convolution, taken apart: what each input channel adds to it."""

import torch
from torch import Tensor
from torch.nn import functional as F

from glassnet.engine.convolution import image_padding
from glassnet.graph.op import Window


def partial_sums(image: Tensor, kernel: Tensor, window: Window) -> Tensor:
    """What each channel of `image` `[H, W, in]` adds to the map of one `kernel` `[h, w, in]`: `[H', W', in]`.

    >>> partial_sums(torch.ones(2, 2, 2), torch.ones(1, 1, 2), Window((1, 1), (1, 1), "same"))[:, :, 1]
    tensor([[1., 1.],
            [1., 1.]])
    """
    (top, bottom), (left, right) = image_padding(image[None], window)
    padded = F.pad(image.permute(2, 0, 1)[None], (left, right, top, bottom))
    with torch.inference_mode():
        apart = F.conv2d(
            padded, kernel.permute(2, 0, 1)[:, None].contiguous(), None, window.stride, groups=len(padded[0])
        )
        return apart[0].permute(1, 2, 0).contiguous()
