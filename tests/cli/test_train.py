import csv
import json
import shlex
from pathlib import Path

import pytest

from glassnet.cli.main import main
from glassnet.cli.train import sides
from glassnet.errors import DataError
from glassnet.runs.saving import load

QUICK = ["--net", "dense 8 relu", "--epochs", "1"]


def test_a_run_folder_holds_model_history_recipe_ledger_and_filters(trained):
    assert sorted(path.name for path in trained.iterdir()) == [
        "filters.png",
        "history.csv",
        "ledger.txt",
        "model.glassnet",
        "recipe.json",
    ]
    run = load(trained / "model.glassnet")
    assert run.classes == tuple("0123456789")
    with (trained / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in rows] == run.history.column("loss")
    recipe = json.loads((trained / "recipe.json").read_text())
    assert recipe["command"] == "glassnet train digits --net 'conv 4@3 relu > pool 2' --epochs 2"
    assert recipe["network"].startswith("8x8x1 > conv 4@3 relu")
    assert recipe["recipe"]["n_epoch"] == 2
    assert "Conv2D" in (trained / "ledger.txt").read_text()


def test_the_screen_shows_network_epochs_test_and_where_everything_is(tmp_path, capsys):
    out = tmp_path / "run"
    assert main(["train", "digits", *QUICK, "--out", str(out)]) == 0
    told = capsys.readouterr().out
    for part in ("FullyConnected", "1,259 to train on", "val_loss", "% of 269 (95 %:", str(out), "model.glassnet"):
        assert part in told
    assert max(map(len, told.splitlines())) <= 80 + len(str(out))


def test_json_is_pure_and_all_else_goes_to_stderr(tmp_path, capsys):
    assert main(["train", "digits", *QUICK, "--out", str(tmp_path / "run"), "--json"]) == 0
    told = capsys.readouterr()
    value = json.loads(told.out)
    assert value["ended"] == "finished"
    assert value["test"]["n"] == 269
    assert len(value["history"]) == 1
    assert "val_loss" in told.err


def test_a_folder_that_holds_something_is_never_written_over(trained, capsys):
    before = (trained / "model.glassnet").read_bytes()
    assert main(["train", "digits", *QUICK, "--out", str(trained)]) == 2
    assert "already holds 5 files, and a run is never written over" in capsys.readouterr().err
    assert (trained / "model.glassnet").read_bytes() == before


def test_without_out_the_folder_is_named_by_date_and_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "digits", *QUICK]) == 0
    (folder,) = (tmp_path / "runs").iterdir()
    assert folder.name.endswith("-digits")


def test_the_same_seed_gives_the_same_bytes_of_model(tmp_path):
    for name in ("one", "other"):
        assert main(["train", "digits", *QUICK, "--seed", "7", "--out", str(tmp_path / name)]) == 0
    one, other = (load(tmp_path / name / "model.glassnet").weights for name in ("one", "other"))
    assert all((one[name] == other[name]).all() for name in one)


def test_the_line_in_the_recipe_trains_the_same_again(trained, tmp_path):
    words = shlex.split(json.loads((trained / "recipe.json").read_text())["command"])[1:]
    assert main([*words, "--out", str(tmp_path / "run")]) == 0
    one, other = (load(folder / "model.glassnet").weights for folder in (trained, tmp_path / "run"))
    assert all((one[name] == other[name]).all() for name in one)


def test_a_network_that_says_how_it_is_trained_is_taken_at_its_word(tmp_path, capsys):
    net = "8x8x1 > dense 10 softmax > regression sgd(learning_rate=0.5)"
    words = ["train", "digits", "--net", net, "--epochs", "1", "--out", str(tmp_path / "run")]
    assert main(words) == 0
    assert load(tmp_path / "run" / "model.glassnet").recipe.optimizer == "sgd(learning_rate=0.5)"
    assert main([*words, "--optimizer", "adam"]) == 2
    assert "ends with a regression, which says how it is trained" in capsys.readouterr().err


def test_a_folder_of_pictures_is_learned_in_the_size_asked_for(photos, tmp_path, capsys):
    words = ["--net", "conv 2@3 relu > pool 2", "--size", "6x8", "--color", "gray", "--batch", "4"]
    assert main(["train", str(photos), *words, "--epochs", "2", "--out", str(tmp_path / "run")]) == 0
    assert "6x8x1" in capsys.readouterr().out
    assert load(tmp_path / "run" / "model.glassnet").classes == ("bright", "dark")


def test_no_test_pictures_no_test(photos, tmp_path, capsys):
    assert main(["train", str(photos), *QUICK, "--test", "0", "--out", str(tmp_path / "run")]) == 0
    assert "none, for no pictures were kept for it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["digts"], 2, "Did you mean 'digits'?"),
        (["digits", "--net", "cnov 3@2"], 2, "conv"),
        (["digits", "--net", "conv 3@9 valid"], 2, "9x9 window does not fit"),
        (["digits", "--net", "28x28x1 > dense 10 softmax"], 2, "begins with 28x28x1, but the pictures are 8x8x1"),
        (["digits", "--optimizer", "sdg"], 2, "Did you mean 'sgd'"),
        (["digits", "--size", "big"], 2, "--size 'big' is no size"),
        (["digits", "--epochs", "0"], 2, "--epochs"),
        (["digits", "--epoch", "3"], 2, "--epochs"),
        (["digits", "--patience", "2", "--validation", "0"], 2, "give --validation a share above 0"),
        (["digits", "--validation", "0.6", "--test", "0.6"], 2, "leave some to train on"),
        (["digits", "--net", "dense 9000000 relu > dense 9000000 relu"], 2, "memory"),
    ],
)
def test_bad_input_is_one_story_exit_2_and_leaves_no_folder(words, code, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["train", *words]) == code
    told = capsys.readouterr().err
    assert sentence in told
    assert "Traceback" not in told
    assert not Path("runs").exists()


def test_a_folder_below_a_file_is_refused_before_training(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["train", "digits", *QUICK, "--out", str(tmp_path / "file" / "run")]) == 3
    assert "could not be made: Not a directory" in capsys.readouterr().err


def test_a_loss_that_is_no_number_ends_in_a_sentence_with_step_and_rate(tmp_path, capsys):
    net = "dense 10 > regression sgd(learning_rate=1e20) loss=mean_square"
    assert main(["train", "digits", "--net", net, "--out", str(tmp_path / "run")]) == 2
    assert "learning rate 1e+20" in capsys.readouterr().err


def test_a_size_is_height_by_width():
    assert (sides("91x60"), sides("91"), sides(None)) == ((91, 60), (91, 91), None)
    with pytest.raises(DataError, match="such as 91x91"):
        sides("91 by 60")
