"""`glassnet run`: a TFLearn script of 2017, as it stands."""

from typing import Annotated

import typer

from glassnet.cli.words import Debug

SCRIPT = {"allow_interspersed_args": False, "ignore_unknown_options": True}  # words behind the script are its own


def run(
    script: Annotated[str, typer.Argument(metavar="SCRIPT", help="A Python file that imports tflearn.")],
    arguments: Annotated[list[str] | None, typer.Argument(metavar="[ARGS]...", help="Words for the script.")] = None,
    debug: Debug = False,
) -> None:
    """Run an old TFLearn script, unchanged.

    What it imports as tflearn, and the little of TensorFlow 1 such scripts use, is Glassnet.
    """
    from glassnet.tflearn import scripts

    raise typer.Exit(scripts.run(script, arguments or (), debug=debug))
