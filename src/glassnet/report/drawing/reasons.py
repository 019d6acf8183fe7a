"""What in a photo spoke for its answer: a map a method, each with the marks that say whether to believe it."""

from typing import TYPE_CHECKING

import numpy as np

from glassnet.inside.attribution import CAM, INTEGRATED, OCCLUSION, told
from glassnet.report.colours import reach_of
from glassnet.report.drawing.legend import legend, photo_tile, tile, zoom_for
from glassnet.report.drawing.letters import readable
from glassnet.report.drawing.sheet import Picture, Sheet, beside, blank, headed, laid, paged, stacked
from glassnet.report.drawing.words import broken_in, short, span
from glassnet.report.mosaic import PAGE

if TYPE_CHECKING:
    from glassnet.inside.attribution import Reasons
    from glassnet.inside.checks import Mark, Marks
    from glassnet.inside.photos import Range

HOW = {
    INTEGRATED: "How the preference grows, pixel by pixel, on the way from a photo with nothing in it to this one.",
    OCCLUSION: "How far the preference falls when squares over a pixel are painted as in a photo with nothing in it.",
    CAM: "The last convolution's maps, each weighed by what it does for the answer; a square a unit, not smoothed.",
}
VERDICTS = {
    "passed": "passed its tests",
    "failed": "FAILED its tests, so do not believe it",
    "tie": "a tie, for it names what counts with some paints only",
}
UNTESTED = "not tested, so nobody knows whether to believe it"
_SIDE = 182  # px


def of_reasons(found: "Reasons", levels: "Range", marks: "Marks | None" = None, name: str = "") -> Sheet:
    """The photo, and below it each method's map beside its sentence, its scale and its marks."""
    label, rival = readable(found.label), readable(found.rival)
    photo = Picture(
        photo_tile(found.photo, levels.low, levels.high, zoom_for(*found.photo.shape[:2], side=_SIDE)),
        (readable(name) or "the photo",),
    )
    preferred = f"“{label}” rather than “{rival}”, by {short(found.preferred)} in logits"
    notes = [
        f"Blue speaks for “{label}”, red for “{rival}”, white for neither. Each map has a scale of its own.",
        "A map shows what the answer followed from. What would change it, edits show.",
        *[f"No {method}: {why}." for method, why in found.lacking.items()],
    ]
    first = beside(laid([photo], 200), headed(Sheet(blank(1, 1)), preferred, notes, width=PAGE - 230))
    rows = [_row(found, method, marks.by_method.get(method) if marks else None) for method in found.maps]
    return paged(stacked([first, *rows], gap=18), f"What decided about {readable(name) or 'this photo'}")


def _row(found: "Reasons", method: str, mark: "Mark | None") -> Sheet:
    values = found.maps[method]
    reach = reach_of(values)
    picture = Picture(tile(values, "map", reach, zoom_for(*values.shape, side=_SIDE)), (span(values),))
    notes = [HOW[method], *([f"{told(found).capitalize()}."] if method == INTEGRATED else []), *_marked(mark)]
    notes += [each for each in (broken_in(values),) if each]
    verdict = VERDICTS[mark.verdict] if mark else UNTESTED
    body = headed(legend("map", reach), f"{method}: {verdict}", notes, width=PAGE - 230)
    return beside(laid([picture], 200), body)


def _marked(mark: "Mark | None") -> list[str]:
    """The two tests behind the verdict."""
    if mark is None:
        return []
    gone = "goes" if mark.collapses else "STAYS"
    alike = short(float(np.mean(mark.alike)))
    drawn = len(mark.orders[0].chance) if mark.orders else 0
    fills = ", ".join(f"{order.fill} {'yes' if order.passed else 'no'}" for order in mark.orders)
    return [
        f"With the weights shuffled the map {gone}: rank correlation {alike}, and over 0.75 is too much.",
        f"Names what counts, more than {drawn} orders drawn by chance, painted over with: {fills}.",
    ]
