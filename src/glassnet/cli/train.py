"""`glassnet train`: pictures and a line of text in, a run folder out."""

import sys
from typing import Annotated, Literal

import typer

from glassnet.cli.words import Batch, Data, Debug, Epochs, Json, Out, Seed
from glassnet.errors import DataError


def train(
    data: Data,
    net: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="The network. The shape and the last dense follow from the data and may be left out.",
        ),
    ] = None,
    epochs: Epochs = 10,
    seed: Seed = 0,
    out: Out = None,
    batch: Batch = 64,
    optimizer: Annotated[
        str | None, typer.Option(metavar="NAME", help="sgd, momentum, adam, rmsprop, ...; adam when left out.")
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(metavar="RATE", help="How far a step goes, else 0.001; 0.01 for sgd and momentum."),
    ] = None,
    validation: Annotated[
        float, typer.Option(min=0, max=0.9, metavar="SHARE", help="Measured after each epoch, not trained on.")
    ] = 0.15,
    test: Annotated[float, typer.Option(min=0, max=0.9, metavar="SHARE", help="Looked at once, at the end.")] = 0.15,
    size: Annotated[str | None, typer.Option(metavar="HxW", help="Resize a folder's pictures, such as 91x91.")] = None,
    color: Annotated[Literal["gray", "rgb"] | None, typer.Option(help="How to read a folder's pictures.")] = None,
    patience: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Stop after N epochs without a better validation loss; keep the best."),
    ] = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Train a network on pictures.

    The run is kept in a new folder: model, history, recipe, ledger, a picture of the filters.

    glassnet train photos/ --net "conv 8@5 relu > pool 2" --epochs 20
    """
    from glassnet.cli.training import NET, Request, carry_out
    from glassnet.report import plain, terminal

    request = Request(
        data=data,
        net=NET if net is None else net,
        epochs=epochs,
        seed=seed,
        batch=batch,
        optimizer=optimizer,
        learning_rate=learning_rate,
        validation=validation,
        test=test,
        size=sides(size),
        color=color,
        patience=patience,
    )
    outcome = carry_out(request, out, stream=sys.stderr if json else sys.stdout)
    told = plain.of_outcome if json else terminal.of_outcome
    print(told(outcome.run, outcome.test, outcome.folder))
    if outcome.interrupted:
        raise typer.Exit(130)


def sides(text: str | None) -> tuple[int, int] | None:
    """Height and width from `HxW`, or from one number for both. Raises `DataError` for anything else.

    >>> sides("91x60"), sides("91"), sides(None)
    ((91, 60), (91, 91), None)
    """
    if text is None:
        return None
    numbers = text.lower().split("x")
    if len(numbers) not in (1, 2) or not all(number.isascii() and number.isdigit() for number in numbers):
        raise DataError(f"--size {text!r} is no size: give height x width in pixels, such as 91x91.")
    return int(numbers[0]), int(numbers[-1])
