"""From a run to its page: at the end of a training, and again from what the run folder remembers."""

import webbrowser
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

from glassnet.cli import asking
from glassnet.cli.page_writing import told, told_last
from glassnet.cli.training import Request, cue_of
from glassnet.data.images import Images
from glassnet.data.names import shown
from glassnet.data.scanning import Scan
from glassnet.data.splits import Splits
from glassnet.data.wild_folder import WildPhotos
from glassnet.errors import DataError, EnvironmentProblem, FileError
from glassnet.evaluation.evaluation import evaluate
from glassnet.evaluation.wild import wild
from glassnet.report.folder import RunFolder
from glassnet.report.page.writing import write_report
from glassnet.runs import model_file, strict_json
from glassnet.runs.run import Run
from glassnet.runs.saving import load

BEGINS = b"<!doctype html>"
UNSURE = (
    "Which pictures were trained on: these are split in the usual way, and their number or their split may differ from "
    "the training's, so some of those judged here may have been trained on."
)


@dataclass(frozen=True)
class Kept:
    """A run as it is kept: `folder` is None where only a model file was named."""

    run: Run
    model: Path
    folder: Path | None

    @property
    def page(self) -> Path:
        """Where its page stands unless another place is named."""
        return self.folder / "report.html" if self.folder else self.model.with_suffix(".html")


def kept(word: str) -> Kept:
    """The run that `word` names: a run folder, or a model file. Raises `FileError` for what is neither."""
    path = Path(word)
    if not path.is_dir():
        return Kept(load(path), path, None)
    model = RunFolder(path).model
    if not model.is_file():
        raise FileError(
            f"'{shown(word)}' is a folder without {model.name}, so no run is kept in it. Name a folder that "
            "`glassnet train` made, or a model file."
        )
    return Kept(load(model), model, path)


def rewritten(known: Kept, out: Path, data: str | None, stream: TextIO) -> Path:
    """Write the page of a kept run to `out`. `data` names its pictures where the run folder does not know them, or
    where they are elsewhere now. Without them the page is written all the same, and says what it lacks.
    """
    check_page(out)
    remembered = asking.asked_in(known.folder) if known.folder else None
    about: dict[str, Any] = {"command": _command(known.folder), "model": known.model}
    if data is not None:
        request = replace(remembered, data=data) if remembered else asking.asked_by(known.run, data)
        about |= _pictures(known.run, request, certain=remembered is not None)
    elif remembered is None:
        about |= {"missing": (_lacking("nothing here says which pictures it was trained on", known),)}
    else:
        about |= _if_still_there(known, remembered)
    return told(lambda: _write(known.run, out, about), stream)


def written(
    run: Run,
    folder: RunFolder,
    request: Request,
    splits: Splits,
    scan: Scan | None,
    known: dict[str, Any],
    stream: TextIO,
) -> str:
    """Write the page of a run just trained into its folder. Returns why it was not written, "" where it was."""
    about = {"data": request.data, "command": request.command(), "model": folder.model, "scan": scan}
    return told_last(lambda: _write(run, folder.page, {**about, **_judged_on(splits), **known}), stream)


def check_page(out: Path) -> None:
    """Raise `DataError` when `out` is a file that is no page: a page is written anew, but nothing else for it."""
    if out.is_file():
        with out.open("rb") as file:
            if file.read(len(BEGINS)).lower() not in (BEGINS, b""):
                raise DataError(f"'{shown(str(out))}' is there already and is no page. Name another file with --out.")


def _write(run: Run, out: Path, about: dict[str, Any]) -> Path:
    return write_report(run, out, about.pop("pictures", None), **about)


def _if_still_there(known: Kept, request: Request) -> dict[str, Any]:
    try:
        return _pictures(known.run, request, certain=True)
    except DataError as why:
        return {"missing": (_lacking(str(why).partition("\n")[0].rstrip("."), known),)}


def _lacking(why: str, known: Kept) -> str:
    word = shown(str(known.folder or known.model))
    return (
        f"Photos, and how good the network is: {why}. `glassnet report {word} --data DATA` writes this page with "
        "them, where DATA is where the pictures are now."
    )


def _pictures(run: Run, request: Request, *, certain: bool) -> dict[str, Any]:
    """What the page tells of the pictures, judged anew. Without `certain`, or when their number is not what it was, the
    parts may be others than in the training, and nothing is called a test.
    """
    pictures = request.pictures()
    splits = request.splits(pictures)
    certain = certain and len(splits.train) == run.card.samples
    found = request.scan(pictures, splits)
    told = _judged_on(splits, certain=certain)
    images = told["pictures"]
    if images is not None:
        leaked = None if splits.leaks is None or told["part"] != "test" else splits.leaks.test
        told["test"] = evaluate(run, images, training=splits.train, leaked=leaked, part=told["part"], cue=cue_of(found))
    told |= _wild(run, request, splits, told.get("test"))
    return {**told, "data": request.data, "scan": found}


def _judged_on(splits: Splits, *, certain: bool = True) -> dict[str, Any]:
    """The pictures to judge by: the test part, else the validation part, and what they are called."""
    parts: tuple[tuple[str, Images], ...] = (("test", splits.test), ("validation", splits.validation))
    part, images = next(((name, some) for name, some in parts if len(some)), (None, None))
    unsure = () if certain else (UNSURE,)
    return {"pictures": images, "part": part if certain else None, "training": splits.train, "missing": unsure}


def _wild(run: Run, request: Request, splits: Splits, test: Any) -> dict[str, Any]:
    """What comes of the wild set; where its folder is gone, nothing is told of it."""
    if request.wild is None or not Path(request.wild).is_dir():
        return {}
    photos: WildPhotos | None = request.wild_photos(splits)
    return {"wild": wild(run, photos, test=test), "wild_photos": photos}


def _command(folder: Path | None) -> str:
    """The line that trains the same again, as the run folder has it."""
    path = None if folder is None else folder / "recipe.json"
    if path is None or not path.exists():
        return ""
    plain = strict_json.read(model_file.read_once(path), largest=asking.LARGEST)
    command = plain.get("command") if isinstance(plain, dict) else None
    return command if isinstance(command, str) else ""


def opened(page: Path) -> None:
    """Show a page in a browser. Raises `EnvironmentProblem`, with its path, where none is found."""
    if not webbrowser.open(page.resolve().as_uri()):
        raise EnvironmentProblem(f"No browser was found here. Open the page yourself: {shown(str(page.resolve()))}")
