"""A matplotlib backend for machines without a display: `plt.show()` writes PNGs and says where.

Matplotlib finds it by `MPLBACKEND=module://glassnet.tflearn.figures`, which `glassnet run` sets.
"""

import sys
from itertools import count
from pathlib import Path
from typing import Any

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

_numbers = count(1)


class FigureManager(FigureManagerBase):
    """Shows a figure by writing it into the working directory, under the script's name and a number.

    A figure that is shown again, as it is before each wait for a button, is written to the same file.
    """

    path: Path | None = None

    def show(self) -> None:
        """Write this figure, and say where the first time."""
        is_new = self.path is None
        self.path = self.path or Path(f"{Path(sys.argv[0]).stem or 'figure'}-figure-{next(_numbers)}.png").resolve()
        self.canvas.figure.savefig(self.path)
        if is_new:
            print(f"No display here: the figure is in {self.path}", flush=True)  # noqa: T201 - in place of a window

    @classmethod
    def pyplot_show(cls, *, block: Any = None) -> None:
        """Write all open figures and close them, as closing their windows would."""
        for manager in Gcf.get_all_fig_managers():
            manager.show()
        Gcf.destroy_all()


class FigureCanvas(FigureCanvasAgg):
    """Draws as Agg does. Nobody is there to press a button, so waiting for one ends at once."""

    manager_class = FigureManager

    def start_event_loop(self, timeout: float = 0) -> None:
        """Do not wait."""
