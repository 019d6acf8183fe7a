"""Claim: the automatic engine changes nothing that counts. n = 20 seeds and splits of the two-person photos.

    GLASSNET_DATA=... python benchmarks/accuracy.py

Trains CNN #1 (two layers of three 10x10 filters, through the transform where that is faster) at a learning rate that
leaves it unfinished after 3 epochs, so that accuracies differ; prints the mean validation accuracy of both engines, the
standard error of their difference, and the largest difference of any loss in the first 10 steps from equal seeds.
"""

import os
import statistics
from pathlib import Path

import numpy as np

import glassnet as gn
from glassnet.engine.choosing import choose
from glassnet.engine.plan import REFERENCE, Plan
from glassnet.graph.network import Network
from glassnet.training.events import BatchEnd
from glassnet.training.fit import train
from glassnet.training.loop import Schedule, Trainer

SEEDS = 20
EPOCHS = 3
RATE = 0.0015  # leaves it unfinished


def cnn_1(learning_rate: float) -> Network:
    """CNN #1 of the post."""
    net = gn.input_data([None, 91, 91, 1], name="input")
    for layer in (1, 2):
        net = gn.max_pool_2d(gn.conv_2d(net, 3, 10, activation="relu", name=f"conv_{layer}"), 2)
    net = gn.dropout(gn.fully_connected(net, 1024, activation="relu"), 0.8)
    net = gn.fully_connected(net, 2, activation="softmax")
    return Network(gn.regression(net, optimizer="sgd", learning_rate=learning_rate, name="targets"))


def run(plan: Plan, seed: int, parts: gn.data.Splits) -> tuple[float, list[float]]:
    """Validation accuracy after all epochs, and the loss of each of the first 10 steps."""
    trainer = Trainer(cnn_1(RATE), seed, plan=plan)
    events = list(train(trainer, parts, None, Schedule(n_epoch=EPOCHS)))
    losses = [event.scores["targets"].loss for event in events if isinstance(event, BatchEnd)]
    return trainer.rows[-1].val_metrics["acc"], losses[:10]


def main() -> None:
    photos = gn.data.folder(Path(os.environ["GLASSNET_DATA"]) / "chi_lars")
    # Chosen once, as for a run long enough to be worth it, and followed in all.
    plans = {"reference": REFERENCE, "auto": choose(cnn_1(RATE), 64, 282, 100)}
    print(plans["auto"])
    accuracies: dict[str, list[float]] = {"reference": [], "auto": []}
    apart = 0.0
    for seed in range(SEEDS):
        parts = gn.data.split(photos, seed=seed, validation=0.3, test=0.0, method="random")
        losses = {}
        for engine, found in accuracies.items():
            accuracy, losses[engine] = run(plans[engine], seed, parts)
            found.append(accuracy)
        apart = max(apart, float(np.abs(np.subtract(losses["auto"], losses["reference"])).max()))
    differences = np.subtract(accuracies["auto"], accuracies["reference"])
    error = statistics.stdev(differences) / SEEDS**0.5
    for engine, found in accuracies.items():
        mean, spread = statistics.mean(found), statistics.stdev(found)
        print(f"{engine}: mean accuracy {mean:.4f}, spread {spread:.4f}, n = {SEEDS}")
    print(f"mean difference {differences.mean():+.5f}, its standard error {error:.5f}")
    print(f"largest difference of a loss in the first 10 steps: {apart:.1e}")


if __name__ == "__main__":
    main()
