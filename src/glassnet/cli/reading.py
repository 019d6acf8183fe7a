"""What a word on the command line stands for: a network from a line of text, from JSON, or from a file."""

from pathlib import Path

from glassnet.errors import FileError
from glassnet.graph.network import Network
from glassnet.graph.notation import from_json, from_text
from glassnet.runs import model_file, strict_json

ZIP = b"PK\x03\x04"


def network(word: str) -> Network:
    """The network that `word` is or names: a line of text, JSON, or the path of a file that holds either or a model.

    Of a model file the weights are checked, not loaded.

    >>> network("8x8x1 > conv 3@2 relu > dense 10 softmax").output.shape
    Shape(sides=(10,))
    """
    path = Path(word)
    return _in_file(path) if _is_file(path) or path.suffix == ".glassnet" else _in_text(word)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a line of text may be too long for a name, or hold what no name can
        return False


def _in_text(text: str) -> Network:
    if text.lstrip().startswith("{"):
        return from_json(strict_json.read(text.encode(errors="replace"), largest=model_file.LARGEST_NETWORK))
    return from_text(text)


def _in_file(path: Path) -> Network:
    data = model_file.read_once(path)
    if data.startswith(ZIP) or path.suffix == ".glassnet":
        return model_file.opened(data, str(path)).peek.network
    try:
        return _in_text(data[: model_file.LARGEST_NETWORK].decode().strip())
    except UnicodeDecodeError:
        raise FileError(f"'{path}' is neither a model file nor a network in text or JSON.") from None
