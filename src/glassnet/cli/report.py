"""`glassnet report`: one page about a run or a sweep, with a look inside, to open in any browser."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from glassnet.cli.words import Debug


def report(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN", help="A run folder, as `glassnet train` makes it, a model file, or the folder of a sweep."
        ),
    ],
    data: Annotated[
        str | None,
        typer.Option(
            metavar="DATA", help="Its pictures, where the run folder does not know them or they are elsewhere now."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to write; report.html in the run folder when left out.")
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    debug: Debug = False,
) -> None:
    """Write one page about a run, or about a sweep, for any browser.

    It is one HTML file that needs no network and may be mailed: what was trained, how it went, how good it is with all
    that qualifies it, and what is inside. Of a sweep: which network, which knob, and what cannot be told.

    glassnet report runs/2026-11-22-123005-digits --open
    """
    from glassnet.cli.reporting import kept, opened, rewritten
    from glassnet.cli.study_reporting import is_study, study_rewritten

    if is_study(run):
        page = study_rewritten(run, out, data, sys.stdout)
    else:
        known = kept(run)
        page = rewritten(known, out or known.page, data, sys.stdout)
    print(page)
    if open_:
        opened(page)
