"""What excites a channel, as a view takes it: the photos, the places, and the pieces of the photos."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.errors import DataError
from glassnet.inside.describing import drawn_shape
from glassnet.inside.looked_through import Among
from glassnet.inside.reply import Message, Reply, number_in, word_in
from glassnet.inside.sight import photo_layer, region_seen
from glassnet.runs.run import Run

TOPS = 9


def excites_reply(run: Run, among: Among, message: Message) -> Reply:
    """What the message `excites` is answered with: one piece of a photo a top, where a photo stands behind the layer.

    `photo` of a top counts into the photos looked through.
    """
    layer = word_in(message, "layer")
    shape = run.network[layer].shape
    channel = number_in(message, "channel", drawn_shape(shape.sides)[-1], f"'{layer}', channel")
    if layer not in among.peaks:
        raise DataError(f"'{layer}' only hands on what stands before it: ask that.")
    entrance = photo_layer(run.network, layer)
    tops: list[dict[str, Any]] = []
    pieces: list[NDArray[np.float32]] = []
    for photo, value, row, column in among.peaks[layer].tops(channel, TOPS):
        top = {"name": among.names[photo], "value": value, "row": row, "column": column, "seen": None, "photo": photo}
        if entrance is not None:
            # Behind a layer of two sides, the channels are the photo's columns.
            seen = region_seen(run.network, layer, row, channel if shape.rank == 2 else column)
            top["seen"] = list(seen)
            pieces.append(seen.crop(among.shown(photo, entrance)))
        tops.append(top)
    return Reply({"silent": not tops, "photos": len(among), "tops": tops}, tuple(pieces))
