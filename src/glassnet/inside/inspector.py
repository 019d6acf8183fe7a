"""Answers every question a view of a network asks, one message at a time. No web, no notebook, nothing drawn."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from glassnet.data.auditing import Audit, audit
from glassnet.data.images import Images
from glassnet.errors import DataError, GlassnetError, unknown
from glassnet.inside.answering import class_names
from glassnet.inside.captured import Captured
from glassnet.inside.capturing import capture
from glassnet.inside.describing import Plain, layers_said, photo_shape, shown_layers
from glassnet.inside.effort import Effort, effort_for
from glassnet.inside.excites_said import excites_reply
from glassnet.inside.filters_said import HOW_TO_KEEP, FilterAnswers
from glassnet.inside.given_pictures import listed
from glassnet.inside.looked_through import Among
from glassnet.inside.photos import Mask
from glassnet.inside.reasons_said import audit_said, edits_reply, matters_said, reasons_reply
from glassnet.inside.reply import Message, Reply, known, missing
from glassnet.inside.shown_photos import ShownPhotos
from glassnet.runs.run import Run


class Inspector:
    """Answers a view's messages about `run` and some `photos`.

    `photos` are `Captured`, shown as they are, or `Images` or whatever `run.predict` takes, of which `capture` chooses,
    with some of the `wild` ones; None where there are none, then filters can be looked at and maps cannot. `among` are
    the photos that are looked through for what excites a channel and what matters: `photos`, unless told. `regions` are
    masks bool `[N, height, width]` by name, one for each photo of `among` as the network sees it; `photo_regions` for
    each of the captured ones, where they were captured elsewhere. `audit` is what `gn.data.audit` found; where it is
    not given it is done when it is asked for. `effort` says how much work the long questions may take.

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
        given = listed(run, photos)
        self.captured = _captured(run, given, wild)
        self.among = Among(run, given if among is None else listed(run, among), regions, self.effort)
        self._shown, self._filters = ShownPhotos(run, self.captured), FilterAnswers(run)
        self._photo_regions = photo_regions
        self._regions = regions if among is None and regions is not None else {}
        self._given_audit = audit
        self._asked: dict[str, Callable[[Message], Reply]] = {
            "network": self._network,
            "photo": self._shown.photo,
            "maps": self._shown.maps,
            "filters": self._filters.filters,
            "filters_at": self._filters.filters_at,
            "weights": self._filters.weights,
            "excites": lambda message: excites_reply(self.run, self.among, message),
            "reasons": self._reasons,
            "edits": self._edits,
            "matters": lambda message: self._mattering,
            "audit": lambda message: audit_said(self._audit),
        }

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

    def _network(self, message: Message) -> Reply:
        name, (height, width, channels) = photo_shape(self.run.network)
        low, high = self._shown.levels
        sides = {"channels": channels, "height": height, "width": width}
        return Reply(
            {
                "title": self.title,
                "classes": list(class_names(self.run)),
                "input": {"layer": name, "low": low, "high": high, **sides},
                "layers": self._layers,
                "kept": self._filters.kept,
                "last": self._filters.last,
                "history": _history(self.run),
                "photos": [self._shown.told(photo) for photo in range(len(self.captured))],
                "how_to_get": {"snapshots": "" if self.run.snapshots else HOW_TO_KEEP},
            }
        )

    @cached_property
    def _layers(self) -> list[Plain]:
        return layers_said(self.run.network)

    def _reasons(self, message: Message) -> Reply:
        return reasons_reply(self.run, self.captured.one(self._shown.which(message)), self.effort, message)

    def _edits(self, message: Message) -> Reply:
        photo = self._shown.which(message)
        return edits_reply(self.run, self.captured.one(photo), self._masks(photo), self._shown.others(photo))

    def _masks(self, photo: int) -> dict[str, Mask]:
        """What is where in a captured photo, where anybody said so."""
        row = photo if self._photo_regions is not None else self.captured.rows[photo]
        given = self._photo_regions if self._photo_regions is not None else self._regions
        return {} if row is None else {name: each[row] for name, each in given.items()}

    @cached_property
    def _mattering(self) -> Reply:
        return matters_said(self.run, self.among, self.effort)

    @cached_property
    def _audit(self) -> Audit:
        if self._given_audit is not None:
            return self._given_audit
        if not isinstance(self.among.images, Images):
            raise DataError(
                "What tells the classes apart by one pixel or one corner is asked of pictures with labels: give "
                "Images, gn.explore(run, images)."
            )
        return audit(self.among.images)


def _captured(run: Run, photos: Any, wild: Any) -> Captured:
    if photos is None:
        return Captured({}, (), (), ())
    return photos if isinstance(photos, Captured) else capture(run, photos, wild)


def _history(run: Run) -> Plain:
    columns = [name for name in run.history.columns if name not in ("epoch", "step", "seconds")]
    series = {name: [known(value) for value in run.history.column(name)] for name in columns}
    return {"epochs": [epoch.epoch for epoch in run.history], "series": series}
