"""Which file a word means that names a run, and where pictures of it go."""

from pathlib import Path

from glassnet.data.names import shown
from glassnet.errors import FileError

MODEL = "model.glassnet"


def model_of(word: str) -> Path:
    """The model file that `word` names, or that lies in the folder it names. Raises `FileError` where none does."""
    path = Path(word)
    if not path.is_dir():
        return path
    if not (path / MODEL).is_file():
        raise FileError(f"The folder '{shown(word)}' holds no {MODEL}, so it is no run's. Name the model file itself.")
    return path / MODEL


def new_folder_beside(model: Path) -> Path:
    """A folder `look` beside the model, or that name with the first number that is free.

    >>> str(new_folder_beside(Path("runs/digits/model.glassnet")))
    'runs/digits/look'
    """
    folder, number = model.parent / "look", 1
    while folder.exists():
        number += 1
        folder = model.parent / f"look-{number}"
    return folder
