"""The page of a run, or of a study: its sections in their order, in one HTML file that loads nothing from anywhere."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from glassnet.data.splits import Splits
from glassnet.errors import DataError
from glassnet.evaluation.evaluation import evaluate
from glassnet.report.page.course import course_section
from glassnet.report.page.explorer import explorer_of
from glassnet.report.page.frame import framed
from glassnet.report.page.goodness import goodness_section
from glassnet.report.page.headline import headline
from glassnet.report.page.network import network_section
from glassnet.report.page.static import static_section
from glassnet.report.page.story import Story
from glassnet.report.page.study import page_of_study
from glassnet.report.page.tags import joined
from glassnet.report.page.using import using_section
from glassnet.runs.atomic import check_writable, write_whole
from glassnet.sweeping.study import Study

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
    run: "Run | Study",
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

    A `Study` has a page too: which network and which knob, with their doubt. It needs nothing else, for a study keeps
    its pictures and runs itself.

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
    if isinstance(run, Study):
        if images is not None:
            raise DataError("A study keeps its pictures itself: write_report(study, path) needs no others.")
        write_whole(path, page_of_study(run).encode())
        return Path(path)
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
    return framed(story.title, top, sections, style=explorer.style, data=explorer.data, scripts=explorer.scripts)
