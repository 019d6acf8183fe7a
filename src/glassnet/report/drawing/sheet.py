"""A sheet: true pixels with letters on them, put together from pictures, and handed to matplotlib as one figure.

matplotlib only sets the letters and writes the file; it draws on no screen and keeps no figure in mind.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later
from glassnet.report.drawing.letters import ALARM, DPI, FONT, INK, PALE, Letters, cut_to, width_of, wrapped
from glassnet.report.mosaic import BESIDE, PAGE

if TYPE_CHECKING:
    from matplotlib import figure
    from matplotlib.axes import Axes
else:
    figure = later("matplotlib.figure")  # half a second, spent only when something is drawn

MARGIN = 24  # px around a page
GAP = 12  # px between sheets below each other
FRAME = (0xD0, 0xD0, 0xD0)
STRONG = (0xD9, 0x5F, 0x02)  # the frame of what must be seen first: an orange no ramp holds
EDGE = 3  # px: the frame of a picture that is marked
LINE = 14  # px from line to line under a picture
SMALL, NOTE, HEADING, TITLE = 10, 11, 14, 18  # px


@dataclass(frozen=True)
class Picture:
    """One picture of a sheet, enlarged already, with lines under it. `place` is its upper left corner, in pixels."""

    pixels: NDArray[np.uint8]  # [height, width, 3]
    under: tuple[str, ...] = ()
    place: tuple[int, int] = (0, 0)
    is_marked: bool = False

    @property
    def sides(self) -> tuple[int, int]:
        return self.pixels.shape[0], self.pixels.shape[1]


@dataclass(frozen=True)
class Sheet:
    """Pixels `[height, width, 3]` and the letters on them."""

    pixels: NDArray[np.uint8]
    letters: tuple[Letters, ...] = ()

    @property
    def sides(self) -> tuple[int, int]:
        return self.pixels.shape[0], self.pixels.shape[1]


def blank(height: int, width: int) -> NDArray[np.uint8]:
    """White paper."""
    return np.full((height, width, 3), 255, np.uint8)


def flowing(pictures: Sequence[Picture], width: int = PAGE, least: int = 108) -> list[Picture]:
    """The pictures side by side, and below each other where a row is full; never narrower than their lines need.

    >>> small = Picture(blank(10, 10), ("a",))
    >>> [picture.place for picture in flowing([small] * 3, width=260)]
    [(0, 0), (0, 124), (39, 0)]
    """
    across = max([least, *(picture.sides[1] for picture in pictures)]) + BESIDE
    abreast = max(1, (width + BESIDE) // across)
    placed, top = [], 0
    for start in range(0, len(pictures), abreast):
        row = pictures[start : start + abreast]
        placed += [replace(picture, place=(top, number * across)) for number, picture in enumerate(row)]
        top += max(picture.sides[0] + len(picture.under) * LINE for picture in row) + BESIDE - 1
    return placed


def laid(pictures: Sequence[Picture], least: int = 108) -> Sheet:
    """Placed pictures as one sheet, each in a thin frame (without which white on white had no edge) over its lines."""
    bottom = max((p.place[0] + p.sides[0] + len(p.under) * LINE for p in pictures), default=0)
    right = max((p.place[1] + max(p.sides[1], least) for p in pictures), default=0)
    page, letters = blank(bottom + 2 * EDGE, right + 2 * EDGE), []
    for picture in pictures:
        top, left = picture.place[0] + EDGE, picture.place[1] + EDGE
        height, width = picture.sides
        thick = EDGE if picture.is_marked else 1
        page[top - thick : top + height + thick, left - thick : left + width + thick] = (
            STRONG if picture.is_marked else FRAME
        )
        page[top : top + height, left : left + width] = picture.pixels
        for number, line in enumerate(picture.under):
            colour = ALARM if picture.is_marked else PALE if number else INK
            told = cut_to(line, max(width, least) + BESIDE - 6, SMALL)
            letters.append(Letters(told, left, top + height + 12 + number * LINE, SMALL, colour))
    return Sheet(page, tuple(letters))


def headed(
    sheet: Sheet, heading: str, notes: Iterable[str] = (), aside: Sheet | None = None, width: int = PAGE
) -> Sheet:
    """The sheet under its heading and notes, with a legend `aside` to the right of them."""
    room = width - (aside.sides[1] + 2 * GAP if aside else 0)
    letters = [Letters(cut_to(heading, room, HEADING, "bold"), 0, HEADING, HEADING, weight="bold")] if heading else []
    top = HEADING + 4 if heading else 0
    for note in notes:
        for line in wrapped(note, room, NOTE):
            top += NOTE + 5
            letters.append(Letters(line, 0, top, NOTE, PALE))
    head = Sheet(blank(max(top + 10, aside.sides[0] if aside else 0), width), tuple(letters))
    if aside:
        head = over(head, aside, 0, width - aside.sides[1])
    return stacked([head, sheet], gap=0)


def over(under: Sheet, upper: Sheet, top: int, left: int) -> Sheet:
    """One sheet laid on another."""
    pixels = under.pixels.copy()
    height, width = upper.sides
    pixels[top : top + height, left : left + width] = upper.pixels
    return Sheet(pixels, (*under.letters, *(line.moved(left, top) for line in upper.letters)))


def beside(left: Sheet, right: Sheet, gap: int = 2 * GAP) -> Sheet:
    """Two sheets side by side, their upper edges in line."""
    height = max(left.sides[0], right.sides[0])
    page = Sheet(blank(height, left.sides[1] + gap + right.sides[1]))
    return over(over(page, left, 0, 0), right, 0, left.sides[1] + gap)


def stacked(sheets: Sequence[Sheet], gap: int = GAP) -> Sheet:
    """Sheets below each other.

    >>> stacked([Sheet(blank(3, 5)), Sheet(blank(4, 2))], gap=1).sides
    (8, 5)
    """
    height = sum(sheet.sides[0] for sheet in sheets) + gap * max(0, len(sheets) - 1)
    page = Sheet(blank(height, max((sheet.sides[1] for sheet in sheets), default=1)))
    top = 0
    for sheet in sheets:
        page = over(page, sheet, top, 0)
        top += sheet.sides[0] + gap
    return page


def paged(sheet: Sheet, title: str, notes: Iterable[str] = ()) -> Sheet:
    """The sheet under a title, with a margin around it."""
    lines = [line for note in notes for line in wrapped(note, PAGE, NOTE)]
    top = MARGIN + TITLE + 4
    letters = [Letters(cut_to(title, PAGE, TITLE, "bold"), MARGIN, top - 6, TITLE, weight="bold")]
    for line in lines:
        top += NOTE + 5
        letters.append(Letters(line, MARGIN, top, NOTE, PALE))
    top += 16
    height, width = sheet.sides
    page = Sheet(blank(top + height + MARGIN, max(width, PAGE) + 2 * MARGIN), tuple(letters))
    return over(page, sheet, top, MARGIN)


def drawn(sheet: Sheet, ax: "Axes | None" = None) -> "figure.Figure":
    """The sheet on `ax`, else as a figure of its own with exactly as many pixels."""
    if ax is None:
        height, width = sheet.sides
        own = new_figure(width, height)
        ax = own.add_axes((0, 0, 1, 1))
    _onto(ax, sheet)
    return figure_of(ax)


def new_figure(width: int, height: int) -> "figure.Figure":
    """A figure of that many pixels. It shows itself in a notebook, also where nobody imported pyplot."""
    own = figure.Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor="white")
    vars(own)["_repr_png_"] = partial(png, own)
    return own


def figure_of(ax: "Axes") -> "figure.Figure":
    """The whole figure that `ax` is part of."""
    whole: figure.Figure = ax.get_figure(root=True)  # type: ignore[assignment]
    return whole


def png(drawing: "figure.Figure") -> bytes:
    """The figure as a PNG file; the same figure gives the same bytes."""
    written = BytesIO()
    drawing.savefig(written, format="png", dpi=DPI, metadata={"Software": "Glassnet"})
    return written.getvalue()


def text_width(texts: Iterable[str], size: float = SMALL) -> int:
    """How many pixels the widest of some lines takes."""
    return round(max((width_of(text, size) for text in texts), default=0))


def _onto(ax: "Axes", sheet: Sheet) -> None:
    height, width = sheet.sides
    # "none" is exact where pixels meet pixels, and leaves them as they are inside an SVG.
    ax.imshow(sheet.pixels, interpolation="none", extent=(0, width, height, 0), aspect="equal")
    ax.set_axis_off()
    settings: dict[str, Any] = {"va": "baseline", "parse_math": False, "family": FONT}  # a layer may be called $x$
    for line in sheet.letters:
        ax.text(
            line.x,
            line.y,
            line.text,
            fontsize=line.size * 72 / DPI,
            color=line.colour,
            weight=line.weight,
            ha=line.align,
            **settings,
        )
