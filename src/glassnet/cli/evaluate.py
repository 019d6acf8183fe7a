"""`glassnet evaluate`: how good a trained network is on labelled pictures."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from glassnet.cli.words import Data, Debug, GroupBy, Json, Model, Split, Wild


def evaluate(
    model: Model,
    data: Data,
    part: Annotated[
        Literal["all", "train", "validation", "test"],
        typer.Option(help="Which part, as `glassnet train` split it: by the model's seed and the usual shares."),
    ] = "all",
    split: Split = None,
    group_by: GroupBy = None,
    against: Annotated[
        str | None, typer.Option(metavar="MODEL2", help="Another model: which of the two is better, if that shows?")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write every picture's answer, one row each, to FILE.")
    ] = None,
    wild: Wild = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Measure how often a model is right.

    With the doubt that so many pictures leave, what is mistaken for what, what rules that learn nothing come to, and
    the worst errors. Pictures the model was trained on make it look better than it is: --part test leaves them out,
    if it was trained by `glassnet train` on the same DATA.
    """
    from glassnet.cli.judging import Asked, judged, written
    from glassnet.evaluation.wild import wild as asked_of
    from glassnet.report import judgement, plain
    from glassnet.report.wild import of_wild
    from glassnet.runs.saving import load

    run = load(model)
    asked = Asked(data, part, split, group_by)
    known, comparison = judged(run, asked, load(against) if against else None)
    strange = asked_of(run, wild, test=known) if wild else None
    if csv:
        written(known, csv)
    if json:
        print(plain.of_judgement(known, comparison, strange))
    else:
        print(judgement.of_evaluation(known))
        if comparison and against:
            print(f"\n{judgement.of_comparison(comparison, model, against)}")
        if strange:
            print(f"\n{of_wild(strange)}")
