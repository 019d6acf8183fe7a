import json

import numpy as np
from PIL import Image

from glassnet.cli.main import main


def test_the_wall_is_named_by_the_command(capsys):
    assert main(["data", "portraits"]) == 0
    told = capsys.readouterr().out
    assert "400 pictures of 91x91x1 in 2 classes" in told
    assert "The 10x10 top-left corner alone tells ada from ben: 100 %." in told
    assert max(map(len, told.splitlines())) <= 80


def test_a_folder_is_scanned_at_the_size_asked_for(photos, capsys):
    assert main(["data", str(photos), "--size", "8", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["shape"] == [8, 8, 1]
    assert told["classes"] == {"bright": 12, "dark": 12}
    assert any("corner" in name for name in told["audit"]["alarms"])


def test_one_picture_under_two_labels_is_named_by_its_files(photos, capsys):
    levels = np.random.default_rng(1).integers(0, 256, (10, 10), np.uint8)
    for name in ("dark", "bright"):
        Image.fromarray(levels).save(photos / name / "same.png")
    assert main(["data", str(photos)]) == 0
    assert "bright/same.png and dark/same.png are one picture under two labels" in capsys.readouterr().out


def test_the_pictures_are_only_looked_at(photos, capsys):
    before = {path: path.stat().st_mtime_ns for path in photos.rglob("*")}
    assert main(["data", str(photos)]) == 0
    assert {path: path.stat().st_mtime_ns for path in photos.rglob("*")} == before


def test_what_is_no_data_ends_with_2(capsys):
    assert main(["data", "nowhere"]) == 2
    assert "'nowhere' is no folder" in capsys.readouterr().err
