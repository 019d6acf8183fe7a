import json
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

import glassnet as gn
from glassnet.cli.main import main


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "a photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)).save(path)
    return str(path)


def test_a_raw_photo_of_any_size_gets_a_class_and_a_probability(trained, photo, capsys):
    assert main(["predict", str(trained / "model.glassnet"), photo]) == 0
    head, row = capsys.readouterr().out.splitlines()[:2]
    assert head.split() == ["photo", "class", "probability", "next"]
    assert "a photo.png" in row


def test_json_gives_every_class(trained, photo, capsys):
    assert main(["predict", str(trained / "model.glassnet"), photo, photo, "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert len(answers) == 2
    shares = answers[0]["probabilities"]
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert answers[0]["probability"] == shares[answers[0]["class"]] == max(shares.values())


def test_a_trained_model_says_none_of_these(trained, tmp_path, capsys):
    Image.fromarray(np.zeros((40, 60), np.uint8)).save(tmp_path / "black.png")
    asked = ["predict", str(trained / "model.glassnet"), str(tmp_path / "black.png")]
    assert main(asked) == 0
    assert "none of these" in capsys.readouterr().out.splitlines()[1]
    assert main([*asked, "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["familiar"], answer["unfamiliarity"] > 1) == (False, True)
    assert answer["reason"]


def test_a_model_that_was_not_calibrated_says_nothing_of_it(trained, photo, tmp_path, capsys):
    gn.save(replace(gn.load(trained / "model.glassnet"), calibration=None), tmp_path / "plain.glassnet")
    assert main(["predict", str(tmp_path / "plain.glassnet"), photo, "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["familiar"], answer["unfamiliarity"], answer["reason"]) == (None, None, "")


def test_a_file_that_is_no_picture_is_named_and_does_not_hold_up_the_others(trained, photo, tmp_path, capsys):
    (tmp_path / "no.png").write_text("no picture")
    assert main(["predict", str(trained / "model.glassnet"), str(tmp_path / "no.png"), photo]) == 2
    told = capsys.readouterr()
    assert "a photo.png" in told.out
    assert "no.png" in told.err


def test_a_model_that_is_not_there_is_told(capsys):
    assert main(["predict", "nowhere.glassnet", "a.png"]) == 2
    assert capsys.readouterr().err == "There is no file 'nowhere.glassnet'.\n"
