"""Which photos a channel answers to most, and to which place of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.drawing import Shown
from glassnet.errors import DataError, SettingError, ShapeError
from glassnet.inside.feature_maps import SILENT
from glassnet.inside.sight import Region, photo_layer, region_seen, shown_photo
from glassnet.runs.feeding import Fed
from glassnet.runs.run import Run


@dataclass(frozen=True, eq=False)
class Excited:
    """One photo and where it excites the channel most: `value` at `row` and `column` of the map.

    Of equal values the first counts, by photo, row, then column. `seen` is the piece of the photo that can have caused
    it and `crop` that piece, `[height, width, channels]`; None where no image stands behind the layer. `row` and
    `column` are 0 for a layer without them.
    """

    photo: int
    name: str
    value: float
    row: int
    column: int
    seen: Region | None
    crop: NDArray[np.float32] | None

    def __str__(self) -> str:
        place = "" if self.seen is None else f", rows {self.seen.top}-{self.seen.bottom}"
        columns = "" if self.seen is None else f", columns {self.seen.left}-{self.seen.right}"
        return f"{self.name}: {self.value:.4g}{place}{columns}"


@dataclass(frozen=True, eq=False)
class Excites(Shown):
    """The photos that excite channel `channel` of `layer` most, the strongest first, each once.

    `photos` is how many were looked at, `broken` how many of them gave no number; those are left out.
    """

    layer: str
    channel: int
    tops: tuple[Excited, ...]
    photos: int
    broken: int = 0

    @property
    def silent(self) -> bool:
        """Whether nothing excites it: on no photo does it reach a millionth. The order of photos then says nothing."""
        return not self.tops or self.tops[0].value < SILENT

    def __str__(self) -> str:
        head = f"{self.layer}, channel {self.channel}, of {self.photos:,} photos"
        if self.silent:
            return f"{head}: silent on all of them"
        return "\n".join([f"{head}:", *(f"  {top}" for top in self.tops)])


def excites(run: Run, layer: str, channel: int, images: Images | Fed, most: int = 9) -> Excites:
    """The `most` photos of `images` that excite `channel` of `layer` most, with the exact places.

    `images` are `Images`, or whatever `run.predict` takes. They go through in batches; only the best are kept. Raises
    `UnknownName` for a layer there is not, `ShapeError` for a channel there is not.

    >>> import glassnet as gn
    >>> net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 4, 3, activation="relu", name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 10, activation="softmax"))
    >>> digits = gn.datasets.digits.images()[:100]
    >>> run = gn.fit(net, digits, n_epoch=1, show=False)
    >>> found = gn.inside.excites(run, "conv_1", 0, digits, most=3)
    >>> len(found.tops), found.photos, found.tops[0].value >= found.tops[1].value
    (3, 100, True)
    """
    if most < 1:
        raise SettingError(f"most={most}: at least one photo is to be shown.")
    require_channel(layer, channel, _channels(run, layer))
    tops: list[Excited] = []
    photos = broken = 0
    for batch in _batches(run, layer, images):
        best, lost = _strongest(batch.values[..., channel].reshape(len(batch.values), -1), most)
        found = [_excited(run, layer, channel, photos, batch, each) for each in best]
        # Sorting is stable, and earlier photos come first.
        tops = sorted([*tops, *found], key=lambda top: -top.value)[:most]
        photos, broken = photos + len(batch.values), broken + lost
    if not photos:
        raise DataError("There are no photos to look at.")
    named = images.names if isinstance(images, Images) else ()
    return Excites(layer, channel, tuple(_named(top, named) for top in tops), photos, broken)


def silent(run: Run, layer: str, images: Images | Fed) -> tuple[int, ...]:
    """The channels of `layer` that are below a millionth in size everywhere on all `images`: dead, as far as they tell.

    >>> import glassnet as gn
    >>> net = gn.fully_connected(gn.input_data([None, 4]), 3, weights_init="zeros", activation="relu", name="dead")
    >>> run = gn.fit(gn.regression(net, loss="mean_square"), (np.eye(4), np.zeros((4, 3))), n_epoch=1, show=False)
    >>> silent(run, "dead", np.eye(4, dtype=np.float32))
    (0, 1, 2)
    """
    largest: NDArray[Any] | None = None
    for batch in _batches(run, layer, images):
        found = np.abs(batch.values).reshape(-1, batch.values.shape[-1]).max(axis=0)
        largest = found if largest is None else np.maximum(largest, found)
    if largest is None:
        raise DataError("There are no photos to look at.")
    return tuple(np.flatnonzero(largest < SILENT).tolist())


def pixels_of(run: Run, images: Images | Fed) -> Fed:
    """Pictures as `run.predict` takes them: raw where the run prepares them, else scaled by their own rule."""
    if not isinstance(images, Images):
        return images
    return images.pixels if run.card.preparation is not None else images.inputs()


@dataclass(frozen=True, eq=False)
class Peaks:
    """Where each photo excites each channel of `layer` most: `values` float32 and `places` int64, both [photos,
    channels]; -inf where a map holds what is no number. A place is row times `columns` plus column.
    """

    layer: str
    values: NDArray[np.float32]
    places: NDArray[np.int64]
    columns: int

    def tops(self, channel: int, most: int) -> list[tuple[int, float, int, int]]:
        """The `most` photos that excite `channel` most, as photo, value, row and column; of equal ones the first.

        Photos that leave it silent, and those whose maps are broken, are left out. Raises `ShapeError` for a channel
        there is not.

        >>> peaks = Peaks("conv", np.array([[1.0], [5.0], [0.0]], np.float32), np.array([[4], [2], [0]]), 3)
        >>> peaks.tops(0, 9)
        [(1, 5.0, 0, 2), (0, 1.0, 1, 1)]
        """
        require_channel(self.layer, channel, self.values.shape[1])
        values = self.values[:, channel]
        order = np.argsort(-values, kind="stable")[:most]
        some = order[np.isfinite(values[order]) & (np.abs(values[order]) >= SILENT)]
        return [(int(at), float(values[at]), *divmod(int(self.places[at, channel]), self.columns)) for at in some]


def peaks(run: Run, layers: Sequence[str], images: Images | Fed) -> dict[str, Peaks]:
    """For all channels of some layers at once what `excites` looks for: one pass over the photos.

    >>> from glassnet.graph.notation import from_text
    >>> run = Run(from_text("4 > dense 2"), {"FullyConnected/W": np.eye(4)[:, :2], "FullyConnected/b": np.zeros(2)})
    >>> peaks(run, ["FullyConnected"], np.eye(4, dtype=np.float32))["FullyConnected"].values.tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0], [0.0, 0.0]]
    """
    found: dict[str, list[tuple[NDArray[np.float32], NDArray[np.int64]]]] = {layer: [] for layer in layers}
    for _, values in run.passes(pixels_of(run, images), tuple(layers)):
        for layer in layers:
            maps = values[layer].reshape(len(values[layer]), -1, _channels(run, layer))
            found[layer].append(_best_places(maps))
    return {
        layer: Peaks(
            layer,
            np.concatenate([values for values, _ in parts]),
            np.concatenate([places for _, places in parts]),
            (*run.network[layer].shape.sides[:-1], 1, 1)[1],
        )
        for layer, parts in found.items()
    }


def require_channel(layer: str, channel: int, channels: int) -> None:
    """Raise `ShapeError` for a channel that a layer does not have."""
    if not 0 <= channel < channels:
        raise ShapeError(f"'{layer}' has channels 0 to {channels - 1}, not {channel}.")


def _channels(run: Run, layer: str) -> int:
    return (1, *run.network[layer].shape.sides)[-1]


class _Batch(NamedTuple):
    """Photos `[N, H, W, C]`, where there are any, and what a layer makes of them, `[N, ..., channels]`."""

    photos: NDArray[np.float32] | None
    values: NDArray[np.float32]


def _batches(run: Run, layer: str, images: Images | Fed) -> Iterator[_Batch]:
    photo = photo_layer(run.network, layer)
    wanted = tuple(dict.fromkeys((layer, *([] if photo is None else [photo]))))
    for fed, values in run.passes(pixels_of(run, images), wanted):
        found = values[layer] if values[layer].ndim > 1 else values[layer][:, None]
        yield _Batch(None if photo is None else shown_photo(fed, values[photo], photo), found)


def _strongest(maps: NDArray[np.float32], most: int) -> tuple[list[tuple[int, float, int]], int]:
    """Of maps `[N, places]` the best of each photo, as photo, value and place, at most `most`; and how many are broken.

    >>> _strongest(np.array([[1.0, 3.0, 3.0], [5.0, 0.0, 0.0]], np.float32), 2)
    ([(1, 5.0, 0), (0, 3.0, 1)], 0)
    """
    values, places = (each[:, 0] for each in _best_places(maps[..., None]))
    usable = np.isfinite(values)
    order = np.argsort(-values, kind="stable")[: min(most, int(usable.sum()))]
    return [(int(at), float(values[at]), int(places[at])) for at in order], int((~usable).sum())


def _best_places(maps: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Of maps `[N, places, channels]` the largest values `[N, channels]` and their places; -inf if broken."""
    usable = np.isfinite(maps).all(axis=1)
    places = np.where(usable, maps.argmax(axis=1), 0)
    values = np.take_along_axis(maps, places[:, None], axis=1)[:, 0]
    return np.where(usable, values, -np.inf).astype(np.float32), places


def _excited(run: Run, layer: str, channel: int, first: int, batch: "_Batch", found: tuple[int, float, int]) -> Excited:
    at, value, place = found
    sides = (*batch.values.shape[1:-1], 1, 1)[:2]
    row, column = divmod(place, sides[1])
    if batch.photos is None:
        return Excited(first + at, str(first + at), value, row, column, None, None)
    # Behind a layer of two sides, the channels are the photo's columns.
    seen = region_seen(run.network, layer, row, channel if batch.values.ndim == 3 else column)
    return Excited(first + at, str(first + at), value, row, column, seen, seen.crop(batch.photos[at]))


def _named(top: Excited, names: tuple[str, ...]) -> Excited:
    return replace(top, name=names[top.photo]) if names else top
