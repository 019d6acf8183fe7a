"""A study's page: what a sweep can tell, and cannot, in one HTML file that loads nothing from anywhere."""

from typing import TYPE_CHECKING

from glassnet.report.page.frame import framed, inlined
from glassnet.report.page.study_cost import cost_section
from glassnet.report.page.study_headline import study_headline, title_of
from glassnet.report.page.study_knobs import knobs_section
from glassnet.report.page.study_left import left_section
from glassnet.report.page.study_lines import lines_figure
from glassnet.report.page.study_runs import runs_section
from glassnet.report.page.study_table import table_section
from glassnet.sweeping.close import close_ones

if TYPE_CHECKING:
    from glassnet.sweeping.study import Study


def page_of_study(study: "Study") -> str:
    """The whole page as text."""
    sections = (
        ("networks", "Which network", table_section(study)),
        ("knobs", "Which knob matters", knobs_section(study)),
        ("settings", "Settings and scores", lines_figure(study)),
        ("looked-at", "Some of them looked at", runs_section(study, close_ones(study))),
        ("left-out", "What was left out, and what failed", left_section(study)),
        ("cost", "What it took", cost_section(study)),
    )
    shown = [section for section in sections if section[2]]
    return framed(
        title_of(study),
        study_headline(study),
        shown,
        style=inlined("study.css"),
        scripts=(inlined("sorting.js"),),
    )
