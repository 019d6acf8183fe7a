"""`gn.explore`: a run and pictures shown by the explorer in a notebook, each view computed when it is asked for."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from glassnet.extras import needs
from glassnet.inside.inspector import Inspector
from glassnet.notebook.still import still
from glassnet.report.view import css, module

if TYPE_CHECKING:
    from glassnet.data.auditing import Audit
    from glassnet.inside.photos import Mask
    from glassnet.runs.run import Run


def explore(
    run: "Run",
    images: Any = None,
    *,
    regions: "Mapping[str, Mask] | None" = None,
    wild: Any = None,
    audit: "Audit | None" = None,
    title: str = "",
) -> Any:
    """Explore `run` in Jupyter: its layers, the maps of photos, filters over epochs, what decided. A widget.

    `images` are `Images` or whatever `run.predict` takes: some are chosen to be shown (typical ones, the worst errors),
    and all of them, or a few hundred, are looked through for what excites a channel. Without images the filters can be
    looked at. `regions` are masks bool `[N, height, width]` by name, one for each of the images: what to paint over
    when the question is what matters. `wild` are photos unlike those of the training. `audit` is what `gn.data.audit`
    found, `title` what stands above it all.

    Numbers travel when they are looked at; nothing of them is kept in the notebook but a picture for those who read it
    without a kernel. Needs anywidget: pip install 'glassnet[notebook]'. Raises `MissingPackage` without it.

    >>> import glassnet as gn
    >>> digits = gn.datasets.digits.images()[:60]
    >>> net = gn.conv_2d(gn.input_data([None, 8, 8, 1]), 4, 3, activation="relu", name="conv_1")
    >>> net = gn.regression(gn.fully_connected(net, 10, activation="softmax", name="answer"))
    >>> run = gn.fit(net, digits, n_epoch=1, show=False)
    >>> widget = explore(run, digits)  # the last line of a cell shows it
    >>> sorted(widget._repr_mimebundle_()[0])
    ['application/vnd.jupyter.widget-view+json', 'image/png', 'text/plain']
    """
    widget = _widget_class()
    return widget(Inspector(run, images, regions=regions, wild=wild, audit=audit, title=title))


@cache
def _widget_class() -> Any:
    base: Any = needs("anywidget", "to explore a run in a notebook", extra="notebook").AnyWidget

    class Explorer(base):  # type: ignore[misc]  # nothing mypy knows, where the extra is not installed
        """The explorer of one inspector. Its numbers are sent as messages; nothing of them is state of the widget."""

        _esm = module()
        _css = css()

        def __init__(self, inspector: Inspector) -> None:
            super().__init__()
            self.inspector = inspector
            self.on_msg(_answered)

        def __repr__(self) -> str:
            return f"Explorer of {self.inspector.title!r}, {len(self.inspector.captured)} photos"

        def _repr_mimebundle_(self, **kwargs: Any) -> Any:
            shown = super()._repr_mimebundle_(**kwargs)
            if shown is None:
                return None
            data, about = shown
            return {**data, "image/png": still(self.inspector)}, about

    return Explorer


def _answered(widget: Any, message: Any, buffers: Any) -> None:
    """Answer one message of the view."""
    reply = widget.inspector.handle(message)
    widget.send({"id": message.get("id"), "said": reply.described}, reply.buffers)
