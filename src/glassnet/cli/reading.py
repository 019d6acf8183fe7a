"""What a word on the command line stands for: a network from a line of text, from JSON, or from a file."""

import os
from collections.abc import Callable
from pathlib import Path

from glassnet.data.names import shown
from glassnet.errors import FileError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_json, from_text
from glassnet.runs import model_file, strict_json

ZIP = b"PK\x03\x04"


def network(word: str, read: Callable[[str], Network] = from_text) -> Network:
    """The network that `word` is or names: a line of text, JSON, or the path of a file that holds either or a model.

    Of a model file the weights are left where they are. `read` makes a network of a line of text.

    >>> network("8x8x1 > conv 3@2 relu > dense 10 softmax").output.shape
    Shape(sides=(10,))
    """
    path = Path(word)
    return _in_file(path, read) if _is_file(path) or _means_a_file(word) else _in_text(word, read)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a line of text may be too long for a name, or hold what no name can
        return False


def _means_a_file(word: str) -> bool:
    """Whether a word that is no file can only have been meant as one: better told so than read as a layer."""
    return ">" not in word and (word.endswith((".glassnet", ".json", ".txt")) or os.sep in word.partition("{")[0])


def _starts_as_a_zip(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def _in_text(text: str, read: Callable[[str], Network]) -> Network:
    if text.lstrip().startswith("{"):
        return from_json(strict_json.read(text.encode(errors="replace"), largest=model_file.LARGEST_NETWORK))
    return read(text)


def _in_file(path: Path, read: Callable[[str], Network]) -> Network:
    if path.suffix == ".glassnet" or _starts_as_a_zip(path):
        return model_file.network_of(path)
    try:
        return _in_text(model_file.read_once(path)[: model_file.LARGEST_NETWORK].decode().strip(), read)
    except UnicodeDecodeError:
        raise FileError(f"'{shown(str(path))}' is neither a model file nor a network in text or JSON.") from None
