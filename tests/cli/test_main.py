import json
import os
import signal
import subprocess
import sys
import time

import pytest

from glassnet import __version__
from glassnet.cli.main import main

COMMANDS = ["demo", "data", "inspect", "train", "evaluate", "report", "look", "predict", "sweep", "run"]
# Whoever starts tests in the background may have them ignore Ctrl-C, and every child inherits that.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
DOOR = HEARS + "import sys; from glassnet.cli.main import main; code = main(); {after}sys.exit(code)"


def glassnet(*words, after="", **how):
    """The command in a process of its own."""
    command = [sys.executable, "-c", DOOR.format(after=after), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **how)


def test_every_command_is_listed_in_the_order_a_newcomer_meets_them(capsys):
    assert main(["--help"]) == 0
    listed = capsys.readouterr().out.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == COMMANDS
    assert not any(line.endswith("...") for line in listed)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_of_itself_in_80_columns(command, capsys):
    assert main([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    assert "--debug" in told


def test_the_version_is_ours(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"glassnet {__version__}\n"


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["inspect", "8x8x1 > conv 3@2 > dense 2"], ["train", "--help"], ["look", "--help"]],
)
def test_a_look_imports_neither_torch_nor_numpy_nor_rich(words):
    heavy = glassnet(*words, after="print(sorted({'torch', 'numpy', 'rich'} & set(sys.modules)), file=sys.stderr); ")
    assert heavy.returncode == 0
    assert heavy.stderr == "[]\n"


def test_a_mistyped_command_is_told_the_nearest(capsys):
    assert main(["inspct", "8x8x1"]) == 2
    assert "Did you mean 'inspect'?" in capsys.readouterr().err


def test_no_command_shows_what_there_is_and_is_not_success(capsys):
    assert main([]) == 2
    assert "inspect" in "".join(capsys.readouterr())


def test_debug_behind_any_command_shows_the_traceback(capsys):
    assert main(["inspect", "8x8x1 > cnov 3@2", "--debug"]) == 2
    assert "Traceback" in capsys.readouterr().err


def test_a_pipe_that_closes_early_is_met_in_silence():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        command = [sys.executable, "-c", DOOR.format(after=""), "inspect", "8x8x1 > conv 3@2 > dense 2"]
        ended = subprocess.run(command, stdout=gone, stderr=subprocess.PIPE, timeout=60, check=False)
    assert ended.stderr == b""


def test_a_terminal_without_arrows_still_gets_its_answer():
    plain = glassnet("inspect", "8x8x1 > cnov 3@2", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert plain.returncode == 2
    assert "Traceback" not in plain.stderr


def test_ctrl_c_ends_training_with_130_and_keeps_the_network(tmp_path):
    words = ["train", "digits", "--net", "dense 8 relu", "--epochs", "100000", "--out", str(tmp_path / "run"), "--json"]
    command = [sys.executable, "-c", DOOR.format(after=""), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_for(tmp_path / "run" / "history.csv")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert err.endswith("Stopped by Ctrl-C.\n")
    told = json.loads(out)
    assert told["ended"] == "Ctrl-C"
    assert len(told["history"]) >= 1
    assert "model.glassnet" in told["files"]
    assert "report.html" not in told["files"]  # who pressed Ctrl-C does not want to wait


def wait_for(path, seconds=60):
    end = time.monotonic() + seconds
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert path.exists()
