"""From a model and the name of data to their judgement: what `glassnet evaluate` asks of the library."""

from dataclasses import dataclass, replace
from pathlib import Path

from glassnet.data.images import Images
from glassnet.data.named import Part, named_part
from glassnet.data.splits import Method
from glassnet.errors import DataError
from glassnet.evaluation.comparing import Comparison, compared
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.report import answers_csv
from glassnet.runs.atomic import write_whole
from glassnet.runs.run import Run


@dataclass(frozen=True)
class Asked:
    """Which part of the data of that name, split in which way, as for the training."""

    data: str
    part: Part
    method: Method | None = None
    group_by: str | None = None


def judged(run: Run, asked: Asked, against: Run | None = None) -> tuple[Evaluation, Comparison | None]:
    """The judgement of `run` on the pictures `asked` for, and its comparison with another run there."""
    part = asked.part
    images = _pictures(run, asked)
    training = _pictures(run, replace(asked, part="train")) if part in ("validation", "test") else None
    known = evaluate(run, images, training=training, part=None if part == "all" else part)
    if against is None:
        return known, None
    # Each network sees the photos as it was trained to: another may take another size of the same files.
    return known, compared(known, evaluate(against, _same(images, _pictures(against, asked, run))), images.groups)


def written(known: Evaluation, path: Path) -> None:
    """Write every picture's answer to `path`, whole or not at all."""
    if known.answers is None:
        raise DataError("--csv writes a class for each picture, and this network answers with quantities.")
    write_whole(path, answers_csv.of_answers(known.answers).encode())


def _pictures(run: Run, asked: Asked, split_by: Run | None = None) -> Images:
    return named_part(
        asked.data,
        asked.part,
        preparation=run.card.preparation,
        seed=(split_by or run).recipe.seed,
        method=asked.method,
        group_by=asked.group_by,
    )


def _same(ours: Images, theirs: Images) -> Images:
    if ours.names != theirs.names:
        raise DataError("The two models read different pictures from these data, so they cannot be compared.")
    return theirs
