"""From a model and the name of data to their judgement: what `glassnet evaluate` asks of the library."""

from pathlib import Path

from glassnet.data.images import Images
from glassnet.data.named import Part, named_part
from glassnet.errors import DataError
from glassnet.evaluation.comparing import Comparison, compared
from glassnet.evaluation.evaluation import Evaluation, evaluate
from glassnet.report import answers_csv
from glassnet.runs.atomic import write_whole
from glassnet.runs.run import Run


def judged(run: Run, data: str, part: Part, against: Run | None = None) -> tuple[Evaluation, Comparison | None]:
    """The judgement of `run` on a part of the data of that name, and its comparison with another run there."""
    images = _pictures(run, data, part)
    training = _pictures(run, data, "train") if part in ("validation", "test") else None
    known = evaluate(run, images, training=training, part=None if part == "all" else part)
    if against is None:
        return known, None
    # Each network sees the photos as it was trained to: another may take another size of the same files.
    return known, compared(known, evaluate(against, _same(images, _pictures(against, data, part, run))), images.groups)


def written(known: Evaluation, path: Path) -> None:
    """Write every picture's answer to `path`, whole or not at all."""
    if known.answers is None:
        raise DataError("--csv writes a class for each picture, and this network answers with quantities.")
    write_whole(path, answers_csv.of_answers(known.answers).encode())


def _pictures(run: Run, data: str, part: Part, split_by: Run | None = None) -> Images:
    return named_part(data, part, preparation=run.card.preparation, seed=(split_by or run).recipe.seed)


def _same(ours: Images, theirs: Images) -> Images:
    if ours.names != theirs.names:
        raise DataError("The two models read different pictures from these data, so they cannot be compared.")
    return theirs
