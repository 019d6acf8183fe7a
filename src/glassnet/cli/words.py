"""The arguments and options that several commands share, so that they read the same everywhere."""

from typing import Annotated, Literal

import typer

Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        help="digits, mnist, portraits, a folder of one sub-folder or .npy stack a class, or a CSV of path,label.",
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
Size = Annotated[str | None, typer.Option(metavar="HxW", help="Resize a folder's pictures, such as 91x91.")]
Color = Annotated[Literal["gray", "rgb"] | None, typer.Option(help="How to read a folder's pictures.")]
Fit = Annotated[
    Literal["crop", "pad", "stretch"], typer.Option(help="How a photo of another aspect is brought to the size.")
]
Split = Annotated[
    Literal["grouped", "random"] | None,
    typer.Option(help="grouped keeps near copies and bursts on one side, random does not; grouped for photos."),
]
GroupBy = Annotated[
    str | None,
    typer.Option(metavar="PATTERN", help="Names in which it finds the same stay together, such as 'day(\\d+)'."),
]
Wild = Annotated[
    str | None,
    typer.Option(
        "--wild",
        metavar="DIR",
        help="Photos unlike the rest, never trained on: in folders named like the classes, in 'none', or loose.",
    ),
]
Engine = Annotated[
    Literal["auto", "reference"],
    typer.Option(help="auto takes the fastest way to compute each layer here; reference is the plain one."),
]
Precision = Annotated[
    Literal["fp32", "auto"],
    typer.Option(help="Numbers to compute with; auto takes bfloat16 where the processor has it."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs; all else goes to stderr.")]
# Read by `main` before any command is called; listed here so that every command takes it and tells of it.
Debug = Annotated[bool, typer.Option("--debug", help="On trouble, show the traceback too.")]
