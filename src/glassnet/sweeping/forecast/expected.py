"""What a sweep was expected to take, kept in its folder, so that it can be held against what it took."""

from collections.abc import Mapping
from typing import Any

from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.runs.plain import number, read_fields, table, whole
from glassnet.sweeping.forecast.cost import Cost
from glassnet.sweeping.kept.folder import StudyFolder

FILE = "expected.json"
LARGEST = 1 << 26


def keep_expected(folder: StudyFolder, cost: Cost) -> None:
    """Keep the prediction beside the study; it is no part of the question."""
    plain = {name: dict(value) if name == "seconds" else value for name, value in vars(cost).items()}
    write_whole(folder.path / FILE, strict_json.write(plain) + b"\n")


def expected_of(folder: StudyFolder) -> Cost | None:
    """The prediction that was made before the study began; None where none was. Raises `FileError` for a broken one."""
    path = folder.path / FILE
    if not path.is_file():
        return None
    return Cost(**read_fields(strict_json.read(path.read_bytes(), largest=LARGEST), "expected cost", _KINDS))


_KINDS: Mapping[str, Any] = {
    "seconds": table(number),
    "total": number,
    "memory": whole,
    "timed": whole,
    "workers": whole,
    "disk": whole,
}
