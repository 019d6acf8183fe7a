"""A run's page: its sections in their order, in one HTML file that loads nothing from anywhere."""

import os
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.data.splits import Splits
from glassnet.evaluation.evaluation import evaluate
from glassnet.report.page.course import course_section
from glassnet.report.page.explorer import Explorer, explorer_of
from glassnet.report.page.goodness import goodness_section
from glassnet.report.page.headline import headline
from glassnet.report.page.network import network_section
from glassnet.report.page.static import static_section
from glassnet.report.page.story import Story
from glassnet.report.page.tags import Markup, joined, tag
from glassnet.report.page.using import using_section
from glassnet.runs.atomic import check_writable, write_whole

if TYPE_CHECKING:
    from glassnet.data.images import Images
    from glassnet.data.scanning import Scan
    from glassnet.data.wild_folder import WildPhotos
    from glassnet.evaluation.evaluation import Evaluation
    from glassnet.evaluation.wild import Wild
    from glassnet.runs.run import Run

MOST = 9_800_000  # bytes of a page, for 10 MB can be mailed
LEAST = 500_000  # of them for the explorer, whatever else there is; as much is kept free for its module
FilePath = str | os.PathLike[str]


def write_report(
    run: "Run",
    path: FilePath,
    images: "Images | Splits | None" = None,
    *,
    test: "Evaluation | None" = None,
    part: str | None = None,
    training: "Images | None" = None,
    scan: "Scan | None" = None,
    wild: "Wild | None" = None,
    wild_photos: "WildPhotos | None" = None,
    data: str = "",
    command: str = "",
    model: "Path | None" = None,
    missing: tuple[str, ...] = (),
) -> Path:
    """Write the page of `run` to the HTML file `path`: what was trained, how it went, how good it is, what is inside.

    It is one file that loads nothing from anywhere, so it can be mailed, opened from a disk and kept. `images` are
    pictures the network was not trained on: it is judged on them, and some of their photos stand in the page; of
    `Splits` it is the test part, or without one the validation part. Without pictures the page says what it lacks.

    The rest is what is known besides: `test`, their `Evaluation` (else it is made here); `part`, which part of the data
    they were ("test", "validation"); `training`, the pictures trained on; `scan`, what was found in the data; `wild`,
    what came of a wild set, and its `wild_photos`; `data`, what the pictures are called; `command`, which trains the
    same again; `model`, the file the run is kept in; `missing`, sentences on what the page lacks.

    Raises `EnvironmentProblem` when the file cannot be written, `DataError` when pictures do not fit the run.

    >>> import glassnet as gn
    >>> from tempfile import TemporaryDirectory
    >>> net = gn.regression(gn.fully_connected(gn.input_data([None, 8, 8, 1]), 10, activation="softmax"))
    >>> splits = gn.data.split(gn.datasets.digits.images()[:300], method="random")
    >>> run = gn.fit(net, splits, n_epoch=1, show=False)
    >>> with TemporaryDirectory() as folder:
    ...     page = write_report(run, f"{folder}/report.html", splits).read_text()
    >>> page[:15], "https:" in page.partition("<main>")[0]
    ('<!doctype html>', False)
    """
    check_writable(path)
    leaked = None
    if isinstance(images, Splits):
        part = part or _part_of(images)
        training = images.train if training is None else training
        leaked = images.leaks.test if images.leaks and part == "test" else None
        images = getattr(images, part) if part else None
    if test is None and images is not None:
        test = evaluate(run, images, training=training, leaked=leaked, part=part)
    if images is None and not missing:
        missing = ("Photos, and how good the network is: give pictures, write_report(run, path, images).",)
    story = Story(run, data, test, images, training, part, scan, wild, wild_photos, command, model, missing)
    write_whole(path, page_of(story).encode())
    return Path(path)


def _part_of(splits: Splits) -> str | None:
    """The part to judge a run by: "test", without one "validation", without either None."""
    return next((part for part in ("test", "validation") if len(getattr(splits, part))), None)


def page_of(story: Story) -> str:
    """The whole page as text."""
    told = (
        headline(story),
        network_section(story),
        course_section(story),
        goodness_section(story),
        static_section(story.run),
        using_section(story),
    )
    explorer = explorer_of(story, max(LEAST, MOST - sum(map(len, told)) - LEAST))
    top, network, course, goodness, static, using = told
    sections = (
        ("what-was-trained", "What was trained", network),
        ("how-it-went", "How it went", course),
        ("how-good-it-is", "How good it is", goodness),
        ("inside", "What is inside", joined([static, explorer.element])),
        ("how-to-use-it", "How to use it", using),
    )
    contents = tag(
        "nav", tag("ol", *(tag("li", tag("a", name, href=f"#{at}")) for at, name, _ in sections)), aria_label="Sections"
    )
    body = [tag("section", tag("h2", name), inner, id=at, aria_label=name) for at, name, inner in sections]
    main = tag("main", top, contents, *body, _foot())
    page = tag("html", _head(story, explorer), tag("body", main, explorer.data, _scripts(explorer)), lang="en")
    return f"<!doctype html>\n{page}\n"


def _head(story: Story, explorer: Explorer) -> Markup:
    style = Markup(files("glassnet.report.page").joinpath("page.css").read_text("utf-8") + explorer.style)
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(explorer)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("link", rel="icon", href="data:,"),
        tag("title", story.title),
        tag("style", style),
    )


def _policy(explorer: Explorer) -> str:
    """What the page may do: show what is in it. Only scripts whose very text we wrote run, known by its checksum."""
    sums = " ".join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in explorer.scripts)
    scripts = sums or "'none'"
    parts = [
        "default-src 'none'",
        f"script-src {scripts}",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(parts)


def _scripts(explorer: Explorer) -> Markup:
    return joined(tag("script", Markup(script), type="module") for script in explorer.scripts)


def _foot() -> Markup:
    return tag(
        "footer",
        "Written by Glassnet. This page is one file and loads nothing from anywhere; it may be mailed and kept.",
    )
