"""The captured photos as a view is told of them: what each is called, its pixels, and what every layer makes of it."""

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.inside.answering import Said, class_names, said_of
from glassnet.inside.captured import Captured
from glassnet.inside.describing import drawn_shape, photo_shape
from glassnet.inside.feature_maps import SILENT
from glassnet.inside.photos import range_of
from glassnet.inside.reply import Message, Reply, number_in, word_in
from glassnet.inside.sight import shown_photo
from glassnet.runs.run import Run

Array = NDArray[np.float32]
Values = dict[str, Array]

NO_ANSWER = "no answer (its numbers are none)"


class ShownPhotos:
    """Answers about `captured` photos. What the layers make of the last two is kept.

    >>> from glassnet.graph.notation import from_text
    >>> run = Run(from_text("4 > dense 2"), {"FullyConnected/W": np.eye(4)[:, :2], "FullyConnected/b": np.zeros(2)})
    >>> photos = ShownPhotos(run, Captured({"InputData": np.eye(4)[:1]}, ("one",), ("photo",), (None,)))
    >>> photos.maps({"photo": 0, "layer": "FullyConnected"}).arrays[0].tolist()
    [1.0, 0.0]
    """

    def __init__(self, run: Run, captured: Captured) -> None:
        self.run, self.captured = run, captured
        self._values = lru_cache(maxsize=2)(self._values_of)

    def which(self, message: Message) -> int:
        """The photo that a message names. Raises `DataError` where there is no such."""
        return number_in(message, "photo", len(self.captured), "Photo")

    def told(self, photo: int) -> dict[str, Any]:
        """What a photo is called, and what the network calls it."""
        return {
            "name": self.captured.names[photo],
            "why": self.captured.why[photo],
            "truth": self.captured.truth[photo],
            "answer": self.said.labels[photo] or NO_ANSWER,
            "sure": self.said.sure(photo),
        }

    def photo(self, message: Message) -> Reply:
        """The photo itself, before any mean is taken off."""
        photo = self.which(message)
        told = {key: value for key, value in self.told(photo).items() if key != "sure"}
        classes, probabilities = list(class_names(self.run)), self.said.probabilities(photo)
        more = {"probabilities": probabilities, "classes": classes, "familiar": self._is_familiar(photo)}
        return Reply(told | more, (self._shown(photo),))

    def maps(self, message: Message) -> Reply:
        """What a layer makes of a photo."""
        photo, layer = self.which(message), word_in(message, "layer")
        self.run.network[layer]  # says which it may be where there is none of that name
        values = self._values(photo)[layer][0]
        drawn = values.reshape(drawn_shape(values.shape))
        largest = np.abs(drawn).reshape(-1, drawn.shape[-1]).max(axis=0)
        silent = np.flatnonzero(largest < SILENT).tolist()
        return Reply({"layer": layer, "silent": silent, "broken": int((~np.isfinite(drawn)).sum())}, (drawn,))

    @cached_property
    def said(self) -> Said:
        """What the network answers about all of them."""
        return said_of(self.run, dict(self.captured.fed))

    @cached_property
    def levels(self) -> tuple[float, float]:
        """The darkest and the brightest number of a photo."""
        shown = self._shown(0)[None] if len(self.captured) else np.zeros((1, 1, 1, 1), np.float32)
        network = self.run.network
        if photo_shape(network)[0] in map(network.name, network.inputs):
            try:
                levels = range_of(self.run, shown)
            except DataError:  # numbers in a row, which are no photo
                return float(shown.min()), float(shown.max())
            return levels.low, levels.high
        return float(shown.min()), float(shown.max())

    def others(self, photo: int) -> Any:
        """A captured photo of another answer, as `run.predict` takes it; None where there is none."""
        labels = self.said.labels
        other = next((at for at, label in enumerate(labels) if label != labels[photo]), None)
        return None if other is None else self.captured.one(other)

    def _is_familiar(self, photo: int) -> bool | None:
        if self.run.calibration is None or len(self.run.network.inputs) > 1:
            return None
        return bool(self.run.is_familiar(self.captured.one(photo))[0])

    def _shown(self, photo: int) -> Array:
        """The photo `[H, W, C]`; a row of numbers as a photo one pixel high."""
        name, shape = photo_shape(self.run.network)
        seen: Array = shown_photo(self.captured.one(photo), self._values(photo)[name], name)[0].reshape(shape)
        return seen

    def _values_of(self, photo: int) -> Values:
        """What every layer makes of one photo, `[1, ...]`."""
        return self.run.outputs(self.captured.one(photo), self.run.network.names)
