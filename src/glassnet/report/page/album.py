"""Photos that stand in the page itself, as many as its size allows: those asked for first come first."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.extras import later
from glassnet.report.page.tags import Markup, tag

Image: Any = later("PIL.Image")

BUDGET = 3_000_000  # bytes of the page that photos may take
SMALL, LARGE = 56, 128  # px: photos below are enlarged by a whole number, those above are made smaller


@dataclass(eq=False)
class Album:
    """Draws photos of `pixels` `[N, H, W, C]` (levels 0..255 or numbers) until `budget` bytes are used up."""

    pixels: NDArray[Any]
    budget: int = BUDGET
    left_out: int = 0

    def photo(self, row: int, alt: str, caption: "Markup | str" = "") -> Markup:
        """The photo of that row as a figure; its caption alone once the budget is used up."""
        picture = self._picture(row, alt)
        if not picture and not caption:
            return Markup()
        return tag("figure", picture, tag("figcaption", caption), class_="photo")

    def _picture(self, row: int, alt: str) -> Markup:
        data = png(self._levels(row))
        if len(data) * 4 // 3 > self.budget:
            self.left_out += 1
            return Markup()
        self.budget -= len(data) * 4 // 3
        return image(data, self.pixels.shape[1:3], alt)

    def _levels(self, row: int) -> NDArray[np.uint8]:
        return levels(self.pixels[row], self._range)

    @property
    def _range(self) -> tuple[float, float]:
        """What is drawn black and what white: of numbers, 0 and 1 unless some lie beyond."""
        if self.pixels.dtype == np.uint8:
            return 0, 255
        some = self.pixels[:256]
        finite = some[np.isfinite(some)]
        low, high = float(finite.min(initial=0)), float(finite.max(initial=1))
        return low, high


def levels(photo: NDArray[Any], span: tuple[float, float]) -> NDArray[np.uint8]:
    """A photo `[H, W, C]` as levels 0..255, `[H, W]` or `[H, W, 3]`; of other numbers of channels the first is shown.

    >>> levels(np.array([[[0.0], [1.0]]]), (0.0, 1.0)).tolist()
    [[0, 255]]
    """
    low, high = span
    scaled = (np.nan_to_num(photo.astype(np.float64), nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1)
    whole = (255 * scaled.clip(0, 1)).round().astype(np.uint8)
    return whole if whole.shape[-1] == 3 else whole[..., 0]


def png(pixels: NDArray[np.uint8]) -> bytes:
    """A PNG of levels `[H, W]` or `[H, W, 3]`, made smaller where a side is longer than 128."""
    drawn = Image.fromarray(pixels)
    drawn.thumbnail((LARGE, LARGE))
    written = BytesIO()
    drawn.save(written, "PNG", optimize=True)
    return written.getvalue()


def image(data: bytes, sides: tuple[int, int], alt: str, zoom: int | None = None) -> Markup:
    """A PNG as an element; small ones enlarged by a whole number, so that nothing is invented between pixels."""
    height, width = sides
    shrunk = min(1.0, LARGE / max(height, width))
    zoom = zoom or max(1, -(-SMALL // max(height, width)) if max(height, width) < SMALL else 1)
    source = f"data:image/png;base64,{b64encode(data).decode()}"
    across, down = (max(1, round(side * shrunk)) * zoom for side in (width, height))
    return tag("img", src=source, alt=alt, width=across, height=down)
