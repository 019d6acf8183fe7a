"""Folders whose owner divided them: root/{train,val,test}/<class>/*."""

import pytest

from glassnet.data.folders import folder
from glassnet.errors import DataError


@pytest.fixture
def divided(write_picture, tmp_path):
    """Two classes in three parts, named as asked: 3 + 2 + 1 pictures of each."""

    def write(train="train", validation="val", test="test"):
        for part, count in ((train, 3), (validation, 2), (test, 1)):
            for number in range(count):
                write_picture(f"{part}/cat/{number}.png", 10)
                write_picture(f"{part}/dog/{number}.png", 200)
        return tmp_path

    return write


@pytest.mark.parametrize("validation", ["val", "valid", "validation", "Valid"])
def test_every_picture_knows_the_part_its_owner_put_it_in(divided, validation):
    images = folder(divided(validation=validation))
    assert images.classes == ("cat", "dog")
    assert {part: images.parts.count(part) for part in images.parts} == {"train": 6, "validation": 4, "test": 2}
    in_validation = [name for name, part in zip(images.names, images.parts, strict=True) if part == "validation"]
    assert in_validation == [f"{validation}/{name}.png" for name in ("cat/0", "cat/1", "dog/0", "dog/1")]
    assert images.skipped == ()


def test_a_class_may_be_missing_in_test_and_not_in_train(divided, write_picture):
    write_picture("train/bird/1.png")
    assert folder(divided()).classes == ("bird", "cat", "dog")
    write_picture("test/eel/1.png")
    with pytest.raises(DataError, match="Class 'eel' has pictures in test and none in train: no network can learn it"):
        folder(divided())


def test_train_and_test_full_of_pictures_are_classes_like_any_other(write_picture, tmp_path):
    for name in ("train", "test"):
        write_picture(f"{name}/1.png")
    images = folder(tmp_path)
    assert images.classes == ("test", "train")
    assert images.parts == ()


def test_two_names_for_one_part_are_asked_about(divided, write_picture):
    write_picture("valid/cat/1.png")
    with pytest.raises(DataError, match=r"'val' and 'valid' both stand for the validation part. Leave one of them"):
        folder(divided())


def test_a_folder_beside_the_parts_is_told(divided, write_picture):
    write_picture("wild/cat/1.png")
    assert folder(divided()).skipped == (("wild", "a folder beside the parts: not looked into"),)


def test_a_class_lost_in_one_part_alone_stops(divided):
    root = divided()
    (root / "test" / "cat" / "0.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"Class 'cat' has no picture we can read in test.\n  test/cat/0.png: empty"):
        folder(root)


def test_a_class_written_in_two_ways_is_asked_about(divided):
    root = divided()
    (root / "test" / "cat").rename(root / "test" / "Cat ")
    with pytest.raises(
        DataError, match=r"differ only by case or a space:\n'Cat ' \(1\) and 'cat' \(5\). Did you mean 'cat'"
    ):
        folder(root)


def test_train_alone_is_pointed_into(write_picture, tmp_path):
    for name in ("cat", "dog"):
        write_picture(f"train/{name}/1.png")
    with pytest.raises(DataError, match=r"'train' holds no pictures, but folders: train/cat, train/dog"):
        folder(tmp_path)
