"""The arguments and options that several commands share, so that they read the same everywhere."""

from typing import Annotated

import typer

Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        help="digits, mnist, or a folder: one .npy stack or one sub-folder of pictures per class.",
    ),
]
Model = Annotated[str, typer.Argument(metavar="MODEL", help="A model file, as `glassnet train` writes it.")]
Batch = Annotated[int, typer.Option("--batch", min=1, metavar="N", help="Samples that go through at once.")]
Epochs = Annotated[int, typer.Option("--epochs", min=1, metavar="N", help="Passes over the training data.")]
Seed = Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Settles everything that is left to chance.")]
Out = Annotated[
    str | None,
    typer.Option("--out", metavar="DIR", help="A new folder to write to, else runs/<date>-<time>-<data>."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs; all else goes to stderr.")]
# Read by `main` before any command is called; listed here so that every command takes it and tells of it.
Debug = Annotated[bool, typer.Option("--debug", help="On trouble, show the traceback too.")]
