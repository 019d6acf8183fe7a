"""Letters on a picture: how wide they are, how they are cut to fit, and what of a name can be shown at all."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from glassnet.data.names import shown
from glassnet.extras import later

fonts: Any = later("matplotlib.font_manager")
matplotlib: Any = later("matplotlib")

DPI = 100
FONT = "DejaVu Sans"  # matplotlib brings it along, so letters fall alike on every machine
INK, PALE, ALARM = "#222222", "#666666", "#b2182b"
_NO_GLYPH = "□"


@dataclass(frozen=True)
class Letters:
    """A line of text at a place of the page, in pixels from the upper left to the start of its base line."""

    text: str
    x: float
    y: float
    size: float = 10  # px
    colour: str = INK
    weight: str = "normal"
    align: str = "left"

    def moved(self, right: float, down: float) -> "Letters":
        return Letters(self.text, self.x + right, self.y + down, self.size, self.colour, self.weight, self.align)


def readable(name: str) -> str:
    """`name` as the font can show it: control characters written out, letters it lacks as a box.

    >>> readable("conv_1"), readable("chi" + chr(0x5199))
    ('conv_1', 'chi□')
    """
    known = _font("normal").get_charmap()
    return "".join(letter if ord(letter) in known else _NO_GLYPH for letter in shown(name))


def width_of(text: str, size: float = 10, weight: str = "normal") -> float:
    """How many pixels wide `text` is at a size in pixels.

    >>> width_of("mm") > 2 * width_of("ii")
    True
    """
    font = _font(weight)
    font.set_size(size * 72 / DPI, DPI)
    font.set_text(text, 0.0)
    return float(font.get_width_height()[0]) / 64


def cut_to(text: str, width: float, size: float = 10, weight: str = "normal") -> str:
    """`text` in at most so many pixels: where it is wider, its middle goes.

    >>> cut_to("conv_1", 200), cut_to("a name that is far too long to be shown", 80)
    ('conv_1', 'a nam…shown')
    """
    if width_of(text, size, weight) <= width:
        return text
    kept = len(text)
    while kept > 2:
        kept -= 1
        told = f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"
        if width_of(told, size, weight) <= width:
            return told
    return "…"


def wrapped(text: str, width: float, size: float = 11, most: int = 3) -> list[str]:
    """`text` in lines of at most so many pixels; what does not fit into `most` lines is cut.

    >>> wrapped("one two", 200), wrapped("one two", 30), wrapped("one two three", 60, most=1)
    (['one two'], ['one', 'two'], ['one …ree'])
    """
    lines: list[str] = []
    rest = text.split()
    while rest and len(lines) < most - 1:
        count = 1
        while count < len(rest) and width_of(" ".join(rest[: count + 1]), size) <= width:
            count += 1
        lines.append(cut_to(" ".join(rest[:count]), width, size))
        rest = rest[count:]
    return [*lines, cut_to(" ".join(rest), width, size)] if rest else lines


@cache
def _font(weight: str) -> Any:
    path = fonts.findfont(fonts.FontProperties(family=FONT, weight=weight))
    return fonts.get_font(path)
