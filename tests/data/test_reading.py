"""Decoding side by side, and the shelf that makes a second start instant: same pictures, or read again."""

import os
import threading

import numpy as np
import pytest
from PIL import Image

from glassnet.data import kept, reading, shelf
from glassnet.data.folders import folder
from glassnet.data.pictures import read_file
from glassnet.data.preparation import Preparation
from glassnet.data.tables import table
from glassnet.errors import DataError


@pytest.fixture
def cache(tmp_path_factory, monkeypatch):
    """A cache of its own, which takes even the smallest pictures."""
    root = tmp_path_factory.mktemp("xdg")
    monkeypatch.setenv("XDG_CACHE_HOME", str(root))
    monkeypatch.setattr(reading, "_WORTH_KEEPING", 0)
    return root / "glassnet" / "pictures"


@pytest.fixture
def decoded(monkeypatch):
    """The files opened to be decoded, by name."""
    names = []

    def watched(path):
        names.append(path.name)
        return read_file(path)

    monkeypatch.setattr(reading, "read_file", watched)
    return names


@pytest.fixture
def photos(two_classes):
    """The fifty pictures, last changed a minute ago, in a folder of their own."""
    for path in two_classes.rglob("*.png"):
        settle(path)
    return two_classes


def settle(path):
    os.utime(path, ns=(path.stat().st_mtime_ns - 60 * 10**9,) * 2)


def same(one, other):
    assert np.array_equal(one.pixels, other.pixels)
    assert (one.names, one.origins, one.skipped, one.preparation) == (
        other.names,
        other.origins,
        other.skipped,
        other.preparation,
    )


def test_a_second_start_opens_no_picture(photos, cache, decoded):
    first = folder(photos, size=5)
    assert sorted(set(decoded)) == [f"{number:02}.png" for number in range(25)]
    decoded.clear()
    same(folder(photos, size=5), first)
    assert decoded == []


def test_headers_are_remembered_too(photos, cache, monkeypatch):
    first = folder(photos)
    monkeypatch.setattr(reading, "read_header", lambda path: pytest.fail(f"{path} was opened"))
    same(folder(photos), first)


def test_remarks_come_back(photos, cache):
    Image.fromarray(np.full((8, 8), 25700, np.uint16)).save(photos / "cat" / "00.png")
    settle(photos / "cat" / "00.png")
    assert [folder(photos).origins[0].remark for _ in range(2)] == ["16-bit levels"] * 2


def test_each_way_to_prepare_has_its_own_pictures(photos, cache, decoded):
    for wish in (
        {"size": 5},
        {"size": 6},
        {"size": 5, "color": "rgb"},
        {"size": (5, 9), "fit": "pad"},
        {"size": (5, 9)},
    ):
        decoded.clear()
        fresh = folder(photos, **wish)
        assert len(decoded) == 50
        same(folder(photos, **wish), fresh)
        assert len(decoded) == 50


def test_a_changed_picture_alone_is_read_again(photos, cache, decoded):
    folder(photos)
    Image.new("L", (8, 8), 99).save(photos / "cat" / "03.png")
    decoded.clear()
    assert folder(photos).pixels[3, 0, 0, 0] == 99
    assert decoded == ["03.png"]


def test_a_picture_that_changed_just_now_is_never_taken_for_the_same(photos, cache):
    path = photos / "cat" / "03.png"
    for level in (97, 98, 99):  # of one size, within one tick of a coarse clock
        Image.new("L", (8, 8), level).save(path)
        os.utime(path, ns=(path.stat().st_mtime_ns // 10**9 * 10**9,) * 2)
        assert folder(photos).pixels[3, 0, 0, 0] == level


def test_a_picture_that_moved_is_known_by_its_content(photos, cache, monkeypatch):
    first = folder(photos, size=5)
    (photos / "cat" / "03.png").rename(photos / "cat" / "99.png")
    monkeypatch.setattr(Preparation, "from_bytes", lambda self, data: pytest.fail("decoded again"))
    moved = folder(photos, size=5)
    assert np.array_equal(moved.pixels[24], first.pixels[3])
    assert moved.names[24] == "cat/99.png"


def test_without_the_cache_all_is_read_and_nothing_kept(photos, cache, decoded):
    folder(photos, cache=False)
    folder(photos, cache=False)
    assert len(decoded) == 100
    assert not cache.exists()


def test_few_small_pictures_are_not_worth_keeping(photos, cache, monkeypatch):
    monkeypatch.setattr(reading, "_WORTH_KEEPING", 50 * 64 + 1)
    folder(photos)
    assert not cache.exists()


def test_what_is_kept_is_for_its_owner_alone_and_no_code(photos, cache):
    folder(photos)
    assert cache.stat().st_mode & 0o777 == 0o700
    files = list(cache.iterdir())
    assert len(files) == 2
    for file in files:
        assert file.stat().st_mode & 0o077 == 0
        assert b"\x80\x04\x95" not in file.read_bytes()  # how a pickle begins


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign", "unwritten"])
def test_damage_is_read_over_and_mended(photos, cache, decoded, damage):
    first = folder(photos)
    for file in cache.iterdir():
        whole = file.read_bytes()
        spoilt = {
            "cut": whole[:-7],
            "flip": whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
            "empty": b"",
            "foreign": b"\x89PNG\r\n",
            "unwritten": b"\0" * len(whole),
        }[damage]
        file.write_bytes(spoilt)
    decoded.clear()
    same(folder(photos), first)
    assert len(decoded) == 50
    decoded.clear()
    same(folder(photos), first)
    assert decoded == []


@pytest.mark.parametrize("head", [[], {}, {"files": 7}, {"files": {"cat/00.png": [1]}}, {"rows": [["x"]]}, {"rows": 7}])
def test_a_whole_file_with_nonsense_in_it_is_read_over(photos, cache, head):
    first = folder(photos)
    for file in cache.iterdir():
        assert kept.keep(file, head)
    same(folder(photos), first)


def test_a_place_that_cannot_be_written_is_no_error(photos, cache):
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be")
    same(folder(photos), folder(photos, cache=False))


def test_a_disk_that_is_full_is_no_error_and_leaves_nothing(photos, cache, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept.os, "fsync", full)
    assert len(folder(photos)) == 50
    assert list(cache.iterdir()) == []


def test_nobody_s_home_is_no_error(photos, monkeypatch):
    monkeypatch.setattr(kept.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(reading, "_WORTH_KEEPING", 0)
    assert len(folder(photos)) == 50


def test_the_cache_is_bounded_and_the_longest_unused_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 1000)
    for age, name in enumerate("abc"):
        assert kept.keep(tmp_path / name, {}, bytes(200))
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    assert kept.kept(tmp_path / "a") is not None  # which uses it
    assert kept.keep(tmp_path / "d", {}, bytes(480))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "d"]
    assert not kept.keep(tmp_path / "huge", {}, bytes(600))


def test_what_a_killed_writer_left_goes_after_an_hour(tmp_path):
    for name, age in (("old.part", 7200), ("new.part", 60)):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (kept.time() - age,) * 2)
    kept.keep(tmp_path / "a", {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "new.part"]


def test_a_table_has_a_shelf_too(photos, cache, decoded):
    rows = "".join(f"cat/{number:02}.png,cat\ndog/{number:02}.png,dog\n" for number in range(25))
    (photos / "photos.csv").write_text("path,label\n" + rows)
    first = table(photos / "photos.csv", size=5)
    decoded.clear()
    same(table(photos / "photos.csv", size=5), first)
    assert decoded == []


def test_tables_of_the_same_pictures_share_what_is_kept(photos, cache, decoded):
    for name, numbers in (("one", range(15)), ("other", range(10, 25))):
        rows = "".join(f"cat/{number:02}.png,cat\ndog/{number:02}.png,dog\n" for number in numbers)
        (photos / f"{name}.csv").write_text("path,label\n" + rows)
    first = table(photos / "one.csv", size=5)
    table(photos / "other.csv", size=5)
    assert len(decoded) == 50
    same(table(photos / "one.csv", size=5), first)
    folder(photos, size=5)
    assert len(decoded) == 50


def test_what_is_kept_of_a_picture_goes_with_the_picture(photos, cache):
    folder(photos)
    before = sum(file.stat().st_size for file in cache.iterdir())
    for number in range(3, 25):
        (photos / "cat" / f"{number:02}.png").unlink()
    Image.new("L", (8, 8), 99).save(photos / "cat" / "00.png")
    folder(photos)
    assert sum(file.stat().st_size for file in cache.iterdir()) < before * 0.7


def test_other_rules_have_another_shelf(photos, cache, decoded, monkeypatch):
    folder(photos)
    monkeypatch.setattr(shelf, "RULES", shelf.RULES + 1)
    decoded.clear()
    folder(photos)
    assert len(decoded) == 50


def test_any_number_of_threads_gives_the_same_pictures(photos, monkeypatch):
    found = []
    for threads in (1, 7):
        monkeypatch.setattr(reading, "_threads", lambda found, threads=threads: threads)
        found.append(folder(photos, size=5, cache=False))
    same(*found)


def test_memory_bounds_the_threads(photos):
    pictures = [reading._Found(None, reading.Origin("", *sides), (0, 0)) for sides in ((8, 8), (6000, 6666))]
    assert reading._threads(pictures[:1]) == min(8, len(os.sched_getaffinity(0)))
    assert reading._threads(pictures) <= 2
    assert reading._threads([reading._Found(None, reading.Origin("", 20000, 20000), (0, 0))]) == 1


def test_progress_is_told_picture_by_picture(photos):
    told = []
    folder(photos, progress=lambda done, total: told.append((done, total)))
    assert told == [(number, 50) for number in range(1, 51)]


def test_who_stops_in_the_middle_leaves_no_thread_behind(photos, cache):
    def stop(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder(photos, progress=stop)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("ThreadPool")] == []
    assert not cache.exists()


def test_a_set_that_is_refused_is_not_kept(photos, cache):
    for number in range(3):
        (photos / "cat" / f"{number:02}.png").write_bytes(b"")
    with pytest.raises(DataError, match="3 of 50 pictures cannot be read"):
        folder(photos)
    assert not cache.exists()
