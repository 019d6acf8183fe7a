"""`glassnet inspect`: what a network is and costs, before anything trains. Without data neither torch nor numpy."""

from typing import Annotated

import typer

from glassnet.cli.words import Batch, Color, Debug, Epochs, Json, Precision, Size


def inspect(
    network: Annotated[
        str, typer.Argument(metavar="NETWORK", help="A line of text as above, a model file, or a network as JSON.")
    ],
    data: Annotated[
        str | None,
        typer.Option(
            metavar="DATA", help="Also try out how it would be trained on these pictures, here: plan, time, memory."
        ),
    ] = None,
    epochs: Epochs = 10,
    batch: Batch = 64,
    size: Size = None,
    color: Color = None,
    precision: Precision = "fp32",
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show what a network is and costs.

    Shapes, what each unit sees, weights, work, memory, and what people misread. Nothing is computed, so it takes no
    time; with --data a step of training is tried and timed, but nothing is trained:

    glassnet inspect "91x91x1 > conv 3@10 relu > pool 2 > dense 2 softmax"
    """
    from glassnet.cli import reading
    from glassnet.graph.ledger import ledger
    from glassnet.report import plain

    if data is None:
        known = ledger(reading.network(network), batch_size=batch)
        print(plain.to_text(known) if json else known)
        return
    from glassnet.cli.train import sides
    from glassnet.cli.training import explained

    known, explanation = explained(network, data, epochs, batch, sides(size), color, precision)
    print(plain.of_ledger(known, explanation) if json else f"{known}\n\n{explanation}")
