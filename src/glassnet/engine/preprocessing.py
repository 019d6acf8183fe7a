"""What an input layer does to every sample before the first layer that learns: TFLearn's preprocessing, in torch.

Values are [batch, height, width, channels], or [batch, n]. What comes in may be the user's own memory, so nothing is
written into it.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from glassnet.errors import DataError
from glassnet.graph import ops
from glassnet.graph.steps import CUSTOM, STATISTICS
from glassnet.graph.term import Term

EPSILON = 1e-8  # TFLearn's, beside what is divided by


def preprocessed(op: ops.Input, x: Tensor, array: Callable[[str], Tensor | None], steps: int | None = None) -> Tensor:
    """`x` behind the first `steps` steps of `op`, all of them unless told; `array` finds what they know by its name."""
    for step, name in list(zip(op.preprocessing, op.statistics, strict=True))[:steps]:
        x = _done(step, x, None if name is None else array(name))
    return x


def require_fit(op: ops.Input, made: Tensor) -> Tensor:
    """`made` if it is what the network takes. Raises `DataError` saying what would bring it there."""
    if tuple(made.shape[1:]) == op.shape.sides:
        return made
    found = "x".join(map(str, made.shape[1:]))
    if op.takes() == "exact" and op.takes(training=True) == "larger":
        size = ", ".join(map(str, op.shape.sides[:2]))
        raise DataError(
            f"the network takes {op.shape}, which random_crop leaves of what it learns from; these are {found}.\n"
            f"add_crop_center([{size}]) to its data_preprocessing crops every other picture to its middle."
        )
    raise DataError(f"the network takes samples of {op.shape}; behind its preprocessing these are {found}.")


def _done(step: Term, x: Tensor, known: Tensor | None) -> Tensor:
    if step.name == CUSTOM:
        made = torch.as_tensor(step.code(x.detach().cpu().numpy()) if step.code else x)
        return made.to(x.device, torch.float32)
    if known is not None:
        return _BY_STATISTIC[STATISTICS[step.name]](x, known)
    if step.name == "image_normalization":
        return x / 255
    if step.name == "crop_center":
        return crop_center(x, step.setting("shape"))
    return _BY_SAMPLE[step.name](x, _axes(x, per_channel=step.setting("per_channel", False)))


def crop_center(x: Tensor, shape: tuple[int, int]) -> Tensor:
    """The middle `shape` of the rows and columns; where it cannot be the middle, half a pixel up and left."""
    (height, width), (rows, columns) = shape, x.shape[1:3]
    if height > rows or width > columns:
        raise DataError(f"crop_center cuts {height}x{width} out of pictures of {rows}x{columns}: they are too small.")
    top, left = (rows - height) // 2, (columns - width) // 2
    return x[:, top : top + height, left : left + width]


def _axes(x: Tensor, *, per_channel: bool) -> tuple[int, ...]:
    """The axes of one sample, or of one channel of it."""
    return tuple(range(1, x.dim() - 1 if per_channel else x.dim()))


def _whitened(x: Tensor, pc: Tensor) -> Tensor:
    rows = x.reshape(len(x), -1)
    if rows.shape[1] != len(pc):
        raise DataError(
            f"zca_whitening has a matrix for samples of {len(pc):,} numbers, and these have {rows.shape[1]:,}. "
            "Where pictures are cropped, add the crop before it."
        )
    with torch.autocast(x.device.type, enabled=False):
        return (rows @ pc).reshape(x.shape)


_BY_STATISTIC: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "mean": lambda x, mean: x - mean,
    "std": lambda x, std: x / (std + EPSILON),
    "pc": _whitened,
}
_BY_SAMPLE: dict[str, Callable[[Tensor, tuple[int, ...]], Tensor]] = {
    "samplewise_zero_center": lambda x, axes: x - x.mean(axes, keepdim=True),
    "samplewise_stdnorm": lambda x, axes: x / (x.std(axes, correction=0, keepdim=True) + EPSILON),
}
