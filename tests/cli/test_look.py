import shutil

import numpy as np
import pytest
from PIL import Image

from glassnet.cli.main import main


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "a photo.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)).save(path)
    return str(path)


def test_a_runs_folder_is_looked_into_and_each_picture_told_of(trained, tmp_path, capsys):
    assert main(["look", str(trained), "--out", str(tmp_path / "seen")]) == 0
    told = capsys.readouterr().out
    kept = sorted(path.name for path in (tmp_path / "seen").iterdir())
    assert {"history.png", "filters-Conv2D.png"} <= set(kept)
    assert all(f"  {name}\n" in told for name in kept)
    assert "Not shown:" in told
    assert "--photo FILE" in told
    assert max(map(len, told.splitlines())) <= 80 + len(str(tmp_path))


def test_a_photo_adds_what_the_network_makes_of_it(trained, photo, tmp_path):
    asked = ["look", str(trained / "model.glassnet"), "--photo", photo, "--out", str(tmp_path / "seen")]
    assert main(asked) == 0
    kept = {path.name for path in (tmp_path / "seen").iterdir()}
    assert {"photo-1-maps-Conv2D.png", "photo-1-reasons.png", "photo-1-edits.png"} <= kept
    assert any(name.startswith("photo-1-sum-Conv2D-out-") for name in kept)


def test_without_out_the_pictures_lie_beside_the_model(trained, tmp_path, capsys):
    shutil.copy(trained / "model.glassnet", tmp_path / "model.glassnet")
    for folder in ("look", "look-2"):
        assert main(["look", str(tmp_path), "--layer", "Conv2D"]) == 0
        assert (tmp_path / folder / "filters-Conv2D.png").is_file()
    assert "look-2" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--layer", "conv2d"], "Did you mean 'Conv2D'?"),
        (["--photo", "nowhere.png"], "nowhere.png"),
    ],
)
def test_what_is_not_there_is_told_and_nothing_is_written(words, told, trained, tmp_path, capsys):
    assert main(["look", str(trained), *words, "--out", str(tmp_path / "seen")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "seen").exists()


def test_a_folder_that_is_no_runs_and_a_file_that_is_none(tmp_path, capsys):
    assert main(["look", str(tmp_path)]) == 2
    assert "holds no model.glassnet" in capsys.readouterr().err
    assert main(["look", str(tmp_path / "nowhere.glassnet")]) == 2
    assert "There is no file" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told_before_the_work(trained, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["look", str(trained), "--out", str(tmp_path / "file" / "below")]) == 3
    assert "not a folder" in capsys.readouterr().err
