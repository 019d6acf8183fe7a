import json

from glassnet.cli.main import main


def test_the_test_part_is_the_one_the_training_kept_away(trained, tmp_path, capsys):
    model = str(trained / "model.glassnet")
    assert main(["evaluate", model, "digits", "--part", "test", "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert len(again.pop("answers")) == 269
    assert again["n"] == 269
    assert (
        main(
            [
                "train",
                "digits",
                "--net",
                "conv 4@3 relu > pool 2",
                "--epochs",
                "2",
                "--out",
                str(tmp_path / "r"),
                "--json",
            ]
        )
        == 0
    )
    assert json.loads(capsys.readouterr().out)["test"] == again


def test_all_pictures_are_judged_with_n_interval_and_mistakes(trained, capsys):
    assert main(["evaluate", str(trained / "model.glassnet"), "digits"]) == 0
    told = capsys.readouterr().out
    assert "% of 1,797 (95 %:" in told
    assert max(map(len, told.splitlines())) <= 90


def test_pictures_of_other_classes_are_refused(trained, photos, capsys):
    assert main(["evaluate", str(trained / "model.glassnet"), str(photos)]) == 2
    assert "'bright', which the network does not know" in capsys.readouterr().err


def test_every_answer_is_written_as_a_row(trained, tmp_path, capsys):
    rows = tmp_path / "answers.csv"
    assert main(["evaluate", str(trained / "model.glassnet"), "digits", "--part", "test", "--csv", str(rows)]) == 0
    assert capsys.readouterr().out.startswith("Right: ")
    lines = rows.read_text().splitlines()
    assert lines[0] == "file,label,answer,right,probability,loss,0,1,2,3,4,5,6,7,8,9"
    assert len(lines) == 270


def test_a_csv_that_cannot_be_written_is_the_machines_fault(trained, tmp_path, capsys):
    nowhere = str(tmp_path / "no" / "answers.csv")
    assert main(["evaluate", str(trained / "model.glassnet"), "digits", "--part", "test", "--csv", nowhere]) == 3
    assert "could not be saved: there is no folder" in capsys.readouterr().err


def test_two_models_are_compared_on_the_same_pictures(trained, capsys):
    model = str(trained / "model.glassnet")
    assert main(["evaluate", model, "digits", "--part", "test", "--against", model]) == 0
    assert "A and B are right on the very same pictures" in capsys.readouterr().out
    assert main(["evaluate", model, "digits", "--part", "test", "--against", model, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["against"]["p"] == 1.0


def test_pictures_trained_on_are_called_so(trained, capsys):
    assert main(["evaluate", str(trained / "model.glassnet"), "digits", "--part", "train"]) == 0
    told = capsys.readouterr().out
    assert "trained on these very pictures" in told
    assert max(map(len, told.splitlines())) <= 80


def test_the_baselines_stand_beside_the_answer(trained, capsys):
    assert main(["evaluate", str(trained / "model.glassnet"), "digits", "--part", "test"]) == 0
    told = capsys.readouterr().out
    assert "nearest in pixels of 1,259 trained on" in told
    assert "commonest in training" in told
