"""`glassnet look`: what is inside a trained network, as pictures in files."""

from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli.words import Debug


def look(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run's folder, or a model file.")],
    layer: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this layer; `glassnet inspect` lists them.")
    ] = None,
    photo: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Also what the network makes of this photo; repeatable.")
    ] = None,
    out: Annotated[
        str | None, typer.Option(metavar="DIR", help="A new folder for the pictures, else look beside the model.")
    ] = None,
    debug: Debug = False,
) -> None:
    """See inside a network: pictures as PNG files.

    How training went, and each convolution's filters: as they began, as they are, and what was learned. For a photo
    what each layer makes of it, how a map is added up, what decided, with the tests of that (which take a minute where
    the network is large), and what edits change.

    glassnet look runs/digits --photo seven.png
    """
    from glassnet.cli.looking import model_of, new_folder_beside
    from glassnet.report.look import check_folder, keep, views
    from glassnet.report.looked import LookBar, of_look
    from glassnet.runs.saving import load

    model = model_of(run)
    folder = Path(out) if out is not None else new_folder_beside(model)
    trained = load(model)
    check_folder(folder)
    with LookBar() as bar:
        found = [bar(seen) for seen in views(trained, photo or (), layer)]
    keep(found, folder)
    print(of_look(found, folder))
