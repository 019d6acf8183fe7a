"""`glassnet demo`: a first look, with data every machine has."""

import sys
from typing import Annotated

import typer

from glassnet.cli.words import Debug, Epochs, Out, Seed

NET = "conv 16@3 relu > pool 2 > conv 32@3 relu > pool 2 > dense 64 relu > keep 0.8"


def demo(
    out: Out = None,
    epochs: Epochs = 20,
    seed: Seed = 0,
    story: Annotated[
        bool, typer.Option("--story", help="Instead: how 100 % comes about, and what it is worth. Writes nothing.")
    ] = False,
    debug: Debug = False,
) -> None:
    """Train on handwritten digits: a first look.

    Shows what a small network is, how it learns 1,797 pictures that every machine has, and how good it then is.
    With --story two people are drawn, told apart without fail, and the reason is found.
    """
    if story:
        from glassnet.cli.story import told

        for paragraph in told(seed):
            print(f"{paragraph}\n", flush=True)
        return
    print("A convolutional network learns to read the digits that scikit-learn carries.\n", flush=True)
    from glassnet.cli.training import Request, carry_out
    from glassnet.data.names import shown
    from glassnet.report.outcome import of_outcome

    request = Request(data="digits", net=NET, epochs=epochs, seed=seed, batch=32, learning_rate=0.002)
    outcome = carry_out(request, out, stream=sys.stdout, remarks=True)
    print(of_outcome(outcome))
    print("  glassnet train FOLDER    with one sub-folder of your own pictures per class")
    if outcome.folder.page.exists():
        page, folder = shown(str(outcome.folder.page.resolve())), shown(str(outcome.folder.path))
        print("\nThe report is one page, with a look inside. Open this file in a browser:")
        print(f"  {page}\nor let Glassnet do it:\n  glassnet report {folder} --open")
    if outcome.interrupted:
        raise typer.Exit(130)
