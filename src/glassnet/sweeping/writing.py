"""The files that a study can be read from without us: CSV and JSON tables, and a page of plain text."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.runs.plain import to_number
from glassnet.sweeping.study import Study


def write(study: Study) -> None:
    """Write `results.csv`, `runs.csv`, `results.json` and `summary.txt` into the folder of the study, each whole.

    The first three are the same bytes for the same study; the summary also tells measured times.
    """
    folder = study.folder.path
    write_whole(folder / "results.csv", _csv(*study.table()))
    write_whole(folder / "runs.csv", _csv(*study.runs_table()))
    write_whole(folder / "results.json", strict_json.write(to_plain(study)) + b"\n")
    write_whole(folder / "summary.txt", f"{study}\n".encode(errors="backslashreplace"))


def to_plain(study: Study) -> dict[str, Any]:
    """The results as JSON holds them, without clocks: which number is which is said by name."""
    ranking, test = study.ranking, study.test
    scores = (len(ranking.order) if ranking else 0) + len(study.agenda.left_out("pruned"))
    # What memory was free on the day is no part of the answer; what was left out for it is listed.
    question = {name: value for name, value in study.question.to_plain().items() if name != "limit"}
    return {
        "question": question,
        "validation": _dicts(*study.table()),
        "runs": _dicts(*study.runs_table()),
        "winner": ranking.winner if ranking else None,
        "tied": list(ranking.tied) if ranking else [],
        "smallest": ranking.smallest if ranking else None,
        "chosen": ranking.chosen if ranking else None,
        "best_validation_is_optimistic": scores > 1,
        "test": test
        and {
            "network": test.key,
            "pictures": test.pictures,
            "accuracy": test.accuracy,
            "interval": list(test.interval),
        },
        "knobs": [each.to_plain() for each in study.effects],
        "effects": [change.to_plain() for each in study.effects for change in each.changes],
        "interplays": [
            {
                "knobs": [pair.knob, pair.other],
                "turned": list(pair.turned),
                "at": list(pair.at),
                "more": pair.effect.mean,
                "reach": to_number(pair.effect.reach),
                "luck": pair.luck,
                "visible": pair.is_visible,
            }
            for pair in study.interplays
        ],
        "left_out": [each.to_plain() for each in study.agenda.skipped],
    }


def _dicts(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(head, map(_plain, row), strict=True)) for row in rows]


def _plain(value: Any) -> Any:
    return to_number(value) if isinstance(value, float) else value


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([["" if value is None else _harmless(value) for value in row] for row in rows])
    return page.getvalue().encode(errors="backslashreplace")


def _harmless(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
