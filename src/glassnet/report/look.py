"""What there is to see in a run and in photos, as PNG files, each with a sentence that reads it. Either all pictures
are written or none, and what cannot be shown is said, with what would bring it about.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glassnet.data.names import shown
from glassnet.errors import DataError, EnvironmentProblem, GlassnetError, unknown
from glassnet.graph.ops import Conv2D, Dropout
from glassnet.graph.ops.regression import Regression
from glassnet.inside.attribution import Reasons, reasons
from glassnet.inside.checks import Marks, marks
from glassnet.inside.editing import Edits, edits
from glassnet.inside.feature_maps import Maps, maps
from glassnet.inside.photos import one_photo
from glassnet.inside.slices import Filters, filters
from glassnet.report.drawing import curves
from glassnet.report.drawing.filters import of_filters, over_epochs, reading_of
from glassnet.report.drawing.maps import odd, of_maps
from glassnet.report.drawing.photos import of_edits
from glassnet.report.drawing.reasons import of_reasons
from glassnet.report.drawing.sheet import Sheet, drawn, png
from glassnet.report.drawing.sums import of_sum
from glassnet.report.drawing.words import many, short, span
from glassnet.report.drawings import classes_of, levels_of
from glassnet.runs.atomic import check_writable, write_whole
from glassnet.runs.run import Run

HOW_TO_SEE_PHOTOS = "Maps, sums, reasons and edits need a photo: --photo FILE."


@dataclass(frozen=True)
class View:
    """One picture: the file it goes to, and what can be read in it."""

    name: str
    png: bytes
    reading: str


@dataclass(frozen=True)
class Missing:
    """A view that could not be drawn, and why, or how to get it."""

    what: str
    why: str


Seen = View | Missing


def views(run: Run, photos: Sequence[str] = (), layer: str | None = None) -> Iterator[Seen]:
    """Everything to be seen, one after the other; of `layer` alone where one is named.

    Raises `UnknownName` for a layer there is not, and what `run.predict` raises for a photo that does not fit: before
    anything is drawn.
    """
    if layer is not None and layer not in run.network.names:
        raise unknown("layer", layer, run.network.names)
    for photo in photos:
        run.predict(photo)
    chosen = (layer,) if layer else tuple(name for name in run.network.names if _changes(run, name))
    if layer is None:
        yield from _history(run)
    yield from _filters(run, chosen, layer)
    for number, photo in enumerate(photos, 1):
        yield from _photo(run, photo, f"photo-{number}", chosen, layer)
    if not photos:
        yield Missing("photos", HOW_TO_SEE_PHOTOS)


def keep(found: Sequence[Seen], folder: Path) -> list[Path]:
    """Write the pictures into a new folder, all or none. Raises `EnvironmentProblem` where it cannot be written."""
    drawn_ones = [view for view in found if isinstance(view, View)]
    was_there = folder.is_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise EnvironmentProblem(f"The folder '{shown(str(folder))}' could not be made: {why.strerror}.") from None
    paths = [folder / view.name for view in drawn_ones]
    try:
        for path, view in zip(paths, drawn_ones, strict=True):
            write_whole(path, view.png)
    except BaseException:  # Ctrl-C as well: half of the pictures would be taken for all
        for path in paths:
            path.unlink(missing_ok=True)
        if not was_there:
            with suppress(OSError):
                folder.rmdir()
        raise
    return paths


def check_folder(folder: Path) -> None:
    """Say before the work, not after it, when the pictures could not go there.

    Raises `DataError` for a folder that holds something already, `EnvironmentProblem` for one that cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise DataError(f"'{shown(str(folder))}' is a file. Name a folder that is not there yet.")
    if folder.is_dir() and any(folder.iterdir()):
        raise DataError(
            f"'{shown(str(folder))}' already holds files, and nothing is written over. Name a new folder with --out."
        )
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    check_writable(nearest / "history.png")


def _history(run: Run) -> Iterator[Seen]:
    if not len(run.history):
        yield Missing("history", "The run holds no epochs: it was never trained, or its file kept none.")
        return
    last = run.history[-1]
    best = min(
        (epoch for epoch in run.history if epoch.val_loss is not None and np.isfinite(epoch.val_loss)),
        key=lambda epoch: epoch.val_loss or 0.0,
        default=None,
    )
    told = f" The validation loss was least after epoch {best.epoch}." if best else ""
    yield _view("history", curves.of_history(run.history), f"{many(len(run.history), 'epoch')}; {last}.{told}")


def _filters(run: Run, layers: Sequence[str], asked: str | None) -> Iterator[Seen]:
    convolutions = [name for name in layers if isinstance(run.network[name].op, Conv2D)]
    if not convolutions:
        what = "This network has no convolution" if asked is None else f"'{shown(asked)}' is no convolution"
        yield Missing("filters", f"{what}, so there are no filters and no sums to see.")
        return
    for name in convolutions:
        found = filters(run, name)
        yield _view(f"filters-{_slug(run, name)}", of_filters(found), _filters_read(found))
        if found.epochs:
            told = f"What the first slices had learned after epochs {', '.join(map(str, found.epochs[1:]))}."
            yield _view(f"filters-{_slug(run, name)}-over-epochs", over_epochs(found), told)
    if run.snapshots is None:
        how = "The run kept no snapshots. Train with fit(..., keep_filters=True), which keeps them."
        yield Missing("filters over epochs", how)


def _photo(run: Run, photo: str, slug: str, layers: Sequence[str], asked: str | None) -> Iterator[Seen]:
    name = Path(photo).name
    for layer in layers:
        found = maps(run, photo, layer)
        levels, place = levels_of(run, found.photo), _slug(run, layer)
        classes = classes_of(run, layer)
        yield _view(f"{slug}-maps-{place}", of_maps(found, levels, name, classes), _maps_read(found, classes))
        if isinstance(run.network[layer].op, Conv2D):
            channel = _loudest(found)
            told = f"How map {channel}, the strongest, is added up from {many(found.fed.shape[-1], 'partial map')}."
            yield _view(f"{slug}-sum-{place}-out-{channel}", of_sum(found, channel, levels, name), told)
    if asked is None:
        yield from _decided(run, photo, name, slug)


def _decided(run: Run, photo: str, name: str, slug: str) -> Iterator[Seen]:
    """Reasons and edits; where the network has none to give, why."""
    try:
        found = reasons(run, photo)
        tested, changed = marks(run, found), edits(run, photo)
        before = one_photo(run, photo)[0]
    except GlassnetError as why:
        yield Missing(f"reasons and edits of {shown(name)}", str(why).replace("\n", " "))
        return
    levels = levels_of(run, found.photo)
    yield _view(f"{slug}-reasons", of_reasons(found, levels, tested, name), _reasons_read(found, tested))
    yield _view(f"{slug}-edits", of_edits(changed, before, levels), _edits_read(changed))


def _view(name: str, sketch: "Sheet | object", reading: str) -> View:
    figure = drawn(sketch) if isinstance(sketch, Sheet) else sketch
    return View(f"{name}.png", png(figure), reading)  # type: ignore[arg-type]


def _filters_read(found: Filters) -> str:
    broken = f" {many(found.broken, 'weight')} not a number, striped." if found.broken else ""
    if found.grain().is_too_small:
        return f"{found.counts}; too small to tell grain from a picture.{broken}"
    return f"{found.counts}; now {reading_of(found, 'now')}; learned {reading_of(found, 'learned')}.{broken}"


def _maps_read(found: Maps, classes: Sequence[str]) -> str:
    values = found.values
    if len(classes) == values.size and np.isfinite(values).all():
        best = int(values.argmax())
        return f"The answer: “{shown(classes[best])}”, {short(float(values.flat[best]))}."
    flat = values.ndim < 3
    count = many(values.size, "number") if flat else many(values.shape[2], "map")
    size = "" if flat else f" of {values.shape[0]}x{values.shape[1]}"
    return "; ".join([f"{count}{size}, {span(values)}", *odd(found)]) + "."


def _reasons_read(found: Reasons, tested: Marks) -> str:
    verdicts = ", ".join(f"{mark.method} {mark.verdict}" for mark in tested.of)
    return f"For “{shown(found.label)}” against “{shown(found.rival)}”; tests: {verdicts}."


def _edits_read(found: Edits) -> str:
    flipping = [edit.name for edit in found.flipping]
    told = f": {', '.join(flipping[:4])}" + (", ..." if len(flipping) > 4 else "") if flipping else ""
    return f"{len(flipping)} of {many(len(found.of), 'edit')} flip the answer “{shown(found.answer)}”{told}."


def _loudest(found: Maps) -> int:
    filters = found.weights[f"{found.layer}/W"].shape[-1]
    sizes = np.abs(np.nan_to_num(found.values, posinf=0, neginf=0)).reshape(-1, found.values.shape[-1]).max(axis=0)
    return int(sizes[:filters].argmax())


def _changes(run: Run, layer: str) -> bool:
    """Whether a layer makes anything of a photo that the layer before it has not shown."""
    return not isinstance(run.network[layer].op, Dropout | Regression)


def _slug(run: Run, layer: str) -> str:
    """A layer's name as part of a file's: letters, digits, - and _ only; with its number where that changed it."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "-" for each in layer)[:60]
    return plain if plain == layer else f"{plain}-{run.network.names.index(layer)}"
