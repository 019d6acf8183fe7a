"""What a run draws of itself. `report` does the drawing; here stand the doors to it, each asking for one picture."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from glassnet.drawing import drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Plots:
    """The pictures of a run, as matplotlib figures that show themselves in a notebook; `figure.savefig("x.svg")` and
    the like keep them. `ax` draws on axes of your own instead. Numbers are enlarged by whole factors, never smoothed;
    zero is white, legends say exactly how far the colours reach, and what is no number is striped.
    """

    def plot_history(self, ax: "Axes | None" = None) -> "Figure":
        """Loss and metrics over epochs: training solid, validation dashed, its best epoch ringed. On `ax` the losses.

        Raises `DataError` for a run without epochs.

        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.history import Epoch, History
        >>> from glassnet.runs.run import Run
        >>> run = Run(from_text("4 > dense 2 softmax"), {}, History((Epoch(1, 8, 0.9), Epoch(2, 16, 0.4))))
        >>> len(run.plot_history().axes)
        1
        """
        figure: Figure = drawing("history")(self, ax=ax)
        return figure

    def plot_filters(
        self, layer: str, side: Literal["start", "now", "learned", "all"] = "all", ax: "Axes | None" = None
    ) -> "Figure":
        """The filters of a convolution as training began, as they are, and what was learned; `side` asks for one.

        Raises `UnknownName` for a layer there is not, `DataError` for one without filters.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> run = Run(
        ...     from_text("8x8x1 > conv 2@5 as conv_1"), {"conv_1/W": np.ones((5, 5, 1, 2)), "conv_1/b": np.zeros(2)}
        ... )
        >>> run.plot_filters("conv_1", "now").axes[0].texts[0].get_text()
        'conv_1: 2 filters of 5x5x1: 2 slices, 2 maps'
        """
        figure: Figure = drawing("filters")(self, layer, side=side, ax=ax)
        return figure

    def plot_filters_over_epochs(self, layer: str, ax: "Axes | None" = None) -> "Figure":
        """What the first slices of a convolution had learned after each epoch that was kept.

        Raises `DataError` for a run without snapshots, saying how to get them.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> run = Run(
        ...     from_text("8x8x1 > conv 2@5 as conv_1"), {"conv_1/W": np.ones((5, 5, 1, 2)), "conv_1/b": np.zeros(2)}
        ... )
        >>> run.plot_filters_over_epochs("conv_1")
        Traceback (most recent call last):
        glassnet.errors.DataError: How the filters of 'conv_1' changed over epochs is not known. Train with ...
        """
        figure: Figure = drawing("over_epochs")(self, layer, ax=ax)
        return figure

    def plot_maps(self, layer: str, photo: Any, ax: "Axes | None" = None) -> "Figure":
        """What any layer makes of one photo: a path, an array, `images[[3]]`; all maps on one scale.

        Raises `UnknownName` for a layer there is not, `DataError` for a photo that does not fit.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> run = Run(from_text("8x8x1 > pool 2 as pool_1"), {})
        >>> run.plot_maps("pool_1", np.eye(8, dtype=np.float32)[..., None]).axes[0].texts[0].get_text()
        'What pool_1 makes of this photo'
        """
        figure: Figure = drawing("maps")(self, layer, photo, ax=ax)
        return figure

    def plot_sum(self, layer: str, channel: int, photo: Any, ax: "Axes | None" = None) -> "Figure":
        """How a convolution makes map `channel` of a photo: what comes in, slices, partial maps, bias, their sum.

        Raises `DataError` for a layer that is no convolution, `ShapeError` for a channel there is not.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> run = Run(
        ...     from_text("8x8x1 > conv 2@5 as conv_1"), {"conv_1/W": np.ones((5, 5, 1, 2)), "conv_1/b": np.zeros(2)}
        ... )
        >>> run.plot_sum("conv_1", 1, np.eye(8, dtype=np.float32)[..., None]).axes[0].texts[0].get_text()
        'How conv_1 makes map 1 of this photo'
        """
        figure: Figure = drawing("summed")(self, layer, channel, photo, ax=ax)
        return figure

    def plot_excites(self, layer: str, channel: int, images: Any, most: int = 9, ax: "Axes | None" = None) -> "Figure":
        """The pieces of `images` that excite a channel most, with their photos' names and places.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> run = Run(from_text("8x8x1 > pool 2 as pool_1"), {})
        >>> run.plot_excites("pool_1", 0, np.eye(8, dtype=np.float32)[None, ..., None]).axes[0].texts[0].get_text()
        'What excites pool_1, channel 0, of 1 photo'
        """
        figure: Figure = drawing("excites")(self, layer, channel, images, most=most, ax=ax)
        return figure

    def plot_reasons(
        self, photo: Any, label: str | int | None = None, *, marks: bool = True, ax: "Axes | None" = None
    ) -> "Figure":
        """What in a photo spoke for its answer (or for `label`), by each method, with the marks of its tests.

        The tests look at the photo some thousand times; `marks=False` leaves them out, and the picture says so. Raises
        `DataError` where the network takes no photo, or its weights are no numbers.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> weights = {"FullyConnected/W": np.eye(4)[:, :2], "FullyConnected/b": np.zeros(2)}
        >>> run = Run(from_text("2x2x1 > dense 2 softmax"), weights)
        >>> photo = np.array([[[0.0], [1.0]], [[0.0], [0.0]]], np.float32)
        >>> run.plot_reasons(photo, marks=False).axes[0].texts[0].get_text()
        'What decided about this photo'
        """
        figure: Figure = drawing("reasons")(self, photo, label, marks=marks, ax=ax)
        return figure

    def plot_edits(
        self, photo: Any, regions: Mapping[str, Any] | None = None, ax: "Axes | None" = None, **more: Any
    ) -> "Figure":
        """A photo and the answer under each edit of it; `regions` and what else `gn.inside.edits` takes.

        >>> import numpy as np
        >>> from glassnet.graph.notation import from_text
        >>> from glassnet.runs.run import Run
        >>> weights = {"FullyConnected/W": np.eye(4)[:, :2], "FullyConnected/b": np.zeros(2)}
        >>> run = Run(from_text("2x2x1 > dense 2 softmax"), weights)
        >>> photo = np.array([[[0.0], [1.0]], [[0.0], [0.0]]], np.float32)
        >>> run.plot_edits(photo).axes[0].texts[0].get_text()
        'The photo edited, and the answer that moves with it'
        """
        figure: Figure = drawing("edits")(self, photo, regions, ax=ax, **more)
        return figure
