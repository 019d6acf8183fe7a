"""Which slices of a convolution's filters a picture shows, and where. Arithmetic on whole numbers; nothing is drawn."""

from dataclasses import dataclass
from math import ceil

PAGE = 1000  # px: what fits a screen without scrolling sideways
MOST = 64  # tiles: more than an eye compares
ROW = 8  # tiles side by side
TILE = 108  # px: no wider than this, unless its weights are more
BESIDE = 16  # px between tiles side by side
BELOW = 26  # px between tiles below each other: room for an address
APART = 16  # px more between two filters of several slices each


@dataclass(frozen=True)
class Tile:
    """One slice: what filter `output` does to channel `input` of the map it reads, at a place in pixels."""

    output: int
    input: int
    top: int
    left: int

    @property
    def address(self) -> str:
        return f"out {self.output} ← in {self.input}"


@dataclass(frozen=True)
class Mosaic:
    """The tiles of one layer whose `W` is [height, width, inputs, outputs]."""

    name: str
    height: int
    width: int
    inputs: int
    outputs: int

    @property
    def slices(self) -> int:
        return self.inputs * self.outputs

    @property
    def zoom(self) -> int:
        """Pixels per weight, a whole number, so that nothing is invented between weights."""
        return max(2, TILE // max(self.height, self.width))

    @property
    def cell(self) -> tuple[int, int]:
        """Height and width in pixels that a tile takes with its gaps; never narrower than its address."""
        return self.height * self.zoom + BELOW, max(self.width * self.zoom, TILE) + BESIDE

    @property
    def _room(self) -> int:
        """How many tiles fit side by side."""
        return max(1, min(ROW, PAGE // self.cell[1]))

    @property
    def inputs_shown(self) -> int:
        return self.inputs if self.slices <= MOST else min(self.inputs, self._room)

    @property
    def outputs_shown(self) -> int:
        return min(self.outputs, max(1, MOST // self.inputs_shown))

    @property
    def slices_abreast(self) -> int:
        """How many slices of one filter stand side by side."""
        return _evenly(self.inputs_shown, self._room)

    @property
    def filters_abreast(self) -> int:
        """How many filters stand side by side: thin ones do, a deep one has rows of its own."""
        return _evenly(self.outputs_shown, self._room // self.slices_abreast)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """Every tile shown, filter by filter."""
        return tuple(self._tile(out, into) for out in range(self.outputs_shown) for into in range(self.inputs_shown))

    def _tile(self, output: int, into: int) -> Tile:
        line, abreast = divmod(output, self.filters_abreast)
        below, beside = divmod(into, self.slices_abreast)
        lines_of_filter = ceil(self.inputs_shown / self.slices_abreast)
        height, width = self.cell
        apart = APART * abreast if self.inputs_shown > 1 else 0
        row, column = line * lines_of_filter + below, abreast * self.slices_abreast + beside
        return Tile(output, into, top=row * height, left=column * width + apart)

    @property
    def extent(self) -> tuple[int, int]:
        """Height and width in pixels of all tiles together."""
        height, width = self.cell
        return max(tile.top for tile in self.tiles) + height, max(tile.left for tile in self.tiles) + width

    @property
    def heading(self) -> str:
        """What there is.

        >>> Mosaic("conv_2", 2, 2, inputs=32, outputs=64).heading
        'conv_2: 64 filters of 32x2x2 = 2,048 slices, 64 maps'
        >>> Mosaic("conv_1", 10, 10, inputs=1, outputs=1).heading
        'conv_1: 1 filter of 1x10x10 = 1 slice, 1 map'
        """
        return (
            f"{self.name}: {_count(self.outputs, 'filter')} of {self.inputs}x{self.height}x{self.width} = "
            f"{_count(self.slices, 'slice')}, {_count(self.outputs, 'map')}"
        )

    @property
    def showing(self) -> str:
        """How much of it is shown.

        >>> Mosaic("conv_2", 2, 2, inputs=32, outputs=64).showing
        'showing 64 of 2,048: out 0-7, in 0-7'
        >>> Mosaic("conv_1", 2, 2, inputs=1, outputs=32).showing
        'all 32 shown'
        """
        shown = self.outputs_shown * self.inputs_shown
        if shown == self.slices:
            return f"all {shown:,} shown"
        return f"showing {shown:,} of {self.slices:,}: out {_span(self.outputs_shown)}, in {_span(self.inputs_shown)}"


def _evenly(number: int, most: int) -> int:
    """How long each row is when `number` things stand in rows of at most `most`, as full as each other.

    >>> _evenly(9, most=8), _evenly(32, most=8), _evenly(3, most=8)
    (5, 8, 3)
    """
    return ceil(number / ceil(number / most))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _span(number: int) -> str:
    return "0" if number == 1 else f"0-{number - 1}"
