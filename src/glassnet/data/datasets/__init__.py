"""Data sets ready to use: `mnist` (fetched once, or read where it lies) and `digits` (comes with scikit-learn)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.data.datasets import digits as digits
    from glassnet.data.datasets import mnist as mnist

__all__ = ["digits", "mnist"]


def __getattr__(name: str) -> Any:
    """Load a data set's module when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
