"""Pictures of a run and of its judgement, as matplotlib figures: what `run.plot_...` and `evaluation.plot_...` give.

Each returns the whole figure. `ax` puts the picture on axes of your own; without, it is a figure of as many pixels as
it needs, which no window shows and no list of open figures keeps.
"""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.images import Images
from glassnet.errors import DataError
from glassnet.report.drawing import curves, photos
from glassnet.report.drawing.filters import Side, of_filters
from glassnet.report.drawing.filters import over_epochs as _over_epochs
from glassnet.report.drawing.maps import of_maps
from glassnet.report.drawing.reasons import of_reasons
from glassnet.report.drawing.sheet import drawn
from glassnet.report.drawing.sums import of_sum

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.inside.photos import Range
    from glassnet.runs.run import Run


def history(run: "Run", ax: "Axes | None" = None) -> "Figure":
    """How training went: loss and metrics over epochs; on `ax` the losses alone."""
    return curves.of_history(run.history, ax)


def filters(run: "Run", layer: str, side: Side = "all", ax: "Axes | None" = None) -> "Figure":
    """The filters of a convolution as they began, as they are, and what was learned; or one of these."""
    from glassnet.inside.slices import filters as found

    return drawn(of_filters(found(run, layer), side), ax)


def over_epochs(run: "Run", layer: str, ax: "Axes | None" = None) -> "Figure":
    """What the first slices of a convolution had learned after each epoch that was kept."""
    from glassnet.inside.slices import filters as found

    return drawn(_over_epochs(found(run, layer)), ax)


def maps(run: "Run", layer: str, photo: Any, ax: "Axes | None" = None) -> "Figure":
    """What a layer makes of one photo."""
    from glassnet.inside.feature_maps import maps as found

    known = found(run, _fed(run, photo), layer)
    return drawn(of_maps(known, levels_of(run, known.photo), name_of(photo), classes_of(run, layer)), ax)


def summed(run: "Run", layer: str, channel: int, photo: Any, ax: "Axes | None" = None) -> "Figure":
    """How a convolution makes one map of a photo: partial maps and a bias, added up."""
    from glassnet.inside.feature_maps import maps as found

    known = found(run, _fed(run, photo), layer)
    return drawn(of_sum(known, channel, levels_of(run, known.photo), name_of(photo)), ax)


def excites(run: "Run", layer: str, channel: int, images: Any, most: int = 9, ax: "Axes | None" = None) -> "Figure":
    """The pieces of photos that excite a channel most."""
    from glassnet.inside.exciting import excites as found

    known = found(run, layer, channel, images, most)
    crops = [top.crop for top in known.tops if top.crop is not None]
    return drawn(photos.of_excites(known, levels_of(run, *crops)), ax)


def reasons(
    run: "Run", photo: Any, label: str | int | None = None, marks: bool = True, ax: "Axes | None" = None
) -> "Figure":
    """What in a photo spoke for its answer, by each method, with its test marks unless `marks` is False."""
    from glassnet.inside.attribution import reasons as found
    from glassnet.inside.checks import marks as tested

    known = found(run, photo, label)
    several = len(run.network.inputs) > 1
    told = tested(run, known, photo if several else None) if marks else None
    return drawn(of_reasons(known, levels_of(run, known.photo), told, name_of(photo)), ax)


def edits(
    run: "Run",
    photo: Any,
    regions: "Mapping[str, NDArray[np.bool_]] | None" = None,
    ax: "Axes | None" = None,
    **more: Any,
) -> "Figure":
    """A photo, and the answer under each edit of it."""
    from glassnet.inside.editing import edits as found
    from glassnet.inside.photos import one_photo

    before = one_photo(run, photo)[0]
    return drawn(photos.of_edits(found(run, photo, regions, **more), before, levels_of(run, before)), ax)


def confusion(known: "Evaluation", ax: "Axes | None" = None) -> "Figure":
    """Which classes are taken for which."""
    if known.confusion is None:
        raise DataError("The network answers with quantities, so no class is taken for another.")
    return curves.of_confusion(known.confusion, ax)


def reliability(known: "Evaluation", ax: "Axes | None" = None) -> "Figure":
    """How often the network is right when it is so sure."""
    if known.reliability is None:
        raise DataError("The network gives no probabilities, so there is nothing to hold them against.")
    return curves.of_reliability(known.reliability, ax)


def mistakes(known: "Evaluation", images: Any, most: int = 24, ax: "Axes | None" = None) -> "Figure":
    """The pictures that were answered wrongly, out of the `images` that were judged: `Images`, or their pixels.

    Raises `DataError` where `images` are not those.
    """
    if known.answers is None:
        raise DataError("The network answers with quantities, so no picture is simply wrong.")
    pixels, levels = _judged(known, images)
    shown = [pixels[row] for row in known.answers.worst_rows[:most]]
    return drawn(photos.of_mistakes(known.mistakes(), shown, known.n, levels), ax)


def _judged(known: "Evaluation", images: Any) -> "tuple[NDArray[Any], Range]":
    """The pixels that were judged, `[N, H, W, C]`, and which of their numbers are black and white."""
    from glassnet.inside.photos import Range

    pixels = np.asarray(images.pixels if isinstance(images, Images) else images)
    if isinstance(images, Images) and known.answers is not None and images.names != known.answers.names:
        raise DataError("These are other pictures than were judged. Give those that `evaluate` was given.")
    if len(pixels) != known.n or pixels.ndim not in (3, 4):
        raise DataError(
            f"{known.n:,} pictures were judged, and these numbers are of shape {pixels.shape}. "
            "Give the same pictures: [N, height, width, channels]."
        )
    low, high = (
        (0.0, 255.0) if pixels.dtype == np.uint8 else (min(0.0, float(pixels.min())), max(1.0, float(pixels.max())))
    )
    return (pixels if pixels.ndim == 4 else pixels[..., None]), Range(low, high)


def levels_of(run: "Run", *shown: "NDArray[np.float32] | None") -> "Range":
    """Which numbers are black and white in this run's photos: what training saw, else what these hold."""
    from glassnet.inside.photos import Range, range_of

    flat = [one.reshape(-1) for one in shown if one is not None]
    return range_of(run, np.nan_to_num(np.concatenate(flat), posinf=0, neginf=0)) if flat else Range(0.0, 1.0)


def classes_of(run: "Run", layer: str) -> tuple[str, ...]:
    """The names of a layer's numbers, where it is the one that answers; nothing for the others."""
    from glassnet.inside.evidence import behind_regression

    last = run.network.output
    return run.classes if run.network[layer] in (last, behind_regression(last)) else ()


def name_of(photo: Any) -> str:
    """What a photo is called: the file's name, or that which `Images` know it by; nothing for an array.

    >>> name_of("photos/lars_0031.jpg"), name_of(np.zeros((8, 8, 1)))
    ('lars_0031.jpg', '')
    """
    if isinstance(photo, Images):
        return photo.names[0] if len(photo) else ""
    return Path(photo).name if isinstance(photo, str | PathLike) else ""


def _fed(run: "Run", photo: Any) -> Any:
    from glassnet.inside.exciting import pixels_of

    return pixels_of(run, photo)
