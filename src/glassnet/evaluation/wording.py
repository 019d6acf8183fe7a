"""Sentences as they stand in a terminal: within its width, and no figure torn from its sign."""

from textwrap import fill

WIDTH = 80
_STAYS = "\u00a0"


def wrapped(text: str, first: str = "", rest: str = "") -> str:
    """`text` in lines of at most 80 columns, the first begun by `first`, the others by `rest`.

    >>> print(wrapped("The network was right in 97.5 % of 40 pictures, where the truth may be (95 %: 87-100)."))
    The network was right in 97.5 % of 40 pictures, where the truth may be
    (95 %: 87-100).
    """
    whole = text.replace(" %", f"{_STAYS}%").replace("%: ", f"%:{_STAYS}").replace("p = ", f"p{_STAYS}={_STAYS}")
    return fill(whole, WIDTH, initial_indent=first, subsequent_indent=rest).replace(_STAYS, " ")
