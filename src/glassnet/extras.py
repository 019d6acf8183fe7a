"""Packages fetched late: those a user may lack, and those too slow to import before work begins."""

from importlib import import_module
from types import ModuleType
from typing import Any

from glassnet.errors import EnvironmentProblem


class MissingPackage(EnvironmentProblem, ImportError):
    """An optional package is not installed."""


def needs(package: str, purpose: str, *, extra: str) -> Any:
    """Import `package`, or say what it is for and how to get it.

    >>> needs("json", "to read a recipe", extra="none").dumps(1)
    '1'
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as missing:
        # When the package is there but something under it is not, that other name must show.
        if missing.name != package:
            raise
        raise MissingPackage(f"{package} is needed {purpose}: pip install 'glassnet[{extra}]'") from None


class _Later(ModuleType):
    """Stands for a module until one of its names is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def later(module: str) -> Any:
    """`module`, imported at first use: keeps `import glassnet` and the small commands fast.

    >>> later("fractions").Fraction(1, 2)
    Fraction(1, 2)
    """
    return _Later(module)
