"""From the folder of a sweep to its page: at the end of the sweep, and again whenever asked."""

from pathlib import Path
from typing import TextIO

from glassnet.cli.page_writing import told, told_last
from glassnet.cli.reporting import check_page
from glassnet.errors import DataError
from glassnet.report.page.writing import write_report
from glassnet.sweeping.kept.folder import StudyFolder
from glassnet.sweeping.study import Study
from glassnet.sweeping.sweeps import study_in

PAGE = "report.html"


def is_study(word: str) -> bool:
    """Whether `word` names the folder of a sweep."""
    return StudyFolder(Path(word)).is_study


def study_rewritten(word: str, out: Path | None, data: str | None, stream: TextIO) -> Path:
    """Write the page of the study in a folder, into it unless `out` says where."""
    if data is not None:
        raise DataError("--data is for runs: a sweep keeps its pictures in its folder. Leave it out.")
    study = study_in(StudyFolder(Path(word)))
    page = out or study.folder.path / PAGE
    check_page(page)
    return told(lambda: write_report(study, page), stream)


def study_written(study: Study, stream: TextIO) -> str:
    """Write the page of a sweep that has just ended. Returns why it was not written, "" where it was."""
    return told_last(lambda: write_report(study, study.folder.path / PAGE), stream)
