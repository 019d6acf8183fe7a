"""The figures of docs/which-knob-matters.md, on the photos of the post. `python -m benchmarks.which_knob [WHAT ...]`.

Runs examples/second_post.toml on them, in build/which-knob, where it goes on if it was stopped; then asks what is WHAT,
keeps it as numbers in docs/which-knob-matters.json, and writes the tables of the page from it. Without any WHAT, only
the tables are written. Needs GLASSNET_DATA. The sweep takes two processors a quarter of an hour, the rest some minutes.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

import glassnet as gn
from benchmarks.contestants import CONTESTANTS, ROOT, YARDSTICK
from benchmarks.figures import Figure, Page, Plain, Rows
from benchmarks.nets import BATCH, NETS
from benchmarks.seats import Seat
from benchmarks.seeds_drawn import draw
from benchmarks.task import of_arrays
from glassnet.cli.main import main as glassnet
from glassnet.data.images import Images
from glassnet.graph.shape import Shape
from glassnet.inside.painting import Scene, edited
from glassnet.inside.photos import Range
from glassnet.sweeping.elsewhere import Elsewhere
from glassnet.sweeping.forecast.expected import expected_of
from glassnet.sweeping.judging.changes import Effect
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.space.values import told
from glassnet.sweeping.study import Row, Study
from glassnet.sweeping.sweeps import study_in

FILE = ROOT / "examples" / "second_post.toml"
FOLDER = ROOT / "build" / "which-knob"
THREADS = 2
UNTOUCHED = "untouched"
EDITS = {
    "hair painted out": "dark pixels painted wall gray",
    "hair painted on": "dark curtains at both sides",
    "darkened": "light turned down to a third",
    "border swapped": "border of another class",
}


def the_study() -> Study:
    """The study of all networks on the photos of the post; what of it has been done is not done again."""
    photos = str(Path(os.environ["GLASSNET_DATA"]) / "chi_lars")
    begun = StudyFolder(FOLDER).is_study
    words = ["--resume", str(FOLDER)] if begun else [photos, "--config", str(FILE), "--out", str(FOLDER)]
    if glassnet(["sweep", *words]):
        raise SystemExit("The sweep did not end.")
    return study_in(StudyFolder(FOLDER))


def wild(photos: Images) -> dict[str, Images]:
    """The photos as they are, and after each edit; what another class lends comes from the photo at the same place in
    it.
    """
    levels = Range(0.0, 255.0)
    scenes = [Scene(pixels.astype(np.float32), levels) for pixels in photos.pixels]
    edits = [dict(edited(scene, scenes[other])) for scene, other in zip(scenes, partners(photos.labels), strict=True)]
    changed = {name: np.stack([each[kind] for each in edits]) for name, kind in EDITS.items()}
    return {UNTOUCHED: photos} | {
        name: replace(photos, pixels=pixels.round().clip(0, 255).astype(np.uint8)) for name, pixels in changed.items()
    }


def partners(labels: np.ndarray) -> list[int]:
    """For each of two classes' pictures one of the other: the first for the first, and round again.

    >>> partners(np.array([0, 0, 0, 1, 1]))
    [3, 4, 3, 0, 1]
    """
    rows = [np.flatnonzero(labels == label) for label in (0, 1)]
    places = [int((labels[:row] == label).sum()) for row, label in enumerate(labels)]
    return [int(rows[1 - label][place % len(rows[1 - label])]) for place, label in zip(places, labels, strict=True)]


def elsewhere(study: Study) -> dict[str, Elsewhere]:
    """Every network and seed on the test photos, untouched and edited; all edits together as "wild"."""
    photos = stored.in_memory(stored.part_of(study.folder.pictures, "test", Shape(study.question.pictures.shape)))
    found = dict(study.on(wild(photos)))
    edits = [found[name] for name in EDITS]
    right = {key: np.concatenate([each.right[key] for each in edits], axis=1) for key in edits[0].right}
    groups = np.concatenate([each.groups for each in edits])  # an edited photo is of the burst that the photo is of
    return found | {"wild": Elsewhere("wild", study, right, groups)}


def of_networks() -> Plain:
    """Of each network how many validation photos each seed got right, and what the study makes of it."""
    study = the_study()
    assert study.ranking
    assert study.test
    return {
        "photos": {"validation": study.told_pictures, "test": study.question.pictures.test},
        "winner": study.ranking.winner and name_of(study, study.ranking.winner),
        "tied": [name_of(study, key) for key in study.ranking.tied],
        "smallest": name_of(study, study.ranking.smallest),
        "chosen": name_of(study, study.ranking.chosen),
        "test": [study.test.accuracy, *study.test.interval],
        "rows": [_network(study, row) for row in study.results if row.rank],
    }


def _network(study: Study, row: Row) -> Plain:
    assert row.interval
    return {
        "name": name_of(study, row.key),
        "parameters": row.parameters,
        "seconds": study.seconds[row.key],
        "validation": [row.accuracy, *row.interval],
        "right": study.right[row.key].sum(axis=1).tolist(),
        "of": len(study.groups),
    }


def name_of(study: Study, key: str) -> str:
    return str(study.candidates[key].configuration["network"])


def rows_of_networks(kept: Plain) -> Rows:
    head = ["network", "weights", "seeds with every photo right", "the others, photos right", "mean (95 %)"]
    rows = []
    for row in kept["rows"]:
        others = sorted(right for right in row["right"] if right < row["of"])
        most = len(row["right"])
        whole = f"{most - len(others)} of {most}"
        told_others = ", ".join(map(str, others))
        rows.append([row["name"], f"{row['parameters']:,}", whole, told_others, _share(row["validation"])])
    return [head, *rows]


def _share(known: Sequence[float]) -> str:
    """An accuracy with its interval.

    >>> _share([0.954, 0.84, 0.99])
    '95.4 (84-99)'
    """
    mean, low, high = known
    return f"{100 * mean:.1f} ({100 * low:.0f}-{100 * high:.0f})"


def of_wild() -> Plain:
    """Of each network what it got right of the test photos, untouched and after each edit."""
    study = the_study()
    asked = elsewhere(study)
    return {
        "photos": len(asked[UNTOUCHED].groups),
        "groups": len(np.unique(asked[UNTOUCHED].groups)),
        "tied": [name_of(study, key) for key in asked["wild"].ranking.tied],
        "rows": [
            {"name": name_of(study, key)}
            | {name: [float(each.right[key].mean()), *each.intervals[key]] for name, each in asked.items()}
            for key in asked["wild"].right
        ],
    }


def rows_of_wild(kept: Plain) -> Rows:
    places = [UNTOUCHED, *EDITS]
    return [["network", *places], *([row["name"], *(_share(row[at]) for at in places)] for row in kept["rows"])]


def of_knobs() -> Plain:
    """What each change of a knob does to accuracy: on the validation photos, and on the edited ones."""
    study = the_study()
    asked = elsewhere(study)
    return {name: [_effect(each) for each in found] for name, found in
            (("validation", study.effects), ("wild", asked["wild"].effects))}  # fmt: skip


def _effect(effect: Effect) -> Plain:
    return {
        "knob": effect.knob,
        "mixed": list(effect.mixed_with),
        "changes": [
            {
                "from": told(change.before),
                "to": told(change.after),
                "mean": change.effect.mean,
                "reach": change.effect.reach,
                "luck": change.luck,
                "visible": change.is_visible,
                "slower": change.slower,
            }
            for change in effect.changes
        ],
    }


def rows_of_knobs(kept: Plain) -> Rows:
    head = ["knob", "points on validation photos", "points on edited photos", "training takes"]
    wild_ones = {(each["knob"], change["from"], change["to"]): change for each, change in _changes(kept["wild"])}
    rows = []
    for each, change in _changes(kept["validation"]):
        name = each["knob"].replace("_", " ")
        there = wild_ones[each["knob"], change["from"], change["to"]]
        cost = f"{change['slower']:.1f}x"
        rows.append([f"{name} {change['from']} → {change['to']}", _points(change), _points(there), cost])
    return [head, *rows]


def _changes(found: Plain) -> Iterator[tuple[Plain, Plain]]:
    return ((each, change) for each in found for change in each["changes"])


def _points(change: Plain) -> str:
    words = f"{100 * change['mean']:+.1f} ± {100 * change['reach']:.1f}"
    return f"**{words}**" if change["visible"] else words


def of_clock() -> Plain:
    """Seconds of the post's six networks: in the sweep, one at a time, and in a plain PyTorch loop (from one epoch)."""
    study = the_study()
    expected = expected_of(study.folder)
    assert expected
    train = stored.in_memory(stored.part_of(study.folder.pictures, "train", Shape(study.question.pictures.shape)))
    keys = {name_of(study, key): key for key in study.candidates}
    found = {}
    for number, net in ((number, NETS[number]) for number in "123456"):
        made = study.candidates[keys[f"#{number}"]]
        began = perf_counter()
        gn.fit(made.network, train, n_epoch=net.epochs, seed=0, show=False)
        found[f"#{number}"] = {
            "epochs": net.epochs,
            "expected": expected.seconds[made.key],
            "sweep": study.seconds[made.key],
            "alone": perf_counter() - began,
            "pytorch": plain_epoch(number, train) * net.epochs,
        }
    return {"photos": len(train), "seeds": len(study.seeds), "workers": expected.workers, "networks": found}


def plain_epoch(number: str, train: Images) -> float:
    """Seconds of an epoch in PyTorch's tutorial's own loop, on both processors, after a step to warm up."""
    X = (train.pixels / np.float32(255)).astype(np.float32)
    task = of_arrays(NETS[number], X, train.labels, X[:1], train.labels[:1])
    with TemporaryDirectory(prefix="glassnet-bench-") as folder:
        task.write(Path(folder))
        with Seat(CONTESTANTS[YARDSTICK], Path(folder), THREADS) as seat:
            seat.ask("train", images=4, batch=4, epochs=1)
            return float(seat.ask("train", images=len(X), batch=BATCH, epochs=1))


def rows_of_clock(kept: Plain) -> Rows:
    head = ["network", "epochs", "a run in the sweep (one of two workers)", "predicted", "a run alone",
            "PyTorch's own loop, reckoned from one epoch"]  # fmt: skip
    rows = [[name, str(at["epochs"]), *(f"{at[which]:,.1f} s" for which in ("sweep", "expected", "alone", "pytorch"))]
            for name, at in kept["networks"].items()]  # fmt: skip
    seeds, workers = kept["seeds"], kept["workers"]
    whole = {which: seeds * sum(at[which] for at in kept["networks"].values())
             for which in ("sweep", "expected", "alone", "pytorch")}  # fmt: skip
    shared = [f"{whole[which] / workers / 60:.1f} min" for which in ("sweep", "expected")]
    return [head, *rows, [f"all six, {seeds} seeds each", "", *shared, f"{whole['alone'] / 60:.1f} min",
                          f"{whole['pytorch'] / 3600:.1f} h"]]  # fmt: skip


PAGE = Page(
    ROOT / "docs" / "which-knob-matters.md",
    {
        "networks": Figure(of_networks, rows_of_networks),
        "wild": Figure(of_wild, rows_of_wild),
        "knobs": Figure(of_knobs, rows_of_knobs),
        "clock": Figure(of_clock, rows_of_clock),
    },
)


if __name__ == "__main__":
    PAGE.command("benchmarks.which_knob", __doc__)
    draw(PAGE.kept(), (UNTOUCHED, *EDITS))
