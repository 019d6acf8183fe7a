"""Which pictures a training was given, as its run folder remembers it: enough to split them the same way again."""

import os
from pathlib import Path
from typing import Any

from glassnet.cli.training import Request
from glassnet.data.named import BUILT_IN
from glassnet.data.names import shown
from glassnet.data.preparation import Preparation
from glassnet.errors import FileError
from glassnet.runs import strict_json
from glassnet.runs.model_file import read_once
from glassnet.runs.plain import line, many, number, optional, read_fields, text, whole
from glassnet.runs.run import Run

LARGEST = 1 << 22  # bytes of a recipe.json; ours take some 10,000
_PATHS = ("data", "wild")


def pictures_of(request: Request, folder: Path) -> dict[str, Any]:
    """What `recipe.json` in `folder` says of the pictures. Paths are told as they are seen from the folder, so that a
    project may be moved as a whole.

    >>> pictures_of(Request("digits", seed=3), Path("runs/a"))["data"]
    'digits'
    """
    plain = {name: getattr(request, name) for name in _KINDS}
    return plain | {name: _from(folder, plain[name]) for name in _PATHS}


def asked_in(folder: Path) -> Request | None:
    """The pictures a run folder remembers, their paths as they are seen from here; None where it remembers none.

    Raises `FileError` for a recipe.json that was changed into something else.
    """
    path = folder / "recipe.json"
    if not path.exists():
        return None
    try:
        plain = strict_json.read(read_once(path), largest=LARGEST)
        known = plain.get("pictures") if isinstance(plain, dict) else None
        if known is None:
            return None
        fields = read_fields(known, "pictures", _KINDS)
    except FileError as why:
        raise FileError(f"'{shown(str(path))}' is damaged or was changed: {str(why).rstrip('.')}.") from None
    size = fields.pop("size")
    here = {name: _seen_from(folder, fields[name]) for name in _PATHS}
    return Request(**{**fields, **here, "size": None if size is None else (size[0], size[1])})


def asked_by(run: Run, data: str) -> Request:
    """The pictures of that name, prepared as those the run was trained on and split by its seed in the usual shares."""
    if run.card.preparation is None or data in BUILT_IN:
        return Request(data, seed=run.recipe.seed)
    known = Preparation.from_plain(run.card.preparation)
    return Request(data, seed=run.recipe.seed, size=(known.height, known.width), color=known.color, fit=known.fit)


def _from(folder: Path, word: str | None) -> str | None:
    if word is None or word in BUILT_IN:
        return word
    return os.path.relpath(word, folder)


def _seen_from(folder: Path, word: str | None) -> str | None:
    if word is None or word in BUILT_IN:
        return word
    return os.path.normpath(folder / word)


_KINDS = {
    "data": text,
    "seed": whole,
    "validation": number,
    "test": number,
    "size": optional(many(whole)),
    "color": optional(line),
    "fit": line,
    "split": optional(line),
    "group_by": optional(text),
    "wild": optional(text),
}
