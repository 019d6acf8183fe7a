import pytest

from glassnet.cli.main import main


@pytest.mark.parametrize(
    ("body", "code"),
    [("print(sys.argv[1:])", 0), ("sys.exit(5)", 5), ("raise ValueError('odd')", 1), ("raise KeyboardInterrupt", 130)],
)
def test_a_script_runs_with_its_own_words_and_ends_as_it_likes(body, code, tmp_path, capsys):
    script = tmp_path / "script.py"
    script.write_text(f"import sys\nimport tflearn\n{body}\n")
    assert main(["run", str(script), "--epochs", "3", "-x"]) == code
    if code == 0:
        assert capsys.readouterr().out == "['--epochs', '3', '-x']\n"


def test_an_error_of_the_script_shows_the_line_it_happened_on(tmp_path, capsys):
    script = tmp_path / "script.py"
    script.write_text("import tflearn\n\nraise ValueError('odd')\n")
    main(["run", str(script)])
    told = capsys.readouterr().err
    assert "line 3" in told
    assert "ValueError: odd" in told


def test_a_script_that_is_not_there_is_told(capsys):
    assert main(["run", "nowhere.py"]) == 2
    assert "There is no script nowhere.py" in capsys.readouterr().err
