"""What a page is worth having, in order: the network, its photos and filters first, epochs and whole layers last."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from glassnet.inside.filters_said import MOST_WEIGHTS
from glassnet.inside.inspector import Inspector
from glassnet.inside.reply import Reply
from glassnet.inside.sight import photo_layer
from glassnet.report.packing import Packed, packed

MOST_CHANNELS = 256  # of a layer: beyond, what excites each is too long a list for a page

Message = Mapping[str, Any]
Layer = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """Messages that belong together: a page has all of them or none.

    With `shared` the arrays of the answers are pieces of these photos, which are kept instead, once for all questions.
    """

    messages: tuple[Message, ...]
    shared: "Shared | None" = None

    def answered(self, inspector: Inspector) -> Iterator[tuple[Message, Reply]]:
        """Each message with its answer."""
        for message in self.messages:
            reply = inspector.handle(message)
            yield message, reply if self.shared is None else self.shared.pointed(reply)


@dataclass(frozen=True)
class Shared:
    """The photos that pieces are cut from: those numbers of the photos looked through, as they enter `layer`."""

    layer: str
    photos: tuple[int, ...]

    def packed(self, inspector: Inspector) -> Packed:
        """The photos, `[N, H, W, C]`."""
        return packed(np.stack([inspector.among.shown(photo, self.layer) for photo in self.photos]))

    def pointed(self, reply: Reply) -> Reply:
        """An answer whose tops count into these photos, its pieces left out."""
        tops = [{**top, "photo": self.photos.index(top["photo"])} for top in reply.said["tops"]]
        return Reply({**reply.said, "tops": tops})


def questions(inspector: Inspector) -> Iterator[Question]:
    """Everything a page may be asked, the worthiest first."""
    said = inspector.handle({"ask": "network"}).said
    layers: Sequence[Layer] = said["layers"]
    photos = range(len(said["photos"]))
    yield _one(ask="network")
    yield from (_one(ask="photo", photo=photo) for photo in photos)
    yield _one(ask="audit")
    yield _one(ask="matters")
    filtered = [layer for layer in layers if layer["filters"]]
    yield from (_one(ask="filters", layer=layer["name"]) for layer in filtered)
    yield from (_one(ask="weights", layer=layer["name"]) for layer in layers if _is_small_dense(layer))
    yield from _of_photos(inspector, photos[:2], layers)
    excites = _excites(inspector, layers)
    yield from excites[:1]
    yield from _of_photos(inspector, photos[2:], layers)
    yield from excites[1:]
    for layer in filtered:
        yield from (_one(ask="filters_at", layer=layer["name"], epoch=epoch) for epoch in _epochs(said))


def _of_photos(inspector: Inspector, photos: Iterable[int], layers: Sequence[Layer]) -> Iterator[Question]:
    """All that can be seen of a photo, photo by photo: its maps, what decided, and its edits."""
    effort = inspector.effort
    for photo in photos:
        yield Question(tuple({"ask": "maps", "photo": photo, "layer": layer["name"]} for layer in layers))
        if photo < effort.explained:
            yield Question(({"ask": "reasons", "photo": photo, "marks": photo < effort.tested},))
        yield _one(ask="edits", photo=photo)


def _excites(inspector: Inspector, layers: Sequence[Layer]) -> list[Question]:
    """What excites each channel, layer by layer."""
    if not len(inspector.among):
        return []
    by_layer = {
        layer["name"]: tuple(
            {"ask": "excites", "layer": layer["name"], "channel": channel} for channel in range(layer["shape"][-1])
        )
        for layer in layers[1:]
        if layer["shape"][-1] <= MOST_CHANNELS
    }
    photo_of = {name: photo_layer(inspector.run.network, name) for name in by_layer}
    used: dict[str | None, set[int]] = {}
    for name, messages in by_layer.items():
        tops = (top for message in messages for top in inspector.handle(message).said.get("tops", ()))
        used.setdefault(photo_of[name], set()).update(top["photo"] for top in tops)
    shared = {photo: Shared(photo, tuple(sorted(rows))) for photo, rows in used.items() if photo is not None and rows}
    return [Question(messages, shared.get(photo_of[name] or "")) for name, messages in by_layer.items()]


def _epochs(said: Mapping[str, Any]) -> list[int]:
    """The epochs that filters were kept at, the start and the last too."""
    return sorted({*said["kept"], 0, said["last"]})


def _is_small_dense(layer: Layer) -> bool:
    return bool(layer["kind"] == "fully_connected" and layer["parameters"] <= MOST_WEIGHTS + 2 * layer["shape"][-1])


def _one(**message: Any) -> Question:
    return Question((message,))
