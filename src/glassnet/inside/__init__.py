"""Looking into a trained network: plain functions `(run, pictures) → value`. Nothing here draws."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.inside.attribution import Reasons as Reasons
    from glassnet.inside.attribution import reasons as reasons
    from glassnet.inside.checks import Marks as Marks
    from glassnet.inside.checks import marks as marks
    from glassnet.inside.editing import Edits as Edits
    from glassnet.inside.editing import edits as edits
    from glassnet.inside.mattering import Mattering as Mattering
    from glassnet.inside.mattering import what_is_named as what_is_named
    from glassnet.inside.mattering import what_matters as what_matters
    from glassnet.inside.photos import photos_for as photos_for

# No module is named like a function it holds: a loaded submodule would hide the function behind itself.
_HOME = {
    "reasons": "attribution",
    "Reasons": "attribution",
    "marks": "checks",
    "Marks": "checks",
    "edits": "editing",
    "Edits": "editing",
    "what_matters": "mattering",
    "what_is_named": "mattering",
    "Mattering": "mattering",
    "photos_for": "photos",
}

__all__ = [
    "reasons",
    "Reasons",
    "marks",
    "Marks",
    "edits",
    "Edits",
    "what_matters",
    "what_is_named",
    "Mattering",
    "photos_for",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import glassnet` does not wait for torch."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
