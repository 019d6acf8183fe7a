"""The filters of every convolution as one PNG file, weight for weight: what each run folder keeps."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from glassnet.report.drawing.filters import page_of_layers
from glassnet.report.drawing.sheet import drawn, png
from glassnet.runs.atomic import write_whole


def save_filters(weights: Mapping[str, NDArray[np.floating]], path: "str | Path", *, title: str = "") -> Path | None:
    """Draw every convolution's filters to the PNG file `path`. Returns the path, or None, with no file written, when
    the network has no convolution.

    `weights` are arrays by full name, as `run.weights` holds them; filters are those of four axes whose name ends in
    `/W`, [height, width, in, out]. Each slice is a tile over its address, enlarged by a whole number. All tiles of a
    layer share one scale, white at 0 and as far as the layer's largest weight, shown or not; it stands in the legend.
    At most 64 slices of a layer are shown, and the picture says of how many. A weight that is no number is striped.

    >>> save_filters({"fully_connected_1/W": np.ones((4, 2))}, "filters.png") is None
    True
    """
    page = page_of_layers(weights, title or "Filters")
    if page is None:
        return None
    write_whole(path, png(drawn(page)))
    return Path(path)
