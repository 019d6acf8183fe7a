"""A network's answer to every picture as rows that a spreadsheet reads: text, and never a formula."""

import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.data.names import shown

if TYPE_CHECKING:
    from glassnet.evaluation.answers import Answers

HEAD = ("file", "label", "answer", "right", "probability", "loss")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def of_answers(answers: "Answers") -> str:
    """One line a picture under a head: file, label, answer, right (1 or 0), probability, loss, then each class's share.

    Where the network gives no probabilities those columns are empty or missing. Names begin with an apostrophe where a
    spreadsheet would otherwise take them for a formula.
    """
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    shares = answers.shares
    writer.writerow([*HEAD, *(map(cell, answers.classes) if shares is not None else ())])
    writer.writerows(_rows(answers))
    return told.getvalue()


def cell(text: str) -> str:
    """`text` as a cell that no spreadsheet reckons.

    >>> cell("lars_0031.jpg"), cell("=HYPERLINK(1)"), cell("-1.png")
    ('lars_0031.jpg', "'=HYPERLINK(1)", "'-1.png")
    """
    return f"'{shown(text)}" if text.startswith(_FORMULA) else shown(text)


def _rows(answers: "Answers") -> Iterator[list[str]]:
    for row, each in enumerate(answers):
        probability = "" if each.probability is None else f"{each.probability:.6g}"
        shares = [] if answers.shares is None else [f"{share:.6g}" for share in answers.shares[row].tolist()]
        names = [cell(name) for name in (each.name, each.truth, each.answer)]
        yield [*names, str(int(each.is_right)), probability, f"{each.loss:.6g}", *shares]
