"""Claims: what a split decides, and what the default network is worth. `python -m benchmarks.honesty`.

The two-person photos and CNN #1 of the post, under a random and a grouped split: the same network on the same photos.
The flowers at 64x64 in colour, the network `glassnet train` takes by default, beside nearest neighbour on pixels and a
textbook PyTorch network of the same size. Five seeds each; a seed draws the split, the weights and the order.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch

import glassnet as gn
from benchmarks.accuracy import cnn_1
from glassnet.cli.training import trainable
from glassnet.data.images import Images
from glassnet.data.splits import Splits, split
from glassnet.evaluation.doubt import Share
from glassnet.graph.completing import PICTURES, completed
from glassnet.graph.shape import Shape

SEEDS = 5
EPOCHS = 10
BATCH = 64
SIDE = 64


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.honesty", description=__doc__)
    parser.add_argument("which", nargs="*", default=["people", "flowers"])
    wanted = parser.parse_args()
    for name in wanted.which:
        for line in {"people": people, "flowers": flowers}[name]():
            print(line, flush=True)


def people() -> Iterator[str]:
    photos = gn.data.folder(Path(os.environ["GLASSNET_DATA"]) / "chi_lars")
    for method in ("random", "grouped"):
        told = []
        for seed in range(SEEDS):
            parts = split(photos, seed=seed, method=method)
            run = gn.fit(cnn_1(0.01), parts, n_epoch=EPOCHS, seed=seed, show=False)
            told.append(gn.evaluate(run, parts.test))
        yield f"two people, CNN #1, {method} split: " + "; ".join(str(each.share) for each in told)
        yield f"  together {together([each.share for each in told])}"


def flowers() -> Iterator[str]:
    photos = gn.data.folder(Path(os.environ["GLASSNET_DATA"]) / "flowers", size=SIDE, color="rgb")
    found: dict[str, list[Share]] = {}
    for seed in range(SEEDS):
        parts = split(photos, seed=seed)
        for name, judge in RIVALS.items():
            found.setdefault(name, []).append(judge(parts, seed))
    for name, shares in found.items():
        yield f"flowers, {name}: " + "; ".join(map(str, shares))
        yield f"  together {together(shares)}"


def together(shares: list[Share]) -> str:
    """The mean over seeds and how far they lie apart: seeds share photos, so their counts are not added up."""
    values = [share.value for share in shares]
    return f"mean {np.mean(values):.1%}, spread over {len(values)} seeds {np.std(values, ddof=1):.1%}"


def glassnet(parts: Splits, seed: int) -> Share:
    network = trainable(completed(PICTURES, Shape(parts.train.shape), len(parts.train.classes)), BATCH)
    run = gn.fit(network, parts, n_epoch=EPOCHS, seed=seed, show=False)
    return known(gn.evaluate(run, parts.test).share)


def nearest_neighbour(parts: Splits, _seed: int) -> Share:
    """1-NN on pixels, by its definition: the label of the training photo at the smallest squared distance."""
    train, test = (images.inputs().reshape(len(images), -1).astype(np.float64) for images in (parts.train, parts.test))
    nearest = [int(((train - photo) ** 2).sum(axis=1).argmin()) for photo in test]
    return Share(int((parts.train.labels[nearest] == parts.test.labels).sum()), len(test))


def textbook(parts: Splits, seed: int) -> Share:
    """The same layers as PyTorch's tutorials write them, trained as long, Adam at 0.001."""
    torch.manual_seed(seed)
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * (SIDE // 4) ** 2, 128), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(128, len(parts.train.classes)),
    )  # fmt: skip
    X, Y = tensors(parts.train)
    optimizer, loss = torch.optim.Adam(model.parameters()), nn.CrossEntropyLoss()
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(X)).split(BATCH):
            optimizer.zero_grad()
            loss(model(X[rows]), Y[rows]).backward()
            optimizer.step()
    model.eval()
    X, Y = tensors(parts.test)
    with torch.no_grad():
        return Share(int((model(X).argmax(dim=1) == Y).sum()), len(X))


def tensors(images: Images) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.from_numpy(images.inputs()).permute(0, 3, 1, 2).contiguous(), torch.from_numpy(images.labels)


def known(share: Share | None) -> Share:
    assert share is not None
    return share


RIVALS: dict[str, Callable[[Splits, int], Share]] = {
    "Glassnet's default network": glassnet,
    "1-NN on pixels": nearest_neighbour,
    "textbook PyTorch": textbook,
}


if __name__ == "__main__":
    main()
