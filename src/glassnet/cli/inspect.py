"""`glassnet inspect`: what a network is and costs, before anything trains. Imports neither torch nor numpy."""

from typing import Annotated

import typer

from glassnet.cli.words import Batch, Debug, Json


def inspect(
    network: Annotated[
        str, typer.Argument(metavar="NETWORK", help="A line of text as above, a model file, or a network as JSON.")
    ],
    batch: Batch = 64,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show what a network is and costs.

    Shapes, what each unit sees, weights, work, memory, and what people misread. Nothing is computed, so it takes no
    time:

    glassnet inspect "91x91x1 > conv 3@10 relu > pool 2 > dense 2 softmax"
    """
    from glassnet.cli import reading
    from glassnet.graph.ledger import ledger
    from glassnet.report import plain

    known = ledger(reading.network(network), batch_size=batch)
    print(plain.to_text(known) if json else known)
