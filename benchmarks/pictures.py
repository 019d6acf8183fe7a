"""The pictures of docs/the-posts-answered.md: digits, filters and drawn portraits. `python -m benchmarks.pictures`.

Nobody is photographed: the two people of the post appear in no picture. Each picture gives its numbers too, which
docs/pictures/numbers.json keeps and a test makes again. `digit-maps` needs GLASSNET_DATA.
"""

import argparse
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

import glassnet as gn
from glassnet.data.datasets.story import REGIONS, Portraits
from glassnet.data.splits import Splits
from glassnet.graph.network import Network
from glassnet.graph.shape import taps_on_data
from glassnet.inside.editing import Edits
from glassnet.inside.slices import Filters
from glassnet.runs.run import Run

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
NUMBERS = FOLDER / "numbers.json"
DIGITS = 2_000
EPOCHS, LONG, DECAY = 10, 34, 0.1
SEEDS = 4
DPI = 100
INK, PALE = "#222222", "#666666"
NOW, LEARNED = "#8c510a", "#01665e"  # the two ends of the ramp of weights

Plain = Any  # what JSON holds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("which", nargs="*", help=f"of {', '.join(PICTURES)}; all of them else")
    kept = json.loads(NUMBERS.read_text()) if NUMBERS.exists() else {}
    for name in parser.parse_args().which or PICTURES:
        kept[name] = made(name, FOLDER)
        print(name, json.dumps(kept[name]), flush=True)
    NUMBERS.write_text(json.dumps({name: kept[name] for name in PICTURES if name in kept}, indent=1) + "\n")


def made(name: str, folder: Path) -> Plain:
    """Draw a picture into `folder`, and tell its numbers."""
    figure, numbers = PICTURES[name]()
    figure.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})
    return numbers


def network(decay: float = 0.0) -> Network:
    """Two layers of three filters of 10x10, as CNN #1 of the post, made small enough to train in seconds."""
    settings = {"regularizer": "L2", "weight_decay": decay} if decay else {}
    net = gn.input_data([None, 91, 91, 1])
    for name, pool in (("conv_1", 4), ("conv_2", 2)):
        net = gn.max_pool_2d(gn.conv_2d(net, 3, 10, activation="relu", name=name, **settings), pool)
    net = gn.fully_connected(net, 2, activation="softmax")
    return Network(gn.regression(net, optimizer="momentum", learning_rate=0.01))


@cache
def story() -> tuple[Portraits, Splits]:
    found = gn.datasets.portraits(seed=0, bursts=8, shots=6)
    return found, gn.data.split(found.images, seed=0)


@cache
def trained(seed: int = 0, epochs: int = EPOCHS, decay: float = 0.0) -> Run:
    parts = story()[1]
    return gn.fit(network(decay), parts, n_epoch=epochs, batch_size=16, seed=seed, show=False, keep_filters=True)


def taps() -> tuple[Figure, Plain]:
    """How much of a 91x91 filter lies on a 91x91 photo, for each number it puts out."""
    along = np.array(taps_on_data(91, 91, 1, "same"))
    count = np.outer(along, along)
    figure = Figure(figsize=(4.6, 3.9), layout="constrained")
    axes = figure.add_subplot()
    seen = axes.imshow(100 * count / 91**2, cmap="viridis", vmin=0, vmax=100, interpolation="nearest")
    figure.colorbar(seen, ax=axes, label="% of the 8,281 weights that lie on the photo")
    for place, text in (((45, 45), f"{count[45, 45]:,}"), ((2, 3), f"{count[0, 0]:,}")):
        axes.annotate(text, place, color="white" if place != (45, 45) else INK, ha="left" if place[0] < 9 else "center")
    axes.set(title="91x91 numbers come out", xlabel="column", ylabel="row")
    return figure, {
        "out": list(count.shape),
        "centre": int(count[45, 45]),
        "corner": int(count[0, 0]),
        "mean": float(count.mean() / 91**2),
    }


def digit_maps() -> tuple[Figure, Plain]:
    """What the layers of the MNIST network of the post make of one digit."""
    X, Y, test, truth = gn.datasets.mnist.load_data(one_hot=True)
    net = gn.input_data([None, 28, 28, 1])
    for name, filters in (("conv_1", 32), ("conv_2", 64)):
        net = gn.max_pool_2d(gn.conv_2d(net, filters, 2, activation="relu", name=name), 2)
    net = gn.fully_connected(gn.fully_connected(net, 1024, activation="relu"), 10, activation="softmax")
    net = gn.regression(net, optimizer="sgd", learning_rate=0.01)
    truth = truth[:DIGITS]
    shaped = [each[:DIGITS].reshape(-1, 28, 28, 1) for each in (X, test)]
    run = gn.fit(net, (shaped[0], Y[:DIGITS]), n_epoch=4, show=False)
    photo = shaped[1][0]
    answer = run.predict(photo[None])[0]
    return run.plot_maps("conv_2", photo), {
        **{name: list(gn.inside.maps(run, photo, name).values.shape) for name in ("conv_1", "conv_2")},
        "answer": int(answer.argmax()),
        "truth": int(truth[0].argmax()),
        "right": gn.evaluate(run, shaped[1], truth).share.hits,
        "n": len(truth),
    }


def portrait_filters() -> tuple[Figure, Plain]:
    """The filters of the first layer: as they began, as they are, what was learned."""
    return trained().plot_filters("conv_1"), _grain(gn.inside.filters(trained(), "conv_1"))


def portrait_sum() -> tuple[Figure, Plain]:
    """How three slices give three partial maps, and those one map."""
    run, photo = trained(), story()[1].test.pixels[0]
    maps = gn.inside.maps(run, photo, "conv_2")
    apart = np.abs(np.maximum(maps.total(0), 0) - maps.values[..., 0]).max()
    return run.plot_sum("conv_2", 0, photo), {"counts": gn.inside.filters(run, "conv_2").counts, "apart": float(apart)}


def grain_over_epochs() -> tuple[Figure, Plain]:
    """How alike neighbours are in the filters, epoch by epoch, without and with weight decay."""
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    numbers = {}
    panels = figure.subplots(1, 2, sharey=True)
    for axes, decay in zip(panels, (0.0, DECAY), strict=True):
        found = gn.inside.filters(trained(epochs=LONG, decay=decay), "conv_1")
        moments = found.over_epochs()
        epochs = [moment.epoch for moment in moments]
        now, learned = ([getattr(each, view).spread("rho").median for each in moments] for view in ("now", "learned"))
        left = [each.left for each in moments]
        axes.plot(epochs[1:], learned[1:], marker="o", color=LEARNED, label="learned part")
        axes.plot(epochs, now, marker="o", color=NOW, label="as they are")
        axes.plot(epochs, left, "--", color=PALE, label="share of the start left")
        axes.set(title=f"weight decay {decay:g}" if decay else "no weight decay", xlabel="epoch", ylim=(-0.1, 1.05))
        numbers[f"{decay:g}"] = {
            str(epoch): [one, other, rest] for epoch, one, other, rest in zip(epochs, now, learned, left, strict=True)
        }
        numbers[f"{decay:g}"]["0"][1] = None
    panels[0].set_ylabel("likeness of neighbouring weights\n(noise 0, smooth 1)")
    panels[0].legend(loc="center right", fontsize=8)
    return figure, numbers


def portrait_edits() -> tuple[Figure, Plain]:
    """A drawn portrait of each, changed in several ways, and what the network then answers."""
    run, (portraits, parts) = trained(), story()
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    answers = {}
    for panels, label in zip(figure.subplots(2, 1 + len(SHOWN)), (0, 1), strict=True):
        row = int(np.flatnonzero(parts.test.labels == label)[0])
        found = edits_of(run, row)
        answers[parts.test.names[row]] = {"as drawn": found.answer, **{name: found[name].answer for name in SHOWN}}
        _photo(panels[0], parts.test.inputs()[row], "as drawn", found.answer)
        for axes, edit in zip(panels[1:], [found[name] for name in SHOWN], strict=True):
            _photo(axes, edit.photo, edit.name, edit.answer, edit.flipped)
    matters = gn.inside.what_matters(run, parts.test, portraits.regions[_rows(portraits, parts)], REGIONS)
    flipped = {name: {who: [some, of] for who, some, of in matters[name].by_class} for name in SHOWN}
    return figure, {"answers": answers, "flipped": flipped}


def nobody() -> tuple[Figure, Plain]:
    """Frames that show nobody, and who four networks, the same but for their seed, take them for."""
    portraits, parts = story()
    runs = [gn.calibrate(trained(seed), parts) for seed in range(SEEDS)]
    wild = portraits.wild
    figure = Figure(figsize=(8, 2.5), layout="constrained")
    numbers = {}
    for axes, cause in zip(figure.subplots(1, len(FRAMES)), FRAMES, strict=True):
        photos = wild.images.pixels[[each == cause for each in wild.causes]]
        answers = [run.predict_label(photos[:1])[0] for run in runs]
        refused = sum(int((~run.is_familiar(photos)).sum()) for run in runs)
        numbers[cause] = {"answers": answers, "refused": refused, "of": len(photos) * SEEDS}
        _photo(axes, photos[0] / 255, cause, ", ".join(answers))
    return figure, numbers


SHOWN = ("hair painted wall gray", "dark curtains at both sides", "wall painted dark", "shirt painted dark")
FRAMES = ("ball in the dark", "black", "white", "noise", "nobody")


def edits_of(run: Run, row: int) -> Edits:
    portraits, parts = story()
    where = portraits.regions[_rows(portraits, parts)[row]]
    regions = {name: where == number for number, name in enumerate(REGIONS)}
    return gn.inside.edits(run, parts.test.pixels[row], regions)


def _rows(portraits: Portraits, parts: Splits) -> NDArray[np.int64]:
    at = {name: row for row, name in enumerate(portraits.images.names)}
    return np.array([at[name] for name in parts.test.names])


def _grain(found: Filters) -> Plain:
    views = {view: found.grain(view).spread("rho").median for view in ("start", "now", "learned")}
    return {**views, "reads": {view: found.grain(view).counts() for view in views}, "cosine": found.cosine}


def _photo(axes: Axes, photo: NDArray[Any], title: str, answer: str, flipped: bool = False) -> None:
    axes.imshow(photo[..., 0], cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.set_title(title.replace(" painted ", "\npainted ").replace(" at both", "\nat both"), fontsize=9)
    axes.set_xlabel(("now " if flipped else "") + answer, fontsize=10, color=LEARNED if flipped else INK)


PICTURES: dict[str, Callable[[], tuple[Figure, Plain]]] = {
    "taps": taps,
    "digit-maps": digit_maps,
    "portrait-sum": portrait_sum,
    "portrait-filters": portrait_filters,
    "grain-over-epochs": grain_over_epochs,
    "portrait-edits": portrait_edits,
    "nobody": nobody,
}


if __name__ == "__main__":
    main()
