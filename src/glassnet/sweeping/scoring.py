"""The chosen network on the test pictures: once, when nothing is left to choose. A file remembers it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glassnet.data.names import shown
from glassnet.errors import FileError
from glassnet.runs import strict_json
from glassnet.runs.atomic import write_whole
from glassnet.runs.plain import line, many, read_fields
from glassnet.runs.saving import load
from glassnet.sweeping.kept import stored
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.kept.question import Question
from glassnet.sweeping.kept.record import Record
from glassnet.sweeping.kept.stored import groups_of
from glassnet.sweeping.running.trial import answered_rightly
from glassnet.sweeping.scores import TestScore
from glassnet.sweeping.space.agenda import Candidate
from glassnet.sweeping.space.networks import sides_of


def scored(folder: StudyFolder, question: Question, chosen: Candidate) -> TestScore | None:
    """The test score of `chosen`: from the file that remembers it, else measured and kept.

    None without test pictures, and where trained networks are still to be made again.

    Raises `FileError` when the study was scored before with another network: a second look would no longer be the
    first at these pictures.
    """
    if not question.pictures.test:
        return None
    images = stored.part_of(folder.pictures, "test", sides_of(chosen.configuration, question.shape))
    path = folder.test_score
    models = [folder.model(chosen.key, seed) for seed in question.seeds]
    if not path.exists():
        if not all(model.exists() for model in models):
            return None
        runs = map(load, models)
        answers = [Record(chosen.key, seed, "finished", right=answered_rightly(run, images))
                   for seed, run in zip(question.seeds, runs, strict=True)]  # fmt: skip
        plain = {"key": chosen.key, "seeds": [each.to_plain() for each in answers]}
        write_whole(path, strict_json.write(plain) + b"\n")
    return _read(path, chosen, groups_of(images))


def _read(path: Path, chosen: Candidate, groups: NDArray[np.int64]) -> TestScore:
    read = read_fields(strict_json.read(path.read_bytes(), largest=1 << 26), "test score", _KINDS)
    if read["key"] != chosen.key:
        raise FileError(
            f"'{shown(str(path))}' holds the test score of network {read['key']}, and now {chosen.key} is chosen. "
            "Test pictures can be looked at once: begin a new study, with other test pictures."
        )
    return TestScore(chosen.key, np.stack([record.right for record in read["seeds"]]), groups)


_KINDS: Mapping[str, Any] = {"key": line, "seeds": many(Record.from_plain)}
