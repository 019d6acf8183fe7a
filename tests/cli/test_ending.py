import errno
import sys

import pytest

from glassnet.cli.ending import ended
from glassnet.errors import DataError, EnvironmentProblem, UnknownName


def raising(trouble):
    def command():
        raise trouble

    return command


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (DataError("1,000 pictures, 998 labels."), 2),
        (UnknownName("Invalid optimizer: 'sdg'. Did you mean 'sgd'?"), 2),
        (EnvironmentProblem("the disk is full."), 3),
        (KeyboardInterrupt(), 130),
        (SystemExit(), 0),
        (SystemExit(2), 2),
        (SystemExit("a script's last words"), 1),
        (MemoryError(), 3),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "x.png"), 2),
        (PermissionError(errno.EACCES, "Permission denied", "x.png"), 3),
        (OSError(errno.ENOSPC, "No space left on device"), 3),
        (RuntimeError("odd"), 1),
    ],
)
def test_each_ending_has_its_exit_code(trouble, code):
    assert ended(raising(trouble)) == code


def test_our_errors_are_told_as_they_are_without_a_traceback(capsys):
    ended(raising(DataError("1,000 pictures, 998 labels.")))
    assert capsys.readouterr().err == "1,000 pictures, 998 labels.\n"


def test_an_error_of_the_system_names_the_file(capsys):
    ended(raising(FileNotFoundError(errno.ENOENT, "No such file or directory", "photos/\x1b.png")))
    assert capsys.readouterr().err == "No such file or directory: photos/\\u001b.png.\n"


def test_a_fault_of_ours_is_one_sentence_that_says_how_to_see_more(capsys):
    ended(raising(RuntimeError("odd\nmore")))
    assert capsys.readouterr().err == (
        "Something went wrong inside Glassnet (RuntimeError: odd). Run again with --debug to see where.\n"
    )


def test_debug_shows_the_traceback_and_then_the_sentence(capsys):
    ended(raising(DataError("no")), debug=True)
    told = capsys.readouterr().err
    assert told.startswith("Traceback")
    assert told.endswith("\nno\n")


def test_ctrl_c_is_told(capsys):
    ended(raising(KeyboardInterrupt()))
    assert capsys.readouterr().err == "Stopped by Ctrl-C.\n"


def test_a_reader_that_went_away_is_no_reason_to_complain(monkeypatch, tmp_path, capsys):
    class Gone:
        encoding = "utf-8"

        def __init__(self, file):
            self.fileno = file.fileno

        def flush(self):
            raise BrokenPipeError

    with (tmp_path / "out").open("w") as file:
        monkeypatch.setattr(sys, "stdout", Gone(file))
        assert ended(lambda: None) == 1
    assert capsys.readouterr().err == ""
