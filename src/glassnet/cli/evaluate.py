"""`glassnet evaluate`: how good a trained network is on labelled pictures."""

from typing import Annotated, Literal

import typer

from glassnet.cli.words import Data, Debug, Json, Model


def evaluate(
    model: Model,
    data: Data,
    part: Annotated[
        Literal["all", "train", "validation", "test"],
        typer.Option(help="Which part, split as `glassnet train` does with the model's seed and default shares."),
    ] = "all",
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Measure how often a model is right.

    With the doubt that so many pictures leave, and what is mistaken for what. Pictures the model was trained on make
    it look better than it is: --part test leaves them out, if it was trained by `glassnet train` on the same DATA.
    """
    from glassnet.data.named import named_part
    from glassnet.evaluation.evaluation import evaluate as judge
    from glassnet.report import plain, terminal
    from glassnet.runs.saving import load

    run = load(model)
    images = named_part(data, part, preparation=run.card.preparation, seed=run.recipe.seed)
    known = judge(run, images)
    print(plain.to_text(known.to_plain()) if json else terminal.of_evaluation(known))
