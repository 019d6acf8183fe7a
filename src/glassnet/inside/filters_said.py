"""The filters of a layer as a view takes them: their arrays, and everything `filters` says of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.inside.grain import Spread, noise_band
from glassnet.inside.reply import Reply
from glassnet.inside.slices import VIEWS, Filters

NUMBERS = ("rho", "tv", "high")


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
