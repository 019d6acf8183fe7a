"""How values look in a terminal of 80 columns. Each function takes a value and returns text; none prints."""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from glassnet.data.names import shown

if TYPE_CHECKING:
    from glassnet.data.splits import Splits
    from glassnet.runs.prediction import Prediction

GAP = "  "
MISTAKES = 3
_NEXT = 19  # columns of the last one of predictions
ADVICE = "A probability is what the network says, not how often it is right;\n`glassnet evaluate` measures that."


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset()) -> str:
    """Rows under a head, each column as wide as its longest cell; the columns in `right` stand to the right.

    >>> print(table(["file", "share"], [["a.png", "98 %"], ["holiday.png", "7 %"]], right=frozenset({1})))
    file         share
    a.png         98 %
    holiday.png    7 %
    """
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        GAP.join(
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns: the middle goes, for the end of a file's name tells most.

    >>> cut("photos/summer/lars_0031.jpg", 20)
    'photos/s…rs_0031.jpg'
    """
    if len(text) <= width:
        return text
    before = (width - 1) // 2 - 1
    return f"{text[:before]}…{text[len(text) - (width - 1 - before) :]}"


def percent(share: float) -> str:
    """A share in percent, never rounded to a certainty it does not have.

    >>> percent(0.98349), percent(1.0), percent(0.99999), percent(0.00001)
    ('98.3 %', '100.0 %', '> 99.9 %', '< 0.1 %')
    """
    if 0.9995 <= share < 1:
        return "> 99.9 %"
    return "< 0.1 %" if 0 < share < 0.0005 else f"{share:.1%}".replace("%", " %")


HOW = {
    "grouped": "  Near copies, bursts and groups lie on one side each.",
    "given": "  They came in these parts.",
    "random": "  Drawn at random, one by one: nobody looked for near copies.",
}


def of_splits(data: str, splits: "Splits") -> str:
    """Which pictures there are, and which go where."""
    train, classes = splits.train, len(splits.train.classes)
    aside = len(splits.aside) if splits.aside else 0
    number = len(train) + len(splits.validation) + len(splits.test) + aside
    size = "x".join(map(str, train.shape))
    lines = [
        f"{cut(shown(data), 30)}: {number:,} pictures of {size} in {classes:,} classes, of which",
        f"  {len(train):,} to train on, {len(splits.validation):,} to measure after each epoch, and",
        f"  {len(splits.test):,} to test the trained network, kept away until then.",
        HOW[splits.kind],
    ]
    if splits.leaks and splits.leaks.count:
        lines.extend(f"  {line}" for line in str(splits.leaks).splitlines())
    lines.extend(fill(note, 80, initial_indent="  ", subsequent_indent="    ") for note in splits.notes)
    if train.skipped:
        name, why = train.skipped[0]
        lines.append(f"  {len(train.skipped):,} other files were left out, such as {cut(name, 30)}: {why}.")
    return "\n".join(lines)


def of_predictions(answers: Sequence["Prediction"]) -> str:
    """For each photo the likeliest class, the share the network gives it, and the class that comes next.

    A photo unlike those of the training is none of these, whatever the network says of it.
    """
    photos = [cut(shown(answer.photo), 30) for answer in answers]
    room = 80 - max(map(len, photos)) - len("probability") - _NEXT - 3 * len(GAP)
    rows = [[photo, *_cells(answer, room)] for photo, answer in zip(photos, answers, strict=True)]
    told = [table(["photo", "class", "probability", "next"], rows, right=frozenset({2})), "", *_unfamiliar(answers)]
    return "\n".join([*told, ADVICE])


def _cells(answer: "Prediction", room: int) -> tuple[str, str, str]:
    if answer.familiar is False:
        return answer.answer, "", f"({cut(answer.label, 8)} {percent(answer.share)})"
    others = sorted(((share, name) for name, share in answer.shares.items() if name != answer.label), reverse=True)
    # Of a network with a single output nothing comes next.
    after = f"{cut(others[0][1], 10)} {percent(others[0][0])}" if len(answer.shares) > 1 else ""
    return cut(answer.label, room), percent(answer.share), after


def _unfamiliar(answers: Sequence["Prediction"]) -> list[str]:
    """Why some photos are none of these, and what stands in brackets."""
    odd = [answer for answer in answers if answer.familiar is False]
    if not odd:
        return []
    lines = [
        fill(f"{cut(shown(answer.photo), 30)}: {answer.reason} ({_times(answer)}).", 80, subsequent_indent="  ")
        for answer in odd[:MISTAKES]
    ]
    more = [f"{len(odd) - MISTAKES:,} more are none of these."] if len(odd) > MISTAKES else []
    return [*lines, *more, "In brackets: what the network would have to say, had it to choose.", ""]


def _times(answer: "Prediction") -> str:
    """How far beyond the edge: two figures up to a hundred times, for more means no more."""
    far = answer.unfamiliarity or 0.0
    return f"{far:.2g} times as far off as is familiar" if far < 99.5 else "over 99 times as far off as is familiar"
