"""Photos with what is to be known of each: what excites a channel, what became of edits, what was mistaken."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.report.drawing.legend import photo_tile, zoom_for
from glassnet.report.drawing.letters import readable
from glassnet.report.drawing.sheet import Picture, Sheet, flowing, headed, laid, paged, stacked
from glassnet.report.drawing.words import broken_in, many, short

if TYPE_CHECKING:
    from glassnet.evaluation.answers import Answer
    from glassnet.inside.editing import Edits
    from glassnet.inside.exciting import Excited, Excites
    from glassnet.inside.photos import Range

MOST = 24  # photos: more than an eye compares
_SIDE, _WIDE = 182, 182  # px: of a photo, and of the lines under it


def of_excites(found: "Excites", levels: "Range") -> Sheet:
    """The pieces of photos that excite a channel most, the strongest first, each with its photo's name and place."""
    title = f"What excites {readable(found.layer)}, channel {found.channel}, of {many(found.photos, 'photo')}"
    left_out = [f"{many(found.broken, 'photo')} left out, which gave no number"] if found.broken else []
    if found.silent:
        return paged(
            headed(Sheet(laid([]).pixels), "", ["Silent on all of them: nothing reaches a millionth.", *left_out]),
            title,
        )
    pictures = [_excited(top, levels) for top in found.tops[:MOST]]
    notes = [
        "Each piece is what the unit can see of the photo, no more; at a border, less. The strongest first.",
        *left_out,
    ]
    return paged(laid(flowing(pictures, least=_WIDE), _WIDE), title, notes)


def of_edits(found: "Edits", photo: NDArray[np.float32], levels: "Range") -> Sheet:
    """A photo and what became of its answer under each edit; those that flip it stand first, in a strong frame."""
    first = Picture(
        _photo(photo, levels), ("the photo as it is", f"“{readable(found.answer)}”, margin {short(found.margin)}")
    )
    rows = sorted(found.of, key=lambda edit: edit.margin)
    edited = [
        Picture(
            _photo(edit.photo, levels),
            (
                edit.name,
                f"{'now' if edit.flipped else 'still'} “{readable(edit.answer)}”, margin {short(edit.margin)}",
                f"{100 * edit.area:.0f} % of pixels changed",
            ),
            is_marked=edit.flipped,
        )
        for edit in rows[:MOST]
    ]
    notes = [
        f"{len(found.flipping)} of {many(len(found.of), 'edit')} flip the answer; these stand first, in orange.",
        "The margin is the logit of the first answer less that of the strongest other; below 0 the answer has flipped.",
        *([f"showing {MOST} of {len(rows):,}"] if len(rows) > MOST else []),
    ]
    parts = [laid(flowing([first], least=_WIDE), _WIDE), laid(flowing(edited, least=_WIDE), _WIDE)]
    return paged(stacked(parts), "The photo edited, and the answer that moves with it", notes)


def of_mistakes(wrong: Sequence["Answer"], photos: Sequence[NDArray[np.float32]], n: int, levels: "Range") -> Sheet:
    """Photos that were answered wrongly, the costliest first: what each is, and what it was taken for.

    `photos` are those of the first ones of `wrong`, as many as are to be shown.
    """
    pictures = [
        Picture(
            _photo(photo, levels),
            (
                f"{readable(each.truth)}, taken for {readable(each.answer)}",
                "" if each.probability is None else f"{_percent(each.probability)} sure of it",
                readable(each.name),
            ),
        )
        for each, photo in zip(wrong, photos, strict=False)
    ]
    notes = ["The costliest first: those in which it saw least of the truth."]
    notes += [f"showing {len(pictures):,} of {len(wrong):,}"] if len(wrong) > len(pictures) else []
    return paged(
        laid(flowing(pictures, least=_WIDE), _WIDE), f"{len(wrong):,} of {many(n, 'picture')} answered wrongly", notes
    )


def _excited(top: "Excited", levels: "Range") -> Picture:
    place = f"at row {top.row}, column {top.column}"
    lines: tuple[str, ...] = (readable(top.name), f"{short(top.value)} {place}")
    if top.crop is None:
        return Picture(np.full((18, _SIDE, 3), 0xF0, np.uint8), lines)
    if top.seen is not None:
        seen = top.seen
        lines = (*lines, f"sees rows {seen.top}–{seen.bottom}, columns {seen.left}–{seen.right}")
    return Picture(_photo(top.crop, levels), (*lines, *filter(None, [broken_in(top.crop)])))


def _photo(photo: NDArray[np.float32], levels: "Range") -> NDArray[np.uint8]:
    return photo_tile(photo, levels.low, levels.high, zoom_for(*photo.shape[:2], side=_SIDE))


def _percent(share: float) -> str:
    return "over 99.9 %" if 0.9995 <= share < 1 else f"{100 * share:.3g} %"
