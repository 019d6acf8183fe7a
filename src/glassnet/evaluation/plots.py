"""What a judgement draws of itself. `report` does the drawing; here stand the doors to it."""

from typing import TYPE_CHECKING, Any

from glassnet.drawing import drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Plots:
    """The pictures of an evaluation, as matplotlib figures that show themselves in a notebook."""

    def plot_confusion(self, ax: "Axes | None" = None) -> "Figure":
        """Which classes are taken for which. Raises `DataError` where samples have quantities.

        >>> from glassnet.evaluation.confusion import Confusion
        >>> from glassnet.evaluation.evaluation import Evaluation
        >>> known = Evaluation(n=40, loss=0.07, confusion=Confusion(("chi", "lars"), ((20, 0), (1, 19))))
        >>> [label.get_text() for label in known.plot_confusion().axes[0].get_yticklabels()]
        ['chi', 'lars']
        """
        figure: Figure = drawing("confusion")(self, ax=ax)
        return figure

    def plot_reliability(self, ax: "Axes | None" = None) -> "Figure":
        """How often the network is right when it is so sure. Raises `DataError` where it gives no probabilities.

        >>> import numpy as np
        >>> from glassnet.evaluation.evaluation import Evaluation
        >>> from glassnet.evaluation.reliability import reliability
        >>> known = Evaluation(n=2, loss=0.5, reliability=reliability(np.array([[0.75, 0.25]] * 2), np.array([0, 1])))
        >>> known.plot_reliability().axes[0].get_xlabel()
        'probability of its answer'
        """
        figure: Figure = drawing("reliability")(self, ax=ax)
        return figure

    def plot_mistakes(self, images: Any, most: int = 24, ax: "Axes | None" = None) -> "Figure":
        """The pictures answered wrongly, the costliest first. `images` are those that were judged, or their pixels.

        >>> import numpy as np
        >>> import glassnet as gn
        >>> run = gn.Run(
        ...     gn.from_text("2x1x1 > dense 2 softmax"),
        ...     {"FullyConnected/W": np.eye(2), "FullyConnected/b": np.zeros(2)},
        ... )
        >>> photos = np.array([[[[1.0]], [[0.0]]], [[[0.0]], [[1.0]]]], np.float32)
        >>> gn.evaluate(run, photos, [0, 0]).plot_mistakes(photos).axes[0].texts[0].get_text()
        '1 of 2 pictures answered wrongly'
        """
        figure: Figure = drawing("mistakes")(self, images, most=most, ax=ax)
        return figure
