"""Eighty planted files: each is named, none stops the run, none is changed; clean sets raise no alarm."""

import hashlib
import os
import sys

import numpy as np
import pytest
from PIL import Image
from tests.data import dirty

from glassnet.data import pictures
from glassnet.data.folders import folder
from glassnet.data.names import shown
from glassnet.data.tables import table
from glassnet.errors import DataError

CLEAN = 700  # pictures, so that all that is lost is under 5 %


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A folder of two classes, clean but for what `dirty` plants in one of them."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # as where it is not installed
    Image.new("L", (8, 8), 13).save(tmp_path / "outside.png")
    for name in ("bird", "cat"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(CLEAN // 2):
            (tmp_path / "photos" / name / f"{number:03}.png").hardlink_to(tmp_path / "outside.png")
    for one in [*dirty.lost(), *dirty.ignored(), *dirty.by_rule(), *dirty.oddly_named()]:
        one.write(tmp_path / "photos" / "bird" / one.name)
    return tmp_path / "photos"


def of_all_files(root):
    """The SHA-256 and the right to read of every ordinary file."""
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    return {path: (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mode) for path in files}


@pytest.mark.parametrize("cache", [False, True], ids=["without a cache", "with a cache"])
def test_each_planted_file_is_named_and_none_stops_the_run(planted, cache):
    before = of_all_files(planted)
    for _ in range(1 + cache):
        images = folder(planted, size=8, cache=cache)
        reasons, remarks = dict(images.skipped), dict(zip(images.names, images.origins, strict=True))
        for one in (*dirty.lost(), *dirty.ignored()):
            assert one.told in reasons.pop(f"bird/{shown(one.name)}"), one.name
        for one in (*dirty.by_rule(), *dirty.oddly_named()):
            assert one.told in remarks.pop(f"bird/{shown(one.name)}").remark, one.name
        assert reasons == {}
        assert len(remarks) == CLEAN
        assert {origin.remark for origin in remarks.values()} == {""}
        assert all(name.isprintable() for name in (*images.names, *dict(images.skipped)))
    assert of_all_files(planted) == before


def test_there_are_eighty_of_them():
    assert sum(1 for _ in (*dirty.lost(), *dirty.ignored(), *dirty.by_rule(), *dirty.oddly_named())) >= 80


def test_the_same_files_listed_in_a_table_come_to_the_same(planted):
    left = {one.name for one in dirty.ignored() if not one.name.startswith("pipe")}
    paths = [path for path in sorted(planted.glob("*/*")) if path.name not in left]
    rows = ['"{}",{}\n'.format(str(path.relative_to(planted)).replace('"', '""'), path.parent.name) for path in paths]
    listed = "".join(["path,label\n", *rows])
    (planted / "all.csv").write_text(listed, encoding="utf-8", errors="surrogateescape", newline="")
    images, found = table(planted / "all.csv", size=8), folder(planted, size=8)
    assert images.names == found.names
    assert np.array_equal(images.pixels, found.pixels)
    assert dict(images.skipped)["bird/pipe.jpg"] == "not an ordinary file"


def test_a_file_without_the_right_to_read_is_told(planted, monkeypatch):
    opened = os.open

    def forbidding(path, *rest, **named):  # root may read everything, so the right is taken away here
        if os.fspath(path).endswith("cat/007.png"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **named)

    monkeypatch.setattr(pictures.os, "open", forbidding)
    assert dict(folder(planted, cache=False).skipped)["cat/007.png"] == "cannot be opened: Permission denied"


def test_a_class_folder_without_the_right_to_read_stops_and_is_named(planted, monkeypatch):
    def forbidding(path):
        if os.fspath(path).endswith("cat"):
            raise PermissionError(13, "Permission denied")
        return scanned(path)

    scanned = os.scandir
    monkeypatch.setattr(os, "scandir", forbidding)
    with pytest.raises(DataError, match=r"photos/cat' cannot be read: Permission denied"):
        folder(planted)


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "bmp", "gif", "tif", "pgm"])
def test_a_clean_set_raises_no_alarm(tmp_path, ending):
    draw = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        for number in range(5):
            Image.fromarray(draw.integers(0, 256, (40, 30), np.uint8)).save(tmp_path / name / f"{number}.{ending}")
    images = folder(tmp_path)
    assert (len(images), images.skipped) == (10, ())
    assert {origin.remark for origin in images.origins} <= {"", "palette"}


def test_real_photos_raise_no_alarm(glassnet_data):
    images = folder(glassnet_data / "flowers", size=32)
    assert len(images) == 350
    assert {why for _, why in images.skipped} <= {"a file beside the classes"}
    assert {origin.remark for origin in images.origins} == {""}
