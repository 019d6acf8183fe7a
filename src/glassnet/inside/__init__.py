"""What goes on inside a trained network: plain functions of a run and pictures, each giving a value. Nothing is drawn.

A run and its network are left as they were: mode, gradients, weights and the state of chance.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glassnet.inside.attribution import Reasons as Reasons
    from glassnet.inside.attribution import reasons as reasons
    from glassnet.inside.captured import Captured as Captured
    from glassnet.inside.capturing import capture as capture
    from glassnet.inside.checks import Marks as Marks
    from glassnet.inside.checks import marks as marks
    from glassnet.inside.decay import Forgetting as Forgetting
    from glassnet.inside.decay import forgetting as forgetting
    from glassnet.inside.editing import Edits as Edits
    from glassnet.inside.editing import edits as edits
    from glassnet.inside.exciting import Excited as Excited
    from glassnet.inside.exciting import Excites as Excites
    from glassnet.inside.exciting import excites as excites
    from glassnet.inside.exciting import silent as silent
    from glassnet.inside.feature_maps import Maps as Maps
    from glassnet.inside.feature_maps import maps as maps
    from glassnet.inside.grain import Grain as Grain
    from glassnet.inside.grain import grain_of as grain_of
    from glassnet.inside.inspector import Inspector as Inspector
    from glassnet.inside.mattering import Mattering as Mattering
    from glassnet.inside.mattering import what_is_named as what_is_named
    from glassnet.inside.mattering import what_matters as what_matters
    from glassnet.inside.photos import photos_for as photos_for
    from glassnet.inside.reply import Reply as Reply
    from glassnet.inside.slices import Filters as Filters
    from glassnet.inside.slices import Slice as Slice
    from glassnet.inside.slices import filters as filters

# No module is named like a function it holds: a loaded submodule would hide the function behind itself.
_HOME = {
    "filters": "slices",
    "Filters": "slices",
    "Slice": "slices",
    "forgetting": "decay",
    "Forgetting": "decay",
    "grain_of": "grain",
    "Grain": "grain",
    "maps": "feature_maps",
    "Maps": "feature_maps",
    "excites": "exciting",
    "Excites": "exciting",
    "Excited": "exciting",
    "silent": "exciting",
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
    "capture": "capturing",
    "Captured": "captured",
    "Inspector": "inspector",
    "Reply": "reply",
}

__all__ = [
    "filters",
    "Filters",
    "Slice",
    "forgetting",
    "Forgetting",
    "grain_of",
    "Grain",
    "maps",
    "Maps",
    "excites",
    "Excites",
    "Excited",
    "silent",
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
    "capture",
    "Captured",
    "Inspector",
    "Reply",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that `import glassnet` waits for neither numpy nor torch."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
