"""The filters of a layer, slice by slice: as they began, as they are, and what of that was learned."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError, unknown
from glassnet.report.colours import SILENT, reach_of
from glassnet.report.drawing.legend import common_reach, legend, tile
from glassnet.report.drawing.letters import readable
from glassnet.report.drawing.sheet import Picture, Sheet, flowing, headed, laid, paged, stacked
from glassnet.report.drawing.words import broken_in, short
from glassnet.report.mosaic import MOST, Mosaic

if TYPE_CHECKING:
    from glassnet.inside.slices import Filters, View

Side = Literal["start", "now", "learned", "all"]
SIDES: tuple["View", ...] = ("start", "now", "learned")
TOGETHER = 32  # slices a view, where three views stand below each other
OVER_EPOCHS = 8  # slices whose way through the epochs is shown
COLOURS = "Brown: below 0. White: 0. Green: above 0."
ADDRESSES = "“out 3 ← in 0” is what filter 3 looks for in channel 0 of what its layer reads."
_WHAT = {
    "start": "as training began: drawn by chance",
    "now": "as they are now",
    "learned": "what training added to the start",
}


def of_layer(name: str, W: NDArray[np.floating]) -> Sheet:
    """The filters `W` `[height, width, in, out]` of one layer under its name, on the scale of its largest weight."""
    mosaic = Mosaic(readable(name), *W.shape)
    reach = reach_of(W)
    notes = [" · ".join([mosaic.showing, f"{mosaic.zoom} px per weight", *_odd(W, reach)])]
    return headed(tiles(mosaic, W, reach), mosaic.heading, notes, legend("weights", reach))


def page_of_layers(weights: Mapping[str, NDArray[np.floating]], title: str) -> Sheet | None:
    """Every convolution among `weights`, below each other; None where there is none."""
    layers = {name.removesuffix("/W"): W for name, W in weights.items() if name.endswith("/W") and W.ndim == 4}
    if not layers:
        return None
    notes = [f"{COLOURS} Each layer has one scale of its own. {ADDRESSES}"]
    return paged(stacked([of_layer(name, W) for name, W in layers.items()], gap=16), readable(title), notes)


def of_filters(found: "Filters", side: Side = "all") -> Sheet:
    """One view of a layer's filters, or all three. Start and now share a scale; what was learned has its own."""
    if side not in (*SIDES, "all"):
        raise unknown("side", side, (*SIDES, "all"))
    sides = SIDES if side == "all" else (side,)
    both = common_reach(found.start, found.now)
    sheets = [_section(found, each, both if each != "learned" else reach_of(found.learned), sides) for each in sides]
    notes = [f"{COLOURS} {ADDRESSES}", *found.remarks]
    return paged(stacked(sheets, gap=16), f"{readable(found.layer)}: {found.counts}", notes)


def over_epochs(found: "Filters") -> Sheet:
    """A row of tiles for each of the first slices: the learned part after each epoch that was kept.

    Raises `DataError` where the run kept no snapshots.
    """
    if not found.epochs:
        found.over_epochs()  # raises, and says how to keep them
    slices = [found.slice(out, into) for out, into in _most_learned(found, OVER_EPOCHS)]
    views = {epoch: _learned(found, found.at(epoch)) for epoch in found.epochs if epoch}
    reach = common_reach(*views.values())
    mosaic = Mosaic("", *found.now.shape)
    zoom = max(1, min(mosaic.zoom, 1000 // (len(views) + 1) // max(found.now.shape[:2])))
    sheets = []
    for each in slices:
        row = [
            Picture(tile(view[:, :, each.into, each.out], "weights", reach, zoom), (f"epoch {epoch}",))
            for epoch, view in views.items()
        ]
        sheets.append(headed(laid(_abreast(row), least=60), "", [f"out {each.out} ← in {each.into}"]))
    notes = [
        f"Each row is one slice after each epoch that was kept, less its start. {COLOURS} One scale for all of it.",
        _showing(len(slices), len(found)),
    ]
    legended = headed(stacked(sheets, gap=4), "", [f"{zoom} px per weight"], legend("weights", reach))
    return paged(legended, f"{readable(found.layer)}: what was learned, epoch by epoch", notes)


def tiles(mosaic: Mosaic, W: NDArray[np.floating], reach: float) -> Sheet:
    """The slices a mosaic shows, each under its address."""
    return laid(
        [
            Picture(
                tile(W[:, :, place.input, place.output], "weights", reach, mosaic.zoom),
                (place.address,),
                (place.top, place.left),
            )
            for place in mosaic.tiles
        ]
    )


def reading_of(found: "Filters", side: "View") -> str:
    """In a sentence, what the grain of one view says."""
    if found.grain(side).is_too_small:
        return "slices of so few weights are too small to tell grain from a picture"
    words = ", ".join(f"{count:,} {word}" for word, count in found.grain(side).counts().items())
    alike = f"{found.grain(side).spread('rho').median:.2f}".replace("-", "−")
    return f"{words} (neighbours alike {alike}; noise 0, a smooth picture near 1)"


def _most_learned(found: "Filters", most: int) -> list[tuple[int, int]]:
    """Out and in of the slices that learned most, at most so many, in order; those that hold no numbers come first."""
    lengths = np.sqrt((found.learned.astype(np.float64) ** 2).sum(axis=(0, 1))).T  # [out, in]
    order = np.argsort(-np.nan_to_num(lengths, nan=np.inf).ravel(), kind="stable")[:most]
    return [divmod(int(at), lengths.shape[1]) for at in sorted(order.tolist())]


def _showing(shown: int, of: int) -> str:
    return f"all {of:,} shown" if shown == of else f"showing the {shown:,} of {of:,} slices that learned most"


def _section(found: "Filters", side: "View", reach: float, sides: Sequence["View"]) -> Sheet:
    W = getattr(found, side)
    mosaic = Mosaic(readable(found.layer), *W.shape)
    chosen = _most_learned(found, TOGETHER if len(sides) > 1 else MOST)
    showing = _showing(len(chosen), len(found))
    notes = [
        " · ".join([showing, f"{mosaic.zoom} px per weight", *_odd(W, reach)]),
        f"Reads: {reading_of(found, side)}",
    ]
    if side == "start":
        notes.append(f"The start was {found.came_from}.")
    if side == "learned":
        notes.append(f"{found.learned_share:.2f} times as long as the start. Its scale is its own.")
    pictures = [
        Picture(tile(W[:, :, into, out], "weights", reach, mosaic.zoom), (f"out {out} ← in {into}",))
        for out, into in chosen
    ]
    return headed(laid(flowing(pictures)), f"{side}: {_WHAT[side]}", notes, legend("weights", reach))


def _odd(W: NDArray[np.floating], reach: float) -> list[str]:
    silent = f"silent: no weight reaches {short(SILENT)}" if reach < SILENT else ""
    return [told for told in (silent, broken_in(W)) if told]


def _learned(found: "Filters", now: NDArray[np.float32]) -> NDArray[np.float32]:
    from glassnet.inside.beginnings import learned_part

    return learned_part(now, found.start, decays=found.decays)[0]


def _abreast(row: list[Picture]) -> list[Picture]:
    across = max(60, *(picture.sides[1] for picture in row)) + 8
    return [Picture(picture.pixels, picture.under, (0, number * across)) for number, picture in enumerate(row)]


def no_convolution(layers: Sequence[str]) -> DataError:
    """The error for a network that has none to draw."""
    return DataError(
        f"This network has no convolution, so it has no filters to show: its layers are {', '.join(layers)}."
    )
