"""`glassnet predict`: what a trained network says to photos it has never seen."""

import sys
from typing import Annotated

import typer

from glassnet.cli.ending import BAD_INPUT
from glassnet.cli.words import Debug, Json, Model


def predict(
    model: Model,
    photos: Annotated[list[str], typer.Argument(metavar="PHOTO...", help="Picture files, just as they are.")],
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Say what photos show, and how surely.

    Photos are turned upright, cut, resized and scaled exactly as those the network was trained on. A photo that is
    unlike all of those is none of these, however sure the network would be.
    """
    from glassnet.report import plain, terminal
    from glassnet.runs.prediction import Prediction, predictions
    from glassnet.runs.saving import load

    answers = list(predictions(load(model), photos))
    known = [answer for answer in answers if isinstance(answer, Prediction)]
    if json:
        print(plain.of_predictions(known))
    elif known:
        print(terminal.of_predictions(known))
    refused = [answer.why for answer in answers if not isinstance(answer, Prediction)]
    if refused:
        print("\n".join(refused), file=sys.stderr)
        raise typer.Exit(BAD_INPUT)
