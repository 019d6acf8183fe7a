"""`glassnet report`: the page of a run that was trained before, and what is said where it cannot be whole."""

import json
import shutil

import pytest

from glassnet.cli.main import main

QUICK = ["--net", "conv 2@5 relu > dense 8 relu", "--size", "10x10", "--batch", "4", "--epochs", "1"]


@pytest.fixture
def run(photos, tmp_path, capsys):
    """A run on a folder of photos beside it."""
    out = tmp_path / "runs" / "one"
    assert main(["train", str(photos), *QUICK, "--split", "random", "--out", str(out)]) == 0
    capsys.readouterr()
    return out


def test_a_run_folder_gives_the_same_page_again(run, capsys):
    before = (run / "report.html").read_text()
    (run / "report.html").unlink()
    assert main(["report", str(run)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Writing the report ... 0.")
    assert told.splitlines()[-1] == str(run / "report.html")
    assert (run / "report.html").read_text() == before


def test_a_project_may_be_moved_as_a_whole(run, tmp_path):
    shutil.move(str(tmp_path / "photos"), str(tmp_path / "moved" / "photos"))
    shutil.move(str(tmp_path / "runs"), str(tmp_path / "moved" / "runs"))
    moved = tmp_path / "moved" / "runs" / "one"
    assert main(["report", str(moved)]) == 0
    assert "What this page lacks" not in (moved / "report.html").read_text()


def test_pictures_that_are_gone_are_missed_and_named_again_with_data(run, tmp_path):
    shutil.move(str(tmp_path / "photos"), str(tmp_path / "elsewhere"))
    assert main(["report", str(run)]) == 0
    page = (run / "report.html").read_text()
    assert "What this page lacks, and how to get it" in page
    assert "is no folder that is there" in page
    assert f"glassnet report {run} --data DATA" in page
    assert main(["report", str(run), "--data", str(tmp_path / "elsewhere")]) == 0
    page = (run / "report.html").read_text()
    assert "What this page lacks" not in page
    assert "test pictures, which were kept away from the training" in page


def test_pictures_that_are_more_now_are_no_test_any_more(run, photos):
    shutil.copy(photos / "dark" / "0.png", photos / "dark" / "new.png")
    assert main(["report", str(run)]) == 0
    page = (run / "report.html").read_text()
    assert "some of those judged here may have been trained on" in page
    assert "kept away from the training" not in page


def test_a_model_file_has_its_page_beside_it(run, photos, tmp_path, capsys):
    model = tmp_path / "mine.glassnet"
    shutil.copy(run / "model.glassnet", model)
    assert main(["report", str(model)]) == 0
    page = (tmp_path / "mine.html").read_text()
    assert "nothing here says which pictures it was trained on" in page
    assert main(["report", str(model), "--data", str(photos)]) == 0
    page = (tmp_path / "mine.html").read_text()
    assert "data:image/png" in page
    assert "these are split in the usual way" in page


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["report", "nowhere"], 2, "There is no file 'nowhere'"),
        (["report", "photos"], 2, "'photos' is a folder without model.glassnet, so no run is kept in it."),
        (["report", "photos/dark/0.png"], 2, "is a picture; to classify it"),
        (["report", "runs/one", "--out", "nowhere/page.html"], 3, "there is no folder"),
        (["report", "runs/one", "--out", "runs/one/model.glassnet"], 2, "is there already and is no page"),
        (["report", "runs/one", "--out", "photos"], 3, "a folder has that name"),
        (["report", "runs/one", "--data", "phots"], 2, "'phots' is no folder that is there"),
    ],
)
def test_bad_input_is_a_sentence(run, tmp_path, monkeypatch, capsys, words, code, sentence):
    monkeypatch.chdir(tmp_path)
    assert main(words) == code
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told


def test_a_recipe_that_was_changed_is_said(run, capsys):
    recipe = json.loads((run / "recipe.json").read_text())
    recipe["pictures"]["seed"] = "three"
    (run / "recipe.json").write_text(json.dumps(recipe))
    assert main(["report", str(run)]) == 2
    assert (
        "recipe.json' is damaged or was changed: pictures, 'seed': a whole number belongs here"
        in capsys.readouterr().err
    )


def test_open_shows_the_page_and_without_a_browser_says_where_it_is(run, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr("webbrowser.open", lambda address: shown.append(address) or True)
    assert main(["report", str(run), "--open"]) == 0
    assert shown == [(run / "report.html").resolve().as_uri()]
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert main(["report", str(run), "--open"]) == 3
    assert f"Open the page yourself: {(run / 'report.html').resolve()}" in capsys.readouterr().err


def test_a_report_that_fails_loses_no_run(photos, tmp_path, monkeypatch, capsys):
    def fails(*_, **__):
        raise ValueError("drawing went wrong")

    monkeypatch.setattr("glassnet.cli.reporting.write_report", fails)
    assert main(["train", str(photos), *QUICK, "--out", str(tmp_path / "run")]) == 0
    told = capsys.readouterr().out
    assert "The report was not written, by a fault of ours (ValueError: drawing went wrong)." in told
    assert (tmp_path / "run" / "model.glassnet").exists()
    assert not (tmp_path / "run" / "report.html").exists()


def test_the_report_is_left_away_where_asked_and_in_haste(tmp_path, capsys):
    quick = ["train", "digits", "--net", "dense 8 relu", "--epochs", "1"]
    assert main([*quick, "--no-report", "--out", str(tmp_path / "one")]) == 0
    assert main([*quick, "--goal", "10", "--out", str(tmp_path / "two")]) == 0
    assert "Writing the report" not in capsys.readouterr().out
    assert not (tmp_path / "one" / "report.html").exists()
    assert not (tmp_path / "two" / "report.html").exists()
    assert main(["report", str(tmp_path / "two")]) == 0


def test_filters_are_kept_on_the_way_unless_they_are_too_many(run, photos, tmp_path, monkeypatch):
    from glassnet.runs.saving import load

    assert load(run / "model.glassnet").snapshots.last == 1
    monkeypatch.setattr("glassnet.cli.training.MOST_KEPT", 100)
    assert main(["train", str(photos), *QUICK, "--out", str(tmp_path / "big")]) == 0
    assert load(tmp_path / "big" / "model.glassnet").snapshots is None


def test_the_folder_of_a_sweep_gives_the_page_it_was_left_with(tmp_path, capsys):
    out = tmp_path / "study"
    words = ["--conv-layers", "0", "--dense", "none,4", "--epochs", "1", "--seeds", "2", "--workers", "1"]
    assert main(["sweep", "digits", *words, "--out", str(out)]) == 0
    assert "  report.html, results.csv" in capsys.readouterr().out
    before = (out / "report.html").read_text()
    assert "Predicted for these runs: " in before
    assert main(["report", str(out)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Writing the report ... 0.")
    assert told.splitlines()[-1] == str(out / "report.html")
    assert (out / "report.html").read_text() == before
    elsewhere = tmp_path / "page.html"
    assert main(["report", str(out), "--out", str(elsewhere)]) == 0
    assert elsewhere.read_text() == before
    capsys.readouterr()
    assert main(["report", str(out), "--data", "digits"]) == 2
    assert "a sweep keeps its pictures in its folder" in capsys.readouterr().err
    elsewhere.write_text("mine")
    assert main(["report", str(out), "--out", str(elsewhere)]) == 2
    assert elsewhere.read_text() == "mine"


def test_a_page_that_cannot_be_written_costs_no_sweep_its_outcome(tmp_path, capsys, monkeypatch):
    def fails(*_):
        raise RuntimeError("no ink")

    monkeypatch.setattr("glassnet.cli.study_reporting.write_report", fails)
    words = ["--conv-layers", "0", "--dense", "none", "--epochs", "1", "--seeds", "1", "--workers", "1"]
    assert main(["sweep", "digits", *words, "--out", str(tmp_path / "study")]) == 0
    told = capsys.readouterr().out
    assert "The report was not written, by a fault of ours (RuntimeError: no ink)." in told
    assert "The study is kept in" in told
