"""What `glassnet train` tells without being asked: copies, shortcuts, doubt, and photos unlike the rest."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import glassnet as gn
from glassnet.cli.main import main

QUICK = ["--net", "conv 4@5 relu > pool 4 > dense 16 relu", "--epochs", "4", "--no-report"]


@pytest.fixture(scope="module")
def story(tmp_path_factory) -> Path:
    """Portraits of two people before two walls as PNG files, and a wild set beside them."""
    root = tmp_path_factory.mktemp("story")
    known = gn.datasets.portraits(seed=1, bursts=6, shots=6)
    for folder, images in (("people", known.images), ("wild", known.wild.images)):
        for pixels, label, name in zip(images.pixels, images.labels, images.names, strict=True):
            path = root / folder / images.classes[label] / f"{name.partition('/')[2].replace('/', '_')}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels[..., 0]).save(path)
    return root


@pytest.fixture(scope="module")
def told(story, tmp_path_factory) -> tuple[str, Path]:
    import contextlib
    import io

    out = tmp_path_factory.mktemp("out") / "run"
    with contextlib.redirect_stdout(io.StringIO()) as screen:
        assert main(["train", str(story / "people"), *QUICK, "--wild", str(story / "wild"), "--out", str(out)]) == 0
    return screen.getvalue(), out


def test_training_says_beforehand_what_tells_the_classes_apart(told) -> None:
    before = told[0].partition("layer ")[0]
    assert "corner alone tells ada from ben" in before.replace("\n    ", " ")
    assert "Near copies, bursts and groups lie on one side each." in before


def test_the_test_is_told_with_its_groups_its_rivals_and_its_caveats(told) -> None:
    after = " ".join(told[0].partition("Test, on pictures")[2].split())
    assert "groups (95 %:" in after
    assert "Without learning, nearest in pixels of" in after
    assert "A network can be right here without seeing" in after


def test_the_wild_set_is_asked_and_never_trained_on(told) -> None:
    text, out = told
    assert "The wild set, on which nothing was trained:" in text
    assert "25 of 25 of none of them" in text
    run = gn.load(out / "model.glassnet")
    assert run.calibration is not None
    assert not run.is_familiar(np.zeros((1, 91, 91), np.uint8)).any()


def test_what_is_printed_fits_80_columns(told) -> None:
    text, out = told
    assert max(len(line.replace(str(out), "")) for line in text.splitlines()) <= 80


def test_a_random_split_stays_possible_and_is_called_what_it_is(story, tmp_path, capsys) -> None:
    assert main(["train", str(story / "people"), *QUICK, "--split", "random", "--out", str(tmp_path / "run")]) == 0
    assert "Drawn at random, one by one: nobody looked for near copies." in capsys.readouterr().out


def test_names_say_what_belongs_together(story, tmp_path, capsys) -> None:
    command = ["train", str(story / "people"), *QUICK, "--group-by", r"burst(\d+)", "--out", str(tmp_path / "run")]
    assert main([*command, "--json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["data"]["audit"]["alarms"]
    assert value["test"]["accuracy"]["groups"] >= 1
    assert value["wild"] is None


def test_a_wild_folder_that_is_not_there_is_refused_before_training(story, tmp_path, capsys) -> None:
    out = tmp_path / "run"
    assert main(["train", str(story / "people"), *QUICK, "--wild", str(tmp_path / "nowhere"), "--out", str(out)]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert not out.exists()


def test_evaluate_knows_what_was_trained_on_and_asks_the_wild_set(story, told, capsys) -> None:
    model = str(told[1] / "model.glassnet")
    assert main(["evaluate", model, str(story / "people"), "--wild", str(story / "wild")]) == 0
    text = capsys.readouterr().out
    assert "The network was trained on" in text
    assert "wild photos" in text
    assert main(["evaluate", model, str(story / "people"), "--wild", str(story / "wild"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["wild"]["refused_of_none"]["n"] == 25


def test_predict_says_none_of_these_of_a_black_frame(story, told, capsys) -> None:
    black = next((story / "wild" / "none").glob("black*"))
    assert main(["predict", str(told[1] / "model.glassnet"), str(black)]) == 0
    assert "none of these" in capsys.readouterr().out
