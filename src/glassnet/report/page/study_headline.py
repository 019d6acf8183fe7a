"""The first lines of a study's page: what was asked, what can be told, and which number is which."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from glassnet.data.names import cut_short, shown
from glassnet.report.page.headline import listed
from glassnet.report.page.study_words import unbroken
from glassnet.report.page.tags import Markup, bullets, joined, paragraphs, tag
from glassnet.sweeping.space.knobs import KNOBS
from glassnet.sweeping.telling import verdict

if TYPE_CHECKING:
    from glassnet.sweeping.study import Study


def title_of(study: "Study") -> str:
    """What the page is called, in the window and above it."""
    return f"Glassnet: what matters for {cut_short(study.question.pictures.name, 60)}"


def study_headline(study: "Study") -> Markup:
    """What was asked and tried; the verdict; what is still to be done or was lost."""
    asked = tag("p", "Asked for: ", joined(_asked(study), " "), class_="asked")
    told = [unbroken(sentence) for sentence in verdict(study)]
    return joined([tag("h1", title_of(study)), paragraphs(_tried(study)), asked, _verdict(told), _doubts(study)])


def _asked(study: "Study") -> Iterator[Markup | str]:
    space = study.question.space
    for name, values in space.knobs:
        if name == "network" and space.networks:
            yield f"a list of {len(space.networks):,} network{'s' * (len(space.networks) != 1)}"
        else:
            yield tag("code", f"{KNOBS[name].option} {values}")


def _tried(study: "Study") -> str:
    pictures, networks, seeds = study.question.pictures, len(study.agenda), len(study.seeds)
    shape = "×".join(map(str, pictures.shape))
    runs = f"{len(study.records):,} of {len(study.records) + study.missing:,} runs" if study.missing else (
        f"{len(study.records):,} runs"
    )  # fmt: skip
    each = "from one seed" if seeds == 1 else f"from the same {seeds} seeds"
    return (
        f"{networks:,} network{'s' * (networks != 1)} were trained {each} ({runs}) on {pictures.train:,} pictures of "
        f"{cut_short(pictures.name, 60)}, each {shape}, to tell {listed(pictures.classes)}. "
        f"{pictures.validation:,} others ranked them, and {pictures.test:,} more were kept for the chosen one alone."
    )


def _verdict(told: list[Markup]) -> Markup:
    if not told:
        return paragraphs("No network has finished with all its seeds yet, so there is nothing to tell.")
    return tag("div", *(tag("p", sentence) for sentence in told), class_="verdict")


def _doubts(study: "Study") -> Markup:
    lines = list(_lacking(study))
    return tag("div", tag("p", "Before you believe it:"), bullets(lines), class_="note") if lines else Markup()


def _lacking(study: "Study") -> Iterator[str]:
    if study.missing:
        yield (
            f"{study.missing:,} runs are still to be done. glassnet sweep --resume {shown(str(study.folder.path))} "
            "does them, and writes this page anew."
        )
    failed = sum(not record.is_finished for record in study.records.values())
    if failed:
        yield f"{failed:,} run{'s' * (failed != 1)} failed, and their networks are not ranked; see below."
    if len(study.seeds) == 1:
        yield "There was one seed, and nobody knows how far another would have moved each network."
