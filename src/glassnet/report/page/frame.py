"""What stands around every page: one HTML file that loads nothing from anywhere, and runs only scripts of ours."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

from glassnet.report.page.tags import Markup, joined, tag

Section = tuple[str, str, Markup]  # its id, its heading, what is in it


def framed(
    title: str,
    top: Markup,
    sections: Sequence[Section],
    *,
    style: str = "",
    data: Markup = Markup(),  # noqa: B008  a string, which nobody changes
    scripts: Sequence[str] = (),
) -> str:
    """The whole page as text: `top`, the names of its sections as links, the sections, and `scripts` behind `data`.

    >>> page = framed("one", tag("h1", "one"), [("all", "All of it", tag("p", "here"))])
    >>> page[:15], "script-src 'none'" in page.replace("&#x27;", "'")
    ('<!doctype html>', True)
    """
    contents = tag(
        "nav", tag("ol", *(tag("li", tag("a", name, href=f"#{at}")) for at, name, _ in sections)), aria_label="Sections"
    )
    body = [tag("section", tag("h2", name), inner, id=at, aria_label=name) for at, name, inner in sections]
    main = tag("main", top, contents, *body, _foot())
    run = joined(tag("script", Markup(script), type="module") for script in scripts)
    page = tag("html", _head(title, style, scripts), tag("body", main, data, run), lang="en")
    return f"<!doctype html>\n{page}\n"


def inlined(name: str) -> str:
    """A file of this folder as it may stand in a page."""
    return files("glassnet.report.page").joinpath(name).read_text("utf-8")


def _head(title: str, style: str, scripts: Sequence[str]) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(scripts)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        tag("style", Markup(inlined("page.css") + style)),
    )


def _policy(scripts: Sequence[str]) -> str:
    """What the page may do: show what is in it. Only scripts whose very text we wrote run, known by its checksum."""
    sums = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    allowed = sums or "'none'"
    parts = [
        "default-src 'none'",
        f"script-src {allowed}",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(parts)


def _foot() -> Markup:
    return tag(
        "footer",
        "Written by Glassnet. This page is one file and loads nothing from anywhere; it may be mailed and kept.",
    )
