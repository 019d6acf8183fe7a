"""The line that grows while pictures are read: late, on a terminal, and gone at the end."""

from io import StringIO

import numpy as np
from PIL import Image

from glassnet.data.folders import folder
from glassnet.report.reading import ERASE, ReadingBar, line


class Terminal(StringIO):
    def isatty(self):
        return True


class Clock:
    """Goes on by a tenth and a bit of a second each time it is asked."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        self.now += 0.11
        return self.now


def read(stream, pictures=20):
    with ReadingBar(stream, Clock()) as bar:
        for done in range(1, pictures + 1):
            bar(done, pictures)


def test_the_first_second_passes_in_silence():
    terminal = Terminal()
    read(terminal, pictures=8)
    assert terminal.getvalue() == ""


def test_then_the_line_grows_and_is_gone_at_the_end():
    terminal = Terminal()
    read(terminal)
    lines = terminal.getvalue().split(ERASE)
    assert lines[0] == ""
    assert lines[1].startswith("Reading pictures  ████████          10 of 20, 9 a second")
    assert len(lines) == 13
    assert lines[-1] == ""


def test_where_nobody_looks_nothing_is_said():
    stream = StringIO()
    read(stream)
    assert stream.getvalue() == ""


def test_it_leaves_a_clean_line_when_reading_breaks_off():
    terminal = Terminal()
    try:
        with ReadingBar(terminal, Clock()) as bar:
            for done in range(1, 20):
                bar(done, 20)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        assert terminal.getvalue().endswith(ERASE)


def test_the_line_fits_80_columns():
    assert len(line(199_999, 200_000, 123_456.0)) < 80


def test_it_watches_a_folder_being_read(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for number in range(10):
            Image.fromarray(np.zeros((8, 8), np.uint8)).save(tmp_path / name / f"{number}.png")
    terminal = Terminal()
    with ReadingBar(terminal, Clock()) as bar:
        folder(tmp_path, progress=bar)
    assert "20 of 20" in terminal.getvalue()
