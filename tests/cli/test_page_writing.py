"""A page that fails is told in a sentence, whatever stopped it, and the work before it goes on."""

from io import StringIO

import pytest

from glassnet.cli.page_writing import told_last
from glassnet.errors import EnvironmentProblem


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (EnvironmentProblem("The disk is full."), "The report was not written: The disk is full."),
        (KeyboardInterrupt(), "The report was not written: stopped by Ctrl-C."),
        (KeyError("ink"), "The report was not written, by a fault of ours (KeyError: 'ink')."),
    ],
)
def test_a_page_that_fails_at_the_end_is_told_and_nothing_is_raised(trouble, sentence):
    def write():
        raise trouble

    stream = StringIO()
    assert told_last(write, stream) == sentence
    assert stream.getvalue() == "Writing the report ... not written.\n"


def test_a_page_that_is_written_tells_its_size_and_time(tmp_path):
    page, stream = tmp_path / "report.html", StringIO()
    page.write_bytes(b" " * 1_500_000)
    assert told_last(lambda: page, stream) == ""
    assert stream.getvalue().startswith("Writing the report ... 1.5 MB, ")
