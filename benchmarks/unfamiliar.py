"""Claim: pictures unlike the training set are refused, familiar ones as seldom as promised.

    GLASSNET_DATA=... python -m benchmarks.unfamiliar [digits] [people] [bursts] [flowers] [--seeds 5] [--candidates]

Each network is trained and calibrated (`gn.calibrate`, 5 % false refusals) once a seed, on a split of that
seed, and then shown what it never saw. A line tells of each set of pictures how many were refused over all seeds, and
the mean area under the ROC curve against the test pictures. `--candidates` compares the scores that were tried, each
with its own edge laid on the validation pictures. `digits` is the default network of `glassnet train`, 2 epochs;
`people` CNN #1 on the two-person photos, shots drawn one by one; `bursts` the same with bursts kept on one side, which
leaves a handful of groups to lay the edge by; `flowers` the default network on 350 photos at 64x64.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.covariance import LedoitWolf
from sklearn.metrics import roc_auc_score

import glassnet as gn
from glassnet.cli.training import Request
from glassnet.data.images import Images
from glassnet.data.preparation import Preparation
from glassnet.data.splits import Splits
from glassnet.evaluation.doubt import Share
from glassnet.evaluation.edge import edge_of
from glassnet.graph.network import Network
from glassnet.runs.familiarity import neighbour_distances, unit_rows
from glassnet.runs.looking import seen_by
from glassnet.runs.looks import looks
from glassnet.runs.run import Run

DATA = Path(os.environ.get("GLASSNET_DATA", "data"))
SHARE = 0.05
MANY = 500

Pixels = NDArray[np.uint8]
Score = Callable[["Seen"], NDArray[np.float64]]


@dataclass(frozen=True)
class Case:
    """A network to train, the pictures it learns from, and pictures it never saw."""

    network: Callable[[Splits], Network]
    splits: Callable[[int], Splits]
    odd: Callable[[Splits, np.random.Generator], dict[str, Pixels]]
    epochs: int


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.unfamiliar", description=__doc__)
    parser.add_argument("cases", nargs="*", default=list(CASES), help=f"of {', '.join(CASES)}; all else")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--candidates", action="store_true", help="compare the scores that were tried")
    asked = parser.parse_args()
    for name in asked.cases:
        table = Table()
        for seed in range(asked.seeds):
            for score, pictures, refused, area in measured(CASES[name], seed, asked.candidates):
                table.add(score, pictures, refused, area)
        print(f"\n{name}, {asked.seeds} seeds\n{table}", flush=True)


def measured(case: Case, seed: int, candidates: bool) -> Iterator[tuple[str, str, NDArray[np.bool_], float | None]]:
    """For each score and each set of pictures which were refused, and how well the set stands apart from the test."""
    splits = case.splits(seed)
    run = gn.calibrate(gn.fit(case.network(splits), splits, n_epoch=case.epochs, seed=seed, show=False), splits, SHARE)
    sets = {"the test": pixels(splits.test), **case.odd(splits, np.random.default_rng(seed))}
    scores = {"ours": {name: run.unfamiliarity(each) for name, each in sets.items()}}
    edges = {"ours": 1.0}
    if candidates:
        train, held = Seen.by(run, pixels(splits.train)), Seen.by(run, pixels(splits.validation))
        seen = {name: Seen.by(run, each) for name, each in sets.items()}
        for title, score in tried(train, splits.train.labels).items():
            scores[title] = {name: score(each) for name, each in seen.items()}
            edges[title] = score_edge(score(held), splits)
    for title, found in scores.items():
        for name, values in found.items():
            yield title, name, values > edges[title], None if name == "the test" else area(found["the test"], values)


def score_edge(scores: NDArray[np.float64], splits: Splits) -> float:
    """Scores that may be below 0 are lifted above it first, as an extrapolation needs."""
    lift = min(0.0, float(scores.min())) - 1e-9
    return edge_of(scores - lift, SHARE, splits.validation.groups) + lift


@dataclass(frozen=True)
class Seen:
    """What a run makes of pictures: the features before its last layer, its logits, and the pictures' looks."""

    features: NDArray[np.float64]
    logits: NDArray[np.float64]
    looks: NDArray[np.float64]

    @classmethod
    def by(cls, run: Run, pictures: Pixels) -> "Seen":
        passes = list(seen_by(run, pictures))
        features = np.concatenate([each.reshape(len(each), -1) for _, each in passes]).astype(np.float64)
        weights, bias = features @ last(run, "W"), last(run, "b")
        return cls(features, weights + bias, np.concatenate([looks(inputs) for inputs, _ in passes]))


def last(run: Run, kind: str) -> NDArray[np.float64]:
    """The weights of the last layer."""
    return [array for name, array in run.weights.items() if name.endswith(f"/{kind}")][-1].astype(np.float64)


def tried(train: Seen, labels: NDArray[np.int64]) -> dict[str, Score]:
    """Every score that was tried, as a function of what a run sees; more is odder."""
    means = np.stack([train.features[labels == label].mean(0) for label in np.unique(labels)])
    within = train.features - means[np.searchsorted(np.unique(labels), labels)]
    precision = LedoitWolf(assume_centered=True).fit(within).precision_
    plain, look = LedoitWolf().fit(train.features), LedoitWolf().fit(train.looks)
    rows = np.sort(np.random.default_rng(0).permutation(len(labels))[:512])
    units, few = unit_rows(train.features), train.features[rows].astype(np.float32)

    def to_classes(seen: Seen) -> NDArray[np.float64]:
        apart = [seen.features - mean for mean in means]
        return np.sqrt(np.min([np.einsum("ni,ij,nj->n", each, precision, each) for each in apart], axis=0))

    return {
        "largest share": lambda seen: -softmax(seen.logits).max(1),
        "energy": lambda seen: -np.logaddexp.reduce(seen.logits, axis=1),
        "Mahalanobis": lambda seen: np.sqrt(plain.mahalanobis(seen.features)),
        "Mahalanobis, class": to_classes,
        "nearest, by length": lambda seen: neighbour_distances(seen.features.astype(np.float32), few, 5),
        "nearest, by angle": lambda seen: neighbour_distances(unit_rows(seen.features), units[rows], 1),
        "fifth, by angle": lambda seen: neighbour_distances(unit_rows(seen.features), units[rows], 5),
        "looks": lambda seen: np.sqrt(look.mahalanobis(seen.looks)),
    }


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(1, keepdims=True)
    return shares


def area(known: NDArray[np.float64], odd: NDArray[np.float64]) -> float:
    """The chance that an odd picture scores higher than a familiar one: the area under the ROC curve."""
    return float(roc_auc_score(np.repeat([0, 1], [len(known), len(odd)]), np.concatenate([known, odd])))


class Table:
    """Refusals and areas of all seeds, a line a score and set."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], list[tuple[NDArray[np.bool_], float | None]]] = {}

    def add(self, score: str, pictures: str, refused: NDArray[np.bool_], area: float | None) -> None:
        self.rows.setdefault((score, pictures), []).append((refused, area))

    def __str__(self) -> str:
        lines, last_score = [], ""
        for (score, pictures), found in self.rows.items():
            if score != last_score:
                lines.append(f"{score:<20}{'refused, all seeds':<34}{'one seed':<12}{'area':<8}lowest")
            lines.append(f"  {pictures:<18}{told(found)}")
            last_score = score
        return "\n".join(lines)


def told(found: list[tuple[NDArray[np.bool_], float | None]]) -> str:
    """All seeds together, the lowest and the highest of them, the mean area and the lowest."""
    every = np.concatenate([refused for refused, _ in found])
    shares = [100 * refused.mean() for refused, _ in found]
    areas = [area for _, area in found if area is not None]
    line = f"{Share(int(every.sum()), len(every))!s:<34}{min(shares):.1f}-{max(shares):.1f}"
    return f"{line:<46}{np.mean(areas):.4f}  {min(areas):.4f}" if areas else line


def pixels(images: Images) -> Pixels:
    """Levels 0..255, as a photo would be given."""
    return images.pixels if images.pixels.dtype == np.uint8 else np.rint(images.inputs() * 255).astype(np.uint8)


def blanks(shape: tuple[int, int, int]) -> Pixels:
    """Every gray there is, black and white among them."""
    return np.broadcast_to(np.arange(256, dtype=np.uint8)[:, None, None, None], (256, *shape)).copy()


def synthetic(shape: tuple[int, int, int], draw: np.random.Generator) -> dict[str, Pixels]:
    """Frames no camera means to take."""
    size = (MANY, *shape)
    weak = draw.normal(draw.uniform(0, 255, (MANY, 1, 1, 1)), 25, size)
    return {
        "black": np.zeros((1, *shape), np.uint8),
        "white": np.full((1, *shape), 255, np.uint8),
        "every gray, blank": blanks(shape),
        "uniform noise": draw.integers(0, 256, size, dtype=np.uint8),
        "normal noise": draw.normal(128, 50, size).clip(0, 255).astype(np.uint8),
        "weak noise": weak.clip(0, 255).astype(np.uint8),
    }


def flower_photos(shape: tuple[int, int, int]) -> Pixels:
    preparation = Preparation(*shape)
    return np.stack([preparation.from_file(path) for path in sorted((DATA / "flowers").glob("*/*.jpg"))])


def digit_pictures(shape: tuple[int, int, int], count: int = MANY) -> Pixels:
    _, test = gn.datasets.mnist.images(DATA / "mnist")
    ready = Preparation(*shape).apply(test.pixels[:count])
    return np.rint(ready * 255).astype(np.uint8)


def scrambled(pictures: Pixels, side: int, draw: np.random.Generator) -> Pixels:
    """The same pictures cut into squares and put together in another order: alike in every level, and nonsense."""
    count, height, width, channels = pictures.shape
    rows, columns = height // side, width // side
    cut = pictures.reshape(count, rows, side, columns, side, channels).transpose(0, 1, 3, 2, 4, 5)
    squares = cut.reshape(count, rows * columns, side, side, channels)
    mixed = np.stack([each[draw.permutation(rows * columns)] for each in squares])
    back = mixed.reshape(count, rows, columns, side, side, channels).transpose(0, 1, 3, 2, 4, 5)
    return back.reshape(pictures.shape)


def of_digits(splits: Splits, draw: np.random.Generator) -> dict[str, Pixels]:
    shape, some = (28, 28, 1), pixels(splits.test)[:MANY]
    return {
        "flowers in gray": flower_photos(shape),
        **synthetic(shape, draw),
        "digits scrambled": scrambled(some, 7, draw),
        "digits lying": np.rot90(some, axes=(1, 2)).copy(),
    }


def of_people(splits: Splits, draw: np.random.Generator) -> dict[str, Pixels]:
    shape = splits.train.shape
    return {"flowers in gray": flower_photos(shape), **synthetic(shape, draw), "digits": digit_pictures(shape)}


def of_flowers(splits: Splits, draw: np.random.Generator) -> dict[str, Pixels]:
    shape = splits.train.shape
    test = pixels(splits.test)
    return {**synthetic(shape, draw), "digits": digit_pictures(shape), "flowers scrambled": scrambled(test, 16, draw)}


def digit_splits(seed: int) -> Splits:
    train, test = gn.datasets.mnist.images(DATA / "mnist")
    parts = gn.data.split(train, seed=seed, test=0, method="random")  # nobody draws two digits alike
    return replace(parts, test=test)


def people_splits(seed: int, method: Literal["grouped", "random"]) -> Splits:
    return gn.data.split(gn.data.folder(DATA / "chi_lars"), seed=seed, method=method)


def cnn_1(splits: Splits) -> Network:
    """The post's first network."""
    net = gn.input_data([None, *splits.train.shape], name="input")
    net = gn.max_pool_2d(gn.conv_2d(net, 3, 10, activation="relu", name="conv_1"), 2)
    net = gn.dropout(gn.fully_connected(net, 1024, activation="relu"), 0.8)
    net = gn.fully_connected(net, 2, activation="softmax")
    return Network(gn.regression(net, optimizer="sgd", learning_rate=0.01, name="targets"))


def default(splits: Splits) -> Network:
    """What `glassnet train` takes without --net."""
    return Request("").network(splits)


CASES: dict[str, Case] = {
    "digits": Case(default, digit_splits, of_digits, epochs=2),
    "people": Case(cnn_1, lambda seed: people_splits(seed, "random"), of_people, epochs=10),
    "bursts": Case(cnn_1, lambda seed: people_splits(seed, "grouped"), of_people, epochs=10),
    "flowers": Case(
        default,
        lambda seed: gn.data.split(gn.data.folder(DATA / "flowers", size=64, color="rgb"), seed=seed),
        of_flowers,
        epochs=10,
    ),
}


if __name__ == "__main__":
    main()
