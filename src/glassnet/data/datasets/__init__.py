"""Data sets ready to use: `mnist` (fetched once, or read where it lies), `digits` (comes with scikit-learn), and
`portraits`, which our own code draws.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.data.datasets import digits as digits
    from glassnet.data.datasets import mnist as mnist
    from glassnet.data.datasets.story import portraits as portraits

__all__ = ["digits", "mnist", "portraits"]


def __getattr__(name: str) -> Any:
    """Load a data set when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "portraits":  # a function; its module has another name, which would hide it
        return import_module(f"{__name__}.story").portraits
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
