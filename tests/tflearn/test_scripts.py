"""Running an old script: its arguments, its neighbours, its figures, its errors, its ending."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from glassnet.errors import DataError
from glassnet.tflearn import scripts


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Writes a script into a folder of its own and runs it, from another folder, in this process."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()

    def run(code, *arguments, **options):
        path = tmp_path / "there" / "old.py"
        path.write_text(code)
        return scripts.run(path, arguments, **options)

    return run


def test_a_script_sees_itself_as_main_with_its_arguments(script, capsys):
    assert script("import sys\nprint(__name__, sys.argv[1:], __file__ == sys.argv[0])", "--epochs", "3") == 0
    assert capsys.readouterr().out == "__main__ ['--epochs', '3'] True\n"


def test_a_script_imports_what_lies_beside_it_and_the_path_is_put_back(script, tmp_path, capsys):
    (tmp_path / "there" / "beside_old.py").write_text("word = 'found'")
    path, argv = list(sys.path), sys.argv
    assert script("from beside_old import word\nprint(word)") == 0
    assert capsys.readouterr().out == "found\n"
    assert (sys.path, sys.argv) == (path, argv)


def test_the_old_names_are_there(script, capsys):
    assert script("import tflearn, tensorflow as tf\nprint(tf.__version__, tflearn.__version__)") == 0
    assert capsys.readouterr().out.count("glassnet") == 2


@pytest.mark.parametrize(
    ("ending", "code"),
    [("sys.exit(4)", 4), ("sys.exit()", 0), ("sys.exit('bad')", 1), ("raise KeyboardInterrupt", 130), ("1 / 0", 1)],
)
def test_it_ends_as_the_script_does(script, ending, code, capsys):
    assert script(f"import sys\n{ending}\n") == code
    assert ("bad\n" in capsys.readouterr().err) == ("bad" in ending)


def test_an_error_shows_the_scripts_own_lines_and_none_of_ours(script, capsys):
    code = "def helper(x):\n    return 1 / x\n\nhelper(0)\n"
    assert script(code) == 1
    told = capsys.readouterr().err
    assert told.startswith('Traceback (most recent call last):\n  File "')
    assert "line 4, in <module>" in told
    assert "line 2, in helper" in told
    assert told.endswith("ZeroDivisionError: division by zero\n")
    assert "runpy" not in told
    assert "scripts.py" not in told


def test_what_we_refuse_ends_at_the_line_that_asked_for_it(script, capsys):
    code = "import tflearn\nnet = tflearn.input_data([None, 4])\nnet = tflearn.conv_2d(net, 8, 3)\n"
    assert script(code) == 2
    told = capsys.readouterr().err
    assert "net = tflearn.conv_2d(net, 8, 3)" in told
    assert "ShapeError: 'Conv2D': Incoming Tensor shape must be 4-D, not 2-D" in told
    assert str(scripts.OURS) not in told
    assert script(code, debug=True) == 2
    assert str(scripts.OURS) in capsys.readouterr().err


def test_a_script_that_asks_for_a_layer_we_lack_is_told_where(script, capsys):
    assert script("\nfrom tflearn.layers.recurrent import lstm\n") == 2
    told = capsys.readouterr().err
    assert "line 2, in <module>" in told
    assert "tflearn.layers.recurrent is not in Glassnet" in told
    assert "importlib" not in told


def test_a_slip_in_the_syntax_shows_the_line(script, capsys):
    assert script("net = (\n") == 1
    told = capsys.readouterr().err
    assert "SyntaxError" in told
    assert "net = (" in told
    assert str(scripts.OURS) not in told


def test_no_such_script_is_told_as_such(tmp_path):
    with pytest.raises(DataError, match="There is no script"):
        scripts.run(tmp_path / "nothing.py")


def test_a_display_is_a_window_system_that_is_named(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not scripts.has_display()
    monkeypatch.setenv("DISPLAY", ":0")
    assert scripts.has_display()


FIGURES = """
import matplotlib.pyplot as plt
for number in range(2):
    plt.figure()
    plt.plot([1, 2, number])
plt.show()
f = plt.figure()
f.show()
plt.draw()
plt.waitforbuttonpress()
plt.show()
"""


def test_without_a_display_figures_become_png_files_and_nothing_waits(tmp_path):
    (tmp_path / "old.py").write_text(FIGURES)
    quiet = {name: value for name, value in os.environ.items() if "DISPLAY" not in name and name != "MPLBACKEND"}
    code = "import sys; from glassnet.tflearn import scripts; sys.exit(scripts.run('old.py'))"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=quiet, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    drawn = sorted(path.name for path in tmp_path.glob("*.png"))
    assert drawn == ["old-figure-1.png", "old-figure-2.png", "old-figure-3.png"]
    assert f"the figure is in {Path(tmp_path, drawn[0]).resolve()}\n" in done.stdout
