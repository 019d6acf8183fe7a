"""Sentences of a study as its page has them, and which knobs its networks are written out by."""

from typing import TYPE_CHECKING

from glassnet.report.page.tags import Markup, words
from glassnet.sweeping.judging.designs import columns_of

if TYPE_CHECKING:
    from glassnet.sweeping.study import Study


def unbroken(sentence: str) -> Markup:
    """A sentence in one line, whose numbers are not torn from what belongs to them where a window breaks it.

    >>> unbroken("it got 4.1 ± 0.5 points of 12 %")
    'it got 4.1&nbsp;±&nbsp;0.5 points of 12&nbsp;%'
    """
    return Markup(words(" ".join(sentence.split())).replace(" ± ", "&nbsp;±&nbsp;").replace(" %", "&nbsp;%"))


def knobs_of(study: "Study") -> tuple[str, ...]:
    """The knobs that a network is told by: those that vary, and what the networks of a list set each for itself."""
    varied = study.question.space.varied
    known = [made.configuration for made in study.agenda.candidates]
    return tuple(dict.fromkeys([*varied, *columns_of(varied, known)]))
