"""Looking into a trained network: plain functions `(run, pictures) → value`. Nothing here draws."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.inside.attribution import Reasons as Reasons
    from glassnet.inside.attribution import reasons as reasons
    from glassnet.inside.checks import Marks as Marks
    from glassnet.inside.checks import marks as marks

# No module is named like a function it holds: a loaded submodule would hide the function behind itself.
_HOME = {
    "reasons": "attribution",
    "Reasons": "attribution",
    "marks": "checks",
    "Marks": "checks",
}

__all__ = ["reasons", "Reasons", "marks", "Marks"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import glassnet` does not wait for torch."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
