"""The one door from a value to its picture. `report` draws, and stands above the rooms whose values it shows: so these
ask for a drawing by name, and the room is fetched when somebody asks. No room imports what stands above it.
"""

from importlib import import_module
from typing import Any

_PICTURES = "glassnet.report.drawings"
_PAGES = "glassnet.report.notebook"


def drawing(name: str) -> Any:
    """The function of `report.drawings` that draws what is called so.

    >>> drawing("history").__name__
    'history'
    """
    return getattr(import_module(_PICTURES), name)


class Shown:
    """A value that shows itself in a notebook: as HTML, and as the text it prints where nobody reads HTML."""

    def _repr_html_(self) -> str:
        html: str = import_module(_PAGES).html(self)
        return html

    def _repr_mimebundle_(self, **_asked: Any) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}
