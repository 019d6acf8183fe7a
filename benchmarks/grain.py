"""Claim: the static in a filter is its start; what was learned is not. `python -m benchmarks.grain 1 2 3 4 5 6`.

CNN #1 to #6 of the post, on the two-person photos, trained as the post trained them: its filters, rates and epochs, its
scaling (each pixel from 0 to 1 over all photos; `--levels` divides by 255 instead), its random tenth for the test. For
each convolution: neighbour correlation, steps and share of short waves of start, now and learned part (medians over
slices), how many slices read smooth, and how much of the start is left. `--rate`, `--momentum`, `--decay` and
`--epochs` ask what else would have given.
"""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler

import glassnet as gn
from benchmarks.nets import BATCH, HIDDEN, NETS, Net
from glassnet.graph.network import Network
from glassnet.inside.slices import VIEWS, Filters
from glassnet.runs.run import Run

Pairs = tuple[NDArray[np.float32], NDArray[np.float32]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grain", description=__doc__)
    parser.add_argument("networks", nargs="*", default=list("123456"), help="such as 1 2 5; all six else")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, help="instead of the post's")
    parser.add_argument("--rate", type=float, help="instead of the post's")
    parser.add_argument("--decay", type=float, default=0.0, help="L2 decay of the filters")
    parser.add_argument("--momentum", type=float, default=0.0)
    parser.add_argument("--levels", action="store_true", help="photos as levels / 255, not scaled pixel by pixel")
    parser.add_argument("--snapshots", action="store_true", help="the grain over epochs as well")
    wanted = parser.parse_args()
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


def told(run: Run, snapshots: bool) -> Iterator[str]:
    for layer in (name for name in run.network.names if name.startswith("conv_")):
        found = gn.inside.filters(run, layer)
        yield f"  {layer}, {found.counts}; cos {found.cosine:.4f}, |R|/|W0| {found.learned_share:.4f}; " + oddities(
            found
        )
        yield "    " + "; ".join(f"{view} {numbers(found, view)}" for view in VIEWS)
        if snapshots:
            for moment in found.over_epochs():
                rho, learned = moment.now.spread("rho").median, moment.learned.spread("rho").median
                yield f"    epoch {moment.epoch:3}: rho now {rho:.2f}, learned {learned:.2f}, cos {moment.cosine:.4f}"


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
