"""`glassnet train`: pictures and a line of text in, a run folder out."""

import sys
from dataclasses import replace
from typing import Annotated, Any

import typer

from glassnet.cli.words import (
    Color,
    Data,
    Debug,
    Engine,
    Fit,
    GroupBy,
    Json,
    Out,
    Precision,
    Seed,
    Size,
    Split,
    Wild,
)
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
    epochs: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Passes over the training data; 10 when left out.")
    ] = None,
    seed: Seed = 0,
    out: Out = None,
    batch: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Samples that go through at once; 64 when left out.")
    ] = None,
    optimizer: Annotated[
        str | None, typer.Option(metavar="NAME", help="sgd, momentum, adam, rmsprop, ...; adam when left out.")
    ] = None,
    learning_rate: Annotated[
        float | None,
        typer.Option(metavar="RATE", help="How far a step goes, else 0.001; 0.01 for sgd and momentum."),
    ] = None,
    validation: Annotated[
        float | None,
        typer.Option(
            min=0, max=0.9, metavar="SHARE", help="Measured after each epoch, not trained on; 0.15 when left out."
        ),
    ] = None,
    test: Annotated[float, typer.Option(min=0, max=0.9, metavar="SHARE", help="Looked at once, at the end.")] = 0.15,
    size: Size = None,
    color: Color = None,
    patience: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Stop after N epochs without a better validation loss; keep the best."),
    ] = None,
    goal: Annotated[
        float | None,
        typer.Option(
            min=0, max=100, metavar="PERCENT", help="Stop once so many validation pictures are right, and a few more."
        ),
    ] = None,
    fit: Fit = "crop",
    split: Split = None,
    group_by: GroupBy = None,
    wild: Wild = None,
    engine: Engine = "auto",
    precision: Precision = "fp32",
    report: Annotated[
        bool, typer.Option("--report/--no-report", help="Write report.html, a page of it all, at the end.")
    ] = True,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Train a network on pictures.

    The run is kept in a new folder: model, history, recipe, ledger, a picture of the filters. Before it is told what
    could tell the classes apart without the subject, and behind it what to know of the test.

    glassnet train photos/ --net "conv 8@5 relu > pool 2" --epochs 20

    With --goal, training stops as soon as the validation pictures say that the test will make it. For mnist a network
    and a recipe tuned for speed are taken when --net is left out.

    glassnet train mnist --goal 99
    """
    from glassnet.cli.training import TUNED, Request, carry_out
    from glassnet.report import outcome as outcomes
    from glassnet.report import plain

    own = {"net": net, "optimizer": optimizer, "learning_rate": learning_rate}
    tuned = TUNED.get(data) if goal is not None and not any(value is not None for value in own.values()) else None
    asked: dict[str, Any] = {**own, "epochs": epochs, "batch": batch, "validation": validation}
    request = replace(
        tuned or Request(data),
        seed=seed,
        test=test,
        size=sides(size),
        color=color,
        patience=patience,
        goal=goal,
        engine=engine,
        precision=precision,
        fit=fit,
        split=split,
        group_by=group_by,
        wild=wild,
        **{name: value for name, value in asked.items() if value is not None},
    )
    stream = sys.stderr if json else sys.stdout
    if tuned:
        print(f"Without --net this, tuned for speed, is trained:\n  {request.command()}\n", file=stream)
    outcome = carry_out(request, out, stream, report=report)
    told = plain.of_outcome if json else outcomes.of_outcome
    print(told(outcome))
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
