"""What is wrong with a person's pictures ends a command with code 2 and a letter, before anything is trained."""

import pytest

from glassnet.cli.main import main


@pytest.fixture
def told(capsys):
    """Train on the data of that name, and give what was said about it."""

    def train(data):
        assert main(["train", str(data), "--epochs", "1"]) == 2
        return capsys.readouterr().err

    return train


def test_missing_files_of_a_table(photos, told):
    (photos / "all.csv").write_text("path,label\ndark/0.png,dark\nbright/99.png,bright\n")
    letter = told(photos / "all.csv")
    assert "1 of 2 files that 'all.csv' lists are not there:\n  row 3: bright/99.png\n" in letter


def test_labels_that_differ_by_case(photos, told):
    (photos / "Dark").mkdir()
    (photos / "dark" / "0.png").rename(photos / "Dark" / "0.png")
    assert "Did you mean 'dark' for both?" in told(photos)


def test_an_empty_class(photos, told):
    (photos / "gray").mkdir()
    assert "Class 'gray' has no picture we can read.\nIts folder is empty: remove it." in told(photos)


def test_one_class(photos, told):
    (photos / "dark").rename(photos.parent / "dark")
    assert "holds only one class, 'bright'; a classifier needs at least two" in told(photos)


def test_one_picture_in_two_parts(photos, told):
    rows = ["path,label,part", "dark/0.png,dark,train", "bright/1.png,bright,train", "dark/0.png,dark,test"]
    (photos / "all.csv").write_text("\n".join(rows))
    assert "lists 'dark/0.png' twice, with part 'train' in row 2\nand 'test' in row 4" in told(photos / "all.csv")
