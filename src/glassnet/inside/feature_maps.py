"""What a layer makes of one photo; for a convolution also the sums behind each map, down to a single pixel."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from glassnet.drawing import Shown
from glassnet.engine.convolution import image_padding
from glassnet.engine.sums import partial_sums
from glassnet.errors import DataError, ShapeError
from glassnet.graph.network import Network
from glassnet.graph.op import Window
from glassnet.graph.ops import Conv2D
from glassnet.inside.sight import Region, photo_layer, region_seen, shown_photo
from glassnet.inside.slices import require_convolution
from glassnet.runs.feeding import Fed
from glassnet.runs.run import Run

SILENT = 1e-6  # a map whose largest number is smaller says nothing: draw it flat, never stretched


@dataclass(frozen=True, eq=False)
class Pixel:
    """The arithmetic behind one number of one map: `patch * kernel`, summed, plus `bias`, makes `total`; the
    activation makes `value` of it.

    `patch`, `kernel` and `products` are `[height, width, in]`; where the window hangs over the border, the patch is 0
    and `on_image` False. `seen` is what of the photo the number depends on.
    """

    row: int
    column: int
    out: int
    patch: NDArray[np.float32]
    kernel: NDArray[np.float32]
    bias: float
    value: float
    on_image: NDArray[np.bool_]
    seen: Region | None

    @property
    def products(self) -> NDArray[np.float64]:
        """Each number under the window times its weight."""
        return self.patch.astype(np.float64) * self.kernel

    @property
    def total(self) -> float:
        """The sum of all products, and the bias: what goes into the activation."""
        return float(self.products.sum()) + self.bias

    def __str__(self) -> str:
        height, width, inputs = self.patch.shape
        taps = int(self.on_image.sum())
        return "\n".join(
            [
                f"row {self.row}, column {self.column} of map {self.out}:",
                f"{height}x{width}x{inputs} products sum to {float(self.products.sum()):.4g},",
                f"{self.bias:+.4g} bias is {self.total:.4g}, which the activation makes {self.value:.4g};",
                f"{taps:,} of {height * width:,} taps lie on the image",
            ]
        )


@dataclass(frozen=True, eq=False)
class Maps(Shown):
    """What layer `layer` makes of one photo: `values` `[height, width, channels]`, or fewer sides behind a dense layer.

    `photo` `[height, width, channels]` is the photo as the network was fed it; None where no image stands behind the
    layer. `fed` `[height, width, in]` is what came into this layer. A convolution answers `partial`, `total` and
    `pixel` as well.
    """

    network: Network
    layer: str
    values: NDArray[np.float32]
    fed: NDArray[np.float32]
    photo: NDArray[np.float32] | None
    weights: Mapping[str, NDArray[Any]]

    def __str__(self) -> str:
        sides = "x".join(map(str, self.values.shape)) or "1"
        known = self.values[np.isfinite(self.values)]
        reach = f", {known.min():.4g} to {known.max():.4g}" if known.size else ""
        lines = [f"{self.layer}: {sides}{reach}"]
        if self.values.ndim == 3:
            lines[0] += f"; {self.values.shape[-1]:,} maps of {self.values.shape[0]}x{self.values.shape[1]}"
        if self.silent:
            lines.append(f"silent on this photo: {', '.join(map(str, self.silent[:20]))}")
        if self.broken:
            lines.append(f"{self.broken:,} of its numbers are none")
        return "\n".join(lines)

    @property
    def silent(self) -> tuple[int, ...]:
        """Channels with nothing above a millionth in size anywhere on this photo."""
        largest = np.abs(self.values).reshape(-1, self.values.shape[-1]).max(axis=0)
        return tuple(np.flatnonzero(largest < SILENT).tolist())

    @property
    def broken(self) -> int:
        """How many of the values are no numbers."""
        return int((~np.isfinite(self.values)).sum())

    def partial(self, out: int) -> NDArray[np.float32]:
        """What each input channel adds to map `out`, `[height, width, in]`: their sum and the bias are `total`.

        Raises `DataError` for a layer that is no convolution, `ShapeError` for a filter there is not.
        """
        kernel = self._kernel(out)
        parts: NDArray[np.float32] = partial_sums(
            torch.from_numpy(self.fed), torch.from_numpy(kernel), self._window
        ).numpy()
        return parts

    def bias(self, out: int) -> float:
        """The bias of filter `out`; 0 where the layer has none."""
        self._kernel(out)
        biases = self.weights.get(f"{self.layer}/b")
        return 0.0 if biases is None else float(biases[out])

    def total(self, out: int) -> NDArray[np.float32]:
        """Map `out` before the activation, `[height, width]`: all partial maps and the bias."""
        summed: NDArray[np.float64] = self.partial(out).sum(axis=-1, dtype=np.float64) + self.bias(out)
        return summed.astype(np.float32)

    def pixel(self, row: int, column: int, out: int) -> Pixel:
        """The arithmetic behind one number of map `out`. Raises `ShapeError` for a place there is not."""
        kernel = self._kernel(out)
        self._require_place(row, column)
        (top, bottom), (left, right) = self._padding
        rows, columns = (at * stride for at, stride in zip((row, column), self._window.stride, strict=True))
        height, width = self._window.size
        here = np.s_[rows : rows + height, columns : columns + width]
        padded = np.pad(self.fed, ((top, bottom), (left, right), (0, 0)))
        inside = np.pad(np.ones(self.fed.shape[:2], bool), ((top, bottom), (left, right)))
        value = float(self.values[row, column, out])
        return Pixel(
            row, column, out, padded[here], kernel, self.bias(out), value, inside[here], self.seen(row, column)
        )

    def seen(self, row: int = 0, column: int = 0) -> Region | None:
        """What of the photo the units at that place depend on, exact at borders; None where there is no photo."""
        return None if self.photo is None else region_seen(self.network, self.layer, row, column)

    @property
    def _window(self) -> Window:
        op = self.network[self.layer].op
        if not isinstance(op, Conv2D):
            raise DataError(
                f"'{self.layer}' is {op.kind}, and partial maps belong to convolutions; its values are in `values`."
            )
        return op.window

    @cached_property
    def _padding(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return image_padding(torch.from_numpy(self.fed[None]), self._window)

    def _kernel(self, out: int) -> NDArray[np.float32]:
        require_convolution(self.network, self.layer)
        filters = self.weights[f"{self.layer}/W"]
        if not 0 <= out < filters.shape[-1]:
            raise ShapeError(f"'{self.layer}' has filters 0 to {filters.shape[-1] - 1}, not {out}.")
        return np.ascontiguousarray(filters[..., out], np.float32)

    def _require_place(self, row: int, column: int) -> None:
        height, width = self.values.shape[:2]
        if not (0 <= row < height and 0 <= column < width):
            raise ShapeError(
                f"The maps of '{self.layer}' have rows 0 to {height - 1} and columns 0 to {width - 1}, "
                f"not row {row}, column {column}."
            )


def maps(run: Run, image: Fed, layer: str) -> Maps:
    """What `layer` makes of one photo. `image` is what `run.predict` takes, but only one: a path, or one array.

    Raises `UnknownName` for a layer there is not, `DataError` for more than one photo or one that does not fit.

    >>> import glassnet as gn
    >>> net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 4, 5, activation="relu", name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 10, activation="softmax"))
    >>> digits = gn.datasets.digits.images()[:100]
    >>> run = gn.fit(net, digits, n_epoch=1, show=False)
    >>> found = gn.inside.maps(run, digits.inputs()[0], "conv_1")
    >>> found.values.shape, found.partial(3).shape
    ((8, 8, 4), (8, 8, 1))
    >>> pixel = found.pixel(0, 0, out=3)
    >>> bool(abs(pixel.total - found.total(3)[0, 0]) < 1e-5), pixel.seen
    (True, Region(top=0, left=0, bottom=2, right=2))
    """
    node = run.network[layer]
    before = run.network.name(node.inputs[0]) if node.inputs else layer
    photo = photo_layer(run.network, layer)
    wanted = tuple(dict.fromkeys((layer, before, *([] if photo is None else [photo]))))
    passes = list(run.passes(image, wanted))
    count = sum(len(values[layer]) for _, values in passes)
    if count != 1:
        raise DataError(f"maps shows one photo at a time, and these are {count:,}. Call it for each of them.")
    ((fed, values),) = passes
    return Maps(
        run.network,
        layer,
        np.atleast_1d(values[layer][0]),
        values[before][0],
        None if photo is None else shown_photo(fed, values[photo], photo)[0],
        run.weights,
    )
