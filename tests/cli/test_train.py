import csv
import json
import shlex
from pathlib import Path

import pytest

from glassnet.cli.main import main
from glassnet.cli.train import sides
from glassnet.errors import DataError
from glassnet.runs.saving import load

QUICK = ["--net", "dense 8 relu", "--epochs", "1", "--no-report"]


def test_a_run_folder_holds_model_history_recipe_ledger_and_filters(trained):
    assert sorted(path.name for path in trained.iterdir()) == [
        "filters.png",
        "history.csv",
        "ledger.txt",
        "model.glassnet",
        "recipe.json",
        "report.html",
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
    assert "already holds 6 files, and a run is never written over" in capsys.readouterr().err
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


@pytest.fixture
def told_at_once(monkeypatch):
    """Runs as short as those of the tests are told of too."""
    monkeypatch.setattr("glassnet.training.telling.WORTH_TELLING", 0.0)


def test_the_expectation_comes_first_and_the_truth_last(told_at_once, tmp_path, capsys):
    assert main(["train", "digits", *QUICK, "--out", str(tmp_path / "run")]) == 0
    told = capsys.readouterr().out
    order = [told.index(part) for part in ("engine auto", "expected:", "val_loss", "GF/s executed", "Test, on")]
    assert order == sorted(order)
    assert "of this machine's matrix rate" in " ".join(told.split())
    assert max(map(len, told.partition("Kept in")[0].splitlines())) <= 80


def test_a_run_that_is_soon_over_says_nothing_of_the_engine(tmp_path, capsys):
    assert main(["train", "digits", *QUICK, "--out", str(tmp_path / "run")]) == 0
    told = capsys.readouterr().out
    assert "engine" not in told
    assert "GF/s" not in told


def test_the_truth_is_told_of_a_run_that_was_stopped_too(told_at_once, tmp_path, capsys):
    assert main(["train", "digits", "--goal", "5", "--out", str(tmp_path / "run")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "GF/s executed" in told
    assert "Training ended after 1 whole epoch: the validation pictures met the goal." in told


def test_the_recipe_holds_the_plan_and_the_engine_asked_for(trained, tmp_path):
    plan = json.loads((trained / "recipe.json").read_text())["recipe"]["plan"]
    assert plan["engine"] == "auto"
    assert plan["layers"][0]["layer"] == "Conv2D"
    words = ["train", "digits", *QUICK, "--engine", "reference", "--out", str(tmp_path / "run")]
    assert main(words) == 0
    recipe = json.loads((tmp_path / "run" / "recipe.json").read_text())
    assert recipe["recipe"]["plan"]["engine"] == "reference"
    assert "--engine reference" in recipe["command"]


def test_precision_may_be_left_to_the_machine(tmp_path):
    assert main(["train", "digits", *QUICK, "--precision", "auto", "--out", str(tmp_path / "run")]) == 0
    assert load(tmp_path / "run" / "model.glassnet").plan.precision in ("bfloat16", "float32")


def test_a_goal_stops_training_and_the_test_gives_the_verdict(tmp_path, capsys):
    words = ["train", "digits", "--goal", "60", "--learning-rate", "0.01", "--out", str(tmp_path / "run"), "--json"]
    assert main(words) == 0
    told = capsys.readouterr()
    value = json.loads(told.out)
    assert len(value["history"]) < 10
    assert value["goal"]["goal"]["share"] == 0.6
    assert value["goal"]["reached"] is (value["goal"]["accuracy"] >= 0.6)
    # sqrt(0.6 * 0.4 * (1/269 + 1/269)) = 0.0422: 0.6422 of 269 is 172.8
    assert "once 173 of the 269 validation pictures are right" in " ".join(told.err.split())


def test_a_goal_that_is_missed_is_said_and_is_no_failure(tmp_path, capsys):
    assert main(["train", "digits", *QUICK, "--goal", "99.9", "--out", str(tmp_path / "run")]) == 0
    assert "Goal 99.9 %: not reached" in capsys.readouterr().out


def test_without_test_pictures_the_validation_gives_the_verdict(photos, tmp_path, capsys):
    words = ["train", str(photos), *QUICK, "--test", "0", "--goal", "10", "--out", str(tmp_path / "run")]
    assert main(words) == 0
    assert "validation pictures are right." in capsys.readouterr().out


def test_a_goal_needs_pictures_to_judge_by(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["train", "digits", *QUICK, "--goal", "90", "--validation", "0"]) == 2
    assert "--goal is judged by the validation pictures" in capsys.readouterr().err


def test_a_tuned_recipe_is_taken_when_only_a_goal_is_given_and_is_told_in_full(monkeypatch, tmp_path, capsys):
    from glassnet.cli import training

    tuned = training.Request("digits", net="dense 16 relu", epochs=2, batch=32, validation=0.2)
    monkeypatch.setitem(training.TUNED, "digits", tuned)
    assert main(["train", "digits", "--goal", "90", "--epochs", "1", "--out", str(tmp_path / "tuned")]) == 0
    assert "tuned for speed" in capsys.readouterr().out
    command = json.loads((tmp_path / "tuned" / "recipe.json").read_text())["command"]
    expected = "glassnet train digits --net 'dense 16 relu' --epochs 1 --batch 32 --validation 0.2 --goal 90"
    assert command == expected
    assert main(["train", "digits", *QUICK, "--goal", "90", "--out", str(tmp_path / "own")]) == 0
    assert "tuned for speed" not in capsys.readouterr().out


def test_the_tuned_recipe_for_mnist_fits_its_digits():
    from glassnet.cli.training import TUNED
    from glassnet.graph.completing import completed
    from glassnet.graph.shape import Shape

    request = TUNED["mnist"]
    network = completed(request.net, Shape((28, 28, 1)), 10)
    assert network.targets
    assert shlex.split(request.command())[:3] == ["glassnet", "train", "mnist"]
