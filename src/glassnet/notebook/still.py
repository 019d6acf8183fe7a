"""A picture of an explorer for those who read a notebook without a kernel: what was learned, and one photo's maps."""

from base64 import b64encode
from collections.abc import Iterator

from glassnet.graph import ops
from glassnet.inside.feature_maps import maps
from glassnet.inside.inspector import Inspector
from glassnet.inside.slices import filters
from glassnet.report.drawing.filters import of_filters
from glassnet.report.drawing.letters import readable
from glassnet.report.drawing.maps import of_maps
from glassnet.report.drawing.sheet import Sheet, blank, drawn, paged, png, stacked
from glassnet.report.drawings import levels_of


def still(inspector: Inspector) -> str:
    """A PNG, in the letters a notebook keeps it in: the first convolution's filters and its maps of the first photo.

    A network without convolutions shows the numbers of its last layer.

    >>> from glassnet.graph.notation import from_text
    >>> from glassnet.runs.run import Run
    >>> import numpy as np
    >>> run = Run(from_text("1 > dense 2"), {"FullyConnected/W": np.ones((1, 2)), "FullyConnected/b": np.zeros(2)})
    >>> still(Inspector(run, np.ones((1, 1))))[:11]
    'iVBORw0KGgo'
    """
    title = f"Explored in a notebook: {readable(inspector.title)}"
    head = paged(Sheet(blank(1, 1)), title, ["A picture of it; run the notebook to look into all of it."])
    return b64encode(png(drawn(stacked([head, *_sheets(inspector)])))).decode("ascii")


def _sheets(inspector: Inspector) -> Iterator[Sheet]:
    run = inspector.run
    named = zip(run.network.names, run.network.nodes, strict=True)
    layer = next((name for name, node in named if isinstance(node.op, ops.Conv2D)), None)
    if layer is not None:
        yield of_filters(filters(run, layer), "learned")
    if len(inspector.captured):
        shown = layer or run.network.name(run.network.output)
        found = maps(run, inspector.captured.one(0), shown)
        classes = () if layer else run.classes
        yield of_maps(found, levels_of(run, found.photo), inspector.captured.names[0], classes)
