"""The explorer: small JavaScript files, each of one idea, joined to one module that needs nothing else."""

import re
from importlib.resources import files

# In the order they are joined: each after those it builds on.
PARTS = (
    "colours",
    "words",
    "dom",
    "store",
    "hash",
    "host",
    "recorded",
    "legend",
    "layout",
    "arithmetic",
    "curves",
    "tile",
    "places",
    "ranges",
    "units",
    "answers",
    "photos",
    "matrix",
    "edges",
    "heads",
    "columns",
    "overview",
    "views",
    "conv_data",
    "sum",
    "numbers",
    "pixel",
    "passing",
    "unit",
    "layer",
    "bar",
    "epochs",
    "keys",
    "grain",
    "filter_words",
    "panel_pieces",
    "grain_charts",
    "filters_at",
    "slice_shelf",
    "dense_weights",
    "framed",
    "excited",
    "histogram",
    "shares",
    "tab_map",
    "tab_filters",
    "tab_excites",
    "tab_decides",
    "tab_edits",
    "tab_audit",
    "inspector",
    "page",
    "ahead",
    "view",
)

_IMPORT = re.compile(r"^import\b[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b|const pure\b)", re.MULTILINE)


def module() -> str:
    """The explorer as one ES module in anywidget's format: `export default { render }`, and `pure` for tests.

    It imports nothing, so it may stand in a page, in a notebook, or be sent by a server.

    >>> "import " in module().split("export default")[0].split("/*")[0]
    False
    """
    return "\n".join(_joined(part(f"{name}.js")) for name in PARTS)


def css() -> str:
    """Its looks, all of them below the class `glassnet`.

    >>> css().startswith("/*")
    True
    """
    return part("view.css") + part("inspector.css")


def part(name: str) -> str:
    """One of the files it is made of, as it is.

    >>> part("store.js").startswith("// ")
    True
    """
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _joined(text: str) -> str:
    r"""A file without its imports, and with no export but those a host looks for.

    >>> _joined('import { a } from "./a.js";\nexport function b() {}\nexport default { b };\n')
    'function b() {}\nexport default { b };\n'
    """
    return _EXPORT.sub("", _IMPORT.sub("", text))
