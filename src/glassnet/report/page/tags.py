"""HTML built so that nothing a class, a file or a person is called can ever be read as HTML."""

from collections.abc import Iterable, Sequence
from html import escape

Piece = "Markup | str"
_EMPTY = frozenset({"br", "hr", "img", "meta", "link", "col"})  # these hold nothing, and are not closed


class Markup(str):
    """Text that is HTML already. Only this file and those that draw make it; every other string is words."""

    __slots__ = ()


def words(text: str) -> Markup:
    r"""`text` as HTML that shows exactly it: no letter of it is ever markup.

    Control characters, lone surrogates and marks that turn the direction of text are written out.

    >>> words("<script>&\u202e")
    '&lt;script&gt;&amp;\\u202e'
    """
    return Markup(escape("".join(letter if _is_shown(letter) else _written_out(letter) for letter in text)))


def tag(name: str, /, *inner: "Markup | str", **attributes: "str | int | bool | None") -> Markup:
    """An element. Strings within become words, attributes are quoted; `class_` is `class`, `aria_label` `aria-label`.

    An attribute of True stands by its name alone, one of None or False is left out.

    >>> tag("p", "2 < 3 ", tag("b", "always"), class_="note", title='"')
    '<p class="note" title="&quot;">2 &lt; 3 <b>always</b></p>'
    """
    told = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{words(str(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(inner)}</{name}>")


def joined(pieces: "Iterable[Markup | str]", between: str = "") -> Markup:
    """Pieces one after the other; those that are no HTML yet become words."""
    return Markup(between.join(piece if isinstance(piece, Markup) else words(piece) for piece in pieces))


def paragraphs(*sentences: "Markup | str") -> Markup:
    """Each as a paragraph; empty ones are left out."""
    return joined(tag("p", sentence) for sentence in sentences if sentence)


def bullets(items: "Iterable[Markup | str]") -> Markup:
    """A list of sentences; nothing for none."""
    lines = [tag("li", item) for item in items]
    return tag("ul", *lines) if lines else Markup()


def table(
    caption: "Markup | str",
    head: Sequence[str],
    rows: "Iterable[Sequence[Markup | str]]",
    *,
    numbers: Iterable[int] = (),
    class_: str | None = None,
) -> Markup:
    """A table with its caption; the first cell of a row heads it. The columns `numbers` stand to the right.

    >>> table("Counts", ["class", "n"], [["cat", "3"]], numbers=[1])[:61]
    '<div class="wide"><table><caption>Counts</caption><thead><tr>'
    """
    right = frozenset(numbers)
    heads = [tag("th", name, scope="col", class_="number" if at in right else None) for at, name in enumerate(head)]
    body = [
        tag(
            "tr",
            *(
                tag("th" if at == 0 else "td", cell, scope="row" if at == 0 else None, class_=_side(at, right))
                for at, cell in enumerate(row)
            ),
        )
        for row in rows
    ]
    drawn = tag("table", tag("caption", caption), tag("thead", tag("tr", *heads)), tag("tbody", *body), class_=class_)
    return tag("div", drawn, class_="wide")


def _side(at: int, right: frozenset[int]) -> str | None:
    return "number" if at in right else None


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _is_shown(letter: str) -> bool:
    return letter.isprintable() or letter == "\n"


def _written_out(letter: str) -> str:
    code = ord(letter)
    if 0xDC80 <= code <= 0xDCFF:  # Python's stand-in for the byte code - 0xDC00
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
