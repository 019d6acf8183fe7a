"""Answers every question a view of a network asks, one message at a time. No web, no notebook, nothing drawn."""

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.auditing import Audit, audit
from glassnet.data.images import Images
from glassnet.errors import DataError, GlassnetError, unknown
from glassnet.graph import ops
from glassnet.inside.answering import Said, class_names, said_of
from glassnet.inside.capturing import Captured, capture
from glassnet.inside.describing import drawn_shape, entrance, layers_said, photo_shape, shown_layers
from glassnet.inside.effort import Effort, effort_for
from glassnet.inside.exciting import Peaks, peaks
from glassnet.inside.feature_maps import SILENT
from glassnet.inside.filters_said import filters_reply
from glassnet.inside.looked_through import Among
from glassnet.inside.photos import Mask, range_of
from glassnet.inside.reasons_said import audit_said, edits_reply, matters_said, reasons_reply
from glassnet.inside.reply import Message, Reply, known, missing, number_in, word_in
from glassnet.inside.sight import photo_layer, region_seen, shown_photo
from glassnet.inside.slices import Filters, filters
from glassnet.runs.run import Run

MOST_WEIGHTS = 1 << 16  # of a dense layer: more nobody can look at one by one
TOPS = 9

Array = NDArray[np.float32]
Values = dict[str, Array]


class Inspector:
    """Answers a view's messages about `run` and some `photos`.

    `photos` are `Captured`, shown as they are, or `Images` or whatever `run.predict` takes, of which `capture` chooses;
    None where there are none, then filters can be looked at and maps cannot. `among` are the photos that are looked
    through for what excites a channel and what matters: `photos`, unless told. `regions` are masks bool
    `[N, height, width]` by name, one for each photo of `among` as the network sees it; `photo_regions` for each of the
    captured ones. `audit` is what `gn.data.audit` found; where it is not given it is done when it is asked for.
    `effort` says how much work the long questions may take.

    >>> import glassnet as gn
    >>> digits = gn.datasets.digits.images()[:60]
    >>> net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 4, 3, activation="relu", name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 10, activation="softmax", name="answer"))
    >>> inspector = gn.inside.Inspector(gn.fit(net, digits, n_epoch=1, show=False), digits)
    >>> reply = inspector.handle({"ask": "maps", "photo": 0, "layer": "conv_1"})
    >>> reply.said["layer"], reply.arrays[0].shape
    ('conv_1', (8, 8, 4))
    >>> inspector.handle({"ask": "maps", "photo": 0, "layer": "conv1"}).said
    {'missing': "Invalid layer: 'conv1'. Did you mean 'conv_1'?"}
    """

    def __init__(
        self,
        run: Run,
        photos: Any = None,
        *,
        among: Any = None,
        regions: Mapping[str, Mask] | None = None,
        photo_regions: Mapping[str, Mask] | None = None,
        audit: Audit | None = None,
        wild: Any = None,
        title: str = "",
        effort: Effort | None = None,
    ) -> None:
        self.run = run
        self.title = title or f"A network of {len(shown_layers(run.network))} layers"
        self.effort = effort or effort_for(run.network)
        self.captured = self._captured(photos, wild)
        self._asked: dict[str, Callable[[Message], Reply]] = {
            "network": self._network,
            "photo": self._photo,
            "maps": self._maps,
            "filters": self._filters,
            "filters_at": self._filters_at,
            "weights": self._weights,
            "excites": self._excites,
            "reasons": self._reasons,
            "edits": self._edits,
            "matters": self._matters,
            "audit": self._audit,
        }
        looked_through = among if among is not None else photos
        self.among = Among(run, looked_through, regions, self.effort)
        self._photo_regions = photo_regions
        self._regions = regions if among is None and regions is not None else {}
        self._found_audit = audit
        self._values = lru_cache(maxsize=2)(self._values_of)
        self._slices = lru_cache(maxsize=8)(lambda layer: filters(run, layer))

    def handle(self, message: Message) -> Reply:
        """The answer to one message, {"ask": "maps", "photo": 0, "layer": "conv_1"}.

        What cannot be answered is told in a sentence under "missing"; nothing is raised for a message.
        """
        asked = message.get("ask")
        try:
            if not isinstance(asked, str) or asked not in self._asked:
                raise unknown("question", asked, self._asked)
            return self._asked[asked](message)
        except GlassnetError as why:
            return missing(why)

    # the network, and photos

    def _network(self, message: Message) -> Reply:
        run, (name, (height, width, channels)) = self.run, photo_shape(self.run.network)
        low, high = self._levels
        return Reply(
            {
                "title": self.title,
                "classes": list(class_names(run)),
                "input": {
                    "layer": name,
                    "low": low,
                    "high": high,
                    "channels": channels,
                    "height": height,
                    "width": width,
                },
                "layers": layers_said(run.network),
                "kept": sorted({*run.snapshots.by_epoch, run.snapshots.last}) if run.snapshots else [],
                "last": self._last,
                "history": _history(run),
                "photos": [self._told(photo) for photo in range(len(self.captured))],
                "how_to_get": {"snapshots": "" if run.snapshots else HOW_TO_KEEP},
            }
        )

    @property
    def _last(self) -> int:
        return self.run.snapshots.last if self.run.snapshots else len(self.run.history)

    @cached_property
    def _levels(self) -> tuple[float, float]:
        """The darkest and the brightest number of a photo."""
        shown = self._shown(0)[None] if len(self.captured) else np.zeros((1, 1, 1, 1), np.float32)
        if entrance(self.run.network) in map(self.run.network.name, self.run.network.inputs):
            try:
                levels = range_of(self.run, shown)
            except DataError:  # numbers in a row, which are no photo
                return float(shown.min()), float(shown.max())
            return levels.low, levels.high
        return float(shown.min()), float(shown.max())

    def _told(self, photo: int) -> dict[str, Any]:
        return {
            "name": self.captured.names[photo],
            "why": self.captured.why[photo],
            "truth": self.captured.truth[photo],
            "answer": self._said.labels[photo] or NO_ANSWER,
            "sure": self._said.sure(photo),
        }

    @cached_property
    def _said(self) -> Said:
        return said_of(self.run, dict(self.captured.fed))

    def _photo(self, message: Message) -> Reply:
        photo = self._which(message)
        told = {key: value for key, value in self._told(photo).items() if key != "sure"}
        classes, probabilities = list(class_names(self.run)), self._said.probabilities(photo)
        more = {"probabilities": probabilities, "classes": classes, "familiar": self._is_familiar(photo)}
        return Reply(told | more, (self._shown(photo),))

    def _is_familiar(self, photo: int) -> bool | None:
        if self.run.calibration is None or len(self.run.network.inputs) > 1:
            return None
        return bool(self.run.is_familiar(self.captured.one(photo))[0])

    def _shown(self, photo: int) -> Array:
        """The photo `[H, W, C]` before any mean is taken off; a row of numbers as a photo one pixel high."""
        name, shape = photo_shape(self.run.network)
        seen: Array = shown_photo(self.captured.one(photo), self._values(photo)[name], name)[0].reshape(shape)
        return seen

    def _which(self, message: Message) -> int:
        return number_in(message, "photo", len(self.captured), "Photo")

    # maps, filters, weights

    def _maps(self, message: Message) -> Reply:
        photo, layer = self._which(message), word_in(message, "layer")
        self.run.network[layer]  # says which it may be where there is none of that name
        values = self._values(photo)[layer][0]
        drawn = values.reshape(drawn_shape(values.shape))
        largest = np.abs(drawn).reshape(-1, drawn.shape[-1]).max(axis=0)
        silent = np.flatnonzero(largest < SILENT).tolist()
        return Reply({"layer": layer, "silent": silent, "broken": int((~np.isfinite(drawn)).sum())}, (drawn,))

    def _values_of(self, photo: int) -> Values:
        """What every layer makes of one photo, `[1, ...]`."""
        return self.run.outputs(self.captured.one(photo), self.run.network.names)

    def _filters(self, message: Message) -> Reply:
        layer = word_in(message, "layer")
        return filters_reply(self._of(layer), self._bias(layer))

    def _of(self, layer: str) -> Filters:
        found: Filters = self._slices(layer)
        return found

    def _bias(self, layer: str) -> Array:
        biases, filters_there = self.run.weights.get(f"{layer}/b"), self.run.weights[f"{layer}/W"].shape[-1]
        return np.zeros(filters_there, np.float32) if biases is None else np.asarray(biases, np.float32)

    def _filters_at(self, message: Message) -> Reply:
        layer, epoch = word_in(message, "layer"), message.get("epoch")
        found = self._of(layer)
        if epoch == 0:  # what began is known also where nothing was kept
            return Reply({"layer": layer, "epoch": 0}, (found.start,))
        if epoch == self._last:
            return Reply({"layer": layer, "epoch": epoch}, (found.now,))
        if isinstance(epoch, bool) or not isinstance(epoch, int):
            raise DataError(f"Epoch {epoch!r} is no number of passes.")
        return Reply({"layer": layer, "epoch": epoch}, (found.at(epoch),))

    def _weights(self, message: Message) -> Reply:
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

    # what excites, what decides

    def _excites(self, message: Message) -> Reply:
        layer = word_in(message, "layer")
        channels = drawn_shape(self.run.network[layer].shape.sides)[-1]
        channel = number_in(message, "channel", channels, f"'{layer}', channel")
        found = self._peaks[layer].tops(channel, TOPS) if layer in self._peaks else []
        tops: list[dict[str, Any]] = []
        crops: list[Array] = []
        rank, photo_at = self.run.network[layer].shape.rank, photo_layer(self.run.network, layer)
        for photo, value, row, column in found:
            seen = None
            if photo_at is not None:
                # Behind a layer of two sides, the channels are the photo's columns.
                seen = region_seen(self.run.network, layer, row, channel if rank == 2 else column)
            tops.append(
                {
                    "name": self.among.names[photo],
                    "value": value,
                    "row": row,
                    "column": column,
                    "seen": None if seen is None else list(seen),
                    "photo": photo,
                }
            )
            if seen is not None and photo_at is not None:
                crops.append(seen.crop(self.among.shown(photo, photo_at)))
        return Reply({"silent": not tops, "photos": len(self.among), "tops": tops}, tuple(crops))

    @cached_property
    def _peaks(self) -> dict[str, Peaks]:
        return peaks(self.run, list(shown_layers(self.run.network)), dict(self.among.fed))

    def _reasons(self, message: Message) -> Reply:
        return reasons_reply(self.run, self.captured.one(self._which(message)), self.effort, message)

    def _edits(self, message: Message) -> Reply:
        photo = self._which(message)
        return edits_reply(self.run, self.captured.one(photo), self._masks(photo), self._other(photo))

    def _masks(self, photo: int) -> dict[str, Mask]:
        """What is where in a captured photo, where anybody said so."""
        row = photo if self._photo_regions is not None else self.captured.rows[photo]
        given = self._photo_regions if self._photo_regions is not None else self._regions
        return {} if row is None else {name: each[row] for name, each in given.items()}

    def _other(self, photo: int) -> Any:
        """A captured photo of another answer, which lends its border."""
        others = (at for at, label in enumerate(self._said.labels) if label != self._said.labels[photo])
        other = next(others, None)
        return None if other is None else self.captured.one(other)

    def _matters(self, message: Message) -> Reply:
        return matters_said(self.run, self.among, self.effort)

    def _audit(self, message: Message) -> Reply:
        if self._found_audit is None:
            if not isinstance(self.among.images, Images):
                raise DataError(
                    "What tells the classes apart by one pixel or one corner is asked of pictures with labels: give "
                    "Images, gn.explore(run, images)."
                )
            self._found_audit = audit(self.among.images)
        return audit_said(self._found_audit)

    def _captured(self, photos: Any, wild: Any) -> Captured:
        if photos is None:
            return Captured({}, (), (), ())
        return photos if isinstance(photos, Captured) else capture(self.run, photos, wild)


NO_ANSWER = "no answer (its numbers are none)"
HOW_TO_KEEP = (
    "How filters changed over epochs was not kept in this run. Train with gn.fit(..., keep_filters=True): "
    "it keeps epochs 0, 1, 2, 3, 5, 8, 13, ... and the last."
)


def _history(run: Run) -> dict[str, Any]:
    columns = [name for name in run.history.columns if name not in ("epoch", "step", "seconds")]
    series = {name: [known(value) for value in run.history.column(name)] for name in columns}
    return {"epochs": [epoch.epoch for epoch in run.history], "series": series}
