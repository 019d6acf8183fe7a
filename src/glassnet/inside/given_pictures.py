"""Pictures in every form a user may hold them: how many they are, what they are called, and some of them."""

from collections.abc import Mapping
from os import PathLike, fspath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.splits import Splits
from glassnet.data.wild_folder import WildPhotos
from glassnet.errors import DataError
from glassnet.inside.captured import Captured
from glassnet.runs.run import Run

Array = NDArray[np.float32]


def inputs_in(run: Run, images: Any) -> dict[str, Array]:
    """Pictures of any kind as the network takes them, float32 `[N, ...]` by input name."""
    given = images
    if isinstance(images, WildPhotos):
        given = images.pixels
    elif isinstance(images, Images):
        given = images.pixels if run.card.preparation is not None else images.inputs()
    batches = [fed for fed, _ in run.passes(given, ())]
    return {name: np.concatenate([fed[name] for fed in batches]) for name in batches[0]} if batches else {}


def truth_of(images: Any, count: int) -> tuple[str | None, ...]:
    """The class of each picture, as far as anybody says."""
    if isinstance(images, Images):
        return tuple(images.classes[label] for label in images.labels)
    if isinstance(images, Captured):
        return images.truth
    return images.truths if isinstance(images, WildPhotos) else (None,) * count


def names_of(images: Any, count: int) -> tuple[str, ...]:
    """The name of each picture, its number where it has none.

    >>> names_of(["photos/chi.jpg"], 1), names_of(np.zeros((2, 8, 8, 1)), 2)
    (('photos/chi.jpg',), ('0', '1'))
    """
    if isinstance(images, Images | WildPhotos | Captured):
        return images.names
    if _are_paths(images):
        return tuple(shown(fspath(path)) for path in images)
    return tuple(map(str, range(count)))


def listed(run: Run, images: Any) -> Any:
    """`images` so that they have a length and rows: one path becomes a list, one sample of an array a batch.

    Raises `DataError` for `Splits`, of which one part is to be named, and for what `run.predict` does not take.

    >>> from glassnet.graph.notation import from_text
    >>> listed(Run(from_text("2x2x1 > dense 2"), {}), np.ones((2, 2, 1)))["InputData"].shape
    (1, 2, 2, 1)
    """
    if isinstance(images, Splits):
        raise DataError("These are splits of pictures: give one of their parts, such as splits.test.")
    if isinstance(images, str | PathLike):
        return [images]
    counted = images is None or isinstance(images, Images | WildPhotos | Captured) or _are_paths(images)
    return images if counted else inputs_in(run, images)


def _are_paths(images: Any) -> bool:
    return (
        isinstance(images, list | tuple) and bool(images) and all(isinstance(each, str | PathLike) for each in images)
    )


def count_of(images: Any) -> int:
    """How many pictures there are in what `listed` gave."""
    if images is None:
        return 0
    return len(next(iter(images.values()), ())) if isinstance(images, Mapping) else len(images)


def picked(images: Any, rows: NDArray[np.int64]) -> Any:
    """Some of what `listed` gave, as `run.predict` or `inputs_in` takes it.

    >>> picked({"photo": np.arange(4.0)}, np.array([1, 3]))
    {'photo': array([1., 3.])}
    """
    if isinstance(images, Captured):
        images = images.fed
    if isinstance(images, Mapping):
        return {name: np.asarray(each)[rows] for name, each in images.items()}
    if isinstance(images, list | tuple):  # paths of photos
        return [images[row] for row in rows]
    return images.pixels[rows] if isinstance(images, WildPhotos) else images[rows]


def spread(count: int, most: int) -> NDArray[np.int64]:
    """At most `most` of `count` rows, evenly over all of them.

    >>> spread(10, 4).tolist(), spread(2, 4).tolist()
    ([0, 3, 6, 9], [0, 1])
    """
    if count <= most:
        return np.arange(count)
    return np.linspace(0, count - 1, most).round().astype(np.int64)
