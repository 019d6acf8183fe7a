"""All that a page tells of one run, gathered before a line of it is written."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.data.names import cut_short

if TYPE_CHECKING:
    from glassnet.data.images import Images
    from glassnet.data.scanning import Scan
    from glassnet.data.wild_folder import WildPhotos
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.evaluation.wild import Wild
    from glassnet.runs.run import Run

NAME = 28  # letters of a class or a file that a page shows; the whole stands in its title


@dataclass(frozen=True, eq=False)
class Story:
    """A run and what is known of it.

    `data` is what its pictures are called, "" where nobody said. `test` is the judgement, and `pictures` are those it
    was made on, row for row; None where there are none at hand. `part` says which part of the data they were.
    `training` are pictures it was trained on. `scan` is what was found in the data, `wild` what came of
    `wild_photos`. `command` trains the same again; `model` is the file the run is kept in. `missing` says, a sentence
    each, what the page lacks and how to get it.
    """

    run: "Run"
    data: str = ""
    test: "Evaluation | None" = None
    pictures: "Images | None" = None
    training: "Images | None" = None
    part: str | None = None
    scan: "Scan | None" = None
    wild: "Wild | None" = None
    wild_photos: "WildPhotos | None" = None
    command: str = ""
    model: Path | None = None
    missing: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What the page is called, in the window and above it."""
        name = cut_short(self.data, 60) if self.data else "a network"
        return f"Glassnet: {name}"


def called(name: str) -> str:
    """A class or a file as a page shows it, cut where it is very long.

    >>> called("lars_0031.jpg")
    'lars_0031.jpg'
    """
    return cut_short(name, NAME)
