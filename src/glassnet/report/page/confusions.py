"""Which classes are taken for which, as a table whose cells open their photos. No script is needed for that."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from glassnet.report.page.story import called
from glassnet.report.page.tags import Markup, joined, paragraphs, table, tag
from glassnet.report.terminal import percent

if TYPE_CHECKING:
    from glassnet.evaluation.answers import Answer, Answers
    from glassnet.evaluation.confusion import Confusion
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.report.page.album import Album

MOST_CLASSES = 20  # a wider table is told as a list of its commonest mistakes
OF_WRONG, OF_RIGHT = 24, 6  # photos a cell opens
PAIRS = 3


def confusion_section(known: "Evaluation", album: "Album | None") -> Markup:
    """The commonest mistakes in a sentence, then every cell."""
    confusion = known.confusion
    if confusion is None:
        return Markup()
    cells = _Cells(known.answers, album) if known.answers else None
    said = [mostly(confusion), _how_to_read(confusion, album)]
    drawn = _grid(confusion, cells) if len(confusion.classes) <= MOST_CLASSES else _pairs(confusion, cells)
    return joined([tag("h3", "What is taken for what"), paragraphs(*said), drawn])


def mostly(confusion: "Confusion") -> str:
    """The commonest mistakes in a sentence.

    >>> from glassnet.evaluation.confusion import Confusion
    >>> mostly(Confusion(("cat", "dog"), ((18, 2), (1, 19))))
    'Confused most often: cat is taken for dog (2 of 20 pictures), and dog for cat (1 of 20).'
    """
    found = confusion.mistakes[:PAIRS]
    if not found:
        return "No class was ever taken for another."
    support = dict(zip(confusion.classes, confusion.support, strict=True))
    told = [
        f"{called(truth)} {'is taken ' if at == 0 else ''}for {called(answer)} "
        f"({count:,} of {support[truth]:,}{' pictures' if at == 0 else ''})"
        for at, (count, truth, answer) in enumerate(found)
    ]
    most = told[0] if len(told) == 1 else f"{', '.join(told[:-1])}, and {told[-1]}"
    return f"Confused most often: {most}."


class _Cells:
    """The photos behind each cell of the table."""

    def __init__(self, answers: "Answers", album: "Album | None") -> None:
        self._answers, self._album = answers, album

    def opened(self, truth: int, answer: int, count: int) -> Markup:
        """The count of a cell; where there are photos, a click on it shows them."""
        label = f"{count:,}"
        if not count or self._album is None:
            return joined([label])
        rows = self._rows(truth, answer)
        photos = [self._album.photo(row, *_told(self._answers[row])) for row in rows.tolist()]
        if not any(photos):
            return joined([label])
        is_right = truth == answer
        names = [called(self._answers.classes[at]) for at in (truth, answer)]
        what = f"{names[0]}, rightly called so" if is_right else f"{names[0]}, taken for {names[1]}"
        which = "the least sure first" if is_right else "the costliest first"
        shown = f"{len(rows)} of {count:,}, {which}" if len(rows) < count else f"{_all(count)}, {which}"
        head = tag("p", f"{what}: {shown}.")
        return tag(
            "details",
            tag("summary", label, aria_label=f"{label}: {what}; opens photos"),
            tag("div", head, *photos, class_="opened"),
            name="confusion",
        )

    def _rows(self, truth: int, answer: int) -> NDArray[np.int64]:
        answers = self._answers
        rows = np.flatnonzero((answers.truth == truth) & (answers.answer == answer))
        return costliest(answers, rows)[: OF_RIGHT if truth == answer else OF_WRONG]


def costliest(answers: "Answers", rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those rows of the answers in the order of what they cost, what is no number first."""
    return rows[np.argsort(-np.nan_to_num(answers.losses[rows], nan=np.inf), kind="stable")]


def _told(answer: "Answer") -> tuple[str, Markup]:
    """What a photo shows to those who cannot see it, and the line below it."""
    sure = "" if answer.probability is None else f" at {percent(answer.probability)}"
    name = called(answer.name)
    verdict = "rightly" if answer.is_right else f"is {called(answer.truth)},"
    alt = f"{name}: {verdict} called {called(answer.answer)}{sure}"
    return alt, joined([tag("span", name, title=answer.name), tag("br"), sure.strip()])


def _grid(confusion: "Confusion", cells: "_Cells | None") -> Markup:
    classes = range(len(confusion.classes))
    # Mistakes are drawn first, for what they need of the page's size is theirs.
    order = sorted(((truth, answer) for truth in classes for answer in classes), key=lambda at: at[0] == at[1])
    drawn = {at: _cell(confusion, cells, *at) for at in order}
    heads = [tag("th", called(name), scope="col", title=name, class_="number") for name in confusion.classes]
    rows = [
        tag(
            "tr",
            tag("th", called(name), scope="row", title=name),
            *(drawn[truth, answer] for answer in classes),
            tag("td", str(share) if share else "none tested", class_="found"),
        )
        for truth, (name, share) in enumerate(zip(confusion.classes, confusion.recall, strict=True))
    ]
    table_ = tag(
        "table",
        tag("caption", "Rows: what a picture is. Columns: what the network calls it."),
        tag("thead", tag("tr", tag("th", "is ↓ called →", scope="col"), *heads, tag("th", "found", scope="col"))),
        tag("tbody", *rows),
        class_="confusion",
    )
    return tag("div", tag("div", table_, class_="wide"), class_="opens")


def _cell(confusion: "Confusion", cells: "_Cells | None", truth: int, answer: int) -> Markup:
    count = confusion.counts[truth][answer]
    kind = "right" if truth == answer else "wrong" if count else "none"
    return tag("td", cells.opened(truth, answer, count) if cells else f"{count:,}", class_=f"number {kind}")


def _pairs(confusion: "Confusion", cells: "_Cells | None") -> Markup:
    number = {name: at for at, name in enumerate(confusion.classes)}
    rows = [
        (
            called(truth),
            called(answer),
            cells.opened(number[truth], number[answer], count) if cells else f"{count:,}",
            f"{sum(confusion.counts[number[truth]]):,}",
        )
        for count, truth, answer in confusion.mistakes[:40]
    ]
    caption = f"The commonest mistakes of {len(confusion.classes):,} classes."
    return tag("div", table(caption, ("is", "called", "times", "of"), rows, numbers=(2, 3)), class_="opens")


def worst_section(known: "Evaluation", album: "Album | None", most: int = 12) -> Iterator[Markup]:
    """The wrong answers that cost most, with their photos."""
    answers = known.answers
    rows = costliest(answers, np.flatnonzero(~answers.right))[:most].tolist() if answers else []
    if not rows or answers is None:
        return
    total = known.n - (known.correct or 0)
    yield tag("h3", "The worst errors")
    which = f"All {total:,}" if total == len(rows) else f"{len(rows)} of {total:,}"
    yield tag("p", f"{which}, the costliest first: those where the network was surest of a wrong answer.")
    yield tag("div", *(_error(answers[row], row, album) for row in rows), class_="photos")


def _error(wrong: "Answer", row: int, album: "Album | None") -> Markup:
    sure = "" if wrong.probability is None else f" at {percent(wrong.probability)}"
    lines = [
        tag("span", called(wrong.name), title=wrong.name),
        tag("br"),
        f"is {called(wrong.truth)}, called {called(wrong.answer)}{sure}",
    ]
    caption = joined(lines)
    if album is None:
        return tag("figure", tag("figcaption", caption), class_="photo")
    return album.photo(row, f"{called(wrong.name)}: is {called(wrong.truth)}, called {called(wrong.answer)}", caption)


def _how_to_read(confusion: "Confusion", album: "Album | None") -> str:
    if len(confusion.classes) > MOST_CLASSES:
        return ""
    opens = " Click a number to see the photos behind it." if album is not None else ""
    return f"On the diagonal stand the right answers.{opens}"


def _all(count: int) -> str:
    return "it" if count == 1 else f"all {count:,}"
