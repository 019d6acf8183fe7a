"""The figures of docs/the-posts-answered.md, on the photos of the post. `python -m benchmarks.answers [WHAT ...]`.

Each WHAT is measured anew and kept, as numbers, in docs/the-posts-answered.json; then the tables of the page are
written from it. Without any, only the tables are. Needs GLASSNET_DATA to measure. All takes about ten minutes.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import glassnet as gn
from benchmarks import edits, grain
from benchmarks.figures import Figure, Page, Plain, Rows, span
from benchmarks.nets import NETS
from glassnet.data.guessing import block_folds, guesses
from glassnet.inside.mattering import what_matters
from glassnet.runs.run import Run

SEEDS = 3
EDIT_SEEDS = 4
LONG, DECAY = 100, 0.03
EVERY, MOSTLY = 20, 0.95
SHADES = {"all black": 0.0, "all gray": 0.5, "all white": 1.0}


def of_grain(networks: Sequence[str] = tuple(NETS)[1:], seeds: int = SEEDS) -> Plain:
    """Start, now and learned of every convolution of the post's networks: medians over slices, one a seed."""
    learned, tested = grain.photos(levels=False)
    found: dict[str, Plain] = {}
    for key in networks:
        for seed in range(seeds):
            run = grain.trained(NETS[key], learned, seed, grain.settings())
            right = gn.evaluate(run, *tested).share.hits
            for layer in grain.convolutions(run):
                row = found.setdefault(f"{key} {layer}", {"epochs": len(run.history), "n": len(tested[0]), "seeds": []})
                row["seeds"].append({"right": right, **grain.plain(gn.inside.filters(run, layer))})
    return found


def rows_of_grain(kept: Plain) -> Rows:
    head = ["network, epochs, layer", "slices", "start", "now", "learned", "of these smooth", "length", "photos right"]
    rows = [head]
    for name, row in kept.items():
        key, layer = name.split()
        seeds = row["seeds"]
        smooth = [seed["smooth"] for seed in seeds]
        told_smooth = "too small to tell" if seeds[0]["too_small"] else span(smooth, "{:.0f}")
        right = span([seed["right"] for seed in seeds], "{:.0f}")
        views = [span([seed[view] for seed in seeds]) for view in ("start", "now", "learned")]
        length = span([seed["length"] for seed in seeds])
        title = f"{NETS[key].title.removeprefix('CNN ')}, {row['epochs']}, {layer}"
        rows.append([title, str(seeds[0]["slices"]), *views, told_smooth, length, f"{right} of {row['n']}"])
    return rows


def of_longer(seeds: int = SEEDS, epochs: int = LONG) -> Plain:
    """CNN #1 with momentum, trained ten times as long, without and with weight decay: its first filters on the way."""
    learned, _ = grain.photos(levels=False)
    found = {}
    for name, decay in (("none", 0.0), ("decay", DECAY)):
        wanted = grain.settings(["--momentum", "0.9", "--epochs", str(epochs), "--decay", str(decay)])
        found[name] = [on_the_way(grain.trained(NETS["1"], learned, seed, wanted)) for seed in range(seeds)]
    return found


def on_the_way(run: Run) -> Plain:
    filters = gn.inside.filters(run, "conv_1")
    moments = [moment for moment in filters.over_epochs() if moment.epoch]
    return {
        "forgetting": filters.forgetting.to_plain(),
        "epochs": {
            str(moment.epoch): {
                "loss": run.history[moment.epoch - 1].loss,
                "left": moment.left,
                "now": moment.now.spread("rho").median,
                "learned": moment.learned.spread("rho").median,
            }
            for moment in moments
        },
    }


def rows_of_longer(kept: Plain) -> Rows:
    rows = [["epochs", "loss", "now", "learned", "start left, decay 0.03", "now", "learned"]]
    for epoch in ("1", "5", "13", "34", "55", str(LONG)):
        none, decay = ([seed["epochs"][epoch] for seed in kept[name]] for name in ("none", "decay"))
        cells = [span([at["loss"] for at in none], "{:.4f}")]
        cells += [span([at[each] for at in none]) for each in ("now", "learned")]
        rows.append([epoch, *cells, *(span([at[each] for at in decay]) for each in ("left", "now", "learned"))])
    return rows


def of_edits() -> Plain:
    """CNN #1, trained on the first 80 % of each session, asked about the rest: answers that flip, by class and seed."""
    learned, asked = edits.by_time(edits.people())
    runs = [edits.trained(learned, seed) for seed in range(EDIT_SEEDS)]
    told = [what_matters(run, asked) for run in runs]
    return {
        "right": [gn.evaluate(run, asked).share.hits for run in runs],
        "n": len(asked),
        "kinds": {
            flips.kind: {name: {"of": of, "flipped": [_flipped(each, flips.kind, name) for each in told]}}
            | {other: {"of": n, "flipped": [_flipped(each, flips.kind, other) for each in told]}}
            for flips in told[0].of
            for (name, _, of), (other, _, n) in [flips.by_class]
        },
    }


def _flipped(told: Any, kind: str, name: str) -> int:
    return next(some for each, some, _ in told[kind].by_class if each == name)


def rows_of_edits(kept: Plain) -> Rows:
    kinds = kept["kinds"]
    names = list(next(iter(kinds.values())))
    totals = {kind: -sum(sum(each["flipped"]) for each in found.values()) for kind, found in kinds.items()}
    head = ["edit", *(f"of {kinds_of(kinds, name)} photos of {name.title()}, flipped" for name in names)]
    ordered = sorted(kinds, key=lambda kind: totals[kind])
    return [head, *([kind, *(", ".join(map(str, kinds[kind][name]["flipped"])) for name in names)] for kind in ordered)]


def kinds_of(kinds: Plain, name: str) -> int:
    return int(next(iter(kinds.values()))[name]["of"])


def of_nobody(names: Sequence[str] = tuple(edits.NETWORKS), seeds: int = EDIT_SEEDS) -> Plain:
    """What networks call frames that show none of the two, and how many of those a calibrated run refuses."""
    photos = edits.people()
    parts = gn.data.split(photos, seed=0, method="random")
    frames = nobody()
    found = {}
    for name in names:
        make, epochs, batch = edits.NETWORKS[name]
        runs = [
            gn.calibrate(gn.fit(make(), parts, n_epoch=epochs, batch_size=batch, seed=seed, show=False), parts)
            for seed in range(seeds)
        ]
        found[name] = {
            kind: {
                "n": len(pictures),
                "lars": [sum(answer == "lars" for answer in run.predict_label(pictures)) for run in runs],
                "sure": [float(run.predict(pictures).max(axis=1).min()) for run in runs],
                "refused": [int((~run.is_familiar(pictures)).sum()) for run in runs],
            }
            for kind, pictures in frames.items()
        }
    return found


def nobody() -> dict[str, Any]:
    """Frames without anybody, uint8: of one gray each, of noise, and balls drawn in a dark room (an onion, say)."""
    shades = {name: np.full((1, 91, 91), round(255 * level), np.uint8) for name, level in SHADES.items()}
    wild = gn.datasets.portraits(seed=0, bursts=1, shots=1).wild
    balls = wild.images.pixels[[cause == "ball in the dark" for cause in wild.causes]][..., 0]
    return {**shades, "a ball in the dark": balls}


def rows_of_nobody(kept: Plain) -> Rows:
    rows = [["network", "frames", "called Lars, by seed", "least sure", "refused as unlike"]]
    for name, kinds in kept.items():
        for kind, at in kinds.items():
            lars = ", ".join(f"{count} of {at['n']}" for count in at["lars"])
            refused = f"{sum(at['refused'])} of {at['n'] * len(at['refused'])}"
            rows.append([name, kind, lars, f"{min(at['sure']):.2f}", refused])
    return rows


def of_audit() -> Plain:
    """What could tell the two apart without a look at them, and of every 20th pixel how many could by themselves."""
    photos = edits.people()
    found = gn.data.audit(photos)
    folds = block_folds(photos.labels, alike=True)
    levels = photos.pixels.reshape(len(photos), -1).astype(np.float32)[:, ::EVERY]
    alone = [float((guesses(level[:, None], photos.labels, folds) == photos.labels).mean()) for level in levels.T]
    return {
        "cues": [[cue.name, cue.right, cue.n] for cue in (*found.cues, found.whole)],
        "pixels": [sum(share >= MOSTLY for share in alone), len(alone)],
    }


def rows_of_audit(kept: Plain) -> Rows:
    enough, tried = kept["pixels"]
    pixels = [f"one pixel, wherever it is: {MOSTLY:.0%} right or more", f"{enough} of {tried} pixels tried"]
    cues = [[name, f"{right} of {n} photos"] for name, right, n in kept["cues"]]
    return [["guessed from this alone", "right"], *cues, pixels]


PAGE = Page(
    Path(__file__).parent.parent / "docs" / "the-posts-answered.md",
    {
        "audit": Figure(of_audit, rows_of_audit),
        "grain": Figure(of_grain, rows_of_grain),
        "longer": Figure(of_longer, rows_of_longer),
        "edits": Figure(of_edits, rows_of_edits),
        "nobody": Figure(of_nobody, rows_of_nobody),
    },
)


if __name__ == "__main__":
    PAGE.command("benchmarks.answers", __doc__)
