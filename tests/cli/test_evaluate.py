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
