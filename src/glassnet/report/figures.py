"""Pictures as PNG files: the filters of every convolution, weight for weight. What is shown where says `mosaic`;
matplotlib only sets the letters and writes the file, and needs no display.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later
from glassnet.report.colours import weight_colours
from glassnet.report.mosaic import PAGE, Mosaic
from glassnet.runs.atomic import write_whole

if TYPE_CHECKING:
    from matplotlib import figure
else:
    figure = later("matplotlib.figure")  # half a second, spent only when something is drawn

DPI = 100
MARGIN = 24  # px around the page
HEAD = 52  # px above a layer's tiles: its name, what is shown, the ramp
FOOT = 16  # px below them
TOP = 64  # px for the title
RAMP = (240, 12)  # px: width and height of the legend
SILENT = 1e-6  # weights all smaller than this say nothing; stretching them would draw noise
INK, PALE, FRAME = "#222222", "#666666", 0xD0


@dataclass(frozen=True)
class Letters:
    """A line of text at a place of the page, in pixels from the upper left."""

    text: str
    x: float
    y: float
    size: float = 10  # px
    colour: str = INK
    weight: str = "normal"
    align: str = "left"


@dataclass(frozen=True)
class Part:
    """One layer of the page: its pixels, and the letters on them."""

    pixels: NDArray[np.uint8]  # [height, PAGE wide or more, 3]
    letters: tuple[Letters, ...]


def save_filters(weights: Mapping[str, NDArray[np.floating]], path: "str | Path", *, title: str = "") -> Path | None:
    """Draw every convolution's filters to the PNG file `path`. Returns the path, or None, with no file written, when
    the network has no convolution.

    `weights` are arrays by full name, as `run.weights` holds them; filters are those of four axes whose name ends in
    `/W`, [height, width, in, out]. Each slice is a tile under its address, enlarged by a whole number. All tiles of a
    layer share one scale, white at 0 and as far as the layer's largest weight, shown or not; it stands in the legend.
    At most 64 slices of a layer are shown, and the picture says of how many.

    >>> save_filters({"fully_connected_1/W": np.ones((4, 2))}, "filters.png") is None
    True
    """
    parts = [_layer(name.removesuffix("/W"), W) for name, W in weights.items() if name.endswith("/W") and W.ndim == 4]
    if not parts:
        return None
    write_whole(path, _png(_page(parts, title)))
    return Path(path)


def _layer(name: str, W: NDArray[np.floating]) -> Part:
    mosaic = Mosaic(name, *W.shape)
    reach = float(np.max(np.abs(W), initial=0, where=np.isfinite(W)))
    height, width = mosaic.extent
    pixels = _blank(HEAD + height + FOOT, max(PAGE, width) + 2)
    letters = [*_head(mosaic, W, reach)]
    for tile in mosaic.tiles:
        top, left = HEAD + tile.top, 1 + tile.left
        colours = weight_colours(W[:, :, tile.input, tile.output], reach if reach >= SILENT else 0)
        _put(pixels, colours.repeat(mosaic.zoom, axis=0).repeat(mosaic.zoom, axis=1), top, left)
        letters.append(Letters(tile.address, left, top + mosaic.height * mosaic.zoom + 13, colour=PALE))
    _put(pixels, _ramp(), *_ramp_place())
    return Part(pixels, tuple(letters))


def _head(mosaic: Mosaic, W: NDArray[np.floating], reach: float) -> Iterable[Letters]:
    """The lines above a layer's tiles, and the numbers of its legend."""
    yield Letters(mosaic.heading, 0, 14, size=14, weight="bold")
    broken = int(np.size(W) - np.isfinite(W).sum())
    said = [mosaic.showing, f"{mosaic.zoom} px per weight"]
    if reach < SILENT:
        said.append(f"silent: no weight reaches ±{SILENT:g}")
    if broken:
        said.append(f"grey: {broken:,} not finite")
    yield Letters(" · ".join(said), 0, 34, size=11, colour=PALE)
    top, left = _ramp_place()
    for text, share, align in ((f"−{reach:.3g}", 0, "left"), ("0", 0.5, "center"), (f"+{reach:.3g}", 1, "right")):
        yield Letters(text, left + share * RAMP[0], top + RAMP[1] + 13, size=10, align=align)


def _ramp() -> NDArray[np.uint8]:
    return weight_colours(np.linspace(-1, 1, RAMP[0])[None].repeat(RAMP[1], axis=0), 1)


def _ramp_place() -> tuple[int, int]:
    return 4, PAGE - RAMP[0]


def _blank(height: int, width: int) -> NDArray[np.uint8]:
    return np.full((height, width, 3), 255, np.uint8)


def _put(page: NDArray[np.uint8], picture: NDArray[np.uint8], top: int, left: int) -> None:
    """Lay `picture` on the page in a thin frame, without which white on white would have no edge."""
    height, width = picture.shape[:2]
    page[top - 1 : top + height + 1, left - 1 : left + width + 1] = FRAME
    page[top : top + height, left : left + width] = picture


def _page(parts: list[Part], title: str) -> "figure.Figure":
    """The parts below each other under a title, as one figure of exactly as many pixels as they need."""
    width = max(part.pixels.shape[1] for part in parts) + 2 * MARGIN
    page = _blank(TOP + sum(len(part.pixels) for part in parts) + 2 * MARGIN, width)
    letters = [
        Letters(title or "Filters", MARGIN, MARGIN + 16, size=18, weight="bold"),
        Letters(
            "Brown: below 0. White: 0. Green: above 0. Each layer has one scale of its own. "
            "“out 3 ← in 0” is what filter 3 looks for in channel 0 of what its layer reads.",
            MARGIN,
            MARGIN + 40,
            size=11,
            colour=PALE,
        ),
    ]
    top = MARGIN + TOP
    for part in parts:
        height, across = part.pixels.shape[:2]
        page[top : top + height, MARGIN : MARGIN + across] = part.pixels
        letters += [
            Letters(line.text, line.x + MARGIN, line.y + top, line.size, line.colour, line.weight, line.align)
            for line in part.letters
        ]
        top += height
    return _figure(page, letters)


def _figure(page: NDArray[np.uint8], letters: Iterable[Letters]) -> "figure.Figure":
    height, width = page.shape[:2]
    drawn = figure.Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    drawn.figimage(page, origin="upper")  # pixel on pixel: matplotlib never resamples a figimage
    for line in letters:
        points = line.size * 72 / DPI
        drawn.text(
            line.x / width,
            1 - line.y / height,
            line.text,
            fontsize=points,
            color=line.colour,
            weight=line.weight,
            ha=line.align,
            va="baseline",
            parse_math=False,  # a layer may be called $x$
        )
    return drawn


def _png(drawn: "figure.Figure") -> bytes:
    written = BytesIO()
    drawn.savefig(written, format="png", dpi=DPI, metadata={"Software": "Glassnet"})
    return written.getvalue()
