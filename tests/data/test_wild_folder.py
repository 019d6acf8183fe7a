"""A wild folder: what its folders say, what is left out, and what is refused."""

import os

import numpy as np
import pytest
from PIL import Image

from glassnet.data.preparation import Preparation
from glassnet.data.wild_folder import wild_folder
from glassnet.errors import DataError

PREPARATION = Preparation(4, 4, 1)
CLASSES = ("chi", "lars")


def photo(path, level=100):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((6, 8), level, np.uint8)).save(path)


def test_folders_say_what_photos_show(tmp_path):
    photo(tmp_path / "chi" / "hat.png", 10)
    photo(tmp_path / "none" / "ball.png", 20)
    photo(tmp_path / "loose.png", 30)
    found = wild_folder(tmp_path, CLASSES, PREPARATION)
    assert found.names == ("chi/hat.png", "loose.png", "none/ball.png")
    assert found.truths == ("chi", None, "none")
    assert found.pixels[:, 0, 0, 0].tolist() == [10, 30, 20]
    assert found.pixels.shape == (3, 4, 4, 1)


def test_what_is_no_photo_is_listed_with_its_reason(tmp_path):
    photo(tmp_path / "chi" / "a.png")
    (tmp_path / "chi" / "note.jpg").write_text("no photo")
    (tmp_path / "chi" / "empty.png").touch()
    (tmp_path / "chi" / "link.png").symlink_to(tmp_path / "chi" / "a.png")
    (tmp_path / "chi" / "more").mkdir()
    os.mkfifo(tmp_path / "chi" / "pipe.png")
    (tmp_path / ".hidden.png").write_text("left alone")
    found = wild_folder(tmp_path, CLASSES, PREPARATION)
    assert len(found) == 1
    skipped = dict(found.skipped)
    assert skipped.keys() == {f"chi/{name}" for name in ("note.jpg", "empty.png", "link.png", "more", "pipe.png")}
    assert skipped["chi/link.png"] == "a link: not followed"
    assert skipped["chi/empty.png"] == "empty: 0 bytes"
    assert skipped["chi/note.jpg"].startswith("not a picture in any of JPEG")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Chi ", "Did you mean 'chi'?"), ("None", "Did you mean 'none'?"), ("dog", "Name it 'none' if its photos show")],
)
def test_a_folder_of_another_name_is_refused_with_a_hint(name, hint, tmp_path):
    photo(tmp_path / name / "a.png")
    with pytest.raises(DataError) as told:
        wild_folder(tmp_path, CLASSES, PREPARATION)
    assert f"has a folder {name!r}; the network knows 'chi', 'lars'." in str(told.value)
    assert hint in str(told.value)


def test_a_folder_without_a_photo_is_refused_with_examples(tmp_path):
    (tmp_path / "note.txt").write_text("no photo")
    with pytest.raises(DataError, match=r"holds no photo we can read\.\n  note.txt: not a picture"):
        wild_folder(tmp_path, CLASSES, PREPARATION)
    with pytest.raises(DataError, match="is no folder"):
        wild_folder(tmp_path / "nowhere", CLASSES, PREPARATION)


def test_names_in_any_bytes_are_shown(tmp_path):
    photo(tmp_path / "chi" / "a\nb.png")
    assert wild_folder(tmp_path, CLASSES, PREPARATION).names == ("chi/a\\nb.png",)
