"""Every command, in plain sight, in the order a newcomer meets them."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from glassnet import __version__
from glassnet.cli.data import data
from glassnet.cli.demo import demo
from glassnet.cli.ending import ended
from glassnet.cli.evaluate import evaluate
from glassnet.cli.inspect import inspect
from glassnet.cli.look import look
from glassnet.cli.predict import predict
from glassnet.cli.report import report
from glassnet.cli.run import SCRIPT, run
from glassnet.cli.sweep import sweep
from glassnet.cli.train import train

# Plain help, not boxes: rich alone would take longer to import than `glassnet inspect` takes to end.
app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)

app.command()(demo)
app.command()(data)
app.command()(inspect)
app.command()(train)
app.command()(evaluate)
app.command()(report)
app.command()(look)
app.command()(predict)
app.command()(sweep)
app.command(context_settings=SCRIPT)(run)


def _version(asked: bool) -> None:
    if asked:
        print(f"glassnet {__version__}")
        raise typer.Exit


@app.callback()
def glassnet(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Build, train, look inside and honestly judge small image classifiers.

    A first look: glassnet demo
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 2 bad input, 3 the machine lacks something, 130 Ctrl-C, and 1
    for a fault of our own. `argv` are the words after `glassnet`; None takes them from the shell.

    >>> main(["--version"])
    glassnet ...
    0
    """
    words = list(sys.argv[1:] if argv is None else argv)
    command = typer.main.get_command(app)
    return ended(lambda: command.main(words, prog_name="glassnet"), debug="--debug" in words)
