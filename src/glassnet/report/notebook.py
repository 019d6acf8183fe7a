"""Values as a notebook shows them: their text, and where there is one their picture. All that came from outside, such
as the names of classes and files, is escaped; nothing in it runs, and nothing is fetched.
"""

from base64 import b64encode
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.errors import GlassnetError
from glassnet.report.drawing import curves, filters, maps, photos, reasons
from glassnet.report.drawing.sheet import Sheet, drawn, png

if TYPE_CHECKING:
    from glassnet.graph.ledger import Ledger
    from glassnet.inside.photos import Range

_MOST_LINES = 40
_CELL = "text-align:left;padding:2px 12px 2px 0"
_NUMBER = "text-align:right;padding:2px 0 2px 12px"


def html(value: Any) -> str:
    """`value` for a notebook. What has no picture, or cannot be drawn as it is, is its text.

    >>> from glassnet.runs.history import Epoch, History
    >>> print(html(History((Epoch(1, 8, 0.5),)))[:51])
    <pre>epoch 1: loss 0.5000, seconds 0.0000</pre><img
    """
    kinds = [kind.__name__ for kind in type(value).__mro__]
    if "Ledger" in kinds:
        return of_ledger(value)
    draw = next((_PICTURES[kind] for kind in kinds if kind in _PICTURES), None)
    return text_of(value) + (_picture_of(value, draw) if draw else "")


def text_of(value: Any) -> str:
    """What `str` says, in letters of equal width, and not endlessly."""
    lines = str(value).splitlines()
    told = (
        lines
        if len(lines) <= _MOST_LINES
        else [*lines[:_MOST_LINES], f"... and {len(lines) - _MOST_LINES:,} lines more"]
    )
    return f"<pre>{clean(chr(10).join(told))}</pre>"


def of_ledger(ledger: "Ledger") -> str:
    """The ledger as a table, its totals and what people misread under it."""
    from glassnet.graph.ledger_text import HEAD, cells

    rows = [_row("th", HEAD), *(_row("td", cells(row)) for row in ledger.rows)]
    told = str(ledger).partition("\n\n")[2]
    return f"<table>{''.join(rows)}</table><pre>{clean(told)}</pre>"


def image(picture: bytes, told: str) -> str:
    """A PNG inside the page, with words for who cannot see it."""
    return f'<img alt="{clean(told)}" src="data:image/png;base64,{b64encode(picture).decode()}">'


def clean(text: str) -> str:
    """`text` as HTML holds it: no tag, no quote that ends another, no letter that cannot be printed.

    >>> clean('<script>"')
    '&lt;script&gt;&quot;'
    """
    return escape("".join(letter if letter == "\n" or letter.isprintable() else "\ufffd" for letter in text))


def _row(tag: str, texts: tuple[str, ...]) -> str:
    styles = [_CELL, _CELL, *[_NUMBER] * (len(texts) - 2)]
    inner = "".join(f'<{tag} style="{style}">{clean(text)}</{tag}>' for text, style in zip(texts, styles, strict=True))
    return f"<tr>{inner}</tr>"


def _picture_of(value: Any, draw: Callable[[Any], Any]) -> str:
    try:
        sketch = draw(value)
    except GlassnetError:  # no epoch yet, no filters: then the text says all there is
        return ""
    figure = drawn(sketch) if isinstance(sketch, Sheet) else sketch
    return image(png(figure), str(value).partition("\n")[0])


def _levels(photo: Any) -> "Range":
    """Black and white of a photo by itself, of which only its numbers are known."""
    from glassnet.inside.photos import Range

    known = np.zeros(1) if photo is None else photo[np.isfinite(photo)]
    return Range(min(0.0, float(known.min(initial=0))), max(1.0, float(known.max(initial=0))))


def _excites(value: Any) -> Sheet:
    crops = [top.crop.reshape(-1) for top in value.tops if top.crop is not None]
    return photos.of_excites(value, _levels(np.concatenate(crops) if crops else None))


def _evaluation(value: Any) -> Any:
    if value.confusion is None:
        raise GlassnetError("quantities have no table of classes")
    return curves.of_confusion(value.confusion)


# What is drawn of each kind of value, by the name of its class: a kind that is never shown is never imported.
_PICTURES: dict[str, Callable[[Any], Any]] = {
    "Run": lambda run: curves.of_history(run.history),
    "History": curves.of_history,
    "Evaluation": _evaluation,
    "Filters": filters.of_filters,
    "Maps": lambda found: maps.of_maps(found, _levels(found.photo)),
    "Excites": _excites,
    "Reasons": lambda found: reasons.of_reasons(found, _levels(found.photo)),
}
