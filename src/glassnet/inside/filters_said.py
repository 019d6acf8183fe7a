"""Filters and weights as a view takes them: their arrays, now and over epochs, and what `filters` says of them."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.graph import ops
from glassnet.inside.beginnings import share_left
from glassnet.inside.grain import Spread, noise_band
from glassnet.inside.reply import Message, Reply, word_in
from glassnet.inside.slices import VIEWS, Filters, filters
from glassnet.runs.run import Run

NUMBERS = ("rho", "tv", "high")
MOST_WEIGHTS = 1 << 16  # of a dense layer: more nobody can look at one by one
HOW_TO_KEEP = (
    "How filters changed over epochs was not kept in this run. Train with gn.fit(..., keep_filters=True): it keeps "
    "epochs 0, 1, 2, 3, 5, 8, 13, ... and the last."
)


class FilterAnswers:
    """Answers about the weights of `run`; what was found out about a layer's filters is kept.

    >>> from glassnet.graph.notation import from_text
    >>> run = Run(from_text("4 > dense 2"), {"FullyConnected/W": np.eye(4)[:, :2], "FullyConnected/b": np.zeros(2)})
    >>> FilterAnswers(run).weights({"layer": "FullyConnected"}).arrays[0].shape
    (4, 2)
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._found = lru_cache(maxsize=8)(lambda layer: filters(run, layer))

    @property
    def kept(self) -> list[int]:
        """The epochs whose filters were kept; none where no snapshots were."""
        snapshots = self.run.snapshots
        return sorted({*snapshots.by_epoch, snapshots.last}) if snapshots else []

    @property
    def last(self) -> int:
        """How many passes the weights have seen."""
        return self.run.snapshots.last if self.run.snapshots else len(self.run.history)

    def filters(self, message: Message) -> Reply:
        """Start, now, learned and bias, with their grain."""
        layer = word_in(message, "layer")
        return filters_reply(self._of(layer), self._bias(layer))

    def filters_at(self, message: Message) -> Reply:
        """The filters after so many epochs, and how much of the start is left in them (`left`).

        The first and the last are known also where nothing was kept.
        """
        layer, epoch = word_in(message, "layer"), message.get("epoch")
        if isinstance(epoch, bool) or not isinstance(epoch, int):
            raise DataError(f"Epoch {epoch!r} is no number of passes.")
        found = self._of(layer)
        ends = {self.last: found.now, 0: found.start}
        then = ends[epoch] if epoch in ends else found.at(epoch)
        return Reply({"layer": layer, "epoch": epoch, "left": share_left(then, found.start)}, (then,))

    def weights(self, message: Message) -> Reply:
        """The weights of a dense layer, where they are few enough to be looked at."""
        layer = word_in(message, "layer")
        op = self.run.network[layer].op
        if not isinstance(op, ops.Dense):
            raise DataError(f"'{layer}' is {op.kind}: only a fully connected layer's weights can be asked for here.")
        weights = np.asarray(self.run.weights[f"{layer}/W"], np.float32)
        if weights.size > MOST_WEIGHTS:
            sides = "x".join(map(str, weights.shape))
            raise DataError(
                f"'{layer}' has {sides} = {weights.size:,} weights, more than anybody can look at (at most "
                f"{MOST_WEIGHTS:,} are shown). They are in run.weights['{layer}/W']."
            )
        return Reply({"layer": layer}, (weights, self._bias(layer)))

    def _of(self, layer: str) -> Filters:
        found: Filters = self._found(layer)
        return found

    def _bias(self, layer: str) -> NDArray[np.float32]:
        biases, count = self.run.weights.get(f"{layer}/b"), self.run.weights[f"{layer}/W"].shape[-1]
        return np.zeros(count, np.float32) if biases is None else np.asarray(biases, np.float32)


def filters_reply(found: Filters, bias: NDArray[np.float32]) -> Reply:
    """What the message `filters` is answered with; the arrays are start, now, learned and the bias."""
    plain = found.to_plain()
    grain = {view: {number: _spread(found.grain(view).spread(number)) for number in NUMBERS} for view in VIEWS}
    said = {
        "layer": found.layer,
        "counts": found.counts,
        "left": plain["left"],
        "decays": found.decays,
        "cosine": plain["cosine"],
        "learned_share": plain["learned_share"],
        "came_from": found.came_from,
        "too_small": plain["too_small"],
        "grain": grain,
        "noise": {number: _spread(getattr(_band(found), number)) for number in NUMBERS},
        "readings": {view: found.grain(view).counts() for view in VIEWS},
        "dead": plain["dead"],
        "unmoved": plain["unmoved"],
        "twins": plain["twins"],
        "broken": found.broken,
        "remarks": list(found.remarks),
    }
    return Reply(said, (found.start, found.now, found.learned, bias))


def _band(found: Filters) -> Any:
    return noise_band(*found.now.shape[:2])


def _spread(spread: Spread) -> list[float] | None:
    return None if np.isnan(spread.median) else [float(end) for end in spread]
