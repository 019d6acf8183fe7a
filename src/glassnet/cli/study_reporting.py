"""From the folder of a sweep to its page: at the end of the sweep, and again whenever asked."""

from pathlib import Path
from time import perf_counter
from typing import TextIO

from glassnet.cli.reporting import check_page
from glassnet.errors import DataError, GlassnetError
from glassnet.report.page.writing import write_report
from glassnet.sweeping.folder import StudyFolder
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
    return _written(study, page, stream)


def study_written(study: Study, stream: TextIO) -> str:
    """Write the page of a sweep that has just ended. Returns why it was not written, "" where it was: by now the study
    is kept, and must not be lost for its page.
    """
    try:
        _written(study, study.folder.path / PAGE, stream)
    except GlassnetError as why:
        return f"The report was not written: {why}"
    except KeyboardInterrupt:
        return "The report was not written: stopped by Ctrl-C."
    except Exception as why:  # noqa: BLE001  whatever it is, the outcome of the sweep is still to be told
        return f"The report was not written, by a fault of ours ({type(why).__name__}: {why})."
    return ""


def _written(study: Study, out: Path, stream: TextIO) -> Path:
    began = perf_counter()
    print("Writing the report ...", end=" ", file=stream, flush=True)
    try:
        path = write_report(study, out)
    except BaseException:
        print("not written.", file=stream, flush=True)
        raise
    print(f"{path.stat().st_size / 1e6:.1f} MB, {perf_counter() - began:.1f} s.", file=stream, flush=True)
    return path
