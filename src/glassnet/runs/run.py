"""A run: the one value that training leaves behind, and what it answers about new pictures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from glassnet.drawing import Shown
from glassnet.engine.counting import to_answer
from glassnet.engine.plan import Plan
from glassnet.engine.to_torch import Net, build
from glassnet.graph.network import Network
from glassnet.runs.answers import top
from glassnet.runs.calibration import Calibration
from glassnet.runs.card import DataCard
from glassnet.runs.checkpoint import Checkpoint
from glassnet.runs.feeding import Fed, feeds_of
from glassnet.runs.history import History
from glassnet.runs.looking import unfamiliarity
from glassnet.runs.plots import Plots
from glassnet.runs.recipe import Recipe
from glassnet.runs.snapshots import Snapshots
from glassnet.runs.tempering import tempered

FORWARD_BYTES = 1 << 28  # what the values of one batch may take together on the way through
LARGEST_BATCH = 256

Values = dict[str, NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Run(Plots, Shown):
    """A trained network with the story of its training. Frozen: training on gives another run.

    `weights` hold every array by full name ("conv_1/W"), in TensorFlow's layout, float32. `checkpoint` is there when
    training can go on exactly where it stopped; `ended` says why it stopped ("finished", "Ctrl-C", ...). `calibration`
    is what `gn.calibrate` adds: honest probabilities, and "none of these". `snapshots` are the filters as they were on
    the way, where `fit(keep_filters=True)` kept them.

    >>> from glassnet.graph.notation import from_text
    >>> network = from_text("4 > dense 2 softmax")
    >>> weights = {name: np.zeros(weight.shape, np.float32) for name, weight in network.weights.items()}
    >>> run = Run(network, weights, card=DataCard(samples=8, shape=(4,), maximum=1.0, classes=("cat", "dog")))
    >>> run.predict(np.ones((3, 4), np.float32))[0]
    array([0.5, 0.5], dtype=float32)
    """

    network: Network
    weights: Mapping[str, NDArray[Any]]
    history: History = field(default_factory=History)
    recipe: Recipe = field(default_factory=Recipe)
    card: DataCard = field(default_factory=DataCard)
    checkpoint: Checkpoint | None = None
    ended: str = "finished"
    calibration: Calibration | None = None
    snapshots: Snapshots | None = None

    def __str__(self) -> str:
        parameters = sum(array.size for array in self.weights.values())
        lines = [f"A network of {len(self.network.nodes)} layers and {parameters:,} numbers, trained on {self.card}."]
        lines.append(f"Recipe: {self.recipe}.")
        if len(self.history):
            lines.append(f"Last {self.history[-1]}" + (f" ({self.ended})." if self.ended != "finished" else "."))
        return "\n".join(lines)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the outputs in order; empty when the data had none."""
        return self.card.classes

    @property
    def plan(self) -> Plan | None:
        """How the arithmetic was done; given to `fit(plan=...)` it is done so again. None where it was not kept."""
        return None if self.recipe.plan is None else Plan.from_plain(self.recipe.plan)

    def predict(self, X: Fed) -> NDArray[np.float32]:
        """What the network answers: float32, [N, ...output], one row a sample.

        `X` is an array [N, ...] or a single sample, of the numbers the network takes; or raw pictures where the run
        knows how to prepare them: the path of one, a list of paths, or a uint8 array 0..255. A network with several
        inputs takes a dict by layer name, or a list of arrays in the order its inputs were made. Raises `DataError`
        when the shape does not fit, and when the numbers are of another scale than those training saw.
        """
        return self.outputs(X)[self.network.name(self.network.output)]

    def predict_label(self, X: Fed) -> list[str]:
        """The name of the likeliest class for each sample; its number, in words, where classes have no names.

        A single output cell is asked as TFLearn asks: above 0.5 behind a sigmoid, above 0 otherwise, it is class 1.
        """
        return self.labels(self.predict(X))

    def labels(self, answers: NDArray[np.float32]) -> list[str]:
        """The names `predict_label` gives, for answers that `predict` gave."""
        numbers = top(self.network.output, answers)
        return [self.classes[number] if number < len(self.classes) else str(number) for number in numbers]

    def probabilities(self, X: Fed) -> NDArray[np.float32]:
        """What `predict` gives, made as sure as the network was right on validation pictures: see `gn.calibrate`.

        Without a calibration, and where the network answers with other numbers than probabilities, `predict` itself.
        """
        return self.tempered(self.predict(X))

    def tempered(self, answers: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probabilities that `probabilities` gives, for answers that `predict` gave."""
        return answers if not self.calibration else tempered(self.network.output, answers, self.calibration.temperature)

    def is_familiar(self, X: Fed) -> NDArray[np.bool_]:
        """For each sample whether it is like what the network was trained on; if not, its class is "none of these".

        Of pictures that are, a share of `calibration.false_refusals` is refused all the same. Raises `DataError` for a
        run that was not calibrated.
        """
        familiar: NDArray[np.bool_] = self.unfamiliarity(X) <= 1
        return familiar

    def unfamiliarity(self, X: Fed) -> NDArray[np.float64]:
        """How far each sample lies from what the network was trained on: from 0; 1 is the edge of the familiar.

        Raises `DataError` for a run that was not calibrated.
        """
        return unfamiliarity(self, X)

    def outputs(self, X: Fed, wanted: Iterable[str] = ()) -> dict[str, NDArray[np.float32]]:
        """The values of the `wanted` layers (else of the output) by name, for the same `X` that `predict` takes."""
        names = tuple(wanted) or (self.network.name(self.network.output),)
        batches = [values for _, values in self.passes(X, names)]
        return {name: np.concatenate([batch[name] for batch in batches]) for name in names}

    def passes(self, X: Fed, names: tuple[str, ...]) -> Iterator[tuple[Values, Values]]:
        """Batch by batch what is fed, by input name and before any step of the network's own, and the layers' values.

        For those who want to keep less than all of it. Without `names` nothing is computed.
        """
        feeds = feeds_of(self.network, self.card, X)
        size = batch_size(self.network)
        for start in range(0, len(feeds), size):
            given = feeds.batch(start, start + size)
            yield given, self._forward(given, names) if names else {}

    def _forward(self, feeds: Mapping[str, NDArray[Any]], names: tuple[str, ...]) -> dict[str, NDArray[np.float32]]:
        with torch.inference_mode():
            values = self._net({key: torch.from_numpy(each) for key, each in feeds.items()}, names)
        return {name: values[name].float().numpy() for name in names}

    @cached_property
    def _net(self) -> Net:
        """The network at work. Built at the first question and kept, since the weights of a run never change."""
        net = build(self.network, seed=0)
        net.set_weights(self.weights)
        net.follow(to_answer(self.network))
        return net.eval()


def batch_size(network: Network) -> int:
    """How many samples go through at once: as many as keep every layer's values within a quarter of a gigabyte.

    >>> from glassnet.graph.notation import from_text
    >>> batch_size(from_text("4 > dense 2 softmax"))
    256
    """
    sample_bytes = 4 * sum(node.shape.size for node in network.nodes)
    return max(1, min(LARGEST_BATCH, FORWARD_BYTES // max(1, sample_bytes)))
