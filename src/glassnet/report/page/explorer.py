"""The explorer of the page: the module, its recording, and the place it draws in."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from glassnet.inside.capturing import capture
from glassnet.inside.effort import effort_for
from glassnet.inside.inspector import Inspector
from glassnet.report import view
from glassnet.report.page.confusions import costliest
from glassnet.report.page.story import called
from glassnet.report.page.tags import Markup, joined, tag
from glassnet.report.recording import record

if TYPE_CHECKING:
    from glassnet.data.images import Images
    from glassnet.evaluation.answers import Answers
    from glassnet.report.page.story import Story

PLACE = "explorer"
EXPLAINED, TESTED = 12, 2  # photos: explaining one takes a tenth of a second at least, testing that a fifth
ENOUGH = 1_000  # pictures to choose photos from, and to look through for what excites a channel
NOTHING = Markup()
STARTS = f"""
const place = document.getElementById("{PLACE}");
render({{ model: recorded(document), el: place }});
if (location.hash.startsWith("#inside?")) place.scrollIntoView();
"""
HOW = (
    "Every layer is a column, every map it puts out a tile. Point at a tile to see what feeds it and to read "
    "its numbers; click it for the sum it is made of, and a pixel of it for the arithmetic. The panel beside it shows "
    "a filter as it began, as it is and what it learned, what excites it, and what decided the answer. The address of "
    "this page names the view, so a link to it opens the same one. Press ? for the keys."
)
WITHOUT = "The explorer is drawn by a script of this page, and this browser runs none."


@dataclass(frozen=True)
class Explorer:
    """What the page inlines: `element` in its section, `data` before the scripts, `style` in its head."""

    element: Markup = NOTHING
    data: Markup = NOTHING
    style: str = ""
    scripts: tuple[str, ...] = ()


def explorer_of(story: "Story", budget: int) -> Explorer:
    """The explorer of a run, with what it can show recorded in at most `budget` bytes."""
    script = _as_script(f"{view.module()}{STARTS}")
    recording = record(Inspector(story.run, **_photos(story)), budget)
    return Explorer(_element(), Markup(recording.elements()), view.css(), (script,))


def _photos(story: "Story") -> dict[str, Any]:
    """What the inspector is given: some photos to look into, and many to look through."""
    title = called(story.data) if story.data else ""
    audit = story.scan.audit if story.scan else None
    if story.pictures is None:
        return {"title": title, "audit": audit}
    pictures = story.pictures if story.test is None else _enough(story.pictures, story.test.answers)
    captured = capture(story.run, pictures, story.wild_photos)
    most = effort_for(story.run.network)
    effort = replace(most, explained=min(EXPLAINED, most.explained), tested=min(TESTED, most.tested))
    return {"photos": captured, "among": pictures, "title": title, "audit": audit, "effort": effort}


def _enough(pictures: "Images", answers: "Answers | None") -> "Images":
    """As many pictures as it takes to choose from and to look through: the costliest mistakes, and others evenly."""
    if answers is None or len(pictures) <= ENOUGH:
        return pictures
    wrong = costliest(answers, np.flatnonzero(~answers.right))[: ENOUGH // 4]
    others = np.setdiff1d(np.arange(len(pictures)), wrong)
    some = others[np.linspace(0, len(others) - 1, ENOUGH - len(wrong)).round().astype(np.int64)]
    return pictures[np.sort(np.concatenate([wrong, some]))]


def _element() -> Markup:
    return joined(
        [
            tag("h3", "Look into it"),
            tag("p", HOW, class_="no-print"),
            tag("noscript", tag("p", WITHOUT, class_="note")),
            tag("div", id=PLACE, class_="explorer"),
        ]
    )


def _as_script(text: str) -> str:
    """A module as it may stand within a page: what would end the element, or begin a comment in it, is not in it."""
    for ending in ("</script", "<!--", "\r"):
        if ending in text.lower():
            raise ValueError(f"The explorer's module holds {ending!r}, which a page may not.")
    return text
