"""The names of a model's files, where scripts look for them: one file of ours, two small ones for TFLearn's sake."""

import os
from pathlib import Path

from glassnet.errors import FileError
from glassnet.runs.atomic import write_whole
from glassnet.runs.run import Run
from glassnet.runs.saving import save

ENDING = ".glassnet"
COMPANIONS = (".meta", ".index")  # `if os.path.exists(name + '.meta'): model.load(name)`, say many scripts
_DATA = ".data-00000-of-00001"
_SIGN = "The model is in the file "


def model_path(prefix: str | os.PathLike[str]) -> Path:
    """The file that holds the model a script calls `prefix`.

    >>> model_path("digits").name, model_path("digits.tflearn").name, model_path("digits.glassnet").name
    ('digits.glassnet', 'digits.tflearn.glassnet', 'digits.glassnet')
    """
    path = Path(prefix)
    return path if path.name.endswith(ENDING) else path.with_name(path.name + ENDING)


def write(run: Run, prefix: str | os.PathLike[str]) -> Path:
    """Keep `run` under `prefix`, with the companions scripts look for. A companion that is not ours is left alone."""
    path = model_path(prefix)
    save(run, path)
    for companion in companions(prefix):
        if not companion.exists() or is_ours(companion):
            write_whole(
                companion, f"{_SIGN}{path.name}; this one is here because TFLearn scripts look for it.\n".encode()
            )
    return path


def remove(prefix: str | os.PathLike[str]) -> None:
    """Take away what `write` made under `prefix`."""
    model_path(prefix).unlink(missing_ok=True)
    for companion in companions(prefix):
        if is_ours(companion):
            companion.unlink()


def companions(prefix: str | os.PathLike[str]) -> list[Path]:
    """The files scripts look for beside the model.

    >>> [path.name for path in companions("digits.tflearn")]
    ['digits.tflearn.meta', 'digits.tflearn.index']
    """
    path = Path(prefix)
    return [path.with_name(path.name + ending) for ending in COMPANIONS]


def is_ours(companion: Path) -> bool:
    """Whether a `.meta` or `.index` was written by `write`, and not by TensorFlow."""
    try:
        with companion.open("rb") as file:
            return file.read(len(_SIGN)) == _SIGN.encode()
    except OSError:
        return False


def find(name: str | os.PathLike[str]) -> Path:
    """The model file for a prefix, or for any of the files that belong to it.

    Raises `FileError` where there is none, and where there is only a checkpoint TensorFlow has written.
    """
    given = Path(name)
    prefix = given
    for ending in (*COMPANIONS, _DATA):
        if given.name.endswith(ending):
            prefix = given.with_name(given.name.removesuffix(ending))
    for path in (model_path(prefix), prefix):
        if path.is_file():
            return path
    if any(companion.exists() for companion in companions(prefix)):
        raise FileError(
            f"'{prefix}' is a checkpoint that TensorFlow wrote, which Glassnet cannot read. Train again: give the old "
            "files another name, so that the script does not find them, and run it once."
        )
    raise FileError(f"there is no model '{prefix}': looked for {model_path(prefix)}.")
