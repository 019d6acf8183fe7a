"""Claims: what CNN #1 of the post goes by on the two-person photos. `python -m benchmarks.edits`.

Four seeds. Trained on the first 80 % of each person's session, asked about the last 20 %: the share of photos whose
answer flips per kind of edit, what pixels named by a map flip against as many elsewhere, what photos without anybody
are called, and whether integrated gradients add up.

`--curtains` asks what decides whether dark bands at both sides of Chi's face make Lars of him, for CNN #1 and a smaller
network (8@11x11, 16@5x5, dense 64; momentum 0.9, 5 epochs). Their place does, above all whether they reach the lower
edge, over the white shirt, as Lars's hair does: bands 15 wide that end above the shoulders flip 0 of 41 in 4 of 4 seeds
of CNN #1 at any darkness, 24 wide down to the edge 41 of 41 in 4 of 4 down to a level of 0.2 (black 0, white 1). Then
the network: the smaller one flips 41 of 41 in 1, 4 and 2 of its seeds for short, wide, and wide but paler bands.
Neither the split (by time, or any 20 %) nor the start of the weights decides.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import glassnet as gn
from benchmarks.accuracy import cnn_1
from benchmarks.grain import built
from benchmarks.nets import BATCH, NETS, Net
from glassnet.data.images import Images
from glassnet.graph.network import Network
from glassnet.inside.attribution import INTEGRATED, METHODS, reasons
from glassnet.inside.checks import marks
from glassnet.inside.mattering import Mattering, what_is_named, what_matters
from glassnet.inside.painting import box
from glassnet.inside.photos import Mask
from glassnet.runs.run import Run

EPOCHS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edits", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--photos", type=int, default=24, help="how many photos are explained")
    parser.add_argument("--curtains", action="store_true", help="only: which dark bands make Lars of Chi")
    parser.add_argument("--networks", nargs="+", default=[], help="only: what flips for these of the post, such as 1 5")
    wanted = parser.parse_args()
    learned, asked = by_time(people())
    for number in wanted.networks:
        print(f"{NETS[number].title}: answers flipped of {len(asked)}, by the answer before; one column a seed")
        for line in of_network(NETS[number], learned, asked, wanted.seeds):
            print(f"  {line}", flush=True)
    if wanted.networks:
        return
    if wanted.curtains:
        for line in hung(learned, asked, wanted.seeds):
            print(line, flush=True)
        return
    some = asked[np.linspace(0, len(asked) - 1, wanted.photos).astype(int)]
    told: list[Mattering] = []
    for seed in range(wanted.seeds):
        run = trained(learned, seed)
        told.append(what_matters(run, asked))
        for line in of_one(run, asked, some):
            print(f"seed {seed}: {line}", flush=True)
    print(f"\nAnswers flipped of {len(asked)} held out photos, by the answer before; one column a seed")
    for line in side_by_side(told):
        print(line)


def of_network(net: Net, learned: Images, asked: Images, seeds: int) -> Iterator[str]:
    """What flips the answers of one of the post's networks, trained as there."""
    told = []
    for seed in range(seeds):
        network = built(net, net.learning_rate, decay=0.0, momentum=0.0)
        run = gn.fit(network, learned, n_epoch=net.epochs, batch_size=BATCH, seed=seed, show=False)
        told.append(what_matters(run, asked))
        yield f"seed {seed}: right in {gn.evaluate(run, asked).share}"
    yield from side_by_side(told)


def people() -> Images:
    """The photos of the post, Chi's and Lars's, each session in its order."""
    photos = gn.data.folder(Path(os.environ["GLASSNET_DATA"]) / "chi_lars")
    return replace(photos, classes=tuple(name.split("_")[0] for name in photos.classes))


def trained(learned: Images, seed: int) -> Run:
    return gn.fit(cnn_1(0.01), learned, n_epoch=EPOCHS, seed=seed, show=False)


def by_time(photos: Images, share: float = 0.8) -> tuple[Images, Images]:
    """The first photos of each person and the last: their rows are in the order they were taken."""
    rows = [np.flatnonzero(photos.labels == label) for label in range(len(photos.classes))]
    cuts = [round(share * len(each)) for each in rows]
    first = np.concatenate([each[:cut] for each, cut in zip(rows, cuts, strict=True)])
    last = np.concatenate([each[cut:] for each, cut in zip(rows, cuts, strict=True)])
    return photos[first], photos[last]


def of_one(run: Run, asked: Images, some: Images) -> Iterator[str]:
    yield str(gn.evaluate(run, asked).share)
    flat = {"black": 0.0, "mid gray": 0.5, "white": 1.0}
    answers = run.predict_label(np.stack([np.full((91, 91, 1), level, np.float32) for level in flat.values()]))
    yield ", ".join(f"all {name} is {answer}" for name, answer in zip(flat, answers, strict=True))
    for method in METHODS:
        yield str(what_is_named(run, some, method=method))
    found = [reasons(run, some[[row]], methods=(INTEGRATED,)) for row in range(len(some))]
    at = {steps: sum(each.steps == steps for each in found) for steps in sorted({each.steps for each in found})}
    yield f"{INTEGRATED} miss at most {100 * max(each.residual for each in found):.2g} %, steps: photos {at}"
    yield "marks of the first photo\n" + str(marks(run, reasons(run, some[[0]])))


def hung(learned: Images, asked: Images, seeds: int) -> Iterator[str]:
    """Of the photos of Chi, how many become Lars behind dark bands, one number a seed."""
    chi = asked[asked.labels == 0].inputs()
    lars = asked.classes[1]
    for title, (make, epochs, batch) in NETWORKS.items():
        runs = [
            gn.fit(make(), learned, n_epoch=epochs, batch_size=batch, seed=seed, show=False) for seed in range(seeds)
        ]
        yield f"{title}: of {len(chi)} photos of Chi, called Lars"
        for name, bands in BANDS.items():
            for level in LEVELS:
                photos = np.where(bands[..., None], np.float32(level), chi)
                told = " ".join(f"{sum(answer == lars for answer in run.predict_label(photos)):3}" for run in runs)
                yield f"  {name:<36}level {level:<5} {told}"


def bands(top: int, bottom: int, left: int, right: int, thick: int) -> Mask:
    """Two upright bands of 91x91 pixels, from `top` to before `bottom`, that begin at columns `left` and `right`."""
    return box((91, 91), top, left, bottom - top, thick) | box((91, 91), top, right, bottom - top, thick)


def smaller() -> Network:
    """The network of an earlier measurement, which began as torch's layers do."""
    start = gn.initializations.variance_scaling(factor=1 / 3, mode="FAN_IN", uniform=True)
    net = gn.input_data([None, 91, 91, 1], name="input")
    for number, (filters, window) in enumerate(((8, 11), (16, 5)), 1):
        net = gn.conv_2d(net, filters, window, activation="relu", weights_init=start, name=f"conv_{number}")
        net = gn.max_pool_2d(net, 2)
    net = gn.fully_connected(net, 64, activation="relu", weights_init=start)
    net = gn.fully_connected(net, 2, activation="softmax", weights_init=start)
    return Network(gn.regression(net, optimizer=gn.optimizers.Momentum(0.01, 0.9), learning_rate=0.01))


NETWORKS: dict[str, tuple[Callable[[], Network], int, int]] = {
    "CNN #1": (lambda: cnn_1(0.01), EPOCHS, 64),
    "8@11x11, 16@5x5, dense 64": (smaller, 5, 32),
}
BANDS = {
    "15 wide, ending above the shoulders": bands(14, 69, 18, 57, 15),
    "15 wide, to the lower edge": bands(14, 91, 18, 57, 15),
    "24 wide, to the lower edge": bands(14, 91, 10, 57, 24),
    "20 wide, at the edges of the photo": bands(0, 91, 0, 71, 20),
}
LEVELS = (0.05, 0.155, 0.2, 0.25)


def side_by_side(told: list[Mattering]) -> Iterator[str]:
    kinds = [flips.kind for flips in told[0].of]
    for kind in kinds:
        counts = [" ".join(f"{name} {some}/{of}" for name, some, of in each[kind].by_class) for each in told]
        yield f"{kind:<32}" + "   ".join(counts)


if __name__ == "__main__":
    main()
