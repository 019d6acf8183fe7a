"""Claim: the static in a filter is its start; what was learned is not. `python -m benchmarks.grain 1 2 3 4 5 6`.

CNN #1 to #6 of the post, on the two-person photos, trained as the post trained them: its filters, rates and epochs, its
scaling (each pixel from 0 to 1 over all photos; `--levels` divides by 255 instead), its random tenth for the test. For
each convolution: neighbour correlation, steps and share of short waves of start, now and learned part (medians over
slices), how many slices read smooth, and how much of the start is left. `--rate`, `--momentum`, `--decay` and
`--epochs` ask what else would have given.

Under weight decay what was learned is W - a W0, and all hangs on the share a. With a = <W, W0> / <W0, W0> over a
layer of three filters, decay 0.03 and momentum 0.9, what CNN #1 learned had a correlation of 0.53 at epoch 55 and
0.35 at 100; but the share that decay leaves is known here to the last step, 0.371 and 0.161, where a said 0.381 and
0.171. A smooth change lies a little along any start by chance, and a hundredth of the start too much is grain enough.
One a for each filter gives 0.64 and 0.59; the known share gives 0.79 and 0.80, as without decay; and so does asking
only the finest grain, where what is smooth is silent (`inside.beginnings.share_left`: 0.371 and 0.161). For 8@11x11,
16@5x5, dense 64, batches of 32, decay on all weights: whole layer 0.07 and -0.01, each filter 0.82 and 0.84, finest
grain 0.86 and 0.83. Photos as levels give 0.88 for the 0.80 of photos scaled pixel by pixel, which is itself a grain;
that the dense layers decay too changes little (0.82). All with 322 photos to learn from, seed 0; `--decay` prints the
three beside each other.
"""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

import glassnet as gn
from benchmarks.nets import BATCH, HIDDEN, NETS, Net
from glassnet.graph.network import Network
from glassnet.inside.grain import SMOOTH, grain_of
from glassnet.inside.slices import VIEWS, Filters
from glassnet.runs.run import Run

Pairs = tuple[NDArray[np.float32], NDArray[np.float32]]


def main() -> None:
    wanted = settings(None)
    learned, tested = photos(levels=wanted.levels)
    print(f"{len(learned[0])} photos to learn from, {len(tested[0])} to test with", flush=True)
    for key in wanted.networks:
        net = NETS[key]
        for seed in range(wanted.seeds):
            run = trained(net, learned, seed, wanted)
            right = gn.evaluate(run, *tested).share
            print(f"{net.title}, seed {seed}, {len(run.history)} epochs: test {right}", flush=True)
            for line in told(run, wanted.snapshots):
                print(line, flush=True)


def settings(words: Sequence[str] | None = ()) -> argparse.Namespace:
    """What a command line says; None for the one this was started with."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grain", description=__doc__)
    parser.add_argument("networks", nargs="*", default=list("123456"), help="such as 1 2 5; all six else")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, help="instead of the post's")
    parser.add_argument("--rate", type=float, help="instead of the post's")
    parser.add_argument("--decay", type=float, default=0.0, help="L2 decay of the filters")
    parser.add_argument("--momentum", type=float, default=0.0)
    parser.add_argument("--levels", action="store_true", help="photos as levels / 255, not scaled pixel by pixel")
    parser.add_argument("--snapshots", action="store_true", help="the grain over epochs as well")
    return parser.parse_args(words)


def photos(levels: bool) -> tuple[Pairs, Pairs]:
    """The photos to learn from and those to test with, as the post's own script draws them."""
    found = gn.data.folder(Path(os.environ["GLASSNET_DATA"]) / "chi_lars")
    flat = found.pixels.reshape(len(found), -1).astype(np.float32)
    scaled = flat / 255 if levels else MinMaxScaler().fit_transform(flat)
    X, labels = scaled.reshape(found.pixels.shape).astype(np.float32), found.one_hot()
    learned, tested, known, truth = train_test_split(X, labels, test_size=0.1, random_state=42, stratify=labels)
    return (learned, known), (tested, truth)


def trained(net: Net, learned: Pairs, seed: int, wanted: argparse.Namespace) -> Run:
    network = built(net, wanted.rate or net.learning_rate, wanted.decay, wanted.momentum)
    epochs = wanted.epochs or net.epochs
    return gn.fit(network, learned, n_epoch=epochs, batch_size=BATCH, seed=seed, show=False, keep_filters=True)


def built(net: Net, rate: float, decay: float, momentum: float) -> Network:
    """The network in TFLearn's words, its filters regularised where `decay` says so."""
    made = gn.input_data([None, net.side, net.side, 1], name="input")
    settings = {"regularizer": "L2", "weight_decay": decay} if decay else {}
    for number, (filters, window) in enumerate(net.convs, 1):
        made = gn.conv_2d(made, filters, window, activation="relu", name=f"conv_{number}", **settings)
        made = gn.max_pool_2d(made, 2)
    made = gn.dropout(gn.fully_connected(made, HIDDEN, activation="relu"), net.keep or 1.0)
    made = gn.fully_connected(made, net.classes, activation="softmax")
    optimizer = gn.optimizers.Momentum(rate, momentum) if momentum else "sgd"
    return Network(gn.regression(made, optimizer=optimizer, learning_rate=rate))


def convolutions(run: Run) -> list[str]:
    return [name for name in run.network.names if name.startswith("conv_")]


def plain(found: Filters) -> dict[str, Any]:
    """Likeness of neighbours in each view (medians over slices), what was read of it, and how much was learned."""
    return {
        "slices": len(found),
        "too_small": found.grain().is_too_small,
        **{view: found.grain(view).spread("rho").median for view in VIEWS},
        "smooth": found.grain("learned").counts().get(SMOOTH, 0),
        "cosine": found.cosine,
        "length": found.learned_share,
    }


def told(run: Run, snapshots: bool) -> Iterator[str]:
    for layer in convolutions(run):
        found = gn.inside.filters(run, layer)
        yield f"  {layer}, {found.counts}; cos {found.cosine:.4f}, |R|/|W0| {found.learned_share:.4f}; " + oddities(
            found
        )
        yield "    " + "; ".join(f"{view} {numbers(found, view)}" for view in VIEWS)
        if found.decays:
            yield "    learned, by the share of the start taken off: " + by_share(found)
        if snapshots:
            for moment in found.over_epochs():
                rho, learned = moment.now.spread("rho").median, moment.learned.spread("rho").median
                yield f"    epoch {moment.epoch:3}: rho now {rho:.2f}, learned {learned:.2f}, cos {moment.cosine:.4f}"


def by_share(found: Filters) -> str:
    """The correlation of what was learned with one plain share of the start a layer, a filter, and as it is done."""
    now, start = found.now.astype(np.float64), found.start.astype(np.float64)
    layer = (now * start).sum() / (start**2).sum()
    each = (now * start).sum(axis=(0, 1, 2)) / (start**2).sum(axis=(0, 1, 2))
    shares = {f"whole layer {layer:.3f}": layer, "each filter": each, f"finest grain {found.left:.3f}": found.left}
    rho = {name: grain_of((now - share * start).transpose(2, 3, 0, 1)).rho for name, share in shares.items()}
    return ", ".join(f"{name} rho {np.median(values):.2f}" for name, values in rho.items())


def numbers(found: Filters, view: str) -> str:
    grain = found.grain(view)  # type: ignore[arg-type]
    medians = [grain.spread(name).median for name in ("rho", "tv", "high", "z")]
    words = ", ".join(f"{count} {word}" for word, count in grain.counts().items())
    return "rho {:.2f} nTV {:.2f} HF {:.2f} z {:.1f}".format(*medians) + f" ({words})"


def oddities(found: Filters) -> str:
    counts = {"dead": found.dead, "unmoved": found.unmoved, "twins": found.twins}
    return ", ".join(f"{len(which)} {word}" for word, which in counts.items() if which) or "none dead"


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
