"""Convolution through the Fourier transform: exact, for stride 1, and far fewer operations where filters are large.

Three things keep it small. Taps that can never touch data are cut off (a 91x91 filter on a 23x23 map is a 45x45 one).
The circle the transform works on is just large enough that what wraps around falls on values nobody wants:
N >= n + max(padding before, after), not n + k - 1. And the spectra of images and filters serve forward and backward.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from glassnet.engine.corners import CORNERS, cells, largest
from glassnet.engine.devices import CPU, is_gpu
from glassnet.graph.op import Window
from glassnet.graph.shape import Padding, window_padding, window_stops

GROUP_BYTES = 1 << 22  # spectra of so many bytes are worked on together: they stay in the cache; measured best
GPU_GROUP_BYTES = 1 << 26  # a GPU wants much to do at a time; from an eighth of this on it took no longer


@dataclass(frozen=True)
class Side:
    """One side of image and filter as the transform sees it.

    `length` cells of data and `stops` of output; the `taps` from `first` on are those that can touch data, and the
    first of them stands `before` cells ahead of the first output. All wraps at `circle`.
    """

    length: int
    stops: int
    first: int
    taps: int
    before: int
    circle: int


@lru_cache(maxsize=1024)
def side(length: int, window: int, padding: Padding) -> Side:
    """The smallest exact setting for one side.

    >>> side(91, 91, "same").circle, side(23, 91, "same").taps
    (144, 45)
    """
    before, after = window_padding(length, window, 1, padding)
    first, last = max(0, before - (length - 1)), min(window, before + length)
    before, after = before - first, after - (window - last)
    return Side(
        length=length,
        stops=window_stops(length, window, 1, padding),
        first=first,
        taps=last - first,
        before=before,
        circle=smooth(length + max(before, after, 0)),
    )


def smooth(least: int) -> int:
    """The smallest even number from `least` on with no prime factor above 5: transforms of such lengths are fast.

    >>> [smooth(n) for n in (1, 46, 91, 136)]
    [2, 48, 96, 144]
    """
    number = least + least % 2
    while _without_small_factors(number) != 1:
        number += 2
    return number


def _without_small_factors(number: int) -> int:
    for factor in (2, 3, 5):
        while number % factor == 0:
            number //= factor
    return number


@dataclass(frozen=True)
class Circle:
    """Both sides of one convolution: where data, filters and outputs lie on the wrapped plane."""

    rows: Side
    columns: Side

    @property
    def size(self) -> tuple[int, int]:
        return self.rows.circle, self.columns.circle

    @property
    def cells(self) -> int:
        """Complex numbers in one spectrum: a real plane needs half its columns and one."""
        return self.rows.circle * (self.columns.circle // 2 + 1)

    def of_image(self, x: Tensor) -> Tensor:
        """Spectra of images or outputs, which all start at the origin."""
        spectra: Tensor = torch.fft.rfft2(x, s=self.size)
        return spectra

    def of_filters(self, W: Tensor) -> Tensor:
        """Spectra of filters [out, in, h, w], laid so that outputs come out at the origin."""
        rows, columns = self.rows, self.columns
        plane = W.new_zeros(*W.shape[:2], *self.size)
        plane[..., : rows.taps, : columns.taps] = self._live(W)
        return self.of_image(plane.roll((-rows.before, -columns.before), dims=(-2, -1)))

    def image(self, spectra: Tensor) -> Tensor:
        """Images back from spectra, as far as there are data."""
        return self._plane(spectra)[..., : self.rows.length, : self.columns.length]

    def output(self, spectra: Tensor) -> Tensor:
        """Outputs back from spectra."""
        return self._plane(spectra)[..., : self.rows.stops, : self.columns.stops]

    def filters(self, spectra: Tensor, shape: torch.Size) -> Tensor:
        """Filters of `shape` back from spectra; taps that never touch data are 0."""
        rows, columns = self.rows, self.columns
        plane = self._plane(spectra).roll((rows.before, columns.before), dims=(-2, -1))
        W = plane.new_zeros(shape)
        self._live(W)[...] = plane[..., : rows.taps, : columns.taps]
        return W

    def _plane(self, spectra: Tensor) -> Tensor:
        plane: Tensor = torch.fft.irfft2(spectra, s=self.size)
        return plane

    def _live(self, W: Tensor) -> Tensor:
        rows, columns = self.rows, self.columns
        return W[..., rows.first : rows.first + rows.taps, columns.first : columns.first + columns.taps]


class Whole:
    """Outputs as images, [N, out, H', W']."""

    def room(self, x: Tensor, filters: int, circle: Circle) -> Tensor:
        """Where the outputs for images `x` will lie."""
        return x.new_empty(len(x), filters, circle.rows.stops, circle.columns.stops)

    def put(self, outputs: Tensor, room: Tensor, part: slice) -> None:
        """Lay the outputs of some images where they belong."""
        room[part] = outputs

    def spectra(self, gradient: Tensor, part: slice, circle: Circle) -> Tensor:
        """Spectra of the gradients of some images' outputs."""
        return circle.of_image(gradient[part])


class ByCorner:
    """Outputs as the corners of 2x2 blocks, [4, N, out, H'/2, W'/2]; where a side is odd, -inf stands beyond it."""

    def room(self, x: Tensor, filters: int, circle: Circle) -> Tensor:
        rows, columns = circle.rows.stops, circle.columns.stops
        room = x.new_empty(len(CORNERS), len(x), filters, (rows + 1) // 2, (columns + 1) // 2)
        for (row, column), corner in zip(CORNERS, room, strict=True):
            if row and rows % 2:
                corner[..., -1, :] = -torch.inf
            if column and columns % 2:
                corner[..., -1] = -torch.inf
        return room

    def put(self, outputs: Tensor, room: Tensor, part: slice) -> None:
        for found, corner in zip(cells(outputs), room, strict=True):
            corner[part, :, : found.shape[2], : found.shape[3]] = found

    def spectra(self, gradient: Tensor, part: slice, circle: Circle) -> Tensor:
        plane = gradient.new_zeros(*gradient[0, part].shape[:2], *circle.size)
        # Two cells side by side lie in memory as one complex number does: they are written in one go. What stands
        # beyond an odd side never won, so its gradient is 0.
        side_by_side = torch.view_as_complex(plane.reshape(*plane.shape[:-1], -1, 2))
        for row in (0, 1):
            place = side_by_side[..., row : circle.rows.stops : 2, : gradient.shape[4]]
            left, right = gradient[2 * row : 2 * row + 2, part, :, : place.shape[2]]
            torch.complex(left, right, out=place)
        return circle.of_image(plane)


class _Convolution(torch.autograd.Function):
    """[N, in, H, W] and [out, in, h, w] to outputs in some layout, group by group of images."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, W: Tensor, circle: Circle, layout: Whole | ByCorner) -> Tensor:
        filters = circle.of_filters(W).conj().resolve_conj()
        out = layout.room(x, len(W), circle)
        kept = []
        for part in groups(len(x), circle.cells * (x.shape[1] + len(W)), x.device):
            images = circle.of_image(x[part])
            layout.put(circle.output(mixed(images, filters)), out, part)
            kept.append(images)
        ctx.save_for_backward(filters, *kept)
        ctx.circle, ctx.layout, ctx.samples, ctx.shape = circle, layout, len(x), W.shape
        return out

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        filters, *kept = ctx.saved_tensors
        circle = ctx.circle
        wants_image, wants_filters = ctx.needs_input_grad[:2]
        # The filters the other way round: from outputs to inputs, and not conjugate.
        back = filters.conj().resolve_conj().transpose(0, 1) if wants_image else None
        images, total = [], None
        parts = groups(ctx.samples, circle.cells * sum(ctx.shape[:2]), gradient.device)
        for part, seen in zip(parts, kept, strict=True):
            outputs = ctx.layout.spectra(gradient, part, circle)
            if back is not None:
                images.append(circle.image(mixed(outputs, back)))
            if wants_filters:
                some = paired(outputs, seen)
                total = some if total is None else total.add_(some)
        return (
            torch.cat(images) if wants_image else None,
            circle.filters(total, ctx.shape) if total is not None else None,
            None,
            None,
        )


def groups(images: int, cells: int, device: torch.device = CPU) -> Iterator[slice]:
    """Images taken together so that their spectra, `cells` complex numbers an image, stay in the cache."""
    size = max(1, (GPU_GROUP_BYTES if is_gpu(device) else GROUP_BYTES) // (8 * cells))
    return (slice(start, start + size) for start in range(0, images, size))


def mixed(images: Tensor, filters: Tensor) -> Tensor:
    """The sum over inputs of image times filter: [N, in, ...] and [out, in, ...] to [N, out, ...]."""
    if is_gpu(images.device):  # many small products of matrices in one call
        return torch.einsum("nixy,oixy->noxy", images, filters)
    total = images[:, :1] * filters[:, 0]
    for channel in range(1, images.shape[1]):
        total.addcmul_(images[:, channel : channel + 1], filters[:, channel])
    return total


def paired(outputs: Tensor, images: Tensor) -> Tensor:
    """The sum over images of image times conjugate output: [N, out, ...] and [N, in, ...] to [out, in, ...]."""
    if is_gpu(images.device):
        return torch.einsum("noxy,nixy->oixy", outputs.conj(), images)
    return torch.stack(
        [
            torch.stack([(images[:, i] * outputs[:, o].conj()).sum(0) for i in range(images.shape[1])])
            for o in range(outputs.shape[1])
        ]
    )


def circle(height: int, width: int, window: Window) -> Circle:
    """The wrapped plane for images of that size.

    >>> circle(91, 91, Window((91, 91), (1, 1), "same")).size
    (144, 144)
    """
    return Circle(side(height, window.size[0], window.padding), side(width, window.size[1], window.padding))


def convolve(x: Tensor, W: Tensor, window: Window) -> Tensor:
    """Slide each filter over each image. Shapes [N, H, W, in] and [h, w, in, out] to [N, H', W', out]; stride 1.

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0].round()
    tensor([[4., 4., 2.],
            [4., 4., 2.],
            [2., 2., 1.]])
    """
    return _outputs(x, W, window, Whole()).permute(0, 2, 3, 1)


def convolve_and_pool(x: Tensor, W: Tensor, window: Window) -> Tensor:
    """The same, and the largest of each 2x2 block of the outputs: [N, H'/2, W'/2, out], rounded up.

    >>> ones = torch.ones(1, 3, 3, 1)
    >>> convolve_and_pool(ones, torch.ones(2, 2, 1, 1), Window((2, 2), (1, 1), "same"))[0, :, :, 0].round()
    tensor([[4., 2.],
            [2., 1.]])
    """
    return largest(_outputs(x, W, window, ByCorner()), dim=0).permute(0, 2, 3, 1)


def _outputs(x: Tensor, W: Tensor, window: Window, layout: Whole | ByCorner) -> Tensor:
    plane = circle(x.shape[1], x.shape[2], window)
    apply: Callable[..., Tensor] = _Convolution.apply
    return apply(x.permute(0, 3, 1, 2), W.permute(3, 2, 0, 1), plane, layout)
