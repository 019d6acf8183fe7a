"""Glassnet beside PyTorch on a GPU: seconds an epoch of the seven networks, on pictures by chance of the posts' shapes.

    PYTHONPATH=src python -m benchmarks.gpu [--device cpu] [--epochs 5] [--nets mnist,1,2,3,4,5,6]

All train in batches of 64, with dropout (keep 0.8) and gradients cut to a global norm of 5, data and weights on the
GPU; all but the one that says so in float32 without TF32. Glassnet plans for as many epochs as the posts took. Each
epoch is timed from the first step to the last one done; the first, which warms up, is left out. Learning rates are
small: labels by chance teach nothing, and only time is asked for. PyTorch reads its loss in every step, as Glassnet
does.
"""

import argparse
import statistics
from collections.abc import Callable, Iterator
from itertools import islice
from time import perf_counter

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import glassnet as gn
from benchmarks.nets import BATCH, CLIP, HIDDEN, NETS, Net
from glassnet.graph.network import Network
from glassnet.training.events import EpochBegin, EpochEnd
from glassnet.training.loop import Schedule, Trainer

RATE, KEEP = 1e-4, 0.8
PICTURES = {"mnist": 55_000, "photos": 362}  # what the posts learned from: 55,000 digits; 403 photos, a tenth held back
Timed = Iterator[float]


def glassnet(net: Net, X: np.ndarray, Y: np.ndarray, device: str, epochs: int, **settings: str) -> tuple[str, Timed]:
    trainer = Trainer(network(net), seed=0, clip_gradients=CLIP, device=device, **settings)
    events = gn.train(trainer, (X, np.eye(net.classes, dtype=np.float32)[Y]), None, Schedule(max(epochs, net.epochs)))
    next(events)
    return str(trainer.plan), _epochs(events, device)


def _epochs(events: Iterator[object], device: str) -> Timed:
    began = 0.0
    for event in events:
        if isinstance(event, EpochBegin):
            began = perf_counter()
        elif isinstance(event, EpochEnd):
            _wait(device)
            yield perf_counter() - began


def network(net: Net) -> Network:
    made = gn.input_data([None, net.side, net.side, 1], name="input")
    for number, (filters, window) in enumerate(net.convs, 1):
        made = gn.max_pool_2d(gn.conv_2d(made, filters, window, activation="relu", name=f"conv_{number}"), 2)
    made = gn.dropout(gn.fully_connected(made, HIDDEN, activation="relu", name="fc_1"), KEEP)
    made = gn.fully_connected(made, net.classes, activation="softmax", name="fc_2")
    return Network(
        gn.regression(made, optimizer="sgd", learning_rate=RATE, metric=None, batch_size=BATCH, name="targets")
    )


class Classifier(nn.Module):
    def __init__(self, net: Net) -> None:
        super().__init__()
        channels = (1, *(filters for filters, _ in net.convs))
        self.convs = nn.ModuleList(
            nn.Conv2d(before, filters, window) for before, (filters, window) in zip(channels, net.convs, strict=False)
        )
        self.hidden = nn.Linear(net.sides()[-1] ** 2 * channels[-1], HIDDEN)
        self.drop = nn.Dropout(1 - KEEP)
        self.last = nn.Linear(HIDDEN, net.classes)

    def forward(self, x: Tensor) -> Tensor:
        for conv in self.convs:
            (size, _), before = conv.kernel_size, (conv.kernel_size[0] - 1) // 2
            after = size - 1 - before
            x = conv(F.pad(x, (before, after, before, after))).relu()
            x = F.max_pool2d(x, 2, ceil_mode=True)
        return self.last(self.drop(self.hidden(x.flatten(1)).relu()))


def pytorch(net: Net, X: np.ndarray, Y: np.ndarray, device: str, epochs: int, **settings: str) -> tuple[str, Timed]:
    inputs, targets = torch.from_numpy(X).permute(0, 3, 1, 2).contiguous().to(device), torch.from_numpy(Y).to(device)
    model = Classifier(net).to(device).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, fused=True)

    def epoch() -> float:
        torch.backends.cudnn.conv.fp32_precision = settings["convolutions"]
        began = perf_counter()
        for rows in torch.randperm(len(targets), device=device).split(BATCH):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(inputs[rows]), targets[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP, foreach=True)
            optimizer.step()
            loss.item()
        _wait(device)
        return perf_counter() - began

    return f"convolutions in {settings['convolutions']}", (epoch() for _ in range(epochs))


def _wait(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()


CONTESTANTS: tuple[tuple[str, Callable[..., tuple[str, Timed]], dict[str, str]], ...] = (
    ("Glassnet", glassnet, {}),
    ("Glassnet, reference engine", glassnet, {"engine": "reference"}),
    ("Glassnet, precision auto", glassnet, {"precision": "auto"}),
    ("PyTorch, float32", pytorch, {"convolutions": "ieee"}),
    ("PyTorch, as it comes (TF32)", pytorch, {"convolutions": "tf32"}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--nets", default=",".join(NETS))
    parser.add_argument("--pictures", type=int, help="fewer of them, to see that all runs")
    wanted = parser.parse_args()
    card = torch.cuda.get_device_name() if wanted.device == "cuda" else "a processor"
    print(f"{card}, torch {torch.__version__}; medians of {wanted.epochs} epochs, least and most in brackets")
    for key in wanted.nets.split(","):
        net = NETS[key]
        chance = np.random.default_rng(0)
        count = wanted.pictures or PICTURES[net.data]
        X = chance.random((count, net.side, net.side, 1), dtype=np.float32)
        Y = chance.integers(0, net.classes, count)
        print(f"\n{net.title}, {count:,} pictures")
        for title, contestant, settings in CONTESTANTS:
            how, seconds = contestant(net, X, Y, wanted.device, wanted.epochs + 1, **settings)
            times = list(islice(seconds, wanted.epochs + 1))[1:]
            told = f"{statistics.median(times):.4f} s ({min(times):.4f} - {max(times):.4f}, n {len(times)})"
            print(f"  {title}: {told}; {how}", flush=True)


if __name__ == "__main__":
    main()
