"""The wild set: photos unlike those of the training, each with what the network made of it."""

from typing import TYPE_CHECKING

from glassnet.report.page.album import Album
from glassnet.report.page.story import called
from glassnet.report.page.tags import Markup, bullets, joined, paragraphs, tag
from glassnet.report.terminal import percent

if TYPE_CHECKING:
    from glassnet.evaluation.wild import WildPhoto
    from glassnet.report.page.story import Story

ORDER = ("answered though none", "wrong", "refused", "answered", "right", "rightly refused")
MOST = 24
BUDGET = 1_000_000


def wild_section(story: "Story") -> Markup:
    """The figures of the wild set and its photos, those that went wrong first; nothing where there was none."""
    known, photos = story.wild, story.wild_photos
    if known is None:
        return Markup()
    album = None if photos is None else Album(photos.pixels, BUDGET)
    order = sorted(range(len(known.photos)), key=lambda at: _how_bad(known.photos[at]))
    drawn = [_photo(known.photos[at], at, album) for at in order[:MOST]]
    more = f"{len(order) - MOST:,} more, none of them worse." if len(order) > MOST else ""
    return joined(
        [
            tag("h3", "The wild set"),
            tag("p", "Photos unlike those of the training, on which nothing was trained."),
            paragraphs(*_lines(str(known))),
            bullets(known.caveats),
            tag("div", *drawn, class_="photos"),
            paragraphs(more),
        ]
    )


def _lines(text: str) -> list[str]:
    """Lines of a terminal as sentences: one that is indented goes on with the one before."""
    return text.replace("\n  ", " ").splitlines()


def _photo(photo: "WildPhoto", row: int, album: "Album | None") -> Markup:
    truth = "nobody says what" if photo.truth is None else f"is {called(photo.truth)}"
    told = f"{truth}, called {called(photo.answer)} at {percent(photo.share)}: {photo.verdict}"
    caption = joined([tag("span", called(photo.name), title=photo.name), tag("br"), told])
    if album is None:
        return tag("figure", tag("figcaption", caption), class_="photo")
    return album.photo(row, f"{called(photo.name)}: {told}", caption)


def _how_bad(photo: "WildPhoto") -> tuple[int, float]:
    return ORDER.index(photo.verdict), -photo.share
