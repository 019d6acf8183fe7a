"""Claims: what CNN #1 of the post goes by on the two-person photos. `python -m benchmarks.edits`.

Four seeds. Trained on the first 80 % of each person's session, asked about the last 20 %: the share of photos whose
answer flips per kind of edit, what pixels named by a map flip against as many elsewhere, what photos without anybody
are called, and whether integrated gradients add up.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

import glassnet as gn
from benchmarks.honesty import cnn_1
from glassnet.data.images import Images
from glassnet.inside.attribution import INTEGRATED, METHODS, reasons
from glassnet.inside.checks import marks
from glassnet.inside.mattering import Mattering, what_is_named, what_matters
from glassnet.runs.run import Run

EPOCHS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.edits", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--photos", type=int, default=24, help="how many photos are explained")
    wanted = parser.parse_args()
    photos = gn.data.folder(Path(os.environ["GLASSNET_DATA"]) / "chi_lars")
    photos = replace(photos, classes=tuple(name.split("_")[0] for name in photos.classes))
    learned, asked = by_time(photos)
    some = asked[np.linspace(0, len(asked) - 1, wanted.photos).astype(int)]
    told: list[Mattering] = []
    for seed in range(wanted.seeds):
        run = gn.fit(cnn_1(), learned, n_epoch=EPOCHS, seed=seed, show=False)
        told.append(what_matters(run, asked))
        for line in of_one(run, asked, some):
            print(f"seed {seed}: {line}", flush=True)
    print(f"\nAnswers flipped of {len(asked)} held out photos, by the answer before; one column a seed")
    for line in side_by_side(told):
        print(line)


def by_time(photos: Images, share: float = 0.8) -> tuple[Images, Images]:
    """The first photos of each person, by name, which tells the time, and the last."""
    order = np.array(sorted(range(len(photos)), key=lambda row: photos.names[row]))
    rows = [order[photos.labels[order] == label] for label in range(len(photos.classes))]
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


def side_by_side(told: list[Mattering]) -> Iterator[str]:
    kinds = [flips.kind for flips in told[0].of]
    for kind in kinds:
        counts = [" ".join(f"{name} {some}/{of}" for name, some, of in each[kind].by_class) for each in told]
        yield f"{kind:<32}" + "   ".join(counts)


if __name__ == "__main__":
    main()
