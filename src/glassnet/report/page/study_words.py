"""Sentences of a study as its page has them."""

from typing import TYPE_CHECKING

from glassnet.report.page.tags import Markup, words

if TYPE_CHECKING:
    pass


def unbroken(sentence: str) -> Markup:
    """A sentence in one line, whose numbers are not torn from what belongs to them where a window breaks it.

    >>> unbroken("it got 4.1 ± 0.5 points of 12 %")
    'it got 4.1&nbsp;±&nbsp;0.5 points of 12&nbsp;%'
    """
    return Markup(words(" ".join(sentence.split())).replace(" ± ", "&nbsp;±&nbsp;").replace(" %", "&nbsp;%"))
