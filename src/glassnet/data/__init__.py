"""Pictures on their way in: anything → `Images` → `Splits` → batches. Neither layers nor torch are known here."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.data import datasets as datasets
    from glassnet.data.auditing import Audit as Audit
    from glassnet.data.auditing import audit as audit
    from glassnet.data.duplicates import Copies as Copies
    from glassnet.data.duplicates import Pair as Pair
    from glassnet.data.duplicates import near_copies as near_copies
    from glassnet.data.folders import folder as folder
    from glassnet.data.from_arrays import arrays as arrays
    from glassnet.data.images import Images as Images
    from glassnet.data.leaking import Leaks as Leaks
    from glassnet.data.leaking import leaks as leaks
    from glassnet.data.preparation import Preparation as Preparation
    from glassnet.data.scanning import Scan as Scan
    from glassnet.data.scanning import scan as scan
    from glassnet.data.splits import Splits as Splits
    from glassnet.data.splits import split as split
    from glassnet.data.tables import table as table

# No module is named like a function it holds: a loaded submodule would hide the function behind itself.
_HOME = {
    "folder": "folders",
    "table": "tables",
    "arrays": "from_arrays",
    "Images": "images",
    "Preparation": "preparation",
    "scan": "scanning",
    "Scan": "scanning",
    "audit": "auditing",
    "Audit": "auditing",
    "near_copies": "duplicates",
    "Copies": "duplicates",
    "Pair": "duplicates",
    "leaks": "leaking",
    "Leaks": "leaking",
    "split": "splits",
    "Splits": "splits",
}

__all__ = [
    "folder",
    "table",
    "arrays",
    "Images",
    "Preparation",
    "scan",
    "Scan",
    "audit",
    "Audit",
    "near_copies",
    "Copies",
    "Pair",
    "leaks",
    "Leaks",
    "split",
    "Splits",
    "datasets",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import glassnet` does not wait for numpy."""
    if name == "datasets":
        return import_module("glassnet.data.datasets")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
