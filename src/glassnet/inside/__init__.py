"""What goes on inside a trained network: plain functions of a run and pictures, each giving a value. Nothing is drawn.

A run and its network are left as they were: mode, gradients, weights and the state of chance.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.inside.exciting import Excited as Excited
    from glassnet.inside.exciting import Excites as Excites
    from glassnet.inside.exciting import excites as excites
    from glassnet.inside.exciting import silent as silent
    from glassnet.inside.feature_maps import Maps as Maps
    from glassnet.inside.feature_maps import maps as maps
    from glassnet.inside.grain import Grain as Grain
    from glassnet.inside.grain import grain_of as grain_of
    from glassnet.inside.slices import Filters as Filters
    from glassnet.inside.slices import Slice as Slice
    from glassnet.inside.slices import filters as filters

# No module is named like a function it holds: a loaded submodule would hide the function behind itself.
_HOME = {
    "filters": "slices",
    "Filters": "slices",
    "Slice": "slices",
    "grain_of": "grain",
    "Grain": "grain",
    "maps": "feature_maps",
    "Maps": "feature_maps",
    "excites": "exciting",
    "Excites": "exciting",
    "Excited": "exciting",
    "silent": "exciting",
}

__all__ = [
    "filters",
    "Filters",
    "Slice",
    "grain_of",
    "Grain",
    "maps",
    "Maps",
    "excites",
    "Excites",
    "Excited",
    "silent",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import glassnet` waits for neither numpy nor torch."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
