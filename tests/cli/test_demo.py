"""The first look ends with a page, and says how to open it."""

from glassnet.cli.main import main


def test_the_demo_ends_by_saying_how_to_open_its_report(tmp_path, capsys):
    out = tmp_path / "run"
    assert main(["demo", "--epochs", "2", "--out", str(out)]) == 0
    told = capsys.readouterr().out
    last = told.splitlines()[-4:]
    assert last == [
        "The report is one page, with a look inside. Open this file in a browser:",
        f"  {out / 'report.html'}",
        "or let Glassnet do it:",
        f"  glassnet report {out} --open",
    ]
    assert (out / "report.html").read_text().startswith("<!doctype html>")
    assert "report.html     all of this on one page, and a look inside" in told
    assert max(len(line.replace(str(tmp_path), "")) for line in told.splitlines()) <= 80
